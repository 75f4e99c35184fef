"""A file that is read while it arrives."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.arriving import Arrival, Arriving
from lib.audio.decode import Misjudged, open_audio
from lib.audio.header import declared_work
from lib.audio.limits import Limits
from lib.audio.report import measure
from lib.audio.sniff import AudioRefused

FORMATS = [
    ("WAV", "PCM_16"),
    ("WAV", "PCM_24"),
    ("WAV", "FLOAT"),
    ("WAVEX", "PCM_24"),
    ("RF64", "PCM_16"),
    ("W64", "PCM_24"),
    ("AIFF", "PCM_16"),
    ("AIFF", "PCM_24"),
    ("CAF", "PCM_16"),
    ("FLAC", "PCM_16"),
    ("FLAC", "PCM_24"),
    ("OGG", "VORBIS"),
    ("OGG", "OPUS"),
    ("MP3", "MPEG_LAYER_III"),
]
COMPRESSED = FORMATS[-5:]
STEP = 8192
PATIENCE_S = 20

READS = st.lists(
    st.tuples(
        st.sampled_from(["read", "readinto", "seek", "seek to end", "seek on", "read all"]),
        st.integers(0, 300),
    ),
    max_size=12,
)


def did(file: io.RawIOBase, reads: list[tuple[str, int]]) -> Iterator[object]:
    """What a file answers to each of these."""
    for what, number in reads:
        match what:
            case "read":
                yield file.read(number)
            case "readinto":
                buffer = bytearray(number)
                yield file.readinto(buffer), bytes(buffer)
            case "seek":
                yield file.seek(number)
            case "seek to end":
                yield file.seek(-number // 2, io.SEEK_END)
            case "seek on":
                yield file.seek(number // 4, io.SEEK_CUR)
            case "read all":
                yield file.read()
        yield file.tell()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cuts=st.lists(st.integers(0, 400), max_size=8), reads=READS)
def test_whoever_reads_while_it_arrives_reads_what_the_whole_file_holds(tmp_path, cuts, reads):
    whole = np.random.default_rng(7).bytes(400)
    there = tmp_path / "there"
    there.write_bytes(whole)
    at = sorted({0, 400, *cuts})
    with (
        ThreadPoolExecutor(1) as pool,
        Arrival(tmp_path / "arriving", size=400) as arrival,
        Arriving(arrival) as file,
        there.open("rb", buffering=0) as expected,
    ):
        reading = pool.submit(lambda: list(did(file, reads)))
        for start, end in pairwise(at):
            arrival.write(whole[start:end])
        assert reading.result(PATIENCE_S) == list(did(expected, reads))


def test_what_is_there_is_read_before_the_rest_comes(tmp_path):
    with Arrival(tmp_path / "a", size=10) as arrival, Arriving(arrival) as file:
        arrival.write(b"12345")
        assert file.read(5) == b"12345"
        assert file.seek(0, io.SEEK_END) == 10
        assert file.read(1) == b""
        assert file.seek(3) == 3
        assert file.read(2) == b"45"


@pytest.mark.parametrize("readers", [1, 5])
def test_what_never_comes_wakes_everybody_who_waits_for_it(tmp_path, readers):
    waiting = threading.Barrier(readers + 1)

    def wait_for_all(arrival: Arrival) -> bytes:
        with Arriving(arrival) as file:
            waiting.wait(PATIENCE_S)
            return file.read()

    with ThreadPoolExecutor(readers) as pool:
        with Arrival(tmp_path / "a", size=10) as arrival:
            asked = [pool.submit(wait_for_all, arrival) for _ in range(readers)]
            arrival.write(b"12345")
            waiting.wait(PATIENCE_S)
        errors = [one.exception(PATIENCE_S) for one in asked]

    assert [type(error) for error in errors] == [OSError] * readers


def test_an_error_on_the_way_is_an_end_too(tmp_path):
    with pytest.raises(ZeroDivisionError), Arrival(tmp_path / "a", size=10) as arrival:
        arrival.write(bytes(4 // 0))

    with Arriving(arrival) as file, pytest.raises(OSError, match="never came"):
        file.read(1)


def test_the_descriptor_is_given_away_once_all_is_there_and_stands_where_the_file_does(tmp_path):
    with Arrival(tmp_path / "a", size=6) as arrival, Arriving(arrival) as file:
        arrival.write(b"abc")
        with pytest.raises(io.UnsupportedOperation):
            file.fileno()
        arrival.write(b"def")
        file.seek(4)
        with open(file.fileno(), "rb", closefd=False) as other:
            assert other.read() == b"ef"


class Grudging(Arrival):
    """Brings what is waited for, up to one of the cuts, and no further."""

    def __init__(self, path: Path, *, data: bytes, cuts: Iterable[int] = ()) -> None:
        super().__init__(path, size=len(data))
        self.brought = 0
        self._data = data
        self._cuts = sorted({*(cuts or range(STEP, len(data), STEP)), len(data)})

    def wait(self, end: int) -> None:
        while self.brought < min(end, self.size):
            cut = next(cut for cut in self._cuts if cut > self.brought)
            block, self.brought = self._data[self.brought : cut], cut
            self.write(block)
        super().wait(end)


@pytest.fixture
def encoded(tmp_path) -> Callable[..., Path]:
    def write(container: str, codec: str, *, seconds: float = 8.0) -> Path:
        path = tmp_path / "whole"
        path.write_bytes(noise(container, codec, seconds=seconds))
        return path

    return write


@cache
def noise(container: str, codec: str, *, seconds: float) -> bytes:
    """As many bytes a second as there can be; of MP3 ten times as long, by its frames again."""
    quality = {"compression_level": 0.0} if container in {"OGG", "MP3"} else {}
    samples = np.random.default_rng(3).normal(0, 0.1, (round(48_000 * seconds), 2))
    data = io.BytesIO()
    with soundfile.SoundFile(
        data, "w", 48_000, 2, subtype=codec, format=container, **quality
    ) as file:
        for start in range(0, len(samples), 48_000):
            file.write(samples[start : start + 48_000])
    return repeated(data.getvalue(), times=10) if container == "MP3" else data.getvalue()


def repeated(mp3: bytes, *, times: int) -> bytes:
    """All frames but the first, which counts them and their bytes, so many times."""
    first = mp3.find(mp3[:2], 1)
    at = max(mp3.find(b"Xing"), mp3.find(b"Info")) + 8
    frames, length = (int.from_bytes(mp3[i : i + 4], "big") for i in (at, at + 4))
    counts = b"".join((count * times).to_bytes(4, "big") for count in (frames, length))
    return mp3[:at] + counts + mp3[at + 8 : first] + mp3[first:] * times


@pytest.mark.parametrize(("container", "codec"), FORMATS)
def test_the_report_is_that_of_the_whole_file(encoded, tmp_path, container, codec):
    path = encoded(container, codec, seconds=12.0 if container == "OGG" else 8.0)
    seen: list[tuple[float, float]] = []

    def note(stage: str, share: float) -> None:
        seen.append((share, arrival.brought / arrival.size))

    with Grudging(tmp_path / "a", data=path.read_bytes()) as arrival, Arriving(arrival) as file:
        work = declared_work(file)
        report = measure(file, progress=note)

    assert report == measure(path)
    assert work == declared_work(path)
    assert next(brought for share, brought in seen if share > 0) < 0.5
    assert [share for share, _ in seen] == sorted(share for share, _ in seen)


def test_chunks_behind_the_samples_are_waited_for_and_change_nothing(encoded, tmp_path):
    data = encoded("WAV", "PCM_16", seconds=1.0).read_bytes()
    note = b"LIST" + (300_000).to_bytes(4, "little") + b"INFO" + bytes(299_996)
    data = data[:4] + (len(data) - 8 + len(note)).to_bytes(4, "little") + data[8:] + note
    whole = tmp_path / "noted"
    whole.write_bytes(data)

    with Grudging(tmp_path / "a", data=data) as arrival, Arriving(arrival) as file:
        assert measure(file) == measure(whole)


@pytest.mark.parametrize(
    ("container", "codec"),
    [("WAV", "PCM_24"), ("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("MP3", "MPEG_LAYER_III")],
)
@pytest.mark.parametrize("share", [0.0, 0.0001, 0.5, 0.9])
def test_a_measurement_of_what_never_comes_ends_with_the_files_own_error(
    encoded, tmp_path, capfd, container, codec, share
):
    data = encoded(container, codec, seconds=2.0).read_bytes()
    with ThreadPoolExecutor(1) as pool:
        with Arrival(tmp_path / "a", size=len(data)) as arrival:
            measuring = pool.submit(measured, arrival)
            arrival.write(data[: int(len(data) * share)])
        error = measuring.exception(PATIENCE_S)

    assert isinstance(error, OSError)
    assert "never came" in str(error)
    assert capfd.readouterr().err == ""


@cache
def whole_report(container: str, codec: str) -> dict[str, Any]:
    return measure(io.BytesIO(noise(container, codec, seconds=5.0)))


@pytest.mark.parametrize(("container", "codec"), COMPRESSED)
@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_however_the_bytes_come_the_report_is_the_same(tmp_path, container, codec, data):
    whole = noise(container, codec, seconds=5.0)
    cuts = data.draw(st.lists(st.integers(1, len(whole) - 1), min_size=1, max_size=6))

    with (
        Grudging(tmp_path / "a", data=whole, cuts=cuts) as arrival,
        Arriving(arrival) as file,
    ):
        assert measure(file) == whole_report(container, codec)


ID3V1 = b"TAG" + b"x" * 125


def ape(length: int) -> bytes:
    """The footer of a tag that claims to be so long."""
    fields = (2000, length, 1, 0)
    return b"APETAGEX" + b"".join(one.to_bytes(4, "little") for one in fields) + bytes(8)


@st.composite
def hurt(draw: st.DrawFn, whole: bytes) -> bytes:
    """A file that is cut, garbled, or longer than it should be, or just tagged."""
    data = bytearray(whole)
    place = st.integers(0, len(data) - 1)
    match draw(st.sampled_from(["nothing", "a cut", "bytes", "a head", "a hole", "a gap"])):
        case "a cut":
            del data[draw(place) :]
        case "bytes":
            data[draw(place)] ^= draw(st.integers(1, 255))
        case "a head":
            data[draw(st.integers(0, 120))] = draw(st.integers(0, 255))
        case "a hole":
            at = draw(place)
            del data[at : at + draw(st.integers(1, 3000))]
        case "a gap":
            at = draw(place)
            data[at:at] = draw(st.binary(min_size=1, max_size=300))
    lengths = st.sampled_from([32, 5000, 90_000, len(whole) // 2, len(whole) * 2])
    tail = st.one_of(
        st.sampled_from([b"", ID3V1, bytes(70_000), whole[-3000:], whole]),
        lengths.map(lambda length: whole[len(whole) // 2 :][:4000] + ape(length)),
    )
    return bytes(data) + draw(tail)


@pytest.mark.parametrize(("container", "codec"), COMPRESSED)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_arrives_is_decoded_or_refused_as_if_it_had_been_there(
    tmp_path, container, codec, data
):
    seconds = 1.0 if container == "MP3" else 4.0
    given_ = data.draw(hurt(noise(container, codec, seconds=seconds)))
    cuts = data.draw(st.lists(st.integers(1, max(1, len(given_))), min_size=1, max_size=4))
    there = tmp_path / "there"
    there.write_bytes(given_)

    with (
        Grudging(tmp_path / "a", data=given_, cuts=cuts) as arrival,
        Arriving(arrival) as file,
    ):
        assert outcome(file) == outcome(there)


def outcome(audio: Path | Arriving) -> object:
    """What is decoded, or why it is not."""
    try:
        with open_audio(audio, limits=Limits(max_duration_s=60.0)) as source:
            digest = sha256()
            for block in source.blocks(frames=16_384):
                digest.update(block.tobytes())
            told = (source.format, source.codec, source.sample_rate_hz, source.channels)
            return *told, source.bit_depth, source.order, digest.hexdigest()
    except Misjudged:
        return outcome(audio)
    except AudioRefused as refusal:
        return refusal.reason, refusal.facts


def test_a_count_that_lies_has_the_file_measured_anew_and_progress_never_falls(tmp_path):
    data = bytearray(noise("MP3", "MPEG_LAYER_III", seconds=2.0))
    at = max(data.find(b"Xing"), data.find(b"Info")) + 8
    data[at : at + 4] = (400).to_bytes(4, "big")
    shares: list[float] = []

    with Grudging(tmp_path / "a", data=bytes(data)) as arrival, Arriving(arrival) as file:
        report = measure(file, progress=lambda _stage, share: shares.append(share))

    assert report == measure(io.BytesIO(data))
    assert report["file"]["duration_s"] > 19.9
    assert shares == sorted(shares)
    with (
        Grudging(tmp_path / "a", data=bytes(data)) as arrival,
        Arriving(arrival) as file,
        pytest.raises(Misjudged),
        open_audio(file) as source,
    ):
        list(source.blocks())


def test_a_file_without_a_count_is_measured_as_it_comes_though_a_tag_follows(tmp_path):
    data = noise("MP3", "MPEG_LAYER_III", seconds=8.0)
    tag = np.random.default_rng(4).bytes(20_000)
    plain = data[data.find(data[:2], 1) :] + tag + ape(len(tag) + 32) + ID3V1

    with (
        Grudging(tmp_path / "a", data=plain) as arrival,
        Arriving(arrival) as file,
        open_audio(file) as source,
    ):
        blocks = [(block, arrival.complete) for block in source.blocks()]

    with open_audio(io.BytesIO(plain)) as source:
        whole = np.concatenate(list(source.blocks()))
    assert not blocks[0][1]
    assert np.array_equal(np.concatenate([block for block, _ in blocks]), whole)


@pytest.mark.parametrize(("container", "codec"), COMPRESSED)
def test_what_the_end_tells_is_refused_as_soon_as_it_is_there(tmp_path, container, codec):
    whole = noise(container, codec, seconds=12.0 if container == "OGG" else 8.0)
    data = whole[: len(whole) * 9 // 10]
    done: list[int] = []
    with (
        Grudging(tmp_path / "a", data=data, cuts=[len(whole) * 6 // 10]) as arrival,
        Arriving(arrival) as file,
        pytest.raises(AudioRefused) as refused,
    ):
        decode(file, into=done)

    assert refused.value.reason == "audio-truncated"
    with open_audio(io.BytesIO(whole)) as source:
        assert 0.2 < sum(done) / (source.expected_frames or 0) < 0.7


def decode(file: Arriving, *, into: list[int]) -> None:
    """Decode it to its end, and note how much comes at a time."""
    with open_audio(file) as source:
        into.extend(len(block) for block in source.blocks(frames=4096))


def measured(arrival: Arrival) -> dict[str, Any]:
    with Arriving(arrival) as file:
        return measure(file)


def test_a_file_that_waits_to_be_opened_holds_up_no_other(encoded, tmp_path):
    """libsndfile looks behind the samples for more chunks while it opens a file."""
    data = encoded("WAV", "PCM_16", seconds=1.0).read_bytes()
    slow = data[:4] + (len(data) + 100).to_bytes(4, "little") + data[8:] + b"LIST" + bytes(104)
    with ThreadPoolExecutor(1) as pool:
        with Arrival(tmp_path / "a", size=len(slow)) as arrival:
            waiting = pool.submit(measured, arrival)
            arrival.write(slow[: len(data)])
            quick = pool_of_one(lambda: measure(tmp_path / "whole"))
            assert not waiting.done()
            arrival.write(slow[len(data) :])
        assert waiting.result(PATIENCE_S)["loudness"] == quick["loudness"]


def pool_of_one(call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The answer of a call that must not wait for ever."""
    answers: list[dict[str, Any]] = []
    thread = threading.Thread(target=lambda: answers.append(call()), daemon=True)
    thread.start()
    thread.join(PATIENCE_S)
    assert answers, "still waiting"
    return answers[0]
