"""An answer as it is put together: phrases filled from the report, each number kept as a claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from lib.chain import facts, metrics
from lib.chain.answer import Claim, Language
from lib.chain.phrases import CONSTANTS, PHRASES, Phrase


class Telling:
    """Sentences and the claims they rest on; a sentence whose number is missing stays unsaid."""

    def __init__(self, report: facts.Report, *, language: Language) -> None:
        self.report = report
        self.language = language
        self._sentences: list[str] = []
        self._claims: dict[str, Claim] = {}

    def say(self, key: str, *, words: Mapping[str, str] | None = None, **paths: str) -> bool:
        """Add a phrase, its fields filled from words and from dotted paths; True if it was said."""
        return self.phrase(PHRASES[key], words=words, **paths)

    def phrase(
        self, phrase: Phrase, *, words: Mapping[str, str] | None = None, **paths: str
    ) -> bool:
        """The same for a phrase that comes from elsewhere, such as the glossary."""
        numbers = {name: facts.number(self.report, path) for name, path in paths.items()}
        if None in numbers.values():
            return False
        template = phrase[_WHICH[self.language]]
        fields = {field for _, field, _, _ in Formatter().parse(template) if field}
        spoken: dict[str, object] = dict(words or {})
        for name, (constant, scale) in CONSTANTS.items():
            spoken[name] = _Spoken(constant, scale, self.language)
        for name, value in numbers.items():
            if name in fields and value is not None:
                spoken[name] = _Spoken(
                    value, metrics.scale(self.report, paths[name]), self.language
                )
                self.claim(paths[name])
        self._sentences.append(template.format_map(spoken))
        return True

    def value(self, path: str) -> bool:
        """Say what the number at a path is called and how large it is."""
        label = metrics.label(self.report, path, language=self.language)
        return self.say("metric", words={"label": label}, value=path)

    def finding(self, n: int, *, short: bool = False) -> None:
        """Quote finding `n`: its title and number, or with its reason and remedy too."""
        row = f"findings.{n}"
        title = facts.word(self.report, f"{row}.title.{self.language}") or ""
        if not title or facts.figures(title):
            return
        if not short:
            self._sentences.append(f"{title}.")
            for part in ("why", "fix"):
                self._quote(facts.word(self.report, f"{row}.{part}.{self.language}") or "", row)
        elif not self.say("finding.short", words={"title": title}, value=self._measured(row)):
            self._sentences.append(f"{title}.")

    def remedy(self, n: int) -> bool:
        """Quote only the remedy of finding `n`; True if it was said."""
        row = f"findings.{n}"
        return self._quote(facts.word(self.report, f"{row}.fix.{self.language}") or "", row)

    def claim(self, path: str) -> None:
        """Keep the number at a path as a claim; nothing where there is none."""
        value = facts.number(self.report, path)
        if value is not None:
            self._claims[path] = metrics.claim(
                self.report, path, value=value, language=self.language
            )

    def worded(self, value: float, unit: str, *, decimals: int = 1) -> str:
        """A number that follows from a claim or from the question, as it is written."""
        scale = metrics.Scale(unit, decimals)
        return metrics.told(value, scale=scale, language=self.language)

    def missing(self, path: str) -> None:
        """Say that a number is missing, and why."""
        label = metrics.label(self.report, path, language=self.language)
        reason = self._reason(facts.reason(self.report, path))
        self.say("missing", words={"label": _inside(label), "reason": reason})

    def unfound(self, part: str) -> None:
        """Say that what is only told where it is sure was not found, and why if that is known."""
        slug = facts.reason(self.report, part)
        words = {"label": self.word(part), "reason": self._reason(slug)}
        self.say("unfound.why" if _plain(slug) else "unfound", words=words)

    def word(self, key: str) -> str:
        """A phrase without fields, to be put into another."""
        return PHRASES[key][_WHICH[self.language]]

    def constant(self, name: str) -> str:
        """A constant as it is written."""
        value, scale = CONSTANTS[name]
        return metrics.told(value, scale=scale, language=self.language)

    @property
    def text(self) -> str:
        """All that was said."""
        return " ".join(self._sentences)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The numbers it rests on, in the order they were first used."""
        return tuple(self._claims.values())

    def _reason(self, slug: str | None) -> str:
        known = f"reason.{slug}" in PHRASES
        key = f"reason.{slug}" if known else "reason.other" if _plain(slug) else "reason.none"
        return PHRASES[key][_WHICH[self.language]].format(slug=(slug or "").replace("_", " "))

    def _measured(self, row: str) -> str:
        """Where a finding's number stands: in the report itself if it is the same there."""
        metric = facts.word(self.report, f"{row}.metric") or ""
        value = facts.number(self.report, f"{row}.value")
        same = value is not None and facts.number(self.report, metric) == value
        return metric if same else f"{row}.value"

    def _quote(self, text: str, row: str) -> bool:
        """Add a finding's text if each number in it is one of the finding's own or a constant."""
        if not text:
            return False
        own = [self._measured(row), *_numbers_of(self.report, row)]
        used = []
        for figure in facts.figures(text):
            held = (path for path in own if figure.means(facts.number(self.report, path)))
            path = next(held, None)
            if path is None and not any(figure.means(value) for value in constants()):
                return False
            used += [path] if path else []
        for path in used:
            self.claim(path)
        self._sentences.append(text)
        return True


def constants() -> list[float]:
    """The figures that an answer may use although they are not in the report."""
    return [value for value, _ in CONSTANTS.values()]


_WHICH: dict[Language, int] = {"en": 0, "pt-BR": 1}


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A number with its unit, for a template: `{x}`, or `{x:+}` with a plus sign."""

    value: float
    scale: metrics.Scale
    language: Language

    def __format__(self, spec: str) -> str:
        return metrics.told(
            self.value, scale=self.scale, language=self.language, signed=spec == "+"
        )


def _numbers_of(report: facts.Report, row: str) -> list[str]:
    """The paths of the numbers that a finding carries beside its value."""
    numbers = facts.read(report, f"{row}.numbers")
    names = [str(name) for name in numbers] if isinstance(numbers, Mapping) else []
    regions = ("start_s", "end_s", "low_hz", "high_hz")
    return [
        f"{row}.target",
        *(f"{row}.numbers.{name}" for name in names if "." not in name),
        *(f"{row}.regions.0.{name}" for name in regions),
    ]


def _inside(label: str) -> str:
    """A label inside a sentence: without its capital, unless it is an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _plain(slug: str | None) -> bool:
    """Is a reason a slug as the report writes them, and so fit to be shown."""
    return slug is not None and slug.replace("_", "").isalpha() and slug.isascii()
