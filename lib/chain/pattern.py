"""A regular expression that is compiled for the first text in which it might find anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property

from lib.chain import beginnings


class Pattern:
    """What `re.compile` makes, made once a text has letters that a match could begin with.

    Reading questions and judging answers takes hundreds of patterns, of which a process that has
    just started needs a few: to compile all would cost a cold start more than everything else of
    the chain. The methods are those of `re.Pattern`.
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self._flags = flags

    def search(self, text: str, *span: int) -> re.Match[str] | None:
        """Find the first place, within a span."""
        return self._compiled.search(text, *span) if self._may_be_in(text) else None

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Find it at a place."""
        if not text.startswith(self._beginnings, min(start, len(text))):
            return None
        return self._compiled.match(text, start)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Find it where it is everything."""
        return self._compiled.fullmatch(text) if text.startswith(self._beginnings) else None

    def finditer(self, text: str, *span: int) -> Iterator[re.Match[str]]:
        """Find every place, in order, within a span."""
        return self._compiled.finditer(text, *span) if self._may_be_in(text) else iter(())

    def findall(self, text: str) -> list[str]:
        """Find what stands in every place; for patterns of one group at most."""
        return self._compiled.findall(text) if self._may_be_in(text) else []

    def split(self, text: str) -> list[str]:
        """Cut a text at every place; for patterns without groups."""
        return self._compiled.split(text) if self._may_be_in(text) else [text]

    def sub(self, new: str | Callable[[re.Match[str]], str], text: str, *, count: int = 0) -> str:
        """Replace it in every place, or the first so many."""
        return self._compiled.sub(new, text, count) if self._may_be_in(text) else text

    def subn(self, new: str | Callable[[re.Match[str]], str], text: str) -> tuple[str, int]:
        """Replace it in every place, and count them."""
        return self._compiled.subn(new, text) if self._may_be_in(text) else (text, 0)

    def _may_be_in(self, text: str) -> bool:
        return "_compiled" in self.__dict__ or any(map(text.__contains__, self._beginnings))

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self._flags)

    @cached_property
    def _beginnings(self) -> tuple[str, ...]:
        return beginnings.UNKNOWN if self._flags else beginnings.of(self.pattern)
