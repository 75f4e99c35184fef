"""An answer with its numbers taken out, to be filled with those of another track."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, get_args

from lib.chain import evidence, facts, peaks, places, plain
from lib.chain.answer import Claim, Language
from lib.chain.check import Audit, Checked, Held
from lib.chain.reply import Stated

VERSION = 2


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a number goes and how it is written there.

    `alike` are other numbers that it could be: in another report they must read the same, or it is
    not known which was meant. `sign` is the sign as it is written, "" where the words say it;
    `negative` is the sign that the number had, and must have wherever the same words are used.
    `form` is "digits", "time" (m:ss) or "headroom", the room that a true peak leaves.
    """

    place: str
    form: str
    sign: str
    negative: bool
    decimals: int
    scale: float
    mark: str
    group: str
    alike: tuple[str, ...] = ()

    def written(self, report: facts.Report) -> str | None:
        """This report's number, else None: where it is missing, in doubt or of the other sign."""
        read = {self._written(report, place) for place in (self.place, *self.alike)}
        return read.pop() if len(read) == 1 else None

    def _written(self, report: facts.Report, place: str) -> str | None:
        path = places.path(report, place)
        value = None if path is None else facts.number(report, path)
        if value is None:
            return None
        value = peaks.headroom_db(value) if self.form == "headroom" else value
        size = round(abs(value) / self.scale, self.decimals)
        if (value < 0 and size != 0) != self.negative:
            return None
        return self.sign + self._size(size)

    def _size(self, size: float) -> str:
        if self.form == "time":
            minutes, seconds = divmod(round(size), 60)
            return f"{minutes}:{seconds:02d}"
        whole, _, part = f"{size:,.{self.decimals}f}".partition(".")
        return whole.replace(",", self.group) + (self.mark + part if part else "")


@dataclass(frozen=True, slots=True)
class Template:
    """Text with slots for numbers, and the places of its claims.

    `private` templates fit the question and the track they were made from alone: they repeat the
    question's own figures (`quoted`), or a number that cannot be found again in another report, or
    be written anew.
    """

    private: bool
    language: Language
    pieces: tuple[str | Slot, ...]
    claims: tuple[str, ...]
    quoted: str = ""


def make(checked: Checked, report: facts.Report, *, language: Language) -> Template:
    """The template of a checked answer; `ValueError` if it did not pass the check."""
    if not checked.ok:
        raise ValueError(checked.faults)
    pieces: list[str | Slot] = []
    quoted: list[str] = []
    private, end = False, 0
    for held in checked.held:
        slot = _slot(held, checked.answer, report)
        if slot is not None:
            pieces += [checked.answer[end : held.figure.start], slot]
            end = held.figure.end
        elif held.support.kind != "trade":
            private = True
        if held.support.kind == "question":
            quoted.append(_with_unit(held, checked.answer))
    named = [places.name(report, claim.metric) for claim in checked.claims]
    return Template(
        private=private or None in named,
        language=language,
        pieces=(*pieces, checked.answer[end:]),
        claims=tuple(
            place or claim.metric for place, claim in zip(named, checked.claims, strict=True)
        ),
        quoted="; ".join(quoted),
    )


def fill(template: Template, report: facts.Report) -> tuple[str, tuple[Claim, ...]] | None:
    """The answer and claims for this report; None where they would not be true of it.

    That is where a number is missing or has the other sign, or where the filled text would not
    pass the check, such as with the key of another track.
    """
    written = [
        piece if isinstance(piece, str) else piece.written(report) for piece in template.pieces
    ]
    paths = [places.path(report, place) for place in template.claims]
    if None in written or None in paths:
        return None
    answer = "".join(piece for piece in written if piece is not None)
    claims = tuple(
        evidence.claim(report, path, language=template.language)
        for path in paths
        if path is not None
    )
    return (answer, claims) if _is_true(template, answer, claims, report) else None


def dumps(template: Template) -> str:
    """The template as the text of a cache entry."""
    pieces = [piece if isinstance(piece, str) else asdict(piece) for piece in template.pieces]
    entry = {
        "v": VERSION,
        "private": template.private,
        "language": template.language,
        "pieces": pieces,
        "claims": list(template.claims),
        "quoted": template.quoted,
    }
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))


def loads(entry: str) -> Template | None:
    """The template in a cache entry; None for anything odd or of another version."""
    try:
        found = json.loads(entry)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("v") != VERSION or found.keys() != _FIELDS:
        return None
    return _template(found)


_FIELDS = {"v", "private", "language", "pieces", "claims", "quoted"}
_SLOT: Mapping[str, tuple[type, ...]] = {
    "place": (str,),
    "form": (str,),
    "sign": (str,),
    "negative": (bool,),
    "decimals": (int,),
    "scale": (int, float),
    "mark": (str,),
    "group": (str,),
    "alike": (list,),
}
_MOST_DECIMALS = 6


def _slot(held: Held, answer: str, report: facts.Report) -> Slot | None:
    """The slot for a figure that means a number of the report; None where it stays as it is."""
    figure, support = held.figure, held.support
    paths = (support.path, *support.others) if support.path is not None else ()
    place, *alike = [places.name(report, path) for path in paths] or [None]
    if place is None or None in alike or figure.form not in ("digits", "time"):
        return None
    written = answer[figure.start : figure.end]
    sign = re.match(r"\D*", written)
    marks = re.findall(r"\D", written[sign.end() if sign else 0 :])
    mark = marks[-1] if figure.decimals and marks else ""
    group = marks[0] if len(marks) > (1 if mark else 0) else ""
    value = facts.number(report, support.path or "") or 0.0
    value = peaks.headroom_db(value) if support.kind == "headroom" else value
    slot = Slot(
        place=place,
        form="headroom" if support.kind == "headroom" else figure.form,
        sign=sign[0] if sign else "",
        negative=value < 0 and round(abs(value) / figure.scale, figure.decimals) != 0,
        decimals=figure.decimals,
        scale=figure.scale,
        mark=mark,
        group="" if figure.form == "time" else group,
        alike=tuple(name for name in alike if name is not None),
    )
    return slot if slot.written(report) == written else None


def _with_unit(held: Held, answer: str) -> str:
    """A figure of the question as it stands in the answer, with its unit after it."""
    rest = re.match(r"[^;.!?\n]{0,12}", answer[held.figure.end :])
    return answer[held.figure.start : held.figure.end] + (rest[0] if rest else "")


def _is_true(
    template: Template, answer: str, claims: tuple[Claim, ...], report: facts.Report
) -> bool:
    stated = [Stated(claim.metric, claim.value, claim.unit) for claim in claims]
    # What stands outside the slots was told by the rules when the answer was checked.
    told = " ".join(piece for piece in template.pieces if isinstance(piece, str))
    audit = Audit(stated, report, question=template.quoted, advice=told, language=template.language)
    found = plain.sentences(answer)
    for gap, sentence in found:
        audit.hear(sentence, gap=gap)
    return plain.joined(found) == answer and not audit.faults


def _template(found: Mapping[str, Any]) -> Template | None:
    private, language, quoted = found["private"], found["language"], found["quoted"]
    pieces, claims = found["pieces"], found["claims"]
    if not isinstance(private, bool) or language not in get_args(Language):
        return None
    if not (isinstance(pieces, list) and isinstance(claims, list) and isinstance(quoted, str)):
        return None
    read = [piece if isinstance(piece, str) else _read_slot(piece) for piece in pieces]
    if None in read or not all(isinstance(place, str) for place in claims):
        return None
    kept = tuple(piece for piece in read if piece is not None)
    return Template(private, language, kept, tuple(claims), quoted)


def _read_slot(found: object) -> Slot | None:
    if not isinstance(found, dict) or found.keys() != _SLOT.keys():
        return None
    if any(type(found[name]) not in types for name, types in _SLOT.items()):
        return None
    right = found["form"] in ("digits", "time", "headroom")
    right = right and 0 <= found["decimals"] <= _MOST_DECIMALS
    right = right and math.isfinite(found["scale"]) and found["scale"] > 0
    right = right and all(isinstance(place, str) for place in found["alike"])
    return Slot(**{**found, "alike": tuple(found["alike"])}) if right else None
