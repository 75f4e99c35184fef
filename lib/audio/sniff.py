"""What a file is, by its first bytes; never by its name."""

from __future__ import annotations

from typing import Literal

Format = Literal["WAV", "W64", "AIFF", "CAF", "FLAC", "OGG", "MP3"]

Reason = Literal[
    "audio-unreadable",
    "audio-unsupported",
    "audio-empty",
    "audio-truncated",
    "audio-damaged",
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
    "audio/x-aifc": "AIFF",
    "audio/x-caf": "CAF",
    "audio/x-w64": "W64",
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
        ``max_hz``; ``channels`` and ``max_channels``. Strings are printable ASCII.
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
    RIFF: Microsoft/IBM 1991; RF64: EBU Tech 3306; BW64: ITU-R BS.2088; Wave64: Sony; CAF: Apple,
    Core Audio Format 1.0; AIFF/AIFF-C: Apple 1989/1991; FLAC: RFC 9639; Ogg: RFC 3533; MPEG audio
    frame header: ISO/IEC 11172-3, 2.4.2.3.
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
    marks: tuple[tuple[bool, Format], ...] = (
        (form in {b"RIFF", b"RIFX", b"RF64", b"BW64"} and kind == b"WAVE", "WAV"),
        (head[:16] == _WAVE64 and len(head) >= 40, "W64"),
        (head[:6] == b"caff\0\1", "CAF"),
        (form == b"FORM" and kind in {b"AIFF", b"AIFC"}, "AIFF"),
        (form == b"fLaC", "FLAC"),
        (form == b"OggS", "OGG"),
        (head[:3] == b"ID3" or _is_layer_three(head), "MP3"),
    )
    return next((name for holds, name in marks if holds), None)


def _is_layer_three(head: bytes) -> bool:
    """Eleven sync bits, a version, layer III, and a bit rate and a sampling rate that exist."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bit_rate, rate = head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer == 1 and bit_rate not in {0, 15} and rate != 3


_WAVE64 = b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00"

# By where the bytes stand and what they are; the first that fits names the format.
_UNSUPPORTED: tuple[tuple[int, bytes, str], ...] = (
    (4, b"ftypM4A", "M4A/AAC"),
    (4, b"ftypM4B", "M4A/AAC"),
    (4, b"ftypqt", "QuickTime"),
    (4, b"ftyp3g", "3GP"),
    (4, b"ftyp", "MP4/AAC"),
    (4, b"moov", "QuickTime"),
    (4, b"mdat", "QuickTime"),
    (0, bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"), "WMA"),
    (0, b"\xff\xf1", "AAC"),
    (0, b"\xff\xf9", "AAC"),
    (0, b"ADIF", "AAC"),
    (0, b"\xff\xfd", "MP2"),
    (0, b"\xff\xfc", "MP2"),
    (0, b"\xff\xf5", "MP2"),
    (0, b"\xff\xf4", "MP2"),
    (0, b"\x0b\x77", "AC-3"),
    (0, b"\x77\x0b", "AC-3"),
    (0, b"\x7f\xfe\x80\x01", "DTS"),
    (0, b"\xfe\x7f\x01\x80", "DTS"),
    (4, b"\xf8\x72\x6f\xba", "Dolby TrueHD"),
    (0, b"MP+", "Musepack"),
    (0, b"MPCK", "Musepack"),
    (0, b"OFR ", "OptimFROG"),
    (0, b"TTA2", "TTA"),
    (0, b".RMF", "RealMedia"),
    (0, b".ra\xfd", "RealAudio"),
    (0, b"caff", "CAF"),
    (0, b"Creative Voice File", "VOC"),
    (0, b"NIST_1A", "NIST Sphere"),
    (0, b"FLV\1", "Flash Video"),
    (0, b"\x00\x00\x01\xba", "MPEG video"),
    (8, b"8SVX", "8SVX"),
    (0, b"wvpk", "WavPack"),
    (0, b"MAC ", "Monkey's Audio"),
    (0, b"TTA1", "TTA"),
    (0, b"MThd", "MIDI"),
    (0, b"#!AMR", "AMR"),
    (0, b".snd", "AU"),
    (0, b"DSD ", "DSD"),
    (0, b"FRM8", "DSD"),
    (0, b"\x1a\x45\xdf\xa3", "Matroska/WebM"),
    (8, b"AVI ", "AVI"),
)


def _known_but_unsupported(head: bytes) -> str | None:
    return next((name for at, mark, name in _UNSUPPORTED if head.startswith(mark, at)), None)
