"""What a file is, by its first bytes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lib.audio.sniff import AudioRefused, sniff


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"RIFF\x24\0\0\0WAVEfmt ", "WAV"),
        (b"RIFX\0\0\0\x24WAVEfmt ", "WAV"),
        (b"RF64\xff\xff\xff\xffWAVEds64", "WAV"),
        (b"BW64\xff\xff\xff\xffWAVEds64", "WAV"),
        (bytes.fromhex("726966662e91cf11a5d628db04c10000") + bytes(24), "W64"),
        (b"caff\0\x01\0\0desc", "CAF"),
        (b"FORM\0\0\0\x2eAIFFCOMM", "AIFF"),
        (b"FORM\0\0\0\x2eAIFCFVER", "AIFF"),
        (b"fLaC\0\0\0\x22", "FLAC"),
        (b"OggS\0\x02", "OGG"),
        (b"ID3\x04\0\0\0\0\0\0", "MP3"),
        (b"\xff\xfb\x90\x64", "MP3"),
        (b"\xff\xf3\x40\xc0", "MP3"),
        (b"\xff\xe3\x40\xc0", "MP3"),
    ],
)
def test_a_format_is_known_by_its_first_bytes(head, found):
    assert sniff(head) == found


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\0\0\0\x20ftypM4A \0\0\0\0", "M4A/AAC"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", "MP4/AAC"),
        (bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + b"\0", "WMA"),
        (b"\xff\xf1\x50\x80", "AAC"),
        (b"\0\0\0\x14ftypqt  ", "QuickTime"),
        (b"\x0b\x77\0\0", "AC-3"),
        (b"DSD \x1c\0\0\0", "DSD"),
        (b"FRM8\0\0\0\0", "DSD"),
        (b"MAC \x96\x0f\0\0", "Monkey's Audio"),
        (b"wvpk\0\0\0\0", "WavPack"),
        (b"MPCK", "Musepack"),
        (b"\x7f\xfe\x80\x01", "DTS"),
        (b"\xff\xfd\x90\x04", "MP2"),
        (b"MThd\0\0\0\x06", "MIDI"),
        (b"\x1a\x45\xdf\xa3", "Matroska/WebM"),
    ],
)
def test_a_format_that_is_known_but_not_measured_is_refused_by_its_name(head, name):
    with pytest.raises(AudioRefused) as refused:
        sniff(head)
    assert refused.value.reason == "audio-unsupported"
    assert refused.value.facts == {"format": name}


@pytest.mark.parametrize(
    "head", [b"Dear listener,", b"\0" * 64, b"RIFF\x24\0\0\0", b"\xff\xff\xff\xff", b"%PDF-1.7"]
)
def test_anything_else_is_unreadable(head):
    with pytest.raises(AudioRefused) as refused:
        sniff(head)
    assert refused.value.reason == "audio-unreadable"


def test_a_file_without_a_byte_is_empty():
    with pytest.raises(AudioRefused) as refused:
        sniff(b"")
    assert refused.value.reason == "audio-empty"


def test_looking_at_first_bytes_does_not_load_numpy():
    code = (
        "import lib.audio.sniff, sys; sys.exit(any(m in sys.modules for m in ('numpy', 'scipy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
