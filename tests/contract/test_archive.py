"""The archive over each store: whole reports of any size there is, retention, and forgetting."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import soundfile

from lib import storable
from lib.archive import Archive
from lib.audio import overs, places, sections
from lib.audio.report import measure
from lib.audio.resonances import MAX_RESONANCES
from lib.audio.rules import RULES
from lib.audio.waveform import MOST_POINTS
from lib.offline.clock import ManualClock
from lib.ports import Documents
from lib.track import MAX_NAME_CHARACTERS, Analysis

DAY_S = 24 * 3600

# The most that each list of a report can hold, whatever the file (docs/report.md); a list that is
# not named here has a length of its own that no signal changes.
MOST = {
    "loudness.overs.regions": overs.MAX_REGIONS,
    "loudness.curve.momentary_lufs": 600,
    "loudness.curve.short_term_lufs": 600,
    "dynamics.clipping.regions": 50,
    "spectrum.resonances": MAX_RESONANCES,
    "sections": sections.MAX_SECTIONS,
    "findings": len(RULES) + 3,
    "findings.regions": places.MAX_REGIONS,
    "preview.peaks.min": MOST_POINTS,
    "preview.peaks.max": MOST_POINTS,
    "preview.peaks.rms": MOST_POINTS,
}
ALWAYS = 32


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A track with everything wrong: clipped, hollow, out of phase, in parts, with a ringing."""
    rate, random = 22_050, np.random.default_rng(5)
    times = np.arange(40 * rate) / rate
    level = np.where(times % 20 < 10, 1.2, 0.02)
    noise = random.standard_normal(len(times)) * 0.4
    ringing = 0.3 * np.sin(2 * np.pi * 3_150 * times)
    left = np.clip(level * (noise + ringing), -1, 1)
    path = tmp_path_factory.mktemp("report") / "wrong.wav"
    soundfile.write(path, np.stack([left, -0.9 * left], axis=1), rate, subtype="PCM_16")
    return measure(path, sha256="0" * 64, progress=lambda *_: None)


@pytest.fixture
def largest(report: dict[str, Any]) -> dict[str, Any]:
    """That report with each of its lists as long as any can be, of its own longest items."""
    return dict(_stretched(report, ""))


@pytest.fixture
def analysis(report: dict[str, Any], clock: ManualClock) -> Analysis:
    return Analysis("an_1", "ana", "0" * 64, "mix.wav", clock.now(), report)


def test_no_list_of_a_report_is_longer_than_it_is_said_to_be(report: dict[str, Any]) -> None:
    lengths = list(_lengths(report, ""))
    assert {path for path, _ in lengths} >= set(MOST) - {"spectrum.resonances"}
    for path, length in lengths:
        assert length <= MOST.get(path, ALWAYS), path


async def test_the_largest_report_there_can_be_is_kept_whole_with_room_to_spare(
    documents: Documents, largest: dict[str, Any], analysis: Analysis, clock: ManualClock
) -> None:
    size = len(json.dumps(largest, separators=(",", ":"), ensure_ascii=False).encode())
    assert 100_000 < size < storable.DOCUMENT_BYTES / 4
    archive = Archive(documents, clock=clock, retention_days=1)
    name = "🎚" * MAX_NAME_CHARACTERS
    kept = replace(analysis, filename=name, uid="u" * 128, report=largest)
    await archive.keep(kept)
    await archive.keep_measurement(largest)
    assert await archive.find("an_1", uid="u" * 128) == kept
    assert await archive.measurement("0" * 64, version=largest["analysis_version"]) == largest


async def test_without_a_retention_everything_is_kept_until_it_is_deleted(
    documents: Documents, analysis: Analysis, clock: ManualClock
) -> None:
    archive = Archive(documents, clock=clock)
    await archive.keep(analysis)
    await archive.keep_measurement(analysis.report)
    clock.advance(100 * 365 * DAY_S)
    assert await archive.find("an_1", uid="ana") == analysis
    assert await _measured(archive, analysis)


async def test_analyses_and_measurements_are_gone_once_the_retention_is_over(
    documents: Documents, analysis: Analysis, clock: ManualClock
) -> None:
    archive = Archive(documents, clock=clock, retention_days=30)
    await archive.keep(analysis)
    await archive.keep_measurement(analysis.report)
    clock.advance(30 * DAY_S - 1)
    assert await archive.find("an_1", uid="ana") == analysis
    assert len((await archive.newest(uid="ana", limit=5, cursor=None)).documents) == 1
    assert await _measured(archive, analysis)
    clock.advance(1)
    assert await archive.find("an_1", uid="ana") is None
    assert (await archive.newest(uid="ana", limit=5, cursor=None)).documents == ()
    assert not await _measured(archive, analysis)


async def test_an_analysis_made_late_is_not_kept_longer_for_it(
    documents: Documents, analysis: Analysis, clock: ManualClock
) -> None:
    """Its time runs from when it was asked for, as the history shows it."""
    archive = Archive(documents, clock=clock, retention_days=1)
    await archive.keep(replace(analysis, created_at=clock.now() - DAY_S))
    assert await archive.find("an_1", uid="ana") is None


async def test_forgetting_a_measurement_leaves_everybodys_reports(
    documents: Documents, analysis: Analysis, clock: ManualClock
) -> None:
    archive = Archive(documents, clock=clock)
    await archive.keep(analysis)
    await archive.keep_measurement(analysis.report)
    for _ in range(2):
        version = analysis.report["analysis_version"]
        await archive.forget_measurement(analysis.sha256, version=version)
    assert not await _measured(archive, analysis)
    assert await archive.find("an_1", uid="ana") == analysis


async def test_forgetting_a_user_leaves_nothing_of_theirs_and_all_of_others(
    documents: Documents, analysis: Analysis, clock: ManualClock
) -> None:
    archive = Archive(documents, clock=clock)
    for n in range(3):
        await archive.keep(replace(analysis, id=f"an_{n}"))
    await archive.keep(replace(analysis, id="an_bob", uid="bob"))
    await archive.forget_owner(uid="ana")
    assert [await archive.find(f"an_{n}", uid="ana") for n in range(3)] == [None] * 3
    assert (await archive.newest(uid="ana", limit=5, cursor=None)).documents == ()
    assert await archive.find("an_bob", uid="bob") is not None


async def _measured(archive: Archive, analysis: Analysis) -> bool:
    version = analysis.report["analysis_version"]
    return await archive.measurement(analysis.sha256, version=version) is not None


def _lengths(node: Any, path: str) -> Any:
    if isinstance(node, dict):
        for name, value in node.items():
            yield from _lengths(value, f"{path}.{name}".lstrip("."))
    elif isinstance(node, list):
        yield path, len(node)
        for value in node:
            yield from _lengths(value, path)


def _stretched(node: Any, path: str) -> Any:
    if isinstance(node, dict):
        return {name: _stretched(v, f"{path}.{name}".lstrip(".")) for name, v in node.items()}
    if not isinstance(node, list) or not node:
        return node
    longest = max((_stretched(each, path) for each in node), key=lambda v: len(json.dumps(v)))
    return [longest] * MOST.get(path, len(node))
