"""What a figure of an answer may rest on: a claim, the question, the trade, or the report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from lib.chain import facts, metrics, naming, numerals, peaks, places, quantities, units
from lib.chain.answer import Claim, Language
from lib.chain.numerals import Numeral
from lib.chain.pattern import Pattern
from lib.chain.phrases import CONSTANTS, TARGETS

Kind = Literal["claim", "headroom", "question", "trade"]


@dataclass(frozen=True, slots=True)
class Support:
    """What a figure rests on; a claim's `path`, and the others that it could be as well."""

    kind: Kind
    path: str | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """The sentence around a figure, folded, and the platforms it speaks of."""

    plain: str
    platforms: frozenset[str]


class Evidence:
    """The report, the claims made on it, and the question, as far as figures may rest on them."""

    def __init__(
        self,
        report: facts.Report,
        *,
        claims: Sequence[str],
        question: str,
        advice: str,
        language: Language,
    ) -> None:
        self.paths = list(dict.fromkeys(claims))
        self._report = report
        self._asked = _asked(question, language=language)
        self._advice = numerals.folded(advice)
        self._advised = numerals.read(advice, language=language)
        self._values: dict[str, float | None] = {}
        self._adoptable: list[list[tuple[str, float]]] | None = None

    def of(self, figure: Numeral, *, setting: Setting) -> Support | None:
        """What a figure rests on; None if nothing, and then it must not be shown.

        A true number of the report that nobody claimed is claimed now, if figure and unit leave
        no doubt which it is.
        """
        if figure.form == "unreadable" or figure.unit == "?":
            return None
        claimed = self._claimed(figure, setting)
        if claimed and self._is_a_platforms_own(figure, setting, claimed):
            return Support("trade")
        return claimed or self._unmeasured(figure, setting) or self._adopted(figure, setting)

    def _is_a_platforms_own(self, figure: Numeral, setting: Setting, claimed: Support) -> bool:
        """Whether it is a platform's level as the rules tell it, though the track's is the same."""
        if not naming.beside(setting.plain, figure) or not self._is_advised(figure, setting):
            return False
        return places.row_of(self._report, claimed.path or "", table="targets") is None

    def _claimed(self, figure: Numeral, setting: Setting) -> Support | None:
        found = [path for path in self.paths if self._is(figure, path, setting=setting)]
        exact = [path for path in found if figure.unit == unit_of(self._report, path)]
        found = exact or found
        return Support("claim", found[0], tuple(found[1:])) if found else None

    def _is(self, figure: Numeral, path: str, *, setting: Setting) -> bool:
        value = self._value(path)
        if value is None or not (figure.means(value) or figure.means(-value)):
            return False
        if not units.fits(figure.unit, scale_of(self._report, path).unit, metric=path):
            return False
        if _WANTED.match(path) and _is_asserted(figure, path, setting=setting):
            return False
        if setting.platforms and not self._is_of(setting.platforms, path, value):
            return False
        if not naming.fits(figure, path, report=self._report, text=setting.plain):
            return False
        return _points_the_same_way(figure, value, path=path, setting=setting)

    def _value(self, path: str) -> float | None:
        if path not in self._values:
            self._values[path] = facts.number(self._report, path)
        return self._values[path]

    def _is_of(self, platforms: frozenset[str], path: str, value: float) -> bool:
        """Whether a number may be told of these platforms: it is not one of another's."""
        platform = places.row_of(self._report, path, table="targets")
        finding = places.row_of(self._report, path, table="findings")
        if platform is not None:
            return platform in platforms
        if finding not in _OF_MOST_PLATFORMS or path.rpartition(".")[2] not in _OF_A_PLATFORM:
            return True
        rows = [r for r in facts.rows(self._report, "targets") if r.get("platform") in platforms]
        return any(value == row.get(name) for row in rows for name in _OF_A_PLATFORM.values())

    def _unmeasured(self, figure: Numeral, setting: Setting) -> Support | None:
        """What may be said although it is no number of the report; never as a measurement."""
        if self._is_headroom(figure):
            return Support("headroom", _PEAK)
        ruled = _RULE.search(setting.plain) is not None
        before, after = setting.plain[: figure.start], setting.plain[figure.end :]
        if _PEAK_OF.search(before) and _STANDS.match(after):
            return None
        if _ASSERTED.search(before) or (not ruled and _POSSESSED.search(before)):
            return None
        if any(_repeats(figure, asked) for asked in self._asked):
            return Support("question")
        if ruled and self._is_advised(figure, setting) and _is_of_the_trade(figure, setting):
            return Support("trade")
        return None

    def _is_advised(self, figure: Numeral, setting: Setting) -> bool:
        """Whether the rules tell this figure too, and of the platforms that it is told of here."""
        told = [one for one in self._advised if _repeats(figure, one)]
        of = [naming.beside(self._advice, one) for one in told]
        return bool(told) and (
            not all(of) or naming.beside(setting.plain, figure) <= set().union(*of)
        )

    def _is_headroom(self, figure: Numeral) -> bool:
        """The room, or the lack of it, between a claimed true peak and the usual ceiling."""
        peak = facts.number(self._report, _PEAK)
        if peak is None or _PEAK not in self.paths or figure.unit != "dB":
            return False
        return not figure.sign and figure.means(abs(peaks.headroom_db(peak)))

    def _adopted(self, figure: Numeral, setting: Setting) -> Support | None:
        """The one number of the report that a figure with a unit can only be."""
        rough = figure.slack > max(0.5, 0.01 * abs(figure.value))
        if not figure.unit or rough or (figure.unit in ("dB", "LU") and not figure.decimals):
            return None
        found: list[str] = []
        for tier in self._unclaimed():
            found = found or [
                path
                for path, value in tier
                if (figure.means(value) or figure.means(-value))
                and self._is(figure, path, setting=setting)
                and figure.unit == unit_of(self._report, path)
            ]
        families = {re.sub(r"\.\d+\.", ".", path) for path in found}
        rows = {facts.number(self._report, path) for path in found}
        if len(families) != 1 or len(rows) != 1:
            return None
        self.paths.append(found[0])
        return Support("claim", found[0], tuple(found[1:]))

    def _unclaimed(self) -> list[list[tuple[str, float]]]:
        """The numbers that may be claimed unasked, the likelier first."""
        if self._adoptable is None:
            self._adoptable = [
                [(path, facts.number(self._report, path) or 0.0) for path in tier]
                for tier in (_described(self._report), _moments(self._report))
            ]
        return self._adoptable


def unit_of(report: facts.Report, path: str) -> str:
    """The unit of the number at a path as figures have it."""
    unit = units.named(scale_of(report, path).unit)[0]
    return "" if unit == "?" else unit


def scale_of(report: facts.Report, path: str) -> metrics.Scale:
    """The unit and decimals of the number at a path; a point of a curve has those of the curve."""
    return metrics.scale(report, re.sub(r"(?:\.\d+)+$", "", path))


def claim(report: facts.Report, path: str, *, language: Language) -> Claim:
    """The number at a path as a claim, with the report's own value."""
    value = facts.number(report, path)
    if value is None:
        raise ValueError(path)
    told = metrics.claim(report, path, value=value, language=language)
    return replace(told, unit=scale_of(report, path).unit)


_PEAK = "loudness.true_peak_dbtp"
# What a platform or a remedy wants or does is no measurement of the track.
_WANTED = Pattern(
    r"targets\.|findings\.\d+\.(?:target$|numbers\.(?:ceiling|eq|trim|ease|gain|limiting|mono|high|center|q))"
)
# Findings about the level that most platforms want, and their numbers by the platforms' names.
_OF_MOST_PLATFORMS = ("too_loud", "too_quiet")
_OF_A_PLATFORM = {"target": "target_lufs", "gain_db": "gain_db"}
# Numbers that are a change: "3 dB down" says −3 dB without its sign.
_CHANGES = ("gain_db", "eq_db", "trim_db", "ease_db", "deviation_db", "limiting_db")
_DOWN = Pattern(
    r"\b(?:down|lower\w*|reduc\w+|cut|cuts|cutting|quiet\w*|below|under|less|attenuat\w+|drop\w*|"
    r"decreas\w+|tam\w+|abaix\w+|baix\w+|reduz\w*|cort\w+|menos|diminu\w+|tir\w+|atenu\w+)\b"
)
_UP = Pattern(
    r"\b(?:up|rais\w+|boost\w*|add|adds|adding|louder|above|over|more|increas\w+|lift\w*|higher|"
    r"aument\w+|suba|subir|subindo|sobe|levant\w+|acima|mais|elev\w+|adicion\w+)\b"
)
# Words that say what was measured: there neither the question nor the trade has a say.
_ABOUT = r"(?: (?:about|around|roughly|at|em|a|cerca de|em torno de|aproximadamente))*[ :(]*[+-]?$"
_ASSERTED = Pattern(
    r"(?:\b(?:measures?|measured|reads?|clocks in|sits|comes in|mede|marca|(?:esta|ta) em)"
    r"|\b(?:it|this|that|track|song|mix|master|file|musica|faixa|isso)(?: is|'s| e| esta| ta| fica)"
    r"|\b(?:loudness|peak|lufs|pico|tempo|bpm|andamento|range|lra|plr|headroom|folga)"
    rf"(?: (?:of|da|do) (?:\w+ )?(?:track|song|mix|master|musica|faixa))?(?: is| e|:)){_ABOUT}"
)
_POSSESSED = Pattern(
    r"(?:\b(?:you|there|we)(?:'ve| have| is|'s)(?: got)?|\b(?:tem|ha|sobram|restam|leaves?|deixa)"
    rf"|\b(?:loudness|peak|lufs|pico|range|headroom|folga) (?:of|de)){_ABOUT}"
)
# "The true peak of −0.8 dBTP is over" tells what was measured, whatever rule comes after.
_PEAK_OF = Pattern(r"\b(?:the|your|its|o|seu) (?:true[- ]peak|pico(?: real)?) (?:of|de) [+-]?$")
_STANDS = Pattern(r" ?dbtp (?:is|lies|sits|exceeds|passes|lets|passa|esta|e|fica|nao deixa)\b")
# Words of a rule or an aim: a figure of the trade is said only beside one.
_RULE = Pattern(
    r"\b(?:"
    r"usual\w*|normal\w*|typical\w*|within|steps?|passos|floor|spread|at most|at least|"
    r"least|ceiling|limit\w*|target\w*|aim\w*|standard\w*|published|play|plays|wants?|"
    r"asks?|takes?|harmless|fine|or so|recommend\w*|keep|below|under|above|platforms?|"
    r"streaming|would|level of|up to|between|small|comum|costum\w*|dentro|margem|minimo|"
    r"maximo|teto|alvo\w*|norma|padrao|publicad\w*|toca\w*|pede\w*|aceit\w*|inofensivo|"
    r"serve|torno|recomend\w*|mantenha|abaixo|acima|plataformas?|ficaria|dariam?|"
    r"nivel d\w+|ate|entre|pequen\w*|variacao|fundo de escala|full scale|mesmo que|"
    r"as large"
    r")\b"
)
_AFTERWARDS = Pattern(
    r"\b(?:after\w*|then|would|will|there|once|depois|ficaria|fica|vai|ali|la|entao|apos)\b"
)
_PUBLISHED = frozenset(name for _, name in TARGETS.values())


def _is_asserted(figure: Numeral, path: str, *, setting: Setting) -> bool:
    """Whether a number that is none is told as a measurement of the track."""
    if not _ASSERTED.search(setting.plain[: figure.start]):
        return False
    return "_after_" not in path or not _AFTERWARDS.search(setting.plain)


def _asked(question: str, *, language: Language) -> list[Numeral]:
    """The figures of a question, a loudness without its sign also with it."""
    written = [n for n in numerals.read(question, language=language) if n.form != "unreadable"]
    named = quantities.read(question)
    known = ((named.hz, "Hz"), (named.db, "dB"), (named.lufs, "LUFS"), (named.rate_hz, "Hz"))
    return written + [
        Numeral(0, 0, "digits", value, unit=unit) for value, unit in known if value is not None
    ]


def _repeats(figure: Numeral, asked: Numeral) -> bool:
    return figure.exactly(asked.value) and figure.unit in ("", asked.unit)


def _is_of_the_trade(figure: Numeral, setting: Setting) -> bool:
    """A constant, with its unit; a platform's published level only where no other is spoken of."""
    own = {TARGETS[slug][1] for slug in setting.platforms if slug in TARGETS}
    return any(
        figure.exactly(value)
        and (figure.unit == scale.unit or (scale.unit != "" and _loosely(figure, scale.unit)))
        and (not own or name not in _PUBLISHED or name in own)
        for name, (value, scale) in CONSTANTS.items()
    )


def _loosely(figure: Numeral, unit: str) -> bool:
    return figure.unit != "" and units.fits(figure.unit, unit, metric="")


def _points_the_same_way(figure: Numeral, value: float, *, path: str, setting: Setting) -> bool:
    """Whether a figure is a value, where for a change the words may stand for the sign."""
    if figure.sign or path.rpartition(".")[2] not in _CHANGES:
        return figure.means(value)
    clause = _clause(setting.plain, figure)
    down, up = bool(_DOWN.search(clause)), bool(_UP.search(clause))
    if value < 0:
        return down and not up and figure.means(-value)
    return (up or not down) and figure.means(value)


def _clause(plain: str, figure: Numeral) -> str:
    """The part of a sentence between the marks around a figure."""
    starts = [mark.end() for mark in re.finditer(r"[;:,]\s", plain[: figure.start])]
    end = re.search(r"[;:,](?=\s)", plain[figure.end :])
    return plain[starts[-1] if starts else 0 : figure.end + end.start() if end else len(plain)]


def _described(report: facts.Report) -> Iterator[str]:
    """The numbers of a report by which a track is described: no curves."""
    for section in ("file", "loudness", "dynamics", "stereo", "spectrum", "tempo"):
        for name in _numbers(facts.read(report, section)):
            yield f"{section}.{name}"
    for table in ("targets", "spectrum.balance"):
        for n, row in enumerate(facts.rows(report, table)):
            yield from (f"{table}.{n}.{name}" for name in _numbers(row))


def _moments(report: facts.Report) -> Iterator[str]:
    """When the findings are heard first."""
    for n in range(len(facts.rows(report, "findings"))):
        if facts.number(report, f"findings.{n}.numbers.at_s") is not None:
            yield f"findings.{n}.numbers.at_s"


def _numbers(node: Any) -> list[str]:
    if not isinstance(node, Mapping):
        return []
    return [str(name) for name in node if facts.number(node, str(name)) is not None]
