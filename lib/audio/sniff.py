"""What a file is, by its first bytes; never by its name."""

from __future__ import annotations

from typing import Literal

Format = Literal["WAV", "AIFF", "FLAC", "OGG", "MP3"]

Reason = Literal[
    "audio-unreadable",
    "audio-unsupported",
    "audio-empty",
    "audio-truncated",
    "audio-too-long",
    "audio-too-short",
    "audio-invalid-samples",
    "audio-rate-unsupported",
    "audio-channels-unsupported",
]

# As many bytes as `sniff` looks at.
HEAD_BYTES = 64

MEDIA_TYPES: dict[str, Format] = {
    "audio/wav": "WAV",
    "audio/wave": "WAV",
    "audio/x-wav": "WAV",
    "audio/vnd.wave": "WAV",
    "audio/aiff": "AIFF",
    "audio/x-aiff": "AIFF",
    "audio/flac": "FLAC",
    "audio/x-flac": "FLAC",
    "audio/ogg": "OGG",
    "application/ogg": "OGG",
    "audio/vorbis": "OGG",
    "audio/opus": "OGG",
    "audio/mpeg": "MP3",
    "audio/mp3": "MP3",
    "audio/x-mp3": "MP3",
    "audio/mpeg3": "MP3",
}


class AudioRefused(Exception):
    """The file cannot be measured.

    Attributes
    ----------
    reason : Reason
        A stable slug.
    facts : dict
        Numbers and strings for the sentence that tells it: ``format``; ``expected_s`` (where it is
        known) and ``found_s``; ``limit_s``; ``at_s``; ``sample_rate_hz``, ``min_hz`` and
        ``max_hz``; ``channels`` and ``max_channels``.
    """

    def __init__(self, reason: Reason, **facts: float | str) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.facts = facts


def sniff(head: bytes) -> Format:
    """Tell the format of a file.

    Parameters
    ----------
    head : bytes
        The first bytes of the file, at least `HEAD_BYTES` of them where there are as many. An ID3v2
        tag in front is taken for MP3: what follows the tag may be out of sight.

    Returns
    -------
    Format

    Raises
    ------
    AudioRefused
        "audio-empty" without a byte; "audio-unsupported" with its ``format`` for one that is known
        but not measured; "audio-unreadable" for anything else.

    Notes
    -----
    RIFF: Microsoft/IBM 1991 and RF64: EBU Tech 3306; AIFF/AIFF-C: Apple 1989/1991; FLAC: RFC 9639;
    Ogg: RFC 3533; MPEG audio frame header: ISO/IEC 11172-3, 2.4.2.3.
    """
    if not head:
        raise AudioRefused("audio-empty")
    found = _supported(head)
    if found is not None:
        return found
    unsupported = _known_but_unsupported(head)
    if unsupported is not None:
        raise AudioRefused("audio-unsupported", format=unsupported)
    raise AudioRefused("audio-unreadable")


def _supported(head: bytes) -> Format | None:
    form, kind = head[:4], head[8:12]
    if form in {b"RIFF", b"RIFX", b"RF64"} and kind == b"WAVE":
        return "WAV"
    if form == b"FORM" and kind in {b"AIFF", b"AIFC"}:
        return "AIFF"
    if form == b"fLaC":
        return "FLAC"
    if form == b"OggS":
        return "OGG"
    if head[:3] == b"ID3" or _is_layer_three(head):
        return "MP3"
    return None


def _is_layer_three(head: bytes) -> bool:
    """Eleven sync bits, a version, layer III, and a bit rate and a sampling rate that exist."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bit_rate, rate = head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer == 1 and bit_rate not in {0, 15} and rate != 3


# By where the bytes stand and what they are; the first that fits names the format.
_UNSUPPORTED: tuple[tuple[int, bytes, str], ...] = (
    (4, b"ftypM4A", "M4A/AAC"),
    (4, b"ftypM4B", "M4A/AAC"),
    (4, b"ftyp", "MP4/AAC"),
    (0, bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"), "WMA"),
    (0, b"\xff\xf1", "AAC"),
    (0, b"\xff\xf9", "AAC"),
    (0, b"ADIF", "AAC"),
    (0, b"\xff\xfd", "MP2"),
    (0, b"\xff\xfc", "MP2"),
    (0, b"caff", "CAF"),
    (0, b"wvpk", "WavPack"),
    (0, b"MAC ", "Monkey's Audio"),
    (0, b"TTA1", "TTA"),
    (0, b"MThd", "MIDI"),
    (0, b"#!AMR", "AMR"),
    (0, b".snd", "AU"),
    (0, b"riff\x2e\x91\xcf\x11", "Wave64"),
    (0, b"BW64", "BW64"),
    (0, b"DSD ", "DSD"),
    (0, b"FRM8", "DSD"),
    (0, b"\x1a\x45\xdf\xa3", "Matroska/WebM"),
    (8, b"AVI ", "AVI"),
)


def _known_but_unsupported(head: bytes) -> str | None:
    return next((name for at, mark, name in _UNSUPPORTED if head.startswith(mark, at)), None)
