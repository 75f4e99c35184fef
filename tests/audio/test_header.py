"""What files promise, and how much work that is."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from lib.audio.header import arrives, begin, declared_work, inspect
from lib.audio.sniff import AudioRefused


@pytest.mark.parametrize(
    ("container", "codec"),
    [
        ("WAV", "PCM_16"),
        ("RF64", "PCM_16"),
        ("W64", "PCM_24"),
        ("AIFF", "PCM_16"),
        ("CAF", "FLOAT"),
        ("FLAC", "PCM_16"),
        ("OGG", "VORBIS"),
        ("OGG", "OPUS"),
        ("MP3", "MPEG_LAYER_III"),
    ],
)
def test_the_declared_work_is_frames_times_channels(write, noise, container, codec):
    path = write(noise(3.0, rate=48_000), rate=48_000, container=container, subtype=codec)
    assert declared_work(path) == pytest.approx(288_000, rel=0.03)
    with path.open("rb", buffering=0) as file:
        promise = inspect(file)
    assert (promise.sample_rate_hz, promise.channels) == (48_000, 2)
    assert promise.frames == pytest.approx(144_000, rel=0.03)


def test_an_mp3_without_a_count_is_estimated_by_its_size(write, kept, noise):
    data = write(noise(4.0, rate=44_100), rate=44_100, container="MP3").read_bytes()
    assert declared_work(kept(data[data.find(b"\xff\xfb", 4) :])) == pytest.approx(352_800, rel=0.1)


def test_an_mp3_whose_count_lies_low_is_estimated_by_its_size(write, kept, noise):
    data = write(noise(4.0, rate=44_100), rate=44_100, container="MP3").read_bytes()
    at = data.find(b"Xing") if b"Xing" in data else data.find(b"Info")
    lie = data[: at + 8] + (5).to_bytes(4, "big") + data[at + 12 :]
    assert declared_work(kept(lie)) > 300_000


@pytest.mark.parametrize("data", [b"", b"Dear listener,", b"fLaC" + bytes(50), b"\xff\xfb\x90\x64"])
def test_nothing_to_go_by_is_none(kept, data):
    assert declared_work(kept(data)) is None


def test_the_largest_file_is_looked_at_within_milliseconds(kept, write, noise):
    data = write(noise(2.0, rate=44_100), rate=44_100, container="MP3").read_bytes()
    path = kept(data[data.find(b"\xff\xfb", 4) :] * 1500)
    began = time.process_time()
    declared_work(path)
    assert time.process_time() - began < 0.1


def test_tags_alone_are_no_audio(kept):
    path = kept(b"ID3\x04\0\0" + bytes([0, 0, 1, 0]) + bytes(128))
    with path.open("rb", buffering=0) as file, pytest.raises(AudioRefused) as refused:
        inspect(file)
    assert refused.value.reason == "audio-unreadable"


def test_looking_at_headers_does_not_load_numpy():
    code = (
        "import lib.audio.header, sys; sys.exit(any(m in sys.modules for m in ('numpy', 'scipy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("container", ["WAV", "W64", "AIFF", "CAF"])
def test_what_has_its_structure_in_front_needs_no_other_beginning(write, noise, container):
    path = write(noise(1.0, rate=8000), rate=8000, container=container)
    with path.open("rb", buffering=0) as file:
        assert begin(file) is None


@pytest.mark.parametrize("data", [b"", b"Dear listener,", b"fLaC" + bytes(50), b"\xff\xfb\x90\x64"])
def test_what_is_going_to_be_refused_has_no_beginning(kept, data):
    with kept(data).open("rb", buffering=0) as file:
        assert begin(file) is None


def test_a_file_on_disk_does_not_arrive(kept):
    with kept(b"all of it").open("rb", buffering=0) as file:
        assert not arrives(file)
