"""Ogg files before any decoder sees them."""

from __future__ import annotations

import io

import pytest

from lib.audio.ogg import begin, estimate, inspect
from lib.audio.sniff import AudioRefused


@pytest.fixture
def vorbis(write, noise):
    return write(
        noise(3.0, rate=44_100), rate=44_100, container="OGG", subtype="VORBIS"
    ).read_bytes()


def look(data):
    return inspect(io.BytesIO(data), size=len(data))


def test_the_last_page_tells_the_length_of_vorbis(vorbis):
    promise = look(vorbis)
    assert (promise.sample_rate_hz, promise.channels, promise.frames) == (44_100, 2, 132_300)


def test_the_last_page_tells_the_length_of_opus(write, noise):
    opus = write(noise(3.0, rate=48_000), rate=48_000, container="OGG", subtype="OPUS").read_bytes()
    promise = look(opus)
    assert (promise.sample_rate_hz, promise.channels) == (48_000, 2)
    assert promise.frames == pytest.approx(144_000, abs=960)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.9])
def test_a_file_without_its_last_page_is_truncated(vorbis, share):
    with pytest.raises(AudioRefused) as refused:
        look(vorbis[: int(len(vorbis) * share)])
    assert refused.value.reason == "audio-truncated"
    assert list(refused.value.facts) == ["found_s"]
    assert 0.0 < refused.value.facts["found_s"] < 3.0


def test_a_last_page_that_lacks_its_end_is_truncated(vorbis):
    with pytest.raises(AudioRefused) as refused:
        look(vorbis[:-1])
    assert refused.value.reason == "audio-truncated"


@pytest.mark.parametrize(
    ("mark", "name"),
    [(b"\x7fFLAC", "Ogg/FLAC"), (b"Speex  ", "Speex"), (b"\x80theora", "Ogg/Theora")],
)
def test_other_codecs_are_refused_by_their_name(mark, name):
    page = b"OggS\0\x02" + b"\0" * 20 + b"\x01" + bytes([64]) + mark.ljust(64, b"\0")
    with pytest.raises(AudioRefused) as refused:
        look(page)
    assert refused.value.reason == "audio-unsupported"
    assert refused.value.facts == {"format": name}


def refusal(data):
    with pytest.raises(AudioRefused) as refused:
        look(data)
    return refused.value


def test_a_page_whose_check_sum_is_wrong_is_damage(vorbis):
    middle = len(vorbis) // 2
    flipped = vorbis[:middle] + bytes([vorbis[middle] ^ 1]) + vorbis[middle + 1 :]
    refused = refusal(flipped)
    assert refused.reason == "audio-damaged"
    assert 0.0 < refused.facts["at_s"] < 3.0


def test_a_page_that_is_missing_is_damage(vorbis):
    second = vorbis.find(b"OggS", len(vorbis) // 2)
    third = vorbis.find(b"OggS", second + 4)
    assert refusal(vorbis[:second] + vorbis[third:]).reason == "audio-damaged"


def test_a_stream_behind_another_is_refused_rather_than_left_out(vorbis):
    assert refusal(vorbis + vorbis).facts == {"format": "Ogg with several streams"}


@pytest.mark.parametrize("tail", [b"TAG" + b"x" * 125, bytes(200_000)])
def test_tags_and_padding_behind_the_last_page_change_nothing(vorbis, tail):
    assert look(vorbis + tail).frames == 132_300


def test_a_tag_does_not_complete_a_page_that_is_cut(vorbis):
    assert refusal(vorbis[:-10] + b"TAG" + b"x" * 125).reason == "audio-truncated"


@pytest.fixture
def large(write, noise):
    """Half a megabyte, of which the first pages are a half."""
    return write(
        noise(40.0, rate=44_100), rate=44_100, container="OGG", subtype="VORBIS"
    ).read_bytes()


def begun(data):
    early = begin(io.BytesIO(data), size=len(data))
    assert early is not None
    return early


def test_the_first_pages_tell_about_how_long_a_file_is(large):
    early = begun(large)
    assert early.promise.frames is None
    assert early.likely_frames == pytest.approx(40 * 44_100, rel=0.02)
    assert early.finish() == look(large)
    assert estimate(io.BytesIO(large), size=len(large)) == (early.likely_frames, 2)


def test_a_small_file_is_not_worth_a_beginning(vorbis):
    assert begin(io.BytesIO(vorbis), size=len(vorbis)) is None
    assert estimate(io.BytesIO(vorbis), size=len(vorbis)) == (132_300, 2)


def test_a_decoder_is_given_whole_pages_and_nothing_of_what_follows_them(large):
    early = begun(large + bytes(1000))
    half, end = early.sound_until(len(large) // 2), early.sound_until(len(large) + 1000)
    assert len(large) // 2 <= half < end == len(large)
    assert large[half : half + 4] == b"OggS"


def test_a_page_that_is_not_in_order_is_refused_again_and_again(large):
    at = large.find(b"OggS", len(large) * 3 // 4)
    early = begun(large[:at] + large + large[at:])
    refusals = []
    for ask in (early.sound_until, early.sound_until, lambda _: early.finish()):
        with pytest.raises(AudioRefused) as refused:
            ask(2 * len(large))
        refusals.append((refused.value.reason, refused.value.facts))
    assert refusals[0] == refusals[1] == refusals[2]
    assert refusals[0] == ("audio-unsupported", {"format": "Ogg with several streams"})
