"""Ogg files before any decoder sees them."""

from __future__ import annotations

import io

import pytest

from lib.audio.ogg import inspect
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
