"""MP3 files before any decoder sees them."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile

from lib.audio.mpeg import begin, inspect
from lib.audio.sniff import AudioRefused


@pytest.fixture(scope="module")
def variable() -> bytes:
    """Four seconds that start quiet: the first frames do not tell the bit rate of the whole."""
    random = np.random.default_rng(1)
    signal = np.repeat([[0.0001], [0.2]], 88_200, axis=0) * random.standard_normal((176_400, 2))
    file = io.BytesIO()
    with soundfile.SoundFile(
        file, "w", 44_100, 2, format="MP3", subtype="MPEG_LAYER_III", bitrate_mode="VARIABLE"
    ) as sound:
        sound.write(signal)
    return file.getvalue()


def look(data, at=0):
    return inspect(io.BytesIO(data), size=len(data), at=at)


def test_the_count_of_the_first_frame_agrees_with_the_walk(variable):
    promise = look(variable)
    assert promise.head == b""
    assert promise.frames == pytest.approx(176_400, abs=3 * 1152)


def without_count(data: bytes) -> bytes:
    at = data.find(b"\xff\xfb", 4)
    return data[at:]


def test_a_file_without_a_count_gets_one(variable):
    promise = look(without_count(variable))
    assert b"Xing" in promise.head
    assert promise.frames == look(variable).frames


def test_half_of_a_counted_file_is_truncated(variable):
    with pytest.raises(AudioRefused) as refused:
        look(variable[: len(variable) // 2])
    assert refused.value.reason == "audio-truncated"
    assert refused.value.facts["found_s"] < refused.value.facts["expected_s"]


def test_a_file_that_lacks_only_its_last_frame_is_accepted(variable):
    last = variable.rfind(b"\xff\xfb")
    assert look(variable[:last]).frames == look(variable).frames - 1152


def test_junk_between_frames_is_stepped_over(variable):
    middle = variable.find(b"\xff\xfb", len(variable) // 2)
    broken = variable[:middle] + b"TAG junk" * 20 + variable[middle:]
    assert look(broken).frames == look(variable).frames


def test_one_lucky_frame_header_in_noise_is_no_mp3():
    data = b"\xff\xfb\x90\x64" + bytes(range(250)) * 40
    with pytest.raises(AudioRefused) as refused:
        look(data)
    assert refused.value.reason == "audio-unreadable"


def refusal(data):
    with pytest.raises(AudioRefused) as refused:
        look(data)
    return refused.value


@pytest.mark.parametrize("missing", [1, 3, 20])
@pytest.mark.parametrize("tag", [b"", b"TAG" + b"x" * 125])
def test_a_last_frame_that_lacks_its_end_is_truncated(variable, missing, tag):
    for data in (variable, without_count(variable)):
        refused = refusal(data[:-missing] + tag)
        assert refused.reason == "audio-truncated"
        assert 3.9 < refused.facts["found_s"] < refused.facts.get("expected_s", 4.1)


@pytest.mark.parametrize("left", [1, 2, 3])
def test_the_first_bytes_of_a_last_header_are_a_cut_too(variable, left):
    last = variable.rfind(b"\xff\xfb")
    assert refusal(without_count(variable[: last + left])).reason == "audio-truncated"


@pytest.mark.parametrize(
    "tail", [b"TAG" + b"x" * 125, bytes(3000), bytes(300_000), b"LYRICSBEGIN la la", b"x" * 100]
)
def test_tags_and_padding_behind_the_last_frame_change_nothing(variable, tail):
    assert look(variable + tail).frames == look(variable).frames


def test_a_long_stretch_of_something_else_behind_the_last_frame_is_damage(variable):
    refused = refusal(variable + b"x" * 200_000)
    assert refused.reason == "audio-damaged"
    assert refused.facts["at_s"] == pytest.approx(4.0, abs=0.06)


def test_junk_again_and_again_does_not_keep_us_busy():
    frame = b"\xff\xfb\x90\x64".ljust(417, b"\0")
    torn = (frame * 2 + b"junk") * 20_000
    assert refusal(torn).reason == "audio-damaged"


def begun(data):
    return begin(io.BytesIO(data), size=len(data))


def test_a_file_that_begins_with_a_count_is_decoded_as_it_stands(variable):
    early = begun(variable)
    assert early.promise.head == b""
    assert early.likely_frames == pytest.approx(176_400, abs=3 * 1152)
    assert early.finish() == look(variable)


def test_a_file_that_begins_without_a_count_gets_one_that_is_never_reached(variable):
    data = without_count(variable)
    early, whole = begun(data), look(data)
    assert early.promise.audio_at == whole.audio_at
    assert len(early.promise.head) == len(whole.head)
    at = early.promise.head.find(b"Xing") + 8
    assert int.from_bytes(early.promise.head[at : at + 4], "big") > 60_000_000 // 24
    assert early.likely_frames == pytest.approx(176_400, rel=0.02)
    assert early.finish() == whole


def test_a_decoder_is_given_whole_frames_and_nothing_of_what_follows_them(variable):
    early = begun(variable + b"x" * 20_000)
    half, end = early.sound_until(len(variable) // 2), early.sound_until(len(variable) + 20_000)
    assert len(variable) // 2 <= half < end == len(variable)
    assert variable[half : half + 2] == variable[:2]


def test_frames_within_a_tag_that_were_taken_for_audio_do_not_count_in_the_end(variable):
    frames = variable[variable.find(b"\xff\xfb", 4) :][:20_000]
    footer = b"APETAGEX" + b"".join(n.to_bytes(4, "little") for n in (2000, 20_032, 1, 0))
    data = without_count(variable) + frames + footer + bytes(8)
    early = begun(data)
    assert early.sound_until(len(data)) > len(data) - 20_032
    assert early.finish() == look(data)
    assert early.finish().frames == look(variable).frames
