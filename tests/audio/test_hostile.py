"""Laws of decoding that hold for any bytes: they are measured or refused, and nothing else."""

from __future__ import annotations

import io
from functools import cache

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.audio.analysis import Analysis
from lib.audio.decode import open_audio
from lib.audio.header import declared_work
from lib.audio.limits import Limits
from lib.audio.sniff import AudioRefused

LIMITS = Limits(max_duration_s=4.0, max_samples=400_000)
BLOCK = 4096
FORMATS = [
    ("WAV", "PCM_16"),
    ("WAV", "FLOAT"),
    ("WAV", "ULAW"),
    ("WAVEX", "PCM_24"),
    ("RF64", "PCM_16"),
    ("W64", "PCM_16"),
    ("AIFF", "PCM_24"),
    ("AIFF", "FLOAT"),
    ("CAF", "PCM_16"),
    ("FLAC", "PCM_16"),
    ("FLAC", "PCM_24"),
    ("OGG", "VORBIS"),
    ("OGG", "OPUS"),
    ("MP3", "MPEG_LAYER_III"),
]


@cache
def sample(container: str, codec: str) -> bytes:
    signal = 0.1 * np.random.default_rng(1).standard_normal((6000, 2))
    file = io.BytesIO()
    soundfile.write(file, signal, 8000, format=container, subtype=codec)
    return file.getvalue()


def outcome(path, data: bytes) -> AudioRefused | None:
    """The refusal of these bytes, or None where they are measured; nothing else is let through."""
    path.write_bytes(data)
    work = declared_work(path)
    assert work is None or work > 0
    refusal = None
    try:
        measured(path)
    except AudioRefused as refused:
        refusal = refused
    facts = refusal.facts.values() if refusal else ()
    assert all(str(fact).isascii() and str(fact).isprintable() for fact in facts)
    return refusal


def measured(path) -> None:
    with open_audio(path, limits=LIMITS) as source:
        rate, channels = source.sample_rate_hz, source.channels
        most = LIMITS.longest_s(rate_hz=rate, channels=channels) * rate
        analysis, done = Analysis(sample_rate=rate, channels=channels), 0
        for block in source.blocks(frames=BLOCK):
            assert block.dtype == np.float32
            assert block.shape == (len(block), channels)
            done += len(block)
            assert done <= most
            analysis.push(block)
        assert analysis.finish().frames == done > 0


@pytest.mark.parametrize(("container", "codec"), FORMATS)
def test_what_is_mutated_below_is_measured_as_it_stands(tmp_path, container, codec):
    assert outcome(tmp_path / "whole", sample(container, codec)) is None


@pytest.mark.parametrize(("container", "codec"), FORMATS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_cut_of_any_format_is_refused(tmp_path, container, codec, data):
    whole = sample(container, codec)
    cut = data.draw(
        st.one_of(st.integers(0, len(whole) - 1), st.integers(len(whole) - 40, len(whole) - 1))
    )
    refused = outcome(tmp_path / "cut", whole[:cut])
    if (
        container == "MP3" and refused is None
    ):  # a frame less than counted is within what encoders do
        assert whole[cut] == 0xFF
        assert cut >= whole.rfind(whole[:2], 0, len(whole) - 24)
        return
    assert refused is not None
    if "expected_s" in refused.facts:
        assert refused.facts["found_s"] < refused.facts["expected_s"]


@pytest.mark.parametrize(("container", "codec"), FORMATS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_mutation_of_any_format_is_measured_or_refused(tmp_path, container, codec, data):
    whole = bytearray(sample(container, codec))
    anywhere, head = st.integers(0, len(whole) - 1), st.integers(0, min(len(whole) - 1, 120))
    places = data.draw(st.lists(st.one_of(head, head, anywhere), min_size=1, max_size=8))
    for at in places:
        whole[at] = data.draw(
            st.one_of(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]), st.integers(0, 255))
        )
    tail = data.draw(st.one_of(st.just(b""), st.binary(max_size=300)))
    outcome(tmp_path / "mutated", bytes(whole) + tail)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    head=st.sampled_from(
        [sample(*form)[:length] for form in FORMATS for length in (4, 12, 44, 100)]
    ),
    rest=st.binary(max_size=3000),
)
def test_any_bytes_behind_a_known_beginning_are_measured_or_refused(tmp_path, head, rest):
    outcome(tmp_path / "made-up", head + rest)
