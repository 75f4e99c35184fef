"""The key."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.chroma import Peaks
from lib.audio.key import EVIDENCE, TONICS, Key, calibrated, find_key, gather, log_odds
from lib.audio.key_weights import MAJOR, MINOR
from scripts.corpus import pieces, render
from scripts.fit_key import SURE_WRONG, peaks_of, sure_from

RATE = 11_025
CHORDS = {
    "major": [(0, 4, 7), (5, 9, 12), (7, 11, 14), (0, 4, 7), (9, 12, 16), (2, 5, 9), (7, 11, 14)],
    "minor": [(0, 3, 7), (5, 8, 12), (7, 11, 14), (0, 3, 7), (8, 12, 15), (5, 8, 12), (7, 11, 14)],
}


def note(semitones, seconds, *, cents, rate):
    """Six harmonics that die away, of so many semitones above C4."""
    t = np.arange(round(seconds * rate)) / rate
    hertz = 440.0 * 2.0 ** ((semitones - 9.0 + cents / 100.0) / 12.0)
    wave = sum(np.sin(2.0 * np.pi * k * hertz * t) / k**1.3 for k in range(1, 7))
    return 0.1 * wave * np.exp(-t / seconds) * np.minimum(1.0, t / 0.01)


def song(mode, *, shift=0, cents=0.0, rate=RATE, seconds_per_chord=1.2):
    """A cadence in C, moved, that comes home: chords over their roots."""
    parts = []
    for chord in [*CHORDS[mode], *CHORDS[mode], CHORDS[mode][0]]:
        pitches = [shift + (chord[0] + 3) % 12 - 27, *(shift + tone % 12 for tone in chord)]
        tones = [note(p, seconds_per_chord, cents=cents, rate=rate) for p in pitches]
        parts.append(np.sum(tones, axis=0))
    wave = np.concatenate(parts)
    return np.stack([wave, 0.7 * wave], axis=1)


def drums(seconds, *, rate=RATE, seed=5):
    """Noise bursts and falling sweeps, twice a second."""
    random = np.random.default_rng(seed)
    t = np.arange(rate // 2) / rate
    wave = np.zeros(round(seconds * rate))
    for i, at in enumerate(range(0, len(wave) - len(t), len(t))):
        kick = np.sin(2.0 * np.pi * (48.0 * t + 3.0 * (1.0 - np.exp(-t / 0.02)))) * np.exp(-t / 0.1)
        snare = random.standard_normal(len(t)) * np.exp(-t / 0.06)
        wave[at : at + len(t)] += 0.4 * (kick if i % 2 == 0 else 0.5 * snare)
    return np.repeat(wave[:, None], 2, axis=1)


def found_in(signal, rate=RATE):
    return find_key(peaks_of(signal, rate=rate))


@pytest.mark.parametrize("mode", ["major", "minor"])
@pytest.mark.parametrize("shift", range(12))
def test_transposing_by_n_semitones_moves_the_key_by_n(mode, shift):
    found = found_in(song(mode, shift=shift))
    assert found.key == Key(TONICS[shift], mode)
    assert found.tuning_cents == pytest.approx(0.0, abs=2.0)


@pytest.mark.parametrize("rate", [8000, 44_100, 48_000, 96_000])
def test_the_sampling_rate_makes_no_difference(rate):
    assert found_in(song("minor", shift=3, rate=rate), rate).key == Key("D#", "minor")


@settings(max_examples=15, deadline=None)
@given(cents=st.floats(-40.0, 40.0), mode=st.sampled_from(["major", "minor"]))
def test_detuning_by_d_cents_moves_the_tuning_by_d_and_not_the_key(cents, mode):
    found = found_in(song(mode, shift=7, cents=cents))
    assert found.key == Key("G", mode)
    assert found.tuning_cents == pytest.approx(cents, abs=3.0)


def test_at_half_a_semitone_it_is_one_of_the_two_keys_around():
    found = found_in(song("major", shift=2, cents=50.0))
    assert found.key in (Key("D", "major"), Key("D#", "major"))
    assert abs(found.tuning_cents) == pytest.approx(50.0, abs=3.0)
    assert found.confidence < 0.9


@settings(max_examples=8, deadline=None)
@given(gain_db=st.floats(-30.0, 20.0))
def test_a_gain_changes_nothing(gain_db):
    signal = song("minor", shift=9)
    plain, louder = found_in(signal), found_in(signal * 10.0 ** (gain_db / 20.0))
    assert (louder.key, louder.runner_up) == (plain.key, plain.runner_up)
    assert louder.confidence == pytest.approx(plain.confidence, abs=0.003)
    assert louder.tuning_cents == pytest.approx(plain.tuning_cents, abs=0.05)


@pytest.mark.parametrize("mode", ["major", "minor"])
def test_neither_polarity_nor_order_of_channels_changes_anything(mode):
    signal = song(mode, shift=4)
    plain = found_in(signal)
    for other in (signal[:, ::-1], -signal, signal * [1.0, -1.0]):
        changed = found_in(other)
        assert (changed.key, changed.runner_up) == (plain.key, plain.runner_up)
        assert changed.confidence == pytest.approx(plain.confidence, abs=0.003)


@pytest.mark.parametrize("mode", ["major", "minor"])
def test_drums_do_not_hide_the_key(mode):
    signal = song(mode, shift=5)
    beat = drums(len(signal) / RATE + 1.0)[: len(signal)]
    mixed = 0.5 * signal + beat
    assert found_in(mixed).key == Key("F", mode)


def test_hard_clipping_does_not_hide_the_key():
    assert found_in(np.clip(4.0 * song("minor", shift=1), -0.5, 0.5)).key == Key("C#", "minor")


def test_the_confidence_is_a_probability_and_a_clear_cadence_has_a_high_one():
    found = found_in(song("major"))
    assert 0.8 < found.confidence <= 1.0
    assert found.runner_up is not None
    assert found.runner_up != found.key
    assert found.reason is None


def test_a_chord_that_two_keys_share_is_less_certain_than_a_cadence():
    seventh = np.sum([note(p, 20.0, cents=0.0, rate=RATE) for p in (9, 12, 16, 19)], axis=0)
    held = found_in(np.repeat(seventh[:, None], 2, axis=1))
    assert held.key in (Key("C", "major"), Key("A", "minor"))
    assert held.confidence < 0.8 < found_in(song("major")).confidence


def test_the_fewer_chords_there_are_the_nearer_the_odds_are_to_even():
    odds = [log_odds(0.9, chords=chords) for chords in (1, 2, 3, 8)]
    assert 0.0 < odds[0] < odds[1] < odds[2] == odds[3] == pytest.approx(np.log(9.0))
    assert all(np.isfinite(log_odds(p, chords=3)) for p in (0.0, 1.0))


@settings(max_examples=50, deadline=None)
@given(sure=st.floats(0.0, 6.0), slope=st.floats(0.3, 2.0), offset=st.floats(-1.0, 1.0))
def test_the_surer_the_odds_the_surer_it_is_and_nine_in_ten_only_where_that_is_safe(
    sure, slope, offset
):
    odds = np.linspace(-4.0, 12.0, 321)
    told = [calibrated(o, slope=slope, offset=offset, sure_from=sure) for o in odds.tolist()]
    line = 1.0 / (1.0 + np.exp(-slope * odds - offset))
    assert np.all(np.diff(told) > 0.0)
    assert all(t < 0.9 for t, o in zip(told, odds, strict=True) if o < sure - 1e-9)
    assert np.all(np.array(told) <= line + 1e-12)
    far = (line < 0.88) | (odds > sure + 1.0)
    assert np.array(told)[far] == pytest.approx(line[far])


def test_it_is_safe_from_where_hardly_any_are_wrong_by_their_weight():
    odds = np.arange(400) / 100.0
    right = odds >= 1.0
    even = np.ones(400)
    found = sure_from(odds, right, counts=even)
    assert np.mean(~right[odds >= found]) <= SURE_WRONG < np.mean(~right[odds >= found - 0.05])
    assert sure_from(odds, right, counts=np.where(right, 1.0, 0.0)) == 0.0
    assert sure_from(odds, np.zeros(400, bool), counts=even) > 3.99


def test_every_kind_of_evidence_has_a_weight_for_each_interval_above_the_tonic():
    assert np.shape([MAJOR, MINOR]) == (2, len(EVIDENCE), 12)


def test_of_made_songs_most_keys_are_found_and_those_it_is_sure_of_are_right():
    """A draw of its own: the weights were fitted on others."""
    songs = [song for song in pieces("tune", seed=1, per_style=1) if song.tonic is not None]
    found = [(found_in(render(song), 44_100), Key(TONICS[song.tonic], song.mode)) for song in songs]
    right = [estimate.key == truth for estimate, truth in found]
    sure = [estimate.key == truth for estimate, truth in found if estimate.confidence >= 0.9]
    assert np.mean(right) >= 0.85
    assert len(sure) >= len(songs) / 3
    assert all(sure)


def test_noise_has_no_key(noise):
    for channels in (1, 2):
        found = found_in(noise(20.0, rate=44_100, channels=channels), 44_100)
        assert found.reason == "no_tonality"
        assert (found.key, found.runner_up, found.confidence) == (None, None, None)


@pytest.mark.parametrize("seed", range(3))
def test_drums_alone_have_no_key(seed):
    assert found_in(drums(20.0, seed=seed)).reason == "no_tonality"


def test_a_single_tone_has_no_key(tone):
    assert found_in(tone([(-20.0, 20.0)], rate=RATE, hz=440.0)).reason == "no_tonality"


@pytest.mark.parametrize("level", [0.0, 1e-5])
def test_silence_has_no_key(level, noise):
    assert found_in(level * noise(20.0, rate=RATE), RATE).reason == "silence"


@pytest.mark.parametrize("seconds", [0.5, 2.0])
def test_a_few_notes_are_too_short(seconds):
    assert found_in(song("major")[: round(seconds * RATE)]).reason == "too_short"


def test_the_silence_around_a_song_does_not_count():
    silence = np.zeros((6 * RATE, 2))
    plain = found_in(song("minor", shift=10))
    padded = found_in(np.concatenate([silence, song("minor", shift=10), silence]))
    assert padded.key == plain.key == Key("A#", "minor")
    assert found_in(np.concatenate([silence, song("major")[:RATE], silence])).reason == "too_short"


@pytest.mark.parametrize("hertz", [50.0, 60.0])
@pytest.mark.parametrize("under_db", [33.0, 45.0])
def test_a_hum_in_the_pauses_does_not_move_the_tuning(hertz, under_db):
    """Steadier than any music, it is all there is in half of the programme."""
    music = song("minor", shift=2, cents=-10.0)
    pauses = np.concatenate([np.zeros((8 * RATE, 2)), music, np.zeros((10 * RATE, 2))])
    t = np.arange(len(pauses)) / RATE
    wave = sum(np.sin(2.0 * np.pi * hertz * k * t) / k for k in range(1, 6))
    hum = 10.0 ** (-under_db / 20.0) * music.std() / wave.std() * wave
    found = found_in(pauses + hum[:, None])
    assert found.tuning_cents == pytest.approx(-10.0, abs=2.0)
    assert found.key == Key("D", "minor")


@pytest.mark.parametrize("hertz", [50.0, 60.0])
def test_loud_frames_say_more_of_the_tuning_than_soft_ones(hertz):
    """A hum so loud that its frames count, in three quarters of the programme."""
    music = song("minor", shift=2, cents=-10.0)
    t = np.arange(4 * len(music)) / RATE
    wave = sum(np.sin(2.0 * np.pi * hertz * k * t) / k for k in range(1, 6))
    hum = 0.1 * music.std() / wave.std() * wave
    signal = np.concatenate([music, np.zeros((3 * len(music), 2))]) + hum[:, None]
    assert found_in(signal).tuning_cents == pytest.approx(-10.0, abs=2.0)


def test_what_rounding_leaves_of_an_offset_in_the_pauses_has_no_tuning():
    silence = np.zeros((8 * RATE, 2))
    plain = found_in(np.concatenate([silence, song("major"), silence]))
    offset = found_in(np.concatenate([silence, song("major"), silence]) + 0.01)
    assert plain.tuning_cents == pytest.approx(0.0, abs=2.0)
    assert offset.tuning_cents == pytest.approx(plain.tuning_cents, abs=0.5)


def level(peaks, *, times=1, before=0):
    """A programme again and again, after so many frames of noise, all of them equally loud."""
    frames = times * len(peaks.counts)
    return Peaks(
        counts=np.concatenate([np.zeros(before, np.uint8), np.tile(peaks.counts, times)]),
        cents=np.tile(peaks.cents, times),
        steps=np.tile(peaks.steps, times),
        frame_level_db=np.full(before + frames, -20.0, np.float32),
        hop_s=peaks.hop_s,
    )


@pytest.mark.parametrize("before", [1, 100, 255])
def test_where_the_work_is_cut_into_pieces_does_not_matter(before):
    peaks = peaks_of(song("minor", shift=8), rate=RATE)
    plain, later = (gather(level(peaks, times=12, before=count)) for count in (0, before))
    assert later.tuning_cents == pytest.approx(plain.tuning_cents, abs=1e-9)
    assert later.rows == pytest.approx(plain.rows, abs=1e-6)
    assert later.chords == plain.chords


def test_the_key_of_an_hour_is_found_in_three_megabytes():
    peaks = peaks_of(song("major", rate=44_100), rate=44_100)
    hour = level(peaks, times=round(3600.0 / (len(peaks.counts) * peaks.hop_s)))
    find_key(peaks)  # what is imported for the first is not counted
    tracemalloc.start()
    found = find_key(hour)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.key == Key("C", "major")
    assert most < 3e6


def test_an_empty_signal_has_no_key():
    assert found_in(np.zeros((0, 2))).reason == "silence"


@pytest.mark.parametrize(
    ("tonic", "mode", "camelot"),
    [
        ("C", "major", "8B"),
        ("A", "minor", "8A"),
        ("G", "major", "9B"),
        ("E", "minor", "9A"),
        ("F", "major", "7B"),
        ("B", "major", "1B"),
        ("G#", "minor", "1A"),
        ("E", "major", "12B"),
        ("C#", "minor", "12A"),
        ("F#", "major", "2B"),
    ],
)
def test_camelot_codes_are_those_of_the_wheel(tonic, mode, camelot):
    assert Key(tonic, mode).camelot == camelot


def test_every_key_has_a_camelot_code_of_its_own_and_relatives_share_the_number():
    assert len({Key(tonic, mode).camelot for tonic in TONICS for mode in ("major", "minor")}) == 24
    for i, tonic in enumerate(TONICS):
        assert Key(TONICS[i - 3], "minor").camelot[:-1] == Key(tonic, "major").camelot[:-1]
