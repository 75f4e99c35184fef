"""How each number of the report is called, in which unit it is told and with how many decimals."""

from __future__ import annotations

from dataclasses import dataclass

from lib.chain import facts
from lib.chain.answer import Claim, Language


@dataclass(frozen=True, slots=True)
class Scale:
    """A unit and the decimals that make sense in it; "m:ss" tells seconds as a time."""

    unit: str
    decimals: int


def told(value: float, *, scale: Scale, language: Language, signed: bool = False) -> str:
    """A number with its unit: a true minus sign, and a decimal comma in Portuguese."""
    if scale.unit == "s":
        minutes, seconds = divmod(round(abs(value)), 60)
        return f"{'−' if round(value) < 0 else ''}{minutes}:{seconds:02d}"
    rounded = round(value, scale.decimals) + 0.0
    text = f"{abs(rounded):.{scale.decimals}f}"
    sign = "−" if rounded < 0 else "+" if signed and rounded > 0 else ""
    unit = _UNITS_PT.get(scale.unit, scale.unit) if language == "pt-BR" else scale.unit
    written = sign + (text.replace(".", ",") if language == "pt-BR" else text)
    return f"{written} {unit}".rstrip()


def scale(report: facts.Report, path: str) -> Scale:
    """The unit of the number at a path, by the path's last name; a finding brings its own."""
    name = path.rpartition(".")[2]
    if path.startswith("findings.") and name in ("value", "target"):
        finding = path.rpartition(".")[0]
        metric = facts.word(report, f"{finding}.metric") or ""
        return Scale(facts.word(report, f"{finding}.unit") or "", scale(report, metric).decimals)
    if name in _NAMED:
        return _NAMED[name]
    return next((found for suffix, found in _SUFFIXES if name.endswith(suffix)), Scale("", 2))


def label(report: facts.Report, path: str, *, language: Language) -> str:
    """What the number at a path is called, with its platform's or band's name where it has one."""
    steps = [step for step in path.split(".") if not step.isdecimal()]
    which = 1 if language == "pt-BR" else 0
    name = LABELS.get(".".join(steps), (path, path))[which]
    owner = path.rpartition(".")[0]
    if steps[0] == "targets":
        return f"{facts.word(report, f'{owner}.name') or ''} · {name}"
    if path.startswith("spectrum.balance."):
        band = facts.word(report, f"{owner}.band") or ""
        return f"{BANDS.get(band, (band, band))[which]} · {name}"
    if path.startswith("spectrum.bands."):
        centre = facts.number(report, f"{owner}.center_hz") or 0.0
        return f"{told(centre, scale=_CENTRE, language=language)} · {name}"
    return name


def claim(report: facts.Report, path: str, *, value: float, language: Language) -> Claim:
    """The number at a path as a claim that reads by itself."""
    its_scale = scale(report, path)
    text = told(value, scale=its_scale, language=language)
    return Claim(f"{label(report, path, language=language)}: {text}", path, value, its_scale.unit)


BANDS = {
    "sub": ("Sub", "Sub"),
    "bass": ("Bass", "Grave"),
    "low_mid": ("Low mids", "Médio-graves"),
    "mid": ("Mids", "Médios"),
    "high_mid": ("Upper mids", "Médio-agudos"),
    "presence": ("Presence", "Presença"),
    "air": ("Air", "Ar (agudos)"),
}

# English, Portuguese.
LABELS: dict[str, tuple[str, str]] = {
    "file.format": ("File format", "Formato do arquivo"),
    "file.duration_s": ("Duration", "Duração"),
    "file.sample_rate_hz": ("Sample rate", "Taxa de amostragem"),
    "file.channels": ("Channels", "Canais"),
    "file.bit_depth": ("Bit depth", "Profundidade de bits"),
    "file.size_bytes": ("File size", "Tamanho do arquivo"),
    "loudness.integrated_lufs": ("Integrated loudness", "Loudness integrado"),
    "loudness.momentary_max_lufs": ("Maximum momentary loudness", "Loudness momentâneo máximo"),
    "loudness.momentary_max_at_s": ("Loudest moment", "Momento mais alto"),
    "loudness.short_term_max_lufs": ("Maximum short-term loudness", "Loudness short-term máximo"),
    "loudness.short_term_max_at_s": ("Loudest passage", "Trecho mais alto"),
    "loudness.range_lu": ("Loudness range", "Faixa de loudness (LRA)"),
    "loudness.true_peak_dbtp": ("True peak", "True peak"),
    "loudness.true_peak_at_s": ("True peak at", "True peak em"),
    "loudness.sample_peak_dbfs": ("Sample peak", "Pico de amostra"),
    "loudness.overs.full_scale_count": ("Peaks over full scale", "Picos acima da escala cheia"),
    "loudness.plr_lu": ("Peak to loudness ratio (PLR)", "Relação pico-loudness (PLR)"),
    "dynamics.rms_dbfs": ("RMS level", "Nível RMS"),
    "dynamics.crest_db": ("Crest factor", "Fator de crista"),
    "dynamics.dc_offset": ("DC offset (of full scale)", "DC offset (da escala total)"),
    "dynamics.clipping.runs": ("Clipped peaks", "Picos clipados"),
    "dynamics.clipping.samples": ("Clipped samples", "Amostras clipadas"),
    "dynamics.clipping.regions.start_s": ("Clipping at", "Clipping em"),
    "stereo.correlation": ("Stereo correlation", "Correlação estéreo"),
    "stereo.correlation_min": ("Lowest correlation", "Correlação mínima"),
    "stereo.width": ("Stereo width (side share)", "Largura estéreo (parte dos lados)"),
    "stereo.balance_db": ("Right minus left", "Direita menos esquerda"),
    "stereo.mono_loss_lu": ("Loss in mono", "Perda em mono"),
    "stereo.low_end_side_db": ("Sides of the low end", "Lados do grave"),
    "dynamics.hum.level_dbfs": ("Hum level", "Nível do zumbido"),
    "dynamics.hum.fundamental_hz": ("Hum at", "Zumbido em"),
    "spectrum.tilt_db_per_octave": ("Spectral tilt", "Inclinação do espectro"),
    "spectrum.centroid_hz": ("Spectral centroid", "Centroide espectral"),
    "spectrum.rolloff_hz": ("Spectral roll-off", "Roll-off espectral"),
    "spectrum.balance": ("Tonal balance", "Equilíbrio tonal"),
    "spectrum.balance.level_db": ("level", "nível"),
    "spectrum.balance.reference_db": ("reference", "referência"),
    "spectrum.balance.deviation_db": ("distance from the reference", "distância da referência"),
    "spectrum.balance.low_hz": ("from", "de"),
    "spectrum.balance.high_hz": ("to", "até"),
    "spectrum.bands.center_hz": ("third octave", "terço de oitava"),
    "spectrum.bands.level_db": ("level of the third octave", "nível do terço de oitava"),
    "targets.target_lufs": ("target", "alvo"),
    "targets.gain_db": ("gain applied", "ganho aplicado"),
    "targets.loudness_after_lufs": ("loudness after", "loudness depois"),
    "targets.true_peak_after_dbtp": ("true peak after", "true peak depois"),
    "targets.true_peak_limit_dbtp": ("true-peak limit", "limite de true peak"),
    "tempo.bpm": ("Tempo", "Andamento"),
    "findings.value": ("Measured", "Medido"),
    "findings.target": ("Aim", "Alvo"),
    "findings.regions.low_hz": ("From", "De"),
    "findings.regions.high_hz": ("To", "Até"),
    "findings.numbers.at_s": ("At", "Em"),
    "findings.numbers.eq_db": ("Equaliser gain to try", "Ganho de EQ a tentar"),
    "findings.numbers.center_hz": ("Equaliser centre", "Centro do EQ"),
    "findings.numbers.q": ("Equaliser Q", "Q do EQ"),
    "findings.numbers.gain_db": ("Gain", "Ganho"),
    "findings.numbers.trim_db": ("Level change to try", "Mudança de nível a tentar"),
    "findings.numbers.ease_db": ("Limiter drive change", "Mudança no drive do limiter"),
    "findings.numbers.shift_db": ("Difference between sides", "Diferença entre os lados"),
    "findings.numbers.ceiling_dbtp": ("Limiter ceiling", "Teto do limiter"),
    "findings.numbers.limiting_db": ("Peak reduction", "Redução de pico"),
    "findings.numbers.mono_below_hz": ("Mono below", "Mono abaixo de"),
    "findings.numbers.high_pass_hz": ("High-pass", "High-pass"),
    "findings.numbers.runs": ("Clipped peaks", "Picos clipados"),
    "findings.numbers.peak_dbtp": ("Highest of them", "O maior deles"),
    "findings.numbers.samples": ("Clipped samples", "Amostras clipadas"),
}

_CENTRE = Scale("Hz", 0)
_NAMED = {
    "size_bytes": Scale("bytes", 0),
    "channels": Scale("", 0),
    "bit_depth": Scale("bit", 0),
    "runs": Scale("", 0),
    "full_scale_count": Scale("", 0),
    "samples": Scale("", 0),
    "dc_offset": Scale("", 4),
    "correlation": Scale("", 2),
    "correlation_min": Scale("", 2),
    "width": Scale("", 2),
    "q": Scale("", 1),
    "bpm": Scale("BPM", 1),
}
_SUFFIXES = (
    ("_db_per_octave", Scale("dB/octave", 1)),
    ("_dbtp", Scale("dBTP", 1)),
    ("_dbfs", Scale("dBFS", 1)),
    ("_lufs", Scale("LUFS", 1)),
    ("_lu", Scale("LU", 1)),
    ("_db", Scale("dB", 1)),
    ("_hz", Scale("Hz", 0)),
    ("_s", Scale("s", 0)),
)
_UNITS_PT = {"dB/octave": "dB/oitava", "of full scale": "da escala total"}
