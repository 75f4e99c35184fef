"""A file that is read while it arrives."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.arriving import Arrival, Arriving
from lib.audio.header import declared_work
from lib.audio.report import measure

# What is declared in front of its samples is measured as it comes; the rest needs its end first.
EARLY = [
    ("WAV", "PCM_16"),
    ("WAV", "PCM_24"),
    ("WAV", "FLOAT"),
    ("WAVEX", "PCM_24"),
    ("RF64", "PCM_16"),
    ("W64", "PCM_24"),
    ("AIFF", "PCM_16"),
    ("AIFF", "PCM_24"),
    ("CAF", "PCM_16"),
]
LATE = [
    ("FLAC", "PCM_16"),
    ("FLAC", "PCM_24"),
    ("OGG", "VORBIS"),
    ("OGG", "OPUS"),
    ("MP3", "MPEG_LAYER_III"),
]
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


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
    """Brings what is waited for, in steps, and not a step more."""

    def __init__(self, path: Path, *, data: bytes) -> None:
        super().__init__(path, size=len(data))
        self.brought = 0
        self._data = data

    def wait(self, end: int) -> None:
        while self.brought < min(end, self.size):
            block = self._data[self.brought : self.brought + STEP]
            self.brought += len(block)
            self.write(block)
        super().wait(end)


@pytest.fixture
def encoded(tmp_path) -> Callable[..., Path]:
    def write(container: str, codec: str, *, seconds: float = 8.0) -> Path:
        noise = np.random.default_rng(3).normal(0, 0.1, (round(48_000 * seconds), 2))
        path = tmp_path / "whole"
        with soundfile.SoundFile(path, "w", 48_000, 2, subtype=codec, format=container) as file:
            for start in range(0, len(noise), 48_000):
                file.write(noise[start : start + 48_000])
        return path

    return write


@pytest.mark.parametrize(("container", "codec"), EARLY + LATE)
def test_the_report_is_that_of_the_whole_file(encoded, tmp_path, container, codec):
    path = encoded(container, codec)
    early: list[float] = []

    def note(stage: str, share: float) -> None:
        if stage == "measuring" and share > 0:
            early.append(arrival.brought / arrival.size)

    with Grudging(tmp_path / "a", data=path.read_bytes()) as arrival, Arriving(arrival) as file:
        work = declared_work(file)
        report = measure(file, progress=note)

    assert report == measure(path)
    assert work == declared_work(path)
    assert (early[0] < 0.5) == ((container, codec) in EARLY)


def test_chunks_behind_the_samples_are_waited_for_and_change_nothing(encoded, tmp_path):
    data = encoded("WAV", "PCM_16", seconds=1.0).read_bytes()
    note = b"LIST" + (300_000).to_bytes(4, "little") + b"INFO" + bytes(299_996)
    data = data[:4] + (len(data) - 8 + len(note)).to_bytes(4, "little") + data[8:] + note
    whole = tmp_path / "noted"
    whole.write_bytes(data)

    with Grudging(tmp_path / "a", data=data) as arrival, Arriving(arrival) as file:
        assert measure(file) == measure(whole)


@pytest.mark.parametrize(("container", "codec"), [("WAV", "PCM_24"), ("FLAC", "PCM_16")])
@pytest.mark.parametrize("share", [0.0, 0.0001, 0.5])
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
