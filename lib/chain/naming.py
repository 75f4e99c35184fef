"""Whether the words around a figure may be said of the number that it is taken for."""

from __future__ import annotations

import re

from lib.chain import facts, places, subjects, vocabulary
from lib.chain.numerals import Numeral
from lib.chain.pattern import Pattern
from lib.chain.tone import TOLERANCES


def fits(figure: Numeral, path: str, *, report: facts.Report, text: str) -> bool:
    """Whether the number at a path may be meant; `text` is the folded sentence.

    It may not where the words right before or behind call the figure something else ("a true peak
    of", "the usual spread of", "from the reference"), or the sentence is about another range.
    """
    before, after = text[: figure.start], text[figure.end :]
    metric = _metric(report, path)
    name = metric.rpartition(".")[2]
    if any(words.search(before) and name not in names.split() for words, names in _CALLED):
        return False
    if any(words.match(after) and name not in names.split() for words, names in _CALLED_AFTERWARDS):
        return False
    return _is_of_a_range_named(metric, report, text)


def platforms(text: str) -> frozenset[str]:
    """The platforms that a folded text names."""
    if not _ANY_PLATFORM.search(text):
        return frozenset()
    return frozenset(slug for slug, words in _PLATFORMS if words.search(text))


def beside(text: str, figure: Numeral) -> frozenset[str]:
    """The platforms named right before a figure of a folded text, since the figure before it."""
    return platforms(re.split(r"\d", text[: figure.start])[-1])


_PLATFORMS = tuple(
    (slug, Pattern(rf"(?<!\w)(?:{words})(?!\w)")) for slug, words in vocabulary.PLATFORMS
)
_ANY_PLATFORM = Pattern(rf"(?<!\w)(?:{'|'.join(words for _, words in vocabulary.PLATFORMS)})(?!\w)")


def _metric(report: facts.Report, path: str) -> str:
    """The path, or that of the metric which a finding's value repeats."""
    row, _, last = path.rpartition(".")
    if last == "value" and row.startswith("findings."):
        return facts.word(report, f"{row}.metric") or path
    return path


def _is_of_a_range_named(metric: str, report: facts.Report, text: str) -> bool:
    """Whether a range's number stands in a sentence that names that range, or none."""
    band = places.row_of(report, metric, table="spectrum.balance")
    if band is None:
        return True
    mentions = [mention.subjects for mention in subjects.named(text)]
    ranges = [named for named in mentions if named[0] in TOLERANCES]
    return not ranges or any(band == named[0] or band in _also(named) for named in ranges)


def _also(named: tuple[str, ...]) -> tuple[str, ...]:
    """The ranges that a word may mean besides; "mids" are no other mids where a number is told."""
    return () if named[0] == "mid" else named


_Table = tuple[tuple[Pattern, str], ...]
_ABOUT = r"(?:about |around |roughly |only |just |at |cerca de |em torno de |de |so |apenas )*"
_IS = r"(?: of| is| reads| measures| reaches| hits|:| =| e| de| da musica e| mede| marca| chega a)"
_THEN = rf"{_IS} {_ABOUT}[(]?[+-]?\s?$"
_AIMS = "target target_lufs true_peak_limit_dbtp ceiling_dbtp"
# Words right before a figure, and the names of the numbers that may be called so.
_CALLED: _Table = (
    (
        Pattern(rf"(?<![a-z])(?:(?:true|inter-?sample) peak|pico real|pico verdadeiro){_THEN}"),
        "true_peak_dbtp true_peak_after_dbtp peak_dbtp",
    ),
    (
        Pattern(rf"(?<![a-z])(?:its|the|their|peak|o|seu) (?:limit|limite|ceiling|teto){_THEN}"),
        "true_peak_limit_dbtp ceiling_dbtp target",
    ),
    (Pattern(rf"(?<![a-z])(?:correlation|correlacao){_THEN}"), "correlation correlation_min"),
    (Pattern(rf"(?<![a-z])(?:crest factor|fator de crista){_THEN}"), "crest_db"),
    (Pattern(rf"(?<![a-z])(?:loudness range|lra|faixa de loudness){_THEN}"), "range_lu"),
    (Pattern(rf"(?<![a-z])(?:plr|peak[- ]to[- ]loudness ratio){_THEN}"), "plr_lu"),
    (Pattern(rf"(?<![a-z])(?:integrated loudness|loudness integrado){_THEN}"), "integrated_lufs"),
    (Pattern(rf"(?<![a-z])(?:bell|bell (?:largo|estreito)|shelf){_THEN}"), "eq_db"),
    (Pattern(r"\b(?:peaks stand|picos ficam)(?: only| so)? $"), "plr_lu"),
    # Where a platform brings a track to, or all tracks.
    (
        Pattern(
            r"\b(?:plays?(?: \w+){0,2} at|normali[sz]es(?: \w+){0,2} to|toca(?: \w+)? a|"
            r"normaliza (?:para|a|em)) [+-]?$"
        ),
        "loudness_after_lufs target_lufs target",
    ),
    (
        Pattern(
            r"\b(?:turn(?:s|ed)? \w+|abaixar?|aumentar?|reduzir?)\b.{0,30}(?:\bto|\bpara) [+-]?$"
        ),
        "loudness_after_lufs target_lufs target true_peak_after_dbtp",
    ),
    # What is usual is of the trade, or an aim.
    (
        Pattern(
            r"(?:(?:usual|normal|typical) (?:spread|ceiling|floor|limit|range|variation)"
            r"|(?:variacao|teto|limite|margem) (?:usual|normal))(?: is| e)?(?: of| de)? [+-]?$"
        ),
        _AIMS,
    ),
    (Pattern(r"\d ?k?hz ?(?:to|a|ate|-) ?$"), "high_hz"),
)
# Words right behind one.
_CALLED_AFTERWARDS: _Table = (
    (
        Pattern(
            r" ?[a-z]{0,4} (?:is|are|e) (?:a |an |the |um |uma |o )?(?:\w+ )?"
            r"(?:floor|minimum|usual|normal|minimo|comum)\b"
        ),
        _AIMS,
    ),
    (
        Pattern(
            r" ?db (?:(?:away |off )?from|above|below|over|under|em relacao a|acima da|abaixo da) "
            r"(?:the |a )?(?:reference|curve|curva|referencia)"
        ),
        "deviation_db level_db excess_db",
    ),
    (Pattern(r" ?%? (?:of the power|da potencia)\b"), "width"),
    (Pattern(r" ?k?(?:hz)? ?(?:to|a|ate|-) ?\d[\d.,]* ?k?hz"), "low_hz"),
)
