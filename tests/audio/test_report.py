"""The report of a file."""

from __future__ import annotations

import json
import math
from hashlib import sha256

import numpy as np
import pytest

from lib.audio.limits import Limits
from lib.audio.report import measure
from lib.audio.sniff import AudioRefused

KEYS = {
    "file": "format codec duration_s sample_rate_hz channels bit_depth bit_depth_used unused_bits "
    "size_bytes",
    "loudness": "integrated_lufs momentary_max_lufs momentary_max_at_s short_term_max_lufs "
    "short_term_max_at_s range_lu true_peak_dbtp true_peak_at_s sample_peak_dbfs plr_lu psr_min_lu "
    "overs curve",
    "dynamics": "rms_dbfs crest_db dc_offset clipping silence hum",
    "stereo": "correlation correlation_min width balance_db correlation_min_at_s mono_loss_lu "
    "low_end_side_db bands",
    "spectrum": "bands balance reference closest_reference references tilt_db_per_octave "
    "centroid_hz rolloff_hz cutoff_hz cutoff_fall_db cutoff_steepness_db_per_octave resonances",
    "tempo": "bpm confidence alternatives stability",
    "key": "tonic mode camelot confidence runner_up tuning_cents",
}


@pytest.fixture
def mix(write, noise):
    signal = noise(7.0, rate=44_100) * np.linspace(0.2, 1.0, 7 * 44_100)[:, None]
    return write(signal, rate=44_100, container="WAV", subtype="PCM_16")


def nulls(node, path=""):
    """The dotted paths of all nulls; lists are entered by band or curve, else by place."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name not in {"findings", "targets", "curve"}:
                yield from nulls(value, f"{path}.{name}" if path else name)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            named = value if isinstance(value, dict) else {}
            yield from nulls(value, f"{path}.{named.get('band', named.get('curve', index))}")
    elif node is None:
        yield path


def test_it_has_the_pinned_fields_and_every_null_has_a_reason(mix):
    report = measure(mix)
    for section, names in KEYS.items():
        assert list(report[section]) == names.split()
    assert report["schema_version"] == 1
    assert report["analysis_version"] == "2"
    assert report["sha256"] == sha256(mix.read_bytes()).hexdigest()
    assert report["file"]["size_bytes"] == mix.stat().st_size
    assert report["file"]["duration_s"] == 7.0
    assert len(report["targets"]) == 8
    assert set(nulls(report)) == set(report["unavailable"])
    assert {path.partition(".")[0] for path in nulls(report)} <= {
        "dynamics",
        "spectrum",
        "tempo",
        "key",
    }


def test_it_is_plain_json_with_finite_numbers_and_small(mix):
    text = json.dumps(measure(mix), allow_nan=False)
    assert len(text) < 150_000


@pytest.mark.parametrize(
    "signal",
    [np.zeros((44_100, 2)), np.zeros((200_000, 1)), np.full((44_100, 6), 1e-6)],
    ids=["silence", "mono silence", "hardly anything"],
)
def test_silence_is_null_with_a_reason(write, signal):
    report = measure(write(signal, rate=44_100, container="WAV", subtype="FLOAT"))
    assert report["loudness"]["integrated_lufs"] is None
    assert report["unavailable"]["loudness.integrated_lufs"] == "silence"
    assert set(nulls(report)) == set(report["unavailable"])
    json.dumps(report, allow_nan=False)


def test_one_channel_has_no_stereo_image(write, noise):
    report = measure(write(noise(4.0, rate=8000, channels=1), rate=8000, container="FLAC"))
    assert report["stereo"].pop("bands") == []
    assert set(report["stereo"].values()) == {None}
    assert report["unavailable"]["stereo.width"] == "mono"
    assert report["unavailable"]["spectrum.balance.air.level_db"] == "above_nyquist"
    assert set(nulls(report)) == set(report["unavailable"])


def test_what_is_too_short_for_a_window_says_so(write, noise):
    report = measure(write(noise(1.0, rate=8000), rate=8000, container="WAV"))
    assert report["loudness"]["momentary_max_lufs"] is not None
    for name in ("short_term_max_lufs", "short_term_max_at_s", "range_lu"):
        assert report["unavailable"][f"loudness.{name}"] == "too_short"
    assert set(nulls(report)) == set(report["unavailable"])


def test_channels_that_cancel_say_so(write, noise):
    signal = noise(4.0, rate=44_100, channels=1) * [1.0, -1.0]
    report = measure(write(signal, rate=44_100, container="WAV", subtype="FLOAT"))
    assert report["stereo"]["mono_loss_lu"] is None
    assert report["unavailable"]["stereo.mono_loss_lu"] == "cancels"


def test_a_silent_channel_says_so(write, noise):
    report = measure(write(noise(4.0, rate=44_100) * [1.0, 0.0], rate=44_100, container="WAV"))
    assert report["unavailable"]["stereo.balance_db"] == "one_sided"
    assert report["unavailable"]["stereo.correlation"] == "one_sided"
    assert report["unavailable"]["stereo.correlation_min"] == "one_sided"
    assert report["stereo"]["width"] == 0.5
    assert set(nulls(report)) == set(report["unavailable"])


def test_lossy_files_have_no_bit_depth(write, noise):
    report = measure(write(noise(1.0, rate=44_100), rate=44_100, container="MP3"))
    assert report["file"]["bit_depth"] is None
    assert report["unavailable"]["file.bit_depth"] == "lossy"


@pytest.mark.parametrize(
    ("container", "codec"),
    [("WAV", "PCM_16"), ("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("MP3", "MPEG_LAYER_III")],
)
@pytest.mark.parametrize("rate", [22_050, 44_100])
def test_blocks_of_1_7_4096_and_all_frames_give_the_same_report(
    write, noise, container, codec, rate
):
    path = write(noise(1.3, rate=rate), rate=rate, container=container, subtype=codec)
    whole = json.dumps(measure(path, block_frames=10**7))
    for frames in (1, 7, 4096):
        assert json.dumps(measure(path, block_frames=frames)) == whole


def test_1_khz_at_minus_23_dbfs_reads_minus_23_lufs_in_every_lossless_format(write, tone):
    signal = tone([(-23.0, 20.0)], rate=44_100)
    for container, codec in [("WAV", "PCM_24"), ("AIFF", "PCM_16"), ("FLAC", "PCM_24")]:
        report = measure(write(signal, rate=44_100, container=container, subtype=codec))
        assert report["loudness"]["integrated_lufs"] == pytest.approx(-23.0, abs=0.02)
        assert report["loudness"]["true_peak_dbtp"] == pytest.approx(-23.0, abs=0.02)


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e20])
def test_samples_that_make_no_sense_are_refused(write, noise, value):
    signal = noise(3.0, rate=44_100)
    signal[66_150, 1] = value
    with pytest.raises(AudioRefused) as refused:
        measure(write(signal, rate=44_100, container="WAV", subtype="FLOAT"))
    assert refused.value.reason == "audio-invalid-samples"
    assert refused.value.facts == {"at_s": 1.5}


def test_less_than_400_ms_is_too_short(write, noise):
    with pytest.raises(AudioRefused) as refused:
        measure(write(noise(0.39, rate=44_100), rate=44_100, container="WAV"))
    assert refused.value.reason == "audio-too-short"
    assert refused.value.facts == {"limit_s": 0.4}


def test_a_longer_file_than_allowed_is_refused(mix):
    with pytest.raises(AudioRefused) as refused:
        measure(mix, limits=Limits(max_duration_s=6.9))
    assert refused.value.reason == "audio-too-long"


def test_a_hash_that_is_known_is_not_computed_again(mix):
    assert measure(mix, sha256="ab" * 32)["sha256"] == "ab" * 32


def test_progress_is_told_along_the_way_up_to_the_end(mix):
    told = []
    measure(mix, progress=lambda stage, share: told.append((stage, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert [stage for stage, _ in told][-2:] == ["reporting", "reporting"]
    assert len([s for s, _ in told if s == "measuring"]) >= 5


def test_what_progress_raises_ends_the_measurement_and_comes_through(mix):
    class Cancelled(Exception):
        pass

    def cancel(stage, share):
        if share > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        measure(mix, progress=cancel)
