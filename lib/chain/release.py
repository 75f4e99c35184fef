"""A streamed reply, let through sentence by sentence as far as its figures are verified."""

from __future__ import annotations

import json
import re

from lib.chain import facts, plain, reply
from lib.chain.answer import Language
from lib.chain.check import Audit, Checked, check
from lib.chain.pattern import Pattern


class Release:
    """Fed with the pieces of a reply's JSON text, tells what may be shown by now.

    What was released is always a prefix of the checked answer, and all of it only where the check
    is passed: the last sentence comes with `finish`. After a fault nothing more comes out and
    `stopped` is true. A reply whose claims do not come before its answer comes as a whole.
    """

    def __init__(
        self, report: facts.Report, *, question: str, language: Language, advice: str = ""
    ) -> None:
        self.stopped = False
        self.checked: Checked | None = None
        self.released = ""
        self._report = report
        self._question = question
        self._advice = advice
        self._language = language
        self._text = ""
        self._answer = _Answer()
        self._audit: Audit | None = None
        self._parts = 0
        self._heard = 0

    def push(self, piece: str) -> str:
        """Take a piece; the further text that may be shown, or ""."""
        self._text += piece
        if self.stopped:
            return ""
        if len(self._text) > _MOST_CHARACTERS:
            self.stopped = True
            return ""
        prose = self._answer.so_far(self._text)
        if prose is None or (self._audit is None and not self._opened()):
            return ""
        parts = len(plain.split(prose))
        if parts == self._parts:
            return ""
        self._parts = parts
        return self._verified(plain.sentences(prose, whole=False))

    def finish(self) -> str:
        """The rest, once the reply is complete; "" and `stopped` where the check fails.

        `checked` is then the whole check, or None where the text was no reply at all.
        """
        draft = reply.read(self._text)
        if draft is not None:
            self.checked = check(
                draft,
                self._report,
                question=self._question,
                advice=self._advice,
                language=self._language,
            )
        shown = self.checked is not None and self.checked.ok and not self.stopped
        if self.checked is None or not shown or not self.checked.answer.startswith(self.released):
            self.stopped = True
            return ""
        rest = self.checked.answer[len(self.released) :]
        self.released += rest
        return rest

    def _opened(self) -> bool:
        """Whether the claims are known and hold, so that the answer may be listened to."""
        claims = self._answer.claims(self._text)
        if claims is None:
            return False
        self._audit = Audit(
            claims,
            self._report,
            question=self._question,
            advice=self._advice,
            language=self._language,
        )
        self.stopped = bool(self._audit.faults)
        return not self.stopped

    def _verified(self, sentences: list[tuple[str, str]]) -> str:
        """The new ones of these sentences, up to the first that is at fault."""
        if self._audit is None:
            return ""
        out = ""
        for gap, sentence in sentences[self._heard :]:
            self._audit.hear(sentence, gap=gap)
            if self._audit.faults:
                self.stopped = True
                break
            self._heard += 1
            out += gap + sentence
        self.released += out
        return out


# A reply of the greatest sizes that are allowed, with every character escaped.
_MOST_CHARACTERS = 12 * reply.MAX_ANSWER_CHARACTERS + 2_000 * reply.MAX_CLAIMS
_STRING = Pattern(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_OPENED = Pattern(r'\s*:\s*"')
_FOLLOWED = Pattern(r"\s*\S\s*\S")
_WHOLE = Pattern(r'(?:[^"\\]|\\u[0-9a-fA-F]{4}|\\[^u])*', re.DOTALL)


class _Answer:
    """Where the answer's text starts in a reply that is still coming."""

    def __init__(self) -> None:
        self._scanned = 0
        self._depth = 0
        self._key_at: int | None = None
        self._start: int | None = None

    def so_far(self, text: str) -> str | None:
        """The answer as far as it has come, without an unfinished escape; None before it."""
        if self._start is None and not self._found(text):
            return None
        raw = _WHOLE.match(text, self._start or 0)
        written = raw[0] if raw else ""
        return _unescaped(written)

    def claims(self, text: str) -> tuple[reply.Stated, ...] | None:
        """The claims that came before the answer; None if there are none or they are odd."""
        head = text[text.find("{") : self._key_at].rstrip().rstrip(",")
        try:
            found = json.loads(head + "}")
        except (ValueError, RecursionError):
            return None
        return reply.stated(found.get("claims")) if isinstance(found, dict) else None

    def _found(self, text: str) -> bool:
        """Read on to the key "answer" of the outermost object and the quote that opens its text."""
        while self._scanned < len(text):
            mark = text[self._scanned]
            if mark != '"':
                self._depth += (mark in "{[") - (mark in "}]")
                self._scanned += 1
                continue
            string = _STRING.match(text, self._scanned)
            opened = string and _OPENED.match(text, string.end())
            if string is None or not _FOLLOWED.match(text, string.end()):
                return False
            if opened and self._depth == 1 and string[0] == '"answer"':
                self._key_at, self._start = self._scanned, opened.end()
                return True
            self._scanned = string.end()
        return False


def _unescaped(written: str) -> str | None:
    """The text of a JSON string that may end in the middle; half a pair of surrogates waits."""
    try:
        found = json.loads(f'"{written}"')
    except ValueError:
        return None
    text = str(found)
    return text[:-1] if text and "\ud800" <= text[-1] <= "\udbff" else text
