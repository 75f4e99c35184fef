"""The thresholds beyond which a number of the report becomes a finding, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Side = Literal["over", "under", "away"]
Severity = Literal["high", "medium", "low", "info"]
CEILING_DBTP = -1.0  # what every streaming platform asks for (EBU R 128; AES TD1008)


@dataclass(frozen=True, slots=True)
class Rule:
    """One threshold ladder over one number of the report.

    `steps` go from mild to severe; a step is taken when the value is strictly beyond it. "away"
    measures the distance from zero. A list in the report is entered by an item's band.
    """

    code: str
    metric: str
    unit: str
    side: Side
    target: float
    steps: tuple[tuple[Severity, float], ...]
    source: str
    min_duration_s: float = 0.0

    def graded(self, value: float) -> tuple[Severity, float] | None:
        """The severity of a value, and how far it is past that step, in widths of a step."""
        signed = abs(value) if self.side == "away" else value
        past = [
            (severity, threshold - signed if self.side == "under" else signed - threshold)
            for severity, threshold in self.steps
        ]
        taken = [step for step in past if step[1] > 0]
        return None if not taken else (taken[-1][0], taken[-1][1] / self._step_width())

    def _step_width(self) -> float:
        """The mean distance between steps: what makes excesses in any unit comparable."""
        first, last = self.steps[0][1], self.steps[-1][1]
        if len(self.steps) == 1:
            return abs(first) or 1.0
        return abs(last - first) / (len(self.steps) - 1)


def _band(code: str, band: str, side: Side, steps: tuple[float, float, float]) -> Rule:
    low, medium, high = steps
    return Rule(
        code,
        f"spectrum.balance.{band}.deviation_db",
        "dB",
        side,
        0.0,
        (("low", low), ("medium", medium), ("high", high)),
        "distance from the reference curve; 3 dB is about the spread between good masters of one "
        "style, more at the edges of the spectrum (own choice)",
    )


# Where two findings are equally severe and as far past it, the one that stands first here comes
# first.
def _opposed(band: str) -> Rule:
    return Rule(
        "band_out_of_phase",
        f"stereo.bands.{band}.correlation",
        "",
        "under",
        0.0,
        (("low", -0.2), ("medium", -0.45), ("high", -0.7)),
        "meter practice: below 0 a band loses more in mono than independent channels do",
    )


RULES = (
    Rule(
        "clipping",
        "dynamics.clipping.runs",
        "runs",
        "over",
        0.0,
        (("low", 0.0), ("medium", 9.0), ("high", 99.0)),
        "any flat top is distortion; tens are heard as edge, hundreds as damage (own choice)",
    ),
    Rule(
        "clipping",
        "dynamics.clipping.samples",
        "samples",
        "over",
        0.0,
        (("low", 0.0), ("medium", 99.0), ("high", 999.0)),
        "few but long flat tops are as bad as many short ones (own choice)",
    ),
    Rule(
        "true_peak_over",
        "loudness.true_peak_dbtp",
        "dBTP",
        "over",
        CEILING_DBTP,
        (("low", CEILING_DBTP), ("medium", -0.5), ("high", 0.0)),
        "EBU R 128 and AES TD1008: at most -1 dBTP; above 0 a converter or codec clips",
    ),
    Rule(
        "overs",
        "loudness.overs.full_scale_count",
        "overs",
        "over",
        0.0,
        (("low", 0.0), ("medium", 9.0), ("high", 99.0)),
        "a converter or a lossy encoder clips what is over 0 dBTP (AES TD1008); counts as for "
        "clipping (own choice)",
    ),
    Rule(
        "out_of_phase",
        "stereo.correlation",
        "",
        "under",
        0.2,
        (("low", 0.2), ("medium", -0.05), ("high", -0.3)),
        "meter practice: below 0 the sides cancel more than they add; independent channels read 0",
    ),
    Rule(
        "mono_loss",
        "stereo.mono_loss_lu",
        "LU",
        "over",
        2.5,
        (("low", 2.5), ("medium", 4.0), ("high", 6.0)),
        "arithmetic: independent channels lose 3 LU, so more than 4 needs cancellation",
    ),
    Rule(
        "wide_low_end",
        "stereo.low_end_side_db",
        "dB",
        "over",
        -10.0,
        (("low", -10.0), ("medium", -6.0), ("high", -1.0)),
        "mastering and vinyl practice: mono below about 120 Hz; independent channels have 0 dB",
    ),
    *(_opposed(name) for name in ("sub", "bass", "low_mid", "mid", "high_mid", "presence", "air")),
    Rule(
        "over_compressed",
        "loudness.plr_lu",
        "LU",
        "under",
        8.0,
        (("low", 8.0), ("medium", 7.0), ("high", 5.5)),
        "mastering practice: a peak to loudness ratio of 8 as the floor for dense styles",
    ),
    Rule(
        "over_compressed",
        "dynamics.crest_db",
        "dB",
        "under",
        8.0,
        (("low", 7.0), ("medium", 6.0), ("high", 4.5)),
        "a sine has 3 dB, pink noise about 12, music that breathes 10 and more",
    ),
    Rule(
        "too_loud",
        "loudness.integrated_lufs",
        "LUFS",
        "over",
        -14.0,
        (("low", -13.0), ("medium", -10.0), ("high", -7.0)),
        "-14 LUFS is the normal playback level of most platforms (see targets.PLATFORMS)",
    ),
    Rule(
        "too_quiet",
        "loudness.integrated_lufs",
        "LUFS",
        "under",
        -14.0,
        (("low", -17.0), ("medium", -20.0), ("high", -26.0)),
        "a LU under the lowest platform target, -16 LUFS; most platforms never turn up",
    ),
    _band("muddy", "low_mid", "over", (3.0, 5.0, 8.0)),
    _band("harsh", "high_mid", "over", (3.0, 5.0, 8.0)),
    _band("harsh", "presence", "over", (3.0, 5.0, 8.0)),
    _band("boomy", "bass", "over", (3.0, 5.0, 8.0)),
    _band("sub_heavy", "sub", "over", (5.0, 8.0, 12.0)),
    _band("thin", "bass", "under", (-4.0, -6.0, -10.0)),
    _band("dull", "air", "under", (-5.0, -8.0, -12.0)),
    _band("boxy", "mid", "over", (3.0, 5.0, 8.0)),
    _band("bright", "air", "over", (5.0, 8.0, 12.0)),
    _band("distant", "presence", "under", (-4.0, -7.0, -11.0)),
    _band("recessed", "high_mid", "under", (-4.0, -7.0, -11.0)),
    _band("scooped", "mid", "under", (-4.0, -7.0, -11.0)),
    _band("hollow", "low_mid", "under", (-4.0, -7.0, -11.0)),
    Rule(
        "resonance",
        "spectrum.resonances.0.excess_db",
        "dB",
        "over",
        6.0,
        (("info", 6.0), ("low", 10.0), ("medium", 15.0)),
        "narrow peaks are heard from about 5 dB on where they last; never more than medium, for a "
        "sound may be meant to ring (own choice)",
    ),
    Rule(
        "hum",
        "dynamics.hum.level_dbfs",
        "dBFS",
        "over",
        -70.0,
        (("info", -80.0), ("low", -70.0), ("medium", -60.0), ("high", -45.0)),
        "-60 dBFS is a usual limit for noise in delivery; in the pauses -70 is heard on headphones",
    ),
    Rule(
        "long_head",
        "dynamics.silence.head_s",
        "s",
        "over",
        0.5,
        (("info", 1.0), ("low", 3.0), ("medium", 10.0)),
        "distributors ask for little or no silence in front; listeners skip (own choice)",
    ),
    Rule(
        "long_tail",
        "dynamics.silence.tail_s",
        "s",
        "over",
        2.0,
        (("info", 5.0), ("low", 10.0), ("medium", 30.0)),
        "one or two seconds are the custom after the last sound (own choice)",
    ),
    Rule(
        "long_gap",
        "dynamics.silence.gap_s",
        "s",
        "over",
        2.0,
        (("info", 2.0), ("low", 5.0), ("medium", 20.0)),
        "a drop-out or a hidden track: worth a look (own choice)",
    ),
    Rule(
        "padded_bits",
        "file.unused_bits",
        "bit",
        "over",
        0.0,
        (("info", 0.0), ("low", 7.0)),
        "arithmetic: the lowest bits are zero in every sample",
    ),
    Rule(
        "band_limited",
        "spectrum.cutoff_hz",
        "Hz",
        "under",
        20000.0,
        (("info", 20300.0), ("low", 19700.0), ("medium", 17000.0), ("high", 12000.0)),
        "usual low-passes of MP3 and AAC encoders: 16 kHz at 128 kbit/s, 19 to 20 at 192 to 320",
    ),
    Rule(
        "sub_light",
        "spectrum.balance.sub.deviation_db",
        "dB",
        "under",
        0.0,
        (("info", -8.0), ("low", -15.0)),
        "many styles have no sub at all: a note, seldom a fault (own choice)",
    ),
    Rule(
        "off_centre",
        "stereo.balance_db",
        "dB",
        "away",
        0.0,
        (("low", 1.5), ("medium", 3.0), ("high", 6.0)),
        "1.5 dB between the sides shifts the centre audibly (own choice)",
    ),
    Rule(
        "phase_moment",
        "stereo.correlation_min",
        "",
        "under",
        0.0,
        (("low", -0.3), ("medium", -0.6)),
        "a passage that cancels in mono although the track as a whole does not",
    ),
    Rule(
        "too_wide",
        "stereo.width",
        "",
        "over",
        0.5,
        (("low", 0.5), ("medium", 0.65)),
        "arithmetic: above 0.5 the sides carry more power than the middle",
    ),
    Rule(
        "flat_dynamics",
        "loudness.range_lu",
        "LU",
        "under",
        2.5,
        (("info", 2.5), ("low", 1.5)),
        "EBU Tech 3342 wants a minute for a range; dense club music has 2 to 4 LU",
        60.0,
    ),
    Rule(
        "wide_dynamics",
        "loudness.range_lu",
        "LU",
        "over",
        18.0,
        (("low", 18.0), ("medium", 22.0)),
        "EBU Tech 3343: about 20 LU is the most for listening at home",
        60.0,
    ),
    Rule(
        "dc_offset",
        "dynamics.dc_offset",
        "of full scale",
        "away",
        0.0,
        (("low", 0.001), ("medium", 0.005), ("high", 0.02)),
        "0.001 is -60 dBFS, the usual point for a DC filter",
    ),
    Rule(
        "nearly_mono",
        "stereo.width",
        "",
        "under",
        0.01,
        (("info", 0.01),),
        "less than 1 % of the power is in the sides",
    ),
    Rule(
        "mono_file",
        "file.channels",
        "channels",
        "under",
        2.0,
        (("info", 2.0),),
        "platforms take stereo; a mono file is played on both sides",
    ),
    Rule(
        "low_sample_rate",
        "file.sample_rate_hz",
        "Hz",
        "under",
        44100.0,
        (("low", 44100.0), ("medium", 32000.0)),
        "44.1 kHz is the least a distributor takes",
    ),
    Rule(
        "low_bit_depth",
        "file.bit_depth",
        "bit",
        "under",
        24.0,
        (("info", 24.0), ("medium", 16.0)),
        "24 bit is what platforms ask for, 16 bit is the least they take",
    ),
)
