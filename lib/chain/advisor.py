"""Answers by rule: a question and a report in, an answer tied to the report's numbers out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from lib.chain import facts, hum, image, intent, language, level, peaks, quantities, reading, tone
from lib.chain.answer import Answer, Claim, Language
from lib.chain.glossary import TERMS
from lib.chain.intent import TONES, Intent
from lib.chain.telling import Telling, constants


def advise(
    question: str,
    report: facts.Report | None,
    *,
    lang: Language | None,
    default: Language = "en",
) -> Answer:
    """Answer a question in `lang`, or in the question's own language where that is None.

    Deterministic and without any model. Without a report the terms of the trade and the
    platforms' published levels are explained, and for the rest a track is asked for.
    """
    spoken = lang or language.of(question, default=default)
    return tell(intent.understand(question), report, language=spoken)


def tell(asked: Intent, report: facts.Report | None, *, language: Language) -> Answer:
    """Answer a question that is understood already."""
    telling = Telling(report or {}, language=language)
    if report is None:
        confidence = _without_track(telling, asked)
    else:
        _tell(telling, asked)
        confidence = _confidence(telling, asked)
    if not telling.text:
        telling.say("unknown")
        confidence = min(confidence, 0.2)
    return Answer(telling.text, telling.claims, "rules", confidence, asked.name)


def sayable(question: str, claims: Iterable[Claim]) -> list[float]:
    """The figures that an answer may use beside its claims.

    They are those of the trade, the question's own, and the headroom that a claimed true peak
    leaves.
    """
    peaks_claimed = [c.value for c in claims if c.metric == "loudness.true_peak_dbtp"]
    rooms = [abs(peaks.headroom_db(peak)) for peak in peaks_claimed]
    return [*constants(), *quantities.read(question).values(), *rooms]


def _without_track(telling: Telling, asked: Intent) -> float:
    if asked.name in ("targets", "compare_platforms"):
        level.published(telling, asked)
        return asked.strength
    if asked.name == "level_choice":
        level.choice(telling, replace(asked, closed=asked.closed and asked.fine))
        return asked.strength
    if asked.name in _GENERAL:
        _tell(telling, asked)
    elif asked.name == "metric":
        _define(telling, asked)
    if asked.name not in _GENERAL:
        telling.say("choose_track")
        return round(asked.strength * 0.6, 3)
    return asked.strength


def _tell(telling: Telling, asked: Intent) -> None:
    if asked.name in _PLAIN:
        _PLAIN[asked.name](telling)
    else:
        _ASKED[asked.name](telling, asked)


def _confidence(telling: Telling, asked: Intent) -> float:
    """How sure the intent is, less where the measurements could not carry the answer."""
    if asked.name in _GENERAL or telling.claims:
        return asked.strength
    return round(asked.strength * 0.75, 3)


def _define(telling: Telling, asked: Intent) -> None:
    for term in asked.terms:
        if term in TERMS:
            telling.phrase(TERMS[term])


def _greet(telling: Telling) -> None:
    telling.say("greeting")
    telling.say("help")


def _welcome(telling: Telling) -> None:
    telling.say("thanks")


def _help(telling: Telling) -> None:
    telling.say("help")


def _unknown(telling: Telling, asked: Intent) -> None:
    telling.say(f"caveat.{asked.caveat}" if asked.caveat else "unknown")


def _tempo(telling: Telling) -> None:
    if not telling.say("tempo.is", bpm="tempo.bpm"):
        telling.unfound("tempo")


def _key(telling: Telling) -> None:
    tonic, mode = (facts.word(telling.report, f"key.{name}") for name in ("tonic", "mode"))
    if not re.fullmatch(r"[A-G][#b♯♭]?", tonic or "") or mode not in ("major", "minor"):
        telling.unfound("key")
    else:
        telling.say("key.is", words={"tonic": tonic or "", "mode": telling.word(f"key.{mode}")})


def _fix_first(telling: Telling) -> None:
    wanted = [n for n, finding in _findings(telling) if finding.get("severity") != "info"]
    if not wanted:
        telling.say("fix.none" if _judgeable(telling) else "ready.unknown")
        return
    telling.say("fix.first")
    telling.finding(wanted[0])
    if len(wanted) > 1:
        telling.say("fix.then")
        for n in wanted[1:3]:
            telling.finding(n, short=True)


def _ready(telling: Telling) -> None:
    findings = _findings(telling)
    high = [n for n, finding in findings if finding.get("severity") == "high"]
    other = [n for n, finding in findings if finding.get("severity") in ("medium", "low")]
    if not _judgeable(telling) and not high:
        telling.say("ready.unknown")
        telling.missing("loudness.integrated_lufs")
        return
    telling.say("ready.no" if high else "ready.nearly" if other else "ready.yes")
    for path in ("loudness.integrated_lufs", "loudness.true_peak_dbtp"):
        telling.value(path)
    for n in (high or other)[:3]:
        telling.finding(n, short=not high)


def _findings(telling: Telling) -> list[tuple[int, Any]]:
    return list(enumerate(facts.rows(telling.report, "findings")))


def _judgeable(telling: Telling) -> bool:
    return facts.number(telling.report, "loudness.integrated_lufs") is not None


_GENERAL = {"define", "greeting", "thanks", "help", "unknown"}
# Intents that say all, and those whose answer depends on what the question names.
_PLAIN: dict[str, Callable[[Telling], None]] = {
    "clipping": peaks.clipping,
    "dynamics": peaks.dynamics,
    "stereo_width": image.width,
    "mono": image.mono,
    "balance": image.balance,
    "bass_mono": image.low_end,
    "hum": hum.hum,
    "tonal_balance": tone.overview,
    "fix_first": _fix_first,
    "ready": _ready,
    "greeting": _greet,
    "thanks": _welcome,
    "help": _help,
    "tempo": _tempo,
    "key": _key,
}
_ASKED: dict[str, Callable[[Telling, Intent], None]] = {
    "too_loud": level.too_loud,
    "too_quiet": level.too_quiet,
    "targets": level.targets,
    "compare_platforms": level.compare,
    "fit": level.fit,
    "level_choice": level.choice,
    "true_peak": peaks.true_peak,
    "headroom": peaks.headroom,
    "frequency": tone.frequency,
    "metric": reading.tell,
    "define": _define,
    "unknown": _unknown,
    **dict.fromkeys(TONES, tone.tell),
}
