"""One file's report and advice in the terminal, without any server."""

from __future__ import annotations

import argparse
import json
import locale
import math
import sys
from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path
from typing import Any

from lib.audio.compare import compare
from lib.audio.restyle import restyled
from lib.audio.sniff import AudioRefused
from lib.audio.styles import DEFAULT_STYLE, STYLES, titles
from lib.errors import FileTooLarge
from lib.track import MAX_UPLOAD_BYTES
from lib.web.language import Language

WORDS: dict[str, tuple[str, str]] = {
    "integrated_lufs": ("Integrated loudness", "Loudness integrado"),
    "short_term_max_lufs": ("Loudest 3 s", "3 s mais altos"),
    "momentary_max_lufs": ("Loudest 400 ms", "400 ms mais altos"),
    "range_lu": ("Loudness range", "Faixa de loudness"),
    "true_peak_dbtp": ("True peak", "Pico real"),
    "sample_peak_dbfs": ("Sample peak", "Pico de amostra"),
    "plr_lu": ("Peak to loudness", "Pico sobre loudness"),
    "rms_dbfs": ("RMS", "RMS"),
    "crest_db": ("Crest factor", "Fator de crista"),
    "dc_offset": ("DC offset", "Deslocamento DC"),
    "clipping": ("Clipped runs", "Trechos clipados"),
    "correlation": ("Correlation", "Correlação"),
    "width": ("Width", "Largura"),
    "balance_db": ("Balance (right − left)", "Equilíbrio (dir. − esq.)"),
    "mono_loss_lu": ("Lost in mono", "Perda em mono"),
    "tilt_db_per_octave": ("Spectral tilt", "Inclinação espectral"),
    "centroid_hz": ("Spectral centroid", "Centroide espectral"),
    "rolloff_hz": ("Roll-off (85 %)", "Roll-off (85 %)"),
    "balance": ("Balance against {name}, {fit} dB off it", "Equilíbrio contra {name}, a {fit} dB"),
    "closest": ("closest: {name}, {fit} dB", "mais próxima: {name}, {fit} dB"),
    "platforms": ("Where it plays", "Onde vai tocar"),
    "gain": ("gain", "ganho"),
    "peak after": ("peak after", "pico depois"),
    "against": ("Against {name}, both equally loud", "Contra {name}, ambas com o mesmo loudness"),
    "match": ("gain that matches it", "ganho que a iguala"),
    "findings": ("What to mend, most important first", "O que arrumar, do mais importante"),
    "no findings": ("Nothing to mend was found.", "Nada a arrumar foi encontrado."),
    "ok": ("fine", "certo"),
    "turned_down": ("turned down", "abaixada"),
    "turned_up": ("turned up", "aumentada"),
    "left_quiet": ("left quiet", "fica baixa"),
    "peak_over": ("peak too high", "pico alto demais"),
    "too_loud": ("too loud", "alta demais"),
    "too_quiet": ("too quiet", "baixa demais"),
    "silent": ("silent", "silêncio"),
    "high": ("HIGH", "ALTA"),
    "medium": ("MEDIUM", "MÉDIA"),
    "low": ("LOW", "BAIXA"),
    "info": ("INFO", "INFO"),
    "s": ("s", "s"),
}
ROWS = (
    ("loudness", "integrated_lufs", "LUFS"),
    ("loudness", "short_term_max_lufs", "LUFS"),
    ("loudness", "momentary_max_lufs", "LUFS"),
    ("loudness", "range_lu", "LU"),
    ("loudness", "true_peak_dbtp", "dBTP"),
    ("loudness", "sample_peak_dbfs", "dBFS"),
    ("loudness", "plr_lu", "LU"),
    ("dynamics", "rms_dbfs", "dBFS"),
    ("dynamics", "crest_db", "dB"),
    ("dynamics", "dc_offset", ""),
    ("stereo", "correlation", ""),
    ("stereo", "width", ""),
    ("stereo", "balance_db", "dB"),
    ("stereo", "mono_loss_lu", "LU"),
    ("spectrum", "tilt_db_per_octave", "dB/oct"),
    ("spectrum", "centroid_hz", "Hz"),
    ("spectrum", "rolloff_hz", "Hz"),
)


def main() -> int:
    """Print the report; 1 with one line on stderr where the file cannot be measured."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a terminal that has no minus sign gets a "?"
    options = _options()
    path = Path(options.file)
    other = Path(options.against) if options.against else None
    try:
        report = restyled(_measured(path), style=options.style)
        if other is not None:
            path = other  # the one to name should it be refused
            report["comparison"] = compare(report, _measured(other))
    except AudioRefused as refusal:
        return _refuse(path, refusal.reason, refusal.facts, options.lang)
    except FileTooLarge as refusal:
        return _refuse(path, refusal.slug, refusal.facts, options.lang)
    except OSError as error:
        print(f"measure: {path}: {error.strerror}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(report, ensure_ascii=False, allow_nan=False))
        return 0
    print("\n".join(_lines(Path(options.file).name, report, options.lang)))
    if other is not None:
        print("\n".join(_comparison(other.name, report["comparison"], options.lang)))
    return 0


def _measured(path: Path) -> dict[str, Any]:
    size = path.stat().st_size
    if size > MAX_UPLOAD_BYTES:
        limit_mb, size_mb = MAX_UPLOAD_BYTES // 10**6, math.ceil(size / 10**5) / 10
        raise FileTooLarge(limit_mb=limit_mb, size_mb=size_mb)
    from lib.audio.report import measure  # numpy and scipy, once the file is there at all

    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return measure(path, sha256=digest, progress=_told() if sys.stderr.isatty() else _untold)


def _told() -> Any:
    def tell(stage: str, share: float) -> None:
        print(f"\r{stage} {share:4.0%} ", end="\r", file=sys.stderr, flush=True)

    return tell


def _untold(stage: str, share: float) -> None:
    """Keep quiet: nobody watches."""


def _lines(name: str, report: dict[str, Any], lang: Language) -> Iterator[str]:
    file = report["file"]
    depth = f" · {file['bit_depth']} bit" if file["bit_depth"] else ""
    yield f"{name}"
    yield (
        f"{file['format']} {file['codec']} · {_number(file['duration_s'], lang)} s · "
        f"{file['sample_rate_hz']} Hz · {file['channels']} ch{depth}"
    )
    yield ""
    for group, field, unit in ROWS:
        shown = _shown(report, f"{group}.{field}", report[group][field], lang)
        yield f"  {_word(field, lang):<28}{shown:>10} {unit}"
    yield f"  {_word('clipping', lang):<28}{report['dynamics']['clipping']['runs']:>10}"
    yield from _balance(report["spectrum"], lang)
    yield f"\n{_word('platforms', lang)}"
    for target in report["targets"]:
        yield _target(target, lang)
    yield f"\n{_word('findings', lang)}"
    for finding in report["findings"]:
        yield f"  [{_word(finding['severity'], lang)}] {finding['title'][lang]}"
        yield f"      {finding['fix'][lang]}"
    if not report["findings"]:
        yield f"  {_word('no findings', lang)}"


def _balance(spectrum: dict[str, Any], lang: Language) -> Iterator[str]:
    fits = {one["curve"]: _number(one["fit_db"], lang) for one in spectrum["references"]}
    against, closest = spectrum["reference"], spectrum["closest_reference"]
    if closest is None:
        return
    title = _word("balance", lang).format(name=_style(against, lang), fit=fits[against])
    other = _word("closest", lang).format(name=_style(closest, lang), fit=fits[closest])
    yield f"\n{title}" + (f" ({other})" if closest != against else "")
    for band in spectrum["balance"]:
        yield _band(band, band["deviation_db"], lang)


def _style(style: str, lang: Language) -> str:
    named = titles(style)
    return style if named is None else named[lang]


def _band(band: dict[str, Any], delta_db: float | None, lang: Language) -> str:
    label = f"{band['band']} ({band['low_hz']:g}–{band['high_hz']:g} Hz)"
    return f"  {label:<48}{_signed(delta_db, lang):>9} dB"


def _comparison(name: str, found: dict[str, Any], lang: Language) -> Iterator[str]:
    match = _signed(found["match_db"], lang)
    yield f"\n{_word('against', lang).format(name=name)} ({_word('match', lang)}: {match} dB)"
    for one in found["metrics"]:
        label = _word(one["metric"].partition(".")[2], lang)
        values = f"{_number(one['value'], lang):>9} {_number(one['reference'], lang):>9}"
        yield f"  {label:<28}{values} {_signed(one['delta'], lang):>9} {one['unit']}"
    for band in found["balance"]:
        yield _band(band, band["delta_db"], lang)


def _target(target: dict[str, Any], lang: Language) -> str:
    gain = _signed(target["gain_db"], lang)
    after = _number(target["true_peak_after_dbtp"], lang)
    return (
        f"  {target['name']:<22}{_number(target['target_lufs'], lang):>7} LUFS   "
        f"{_word('gain', lang)} {gain:>6} dB   {_word('peak after', lang)} {after:>6} dBTP   "
        f"{_word(target['verdict'], lang)}"
    )


def _shown(report: dict[str, Any], path: str, value: float | None, lang: Language) -> str:
    if value is None:
        return f"— ({report['unavailable'].get(path, '?')})"
    return _number(value, lang)


def _number(value: float | None, lang: Language) -> str:
    if value is None:
        return "—"
    decimals = 1 if abs(value) >= 1000 else 5 if 0 < abs(value) < 0.01 else 2
    text = f"{value:.{decimals}f}" if value % 1 else f"{value:.0f}"
    return (text.replace(".", ",") if lang == "pt-BR" else text).replace("-", "−")


def _signed(value: float | None, lang: Language) -> str:
    return ("+" if value is not None and value > 0 else "") + _number(value, lang)


def _word(key: str, lang: Language) -> str:
    en, pt = WORDS[key]
    return pt if lang == "pt-BR" else en


def _refuse(path: Path, slug: str, facts: dict[str, Any], lang: Language) -> int:
    from lib.web.problems import problem  # and with it the web framework: for refusals alone

    told = problem(slug, facts, language=lang, request_id="")
    print(f"measure: {path.name}: {told['title']}. {told['detail']} ({slug})", file=sys.stderr)
    return 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./scripts/measure", description=__doc__)
    parser.add_argument("file", help="WAV, AIFF, FLAC, OGG/Opus or MP3, up to 60 MB")
    parser.add_argument("--against", metavar="FILE", help="another version, or a reference track")
    parser.add_argument(
        "--style",
        choices=[style.id for style in STYLES],
        default=DEFAULT_STYLE,
        help="whose reference curve the balance is held against (default: %(default)s)",
    )
    parser.add_argument("--json", action="store_true", help="the whole report, as JSON")
    parser.add_argument(
        "--lang", choices=("en", "pt-BR"), default=_system_language(), help="for the table"
    )
    return parser.parse_args()


def _system_language() -> Language:
    return "pt-BR" if (locale.getlocale()[0] or "").startswith("pt") else "en"


if __name__ == "__main__":
    sys.exit(main())
