"""The letters that whatever a regular expression finds must begin with."""

from __future__ import annotations

import re

UNKNOWN = ("",)


def of(pattern: str) -> tuple[str, ...]:
    """What all that a pattern finds begins with, each with one of these; `UNKNOWN` where it may.

    Flags, back references, ranges and classes are not followed: they may begin with anything. To
    read a pattern so takes a fraction of the time that compiling it does.
    """
    return tuple(_Reading(pattern).alternatives())


_TOKENS = (
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P<\w+>|\(\?<?[=!]|\(\?:|[()|.^$]|[?*+][?+]?|\{[^}]*\}[?+]?|"
    r"[^\\\[()|.^$?*+{]+"
)
_LOOKS = ("(?=", "(?!", "(?<=", "(?<!")
_PLACES = ("\\b", "\\B", "^")
_ANYTHING = frozenset(UNKNOWN)


class _Reading:
    """A pattern read once from the left."""

    def __init__(self, pattern: str) -> None:
        self._tokens = [*re.findall(_TOKENS, pattern, re.DOTALL), ")"]
        self._at = 0

    def alternatives(self) -> frozenset[str]:
        """What all alternatives up to the parenthesis that ends them begin with."""
        found = self._alternative()
        while self._tokens[self._at] == "|":
            self._at += 1
            found |= self._alternative()
        self._at += 1
        return _ANYTHING if "" in found else found

    def _alternative(self) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        while self._tokens[self._at] not in ("|", ")"):
            begins = self._item()
            if begins is None:
                continue
            found |= begins
            if not self._may_be_left_out():
                self._skip("|)")
                return found
        return _ANYTHING

    def _item(self) -> frozenset[str] | None:
        """What the next thing begins with; None where it is a place and takes no letters."""
        token = self._tokens[self._at]
        self._at += 1
        if token in _LOOKS:
            self._skip(")")
            self._at += 1
        if token in _PLACES or token in _LOOKS:
            return None
        if token[0] == "(":
            flagged = self._tokens[self._at].startswith("?")
            inside = self.alternatives()
            return _ANYTHING if flagged else inside
        if token[0] == "[":
            return frozenset(token[1:-1] if token[1:-1].isalnum() else UNKNOWN)
        if token[0] == "\\":
            return _ANYTHING if token[1].isalnum() else frozenset(token[1])
        if token in (".", "$"):
            return _ANYTHING
        # How often something may be is said of its last letter alone.
        counted = len(token) > 1 and self._tokens[self._at][0] in "?*+{"
        return frozenset([token[:-1] if counted else token])

    def _may_be_left_out(self) -> bool:
        """Whether the thing just read is optional; then what says so is read too."""
        before, token = self._tokens[self._at - 1], self._tokens[self._at]
        of_one_letter = len(before) > 1 and before[0] not in "\\["
        if of_one_letter or not (token[0] in "?*" or token.startswith(("{0", "{,"))):
            return False
        self._at += 1
        return True

    def _skip(self, ends: str) -> None:
        depth = 0
        while depth or self._tokens[self._at] not in tuple(ends):
            part = self._tokens[self._at]
            depth += (part[0] == "(") - (part == ")")
            self._at += 1
