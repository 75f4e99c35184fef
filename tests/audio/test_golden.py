"""Made tracks measure as they did: a figure that changes is seen, and changed on purpose."""

from __future__ import annotations

import copy
import json
from hashlib import sha256

import pytest

from scripts.golden import FOLDER, differences, golden, text
from scripts.golden_tracks import TRACKS


def kept(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", TRACKS)
def test_a_made_track_measures_as_it_did(name):
    """What is meant to change is written anew by ./scripts/golden, and reviewed."""
    found = list(differences(kept(name), golden(name)))
    assert not found, "\n".join(found)


def test_every_golden_report_has_its_track_and_is_written_as_the_script_writes_it():
    assert {path.stem for path in FOLDER.iterdir()} == set(TRACKS)
    for name in TRACKS:
        assert (FOLDER / f"{name}.json").read_text(encoding="utf-8") == text(kept(name)) + "\n"


def test_the_same_bytes_are_made_every_time():
    assert sha256(TRACKS["telephone"]()).hexdigest() == kept("telephone")["sha256"]


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("loudness", "integrated_lufs"), -7.0, "loudness.integrated_lufs"),
        (("tempo", "bpm"), None, "tempo.bpm"),
        (("key", "tonic"), "B", "key.tonic"),
        (("file", "channels"), 3, "file.channels"),
        (("spectrum", "bands"), [], "spectrum.bands"),
        (("spectrum", "bands", 3, "level_db"), -3.0, "spectrum.bands.3.level_db"),
        (("preview", "peaks", "rms", "mean"), 0.9, "preview.peaks.rms.mean"),
        (("dynamics", "new"), 1, "dynamics.new"),
    ],
)
def test_every_path_that_differs_is_named_and_no_other(path, value, named):
    before = kept("house")
    after = copy.deepcopy(before)
    place = after
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    found = list(differences(before, after))
    assert len(found) == 1
    assert found[0].startswith(f"{named}: ")


def test_a_last_digit_is_no_difference_and_two_are():
    before = kept("house")
    after = copy.deepcopy(before)
    after["loudness"]["range_lu"] += 0.01
    after["loudness"]["curve"]["short_term_lufs"]["mean"] += 0.005
    assert list(differences(before, after)) == []
    after["loudness"]["range_lu"] += 0.01
    assert [line.partition(":")[0] for line in differences(before, after)] == ["loudness.range_lu"]


def test_true_is_not_1_and_null_is_not_0():
    assert list(differences({"a": 1}, {"a": True})) == ["a: True, not 1"]
    assert list(differences({"a": 0}, {"a": None})) == ["a: None, not 0"]
