"""Opening and decoding files, good and hostile."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest

from lib.audio.decode import open_audio
from lib.audio.limits import Limits
from lib.audio.sniff import AudioRefused

FORMATS = [
    ("WAV", "PCM_U8", 8),
    ("WAV", "PCM_16", 16),
    ("WAV", "PCM_24", 24),
    ("WAV", "PCM_32", 32),
    ("WAV", "FLOAT", 32),
    ("WAV", "DOUBLE", 64),
    ("WAV", "ALAW", 8),
    ("WAV", "ULAW", 8),
    ("WAVEX", "PCM_24", 24),
    ("RF64", "PCM_16", 16),
    ("W64", "PCM_24", 24),
    ("W64", "DOUBLE", 64),
    ("CAF", "PCM_S8", 8),
    ("CAF", "PCM_16", 16),
    ("CAF", "FLOAT", 32),
    ("CAF", "ULAW", 8),
    ("AIFF", "PCM_S8", 8),
    ("AIFF", "PCM_U8", 8),
    ("AIFF", "PCM_32", 32),
    ("AIFF", "DOUBLE", 64),
    ("AIFF", "ALAW", 8),
    ("FLAC", "PCM_S8", 8),
    ("AIFF", "PCM_16", 16),
    ("AIFF", "PCM_24", 24),
    ("AIFF", "FLOAT", 32),
    ("FLAC", "PCM_16", 16),
    ("FLAC", "PCM_24", 24),
    ("OGG", "VORBIS", None),
    ("OGG", "OPUS", None),
    ("MP3", "MPEG_LAYER_III", None),
]
CUT = [
    ("WAV", "PCM_16"),
    ("WAV", "FLOAT"),
    ("AIFF", "PCM_24"),
    ("W64", "PCM_16"),
    ("CAF", "PCM_16"),
    ("FLAC", "PCM_16"),
    ("OGG", "VORBIS"),
    ("OGG", "OPUS"),
    ("MP3", "MPEG_LAYER_III"),
]


def decoded(path, **options):
    with open_audio(path, **options) as source:
        return source, np.concatenate(list(source.blocks(frames=10_000)))


def refusal(path, **options):
    with pytest.raises(AudioRefused) as refused:
        decoded(path, **options)
    return refused.value


@pytest.mark.parametrize(("container", "codec", "bits"), FORMATS)
def test_every_format_is_decoded_whole_whatever_its_name(write, tone, container, codec, bits):
    signal = tone([(-6.0, 2.0)], rate=48_000)
    source, samples = decoded(write(signal, rate=48_000, container=container, subtype=codec))
    assert (source.codec, source.bit_depth) == (codec, bits)
    assert source.format == {"WAVEX": "WAV", "RF64": "WAV"}.get(container, container)
    assert (source.sample_rate_hz, source.channels) == (48_000, 2)
    assert len(samples) == len(signal)
    assert samples.dtype == np.float32
    assert np.sqrt(np.mean(samples[4800:-4800] ** 2)) == pytest.approx(0.3544, abs=0.01)


@pytest.mark.parametrize(("container", "codec"), CUT)
@pytest.mark.parametrize("share", [0.5, 0.8])
def test_a_file_that_is_cut_is_refused(write, kept, noise, container, codec, share):
    data = write(
        noise(3.0, rate=48_000), rate=48_000, container=container, subtype=codec
    ).read_bytes()
    refused = refusal(kept(data[: int(len(data) * share)]))
    assert refused.reason == "audio-truncated"
    assert 0.0 <= refused.facts["found_s"] < 3.0


def test_text_that_is_renamed_is_unreadable(tmp_path):
    path = tmp_path / "mix.wav"
    path.write_text("This is not a mix. " * 100)
    assert refusal(path).reason == "audio-unreadable"


def test_an_empty_file_is_empty(kept):
    assert refusal(kept(b"")).reason == "audio-empty"


def test_a_variable_bit_rate_without_a_frame_count_is_decoded_whole(kept, write, noise):
    signal = noise(4.0, rate=44_100)
    signal[:88_200] *= 0.001
    data = write(signal, rate=44_100, container="MP3").read_bytes()
    headless = data[data.find(b"\xff\xfb", 4) :]
    _, samples = decoded(kept(headless))
    assert len(samples) / 44_100 == pytest.approx(4.0, abs=0.06)
    assert np.abs(samples[-44_100:]).max() > 0.1


@pytest.mark.parametrize("container", ["FLAC", "MP3"])
def test_a_tag_in_front_is_stepped_over(kept, write, noise, container):
    data = write(noise(1.0, rate=44_100), rate=44_100, container=container).read_bytes()
    tag = b"ID3\x04\0\0" + bytes([0, 0, 0x10, 0]) + b"\0" * 2048
    source, samples = decoded(kept(tag + data))
    assert source.format == container
    assert len(samples) == 44_100


def test_a_header_that_tells_ten_hours_is_refused_without_decoding_them(kept, write, noise):
    flac = write(noise(1.0, rate=44_100), rate=44_100, container="FLAC").read_bytes()
    packed = int.from_bytes(flac[18:26], "big") >> 36 << 36 | 36_000 * 44_100
    refused = refusal(kept(flac[:18] + packed.to_bytes(8, "big") + flac[26:]))
    assert refused.reason == "audio-truncated"
    assert refused.facts == {"expected_s": 36_000.0, "found_s": 1.0}


def test_a_file_of_unknown_length_is_refused_by_its_last_frame_or_the_running_cap(kept, write):
    flac = write(np.zeros((20 * 8000, 1)), rate=8000, container="FLAC").read_bytes()
    packed = int.from_bytes(flac[18:26], "big") >> 36 << 36
    path = kept(flac[:18] + packed.to_bytes(8, "big") + flac[26:])
    assert refusal(path, limits=Limits(max_duration_s=5.0)).reason == "audio-too-long"
    assert len(decoded(path)[1]) == 20 * 8000


def test_the_running_cap_stops_a_decoder_that_goes_on(write, noise):
    path = write(noise(3.0, rate=8000), rate=8000, container="WAV")
    data = bytearray(path.read_bytes())
    data[4:8] = data[40:44] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    assert refusal(path, limits=Limits(max_duration_s=2.0)).reason == "audio-too-long"
    assert len(decoded(path)[1]) == 3 * 8000


@pytest.mark.parametrize("rate", [4000, 384_000])
def test_sampling_rates_outside_the_limits_are_refused(write, noise, rate):
    refused = refusal(write(noise(1.0, rate=rate, channels=1), rate=rate, container="WAV"))
    assert refused.reason == "audio-rate-unsupported"
    assert refused.facts == {"sample_rate_hz": rate, "min_hz": 8000, "max_hz": 192_000}


def test_more_than_eight_channels_are_refused(write, noise):
    refused = refusal(write(noise(1.0, rate=8000, channels=9), rate=8000, container="WAV"))
    assert refused.reason == "audio-channels-unsupported"
    assert refused.facts == {"channels": 9, "max_channels": 8}


def test_adpcm_never_reaches_the_decoder(write, noise):
    path = write(noise(1.0, rate=8000, channels=1), rate=8000, container="WAV", subtype="IMA_ADPCM")
    assert refusal(path).facts == {"format": "WAV/IMA ADPCM"}


@pytest.mark.parametrize("container", ["WAV", "W64", "AIFF", "CAF", "FLAC", "OGG", "MP3"])
@pytest.mark.parametrize("seed", range(8))
def test_bytes_that_went_bad_are_decoded_or_refused_but_never_fatal(write, kept, container, seed):
    random = np.random.default_rng(seed)
    signal = 0.1 * random.standard_normal((16_000, 2))
    data = bytearray(write(signal, rate=16_000, container=container).read_bytes())
    for at in random.integers(0, min(len(data), 4000), 12):
        data[at] = random.integers(0, 256)
    path = kept(bytes(data))
    with suppress(AudioRefused):  # anything else that is raised fails the test
        _, samples = decoded(path, limits=Limits(max_duration_s=60.0))
        assert len(samples) <= 60 * 192_000


def with_md5(flac: bytes, digest: bytes) -> bytes:
    return flac[:26] + digest + flac[42:]


@pytest.fixture
def flac(write, noise):
    return write(noise(3.0, rate=44_100), rate=44_100, container="FLAC").read_bytes()


def test_a_flac_file_whose_samples_are_not_those_of_its_digest_is_damaged(kept, flac):
    assert refusal(kept(with_md5(flac, b"x" * 16))).reason == "audio-damaged"
    assert len(decoded(kept(with_md5(flac, bytes(16))))[1]) == 132_300


def test_a_flac_file_that_is_garbled_inside_is_damaged_not_cut(kept, flac):
    middle = len(flac) // 2
    garbled = flac[:middle] + bytes([flac[middle] ^ 0xFF]) + flac[middle + 1 :]
    refused = refusal(kept(garbled))
    assert refused.reason == "audio-damaged"
    assert 0.0 <= refused.facts["at_s"] < 3.0


@pytest.mark.parametrize("tail", [b"TAG" + b"x" * 125, b"junk" * 1000, bytes(5000)])
def test_what_follows_the_last_frame_of_a_flac_file_changes_nothing(kept, flac, tail):
    whole = decoded(kept(flac))[1]
    assert np.array_equal(decoded(kept(flac + tail))[1], whole)


def test_a_flac_file_that_lacks_a_byte_is_cut_in_its_last_frame(kept, flac):
    refused = refusal(kept(flac[:-1]))
    assert refused.reason == "audio-truncated"
    assert 2.9 < refused.facts["found_s"] < refused.facts["expected_s"] == 3.0


@pytest.mark.parametrize("container", ["WAV", "FLAC"])
def test_many_channels_at_high_rates_are_refused_by_their_number_of_samples(
    write, noise, container
):
    path = write(noise(2.0, rate=8000, channels=8), rate=8000, container=container)
    refused = refusal(path, limits=Limits(max_samples=64_000))
    assert (refused.reason, refused.facts) == ("audio-too-long", {"limit_s": 1.0})
    assert len(decoded(path, limits=Limits(max_samples=128_000))[1]) == 16_000


@pytest.mark.parametrize("subtype", ["FLOAT", "DOUBLE"])
def test_what_is_fainter_than_any_sound_is_silence(write, subtype):
    signal = np.full((8000, 2), 1e-40)
    signal[4000:] = 1e-9
    _, samples = decoded(write(signal, rate=8000, container="WAV", subtype=subtype))
    assert not samples[:4000].any()
    assert samples[4000:].all()


@pytest.mark.parametrize("open_size", [b"\0\0\0\0", b"\xff\xff\xff\xff"])
@pytest.mark.parametrize("container", ["WAV", "WAVEX"])
def test_a_wav_file_that_was_streamed_is_decoded_to_its_end(write, noise, container, open_size):
    path = write(noise(1.0, rate=8000), rate=8000, container=container)
    whole = decoded(path)[1]
    data = bytearray(path.read_bytes())
    at = data.find(b"data") + 4
    data[4:8] = data[at : at + 4] = open_size
    path.write_bytes(data)
    assert np.array_equal(decoded(path)[1], whole)


def test_a_caf_file_that_was_streamed_is_decoded_to_its_end(write, noise):
    path = write(noise(1.0, rate=8000), rate=8000, container="CAF")
    whole = decoded(path)[1]
    data = bytearray(path.read_bytes())
    at = data.find(b"data") + 4
    data[at : at + 8] = b"\xff" * 8
    path.write_bytes(data)
    assert np.array_equal(decoded(path)[1], whole)


@pytest.mark.parametrize("channels", range(1, 9))
@pytest.mark.parametrize("container", ["WAV", "WAVEX", "W64", "AIFF", "CAF", "FLAC"])
def test_one_to_eight_channels_keep_their_order(write, container, channels):
    signal = np.tile(np.arange(1, channels + 1) / 16.0, (4000, 1))
    source, samples = decoded(write(signal, rate=48_000, container=container))
    assert source.order == "wave"
    assert np.abs(samples - signal).max() < 1e-4


@pytest.mark.parametrize("rate", [8000, 11_025, 22_050, 32_000, 88_200, 176_400, 192_000])
@pytest.mark.parametrize("container", ["WAV", "W64", "AIFF", "CAF", "FLAC"])
def test_rates_from_8_to_192_khz_are_read(write, noise, container, rate):
    source, samples = decoded(write(noise(0.1, rate=rate), rate=rate, container=container))
    assert (source.sample_rate_hz, len(samples)) == (rate, round(0.1 * rate))


def test_opus_that_is_decoded_at_a_lower_rate_is_bounded_by_that_rate(write, noise):
    path = write(noise(1.0, rate=8000), rate=8000, container="OGG", subtype="OPUS")
    source, samples = decoded(path, limits=Limits(max_duration_s=1.5))
    assert len(samples) / source.sample_rate_hz == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize(
    ("container", "codec"), [("WAV", "FLOAT"), ("FLAC", "PCM_24"), ("CAF", "PCM_16"), ("OGG", None)]
)
@pytest.mark.parametrize("frames", [1000, 4096, 65_536])
def test_how_much_is_decoded_at_once_does_not_matter(write, noise, container, codec, frames):
    path = write(noise(1.0, rate=44_100), rate=44_100, container=container, subtype=codec)
    with open_audio(path) as source:
        parts = list(source.blocks(frames=frames))
    assert max(len(part) for part in parts) <= frames
    assert np.array_equal(np.concatenate(parts), decoded(path)[1])


@pytest.mark.parametrize("bits", [1, 12, 20, 24, 32])
def test_a_flac_file_that_lies_about_its_sample_size_is_decoded_or_refused(kept, flac, bits):
    packed = int.from_bytes(flac[18:26], "big") & ~(31 << 36) | bits - 1 << 36
    with suppress(AudioRefused):
        decoded(kept(flac[:18] + packed.to_bytes(8, "big") + flac[26:]))
