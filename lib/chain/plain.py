"""Plain prose out of what a model wrote: no links, images, HTML, markup or hidden characters."""

from __future__ import annotations

import html
import re
import unicodedata

from lib.chain.pattern import Pattern


def clean(text: str) -> str:
    """The text without anything that is not prose; cleaning it again changes nothing."""
    return joined(sentences(text))


def sentences(text: str, *, whole: bool = True) -> list[tuple[str, str]]:
    """The clean sentences of a text, each with what separates it from the one before.

    A sentence is cleaned by itself, so those of a longer text begin with those of its beginning,
    but for the last, which is left out where the text is not the `whole`.
    """
    found: list[tuple[str, str]] = []
    for gap, raw in split(text)[: None if whole else -1]:
        prose = _prose(raw)
        if prose:
            found.append(("\n" if "\n" in gap and found else " " if found else "", prose))
    return found


def joined(found: list[tuple[str, str]]) -> str:
    """Sentences as one text."""
    return "".join(gap + prose for gap, prose in found)


def split(text: str) -> list[tuple[str, str]]:
    """The sentences of a text as they are, each with the white space before it."""
    parts: list[tuple[str, str]] = []
    start, gap = 0, ""
    for space in re.finditer(r"\s+(?=\S)", text):
        if "\n" in space[0] or _ENDED.search(text, max(0, space.start() - 5), space.start()):
            parts.append((gap, text[start : space.start()]))
            start, gap = space.end(), space[0]
    return [*parts, (gap, text[start:])]


_ENDED = Pattern(r"[.!?…][\"”’')\]*_`»]{0,3}$")
_UNUSUAL = Pattern(r"[^\x20-\x7e]")
_LONG_ENOUGH = 12  # passes; each can only take something away
_END = r"[^\s<>\"”]*[^\s<>\"”.,;:!?)\]]"
_ALL = r"[^\s<>\"”]*[^\s<>\"”.,;:!?]"
_DOMAINS = (
    "com|net|org|io|ai|app|dev|br|tv|fm|info|biz|xyz|site|online|shop|link|ly|gg|uk|ru|cn|me|co"
)
_UNWANTED = (
    (r"<!--.*?(?:-->|$)", ""),
    (r"<(script|style)\b.*?(?:</\1\s*>|$)", ""),
    (r"</?[a-z!?/][^<>]*(?:>|(?=<)|$)", ""),
    (r"!\[[^\]]*\]\s?\([^)]*(?:\)|$)", ""),
    (r"!\[[^\]]*\]\s?\[[^\]]*\]", ""),
    (r"\[([^\[\]]*)\]\([^)]*(?:\)|$)", r"\1"),
    (r"\[([^\[\]]*)\]\[[^\]]*\]", r"\1"),
    (r"^\[[^\[\]]+\]:\s?\S+", ""),
    (r"\]\(", "] ("),
    (rf"(?<!\w)[a-z][a-z0-9+.-]*:/+{_END}", ""),
    (rf"(?<![\w/])//\w{_END}", ""),
    (rf"www\.{_END}", ""),
    (rf"(?:javascript|vbscript)\s?:{_ALL}", ""),
    (rf"\b(?:data|mailto|tel|file|blob|sms|about)\s?:{_ALL}", ""),
    (r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+", ""),
    (rf"(?<![\w@])(?:[\w-]+\.)+(?:{_DOMAINS})(?![\w-])(?::\d+)?(?:[/?#]{_END})?", ""),
    (r"^\(?\d{1,2}[.)](?=\s|$)", "•"),
    (r"^[-*+–•](?=\s+[^\s\d]|$)", "•"),
    (r"^\*(?=\s)", "•"),
    (r"^(?:#{1,6}|>+)\s+", ""),
    (r"[*`~\\|$]", ""),
    (r"(?<!\w)_+|_+(?!\w)", ""),
    (r"^[-–—=_\s]{3,}$", ""),
    (r"\(\s*\)|\[\s*\]", ""),
    (r"\s+", " "),
    (r"(?<!•) +([.,;!?]+)(?![\d.,;!?])", r"\1"),
    (r"^[.,;!?]+(?![\d.,;!?])", ""),
)
_REMOVED = tuple((Pattern(words, re.IGNORECASE), kept) for words, kept in _UNWANTED)


def _prose(raw: str) -> str:
    """One sentence cleaned until there is nothing left to clean."""
    text = raw
    for _ in range(_LONG_ENOUGH):
        parts = (_once(part) for _, part in split(text))
        cleaner = " ".join(part for part in parts if part)
        if cleaner == text:
            return text
        text = cleaner
    return ""


def _once(text: str) -> str:
    text = unicodedata.normalize("NFC", html.unescape(text))
    text = _UNUSUAL.sub(lambda mark: mark[0] if _shown(mark[0]) else "", text)
    for pattern, kept in _REMOVED:
        text = pattern.sub(kept, text)
    text = text.strip()
    return text if "•" in text or any(mark.isalnum() for mark in text) else ""


def _shown(mark: str) -> bool:
    """Neither a control, a bidi or other invisible character, nor one that dresses another."""
    if mark.isspace():
        return True
    dressing = "\ufe00" <= mark <= "\ufe0f"
    return unicodedata.category(mark) not in ("Cc", "Cf", "Co", "Cs", "Cn", "Me") and not dressing
