"""A finished report held against another curve."""

from __future__ import annotations

import copy
import json

import numpy as np
import pytest

from lib.audio.curves import CURVES
from lib.audio.findings import findings
from lib.audio.paths import locate
from lib.audio.report import measure
from lib.audio.restyle import restyled
from lib.audio.styles import DEFAULT_STYLE, STYLES, titles

STYLE_IDS = [style.id for style in STYLES]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """The report of noise that follows the curve of speech."""
    import soundfile

    rate = 44_100
    hertz = np.maximum(np.fft.rfftfreq(6 * rate, 1.0 / rate), 1.0)
    density = next(curve for curve in CURVES if curve.style == "speech").density_db(hertz)
    phase = np.random.default_rng(3).uniform(0.0, 2.0 * np.pi, len(hertz))
    signal = np.fft.irfft(10.0 ** (density / 20.0) * np.exp(1j * phase))
    path = tmp_path_factory.mktemp("restyle") / "speech.wav"
    soundfile.write(path, 0.1 * signal / signal.std(), rate, subtype="PCM_24")
    return measure(path)


def codes(found: dict) -> set[str]:
    return {finding["code"] for finding in found["findings"]}


def test_a_report_is_held_against_the_default_and_names_what_fits_best(report):
    assert report["spectrum"]["reference"] == DEFAULT_STYLE
    assert report["spectrum"]["closest_reference"] == "speech"
    assert [one["curve"] for one in report["spectrum"]["references"]] == STYLE_IDS


@pytest.mark.parametrize("style", STYLE_IDS)
def test_balance_and_findings_are_those_of_the_style_and_all_else_stays(report, style):
    before = copy.deepcopy(report)

    view = restyled(report, style=style)

    assert report == before
    assert view["spectrum"]["reference"] == style
    deviations = {b["band"]: b["deviation_db"] for b in view["spectrum"]["balance"]}
    for band, deviation in deviations.items():
        path = f"spectrum.references.{style}.bands.{band}.deviation_db"
        assert locate(view, path)[1] == deviation
    assert list(view["spectrum"]["balance"][0]) == list(report["spectrum"]["balance"][0])
    assert view["findings"] == findings(view)
    same = {name for name in report if view[name] == report[name]}
    assert same >= set(report) - {"spectrum", "findings"}
    assert restyled(view, style=DEFAULT_STYLE) == report


def test_speech_that_is_like_speech_has_no_fault_of_balance(report):
    of_balance = {"sub_light", "sub_heavy", "muddy", "boxy", "thin", "dull", "hollow", "bright"}
    assert codes(report) & of_balance
    assert not codes(restyled(report, style="speech")) & of_balance


def test_a_report_from_before_there_were_curves_stays_as_it_is(report):
    old = json.loads(json.dumps(report))
    del old["spectrum"]["references"], old["spectrum"]["closest_reference"]
    assert restyled(old, style="speech") == old


def test_a_style_has_a_title_in_both_languages_and_what_is_none_has_no_title():
    assert titles("speech") == {"en": "Speech", "pt-BR": "Fala"}
    assert titles("polka") is None
