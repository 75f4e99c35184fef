"""Personal data taken out of what is sent to a model; the figures of audio stay."""

from __future__ import annotations

from collections.abc import Callable

from lib.chain.pattern import Pattern


def redact(text: str) -> str:
    """The text with a word in brackets for each thing that points to a person.

    E-mails, links, handles, IP addresses, phone numbers, CPF and CNPJ, payment cards and CEP.
    Redacting again changes nothing.
    """
    for _ in range(len(text) + 1):
        cleaner = _once(text)
        if cleaner == text:
            break
        text = cleaner
    return text


def _once(text: str) -> str:
    for pattern, word, is_one in _KINDS:
        text = _replaced(text, pattern, word=word, is_one=is_one)
    return text


def _replaced(text: str, pattern: Pattern, *, word: str, is_one: Callable[[str], bool]) -> str:
    return pattern.sub(lambda found: word if is_one(found[0]) else found[0], text)


def _always(_: str) -> bool:
    return True


def _is_card(written: str) -> bool:
    """The check digit of ISO/IEC 7812 (Luhn)."""
    digits = _digits(written)
    doubled = [2 * digit for digit in digits[-2::-2]]
    total = sum(digits[-1::-2]) + sum(digit - 9 if digit > 9 else digit for digit in doubled)
    return total % 10 == 0 and len(set(digits)) > 1


def _is_cpf(written: str) -> bool:
    """Two check digits modulo 11, each over all that is before it."""
    digits = _digits(written)
    return len(set(digits)) > 1 and all(
        digits[n] == sum((n + 1 - i) * digits[i] for i in range(n)) * 10 % 11 % 10 for n in (9, 10)
    )


def _is_cnpj(written: str) -> bool:
    """The same with weights from 2 to 9; since 2026 the body may have letters."""
    marks = [mark for mark in written.upper() if mark.isalnum()]
    values = [ord(mark) - 48 if mark.isascii() else int(mark) for mark in marks]
    for n in (12, 13):
        total = sum(value * (2 + (n - 1 - i) % 8) for i, value in enumerate(values[:n]))
        if values[n] != (0 if total % 11 < 2 else 11 - total % 11):
            return False
    return len(set(values)) > 1


def _is_phone(written: str) -> bool:
    return 8 <= len(_digits(written)) <= 15


def _is_ip(written: str) -> bool:
    return all(int(part) <= 255 for part in written.split("."))


def _digits(written: str) -> list[int]:
    return [int(mark) for mark in written if mark.isdecimal()]


# Nothing that a letter, a digit or a decimal comes before or after, and no figure with a unit.
_OPEN = r"(?<![\dA-Za-z])(?<!\d[.,:])"
_SHUT = (
    r"(?![\dA-Za-z])(?![.,:]\d)"
    r"(?!\s?(?i:k?hz|db\w*|lufs|lkfs|lu|bpm|kbps|kbit|bits?|bytes?|[kmg]b|ms|s|samples|amostras)\b)"
)
_KINDS: tuple[tuple[Pattern, str, Callable[[str], bool]], ...] = (
    (Pattern(r"(?i)(?<![a-z])(?:[a-z][a-z0-9+.-]*://|www\.)[^\s<>\"'\[\]]+"), "[link]", _always),
    (Pattern(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]", _always),
    (
        Pattern(
            r"(?i)(?<![\w@.])(?:[a-z0-9-]+\.)+(?:com|net|org|io|br|me|ly|gg|tv)(?:/[^\s\[\]]*)"
            r"|(?i:\b(?:instagram|facebook|tiktok|soundcloud|wa|youtu|t)\.(?:com|me|be)\b\S*)"
        ),
        "[link]",
        _always,
    ),
    (Pattern(r"(?<![\w@])@\w[\w.]{1,29}"), "[handle]", _always),
    (Pattern(rf"{_OPEN}\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?![\d.])"), "[IP]", _is_ip),
    (
        Pattern(r"(?i)(?<![\w:])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,7}(?![\w:])"),
        "[IP]",
        lambda written: written.count(":") == 7 or "::" in written,
    ),
    (
        Pattern(r"(?<!\w)[\dA-Za-z]{2}\.[\dA-Za-z]{3}\.[\dA-Za-z]{3}/[\dA-Za-z]{4}-\d\d(?!\d)"),
        "[CNPJ]",
        _always,
    ),
    (Pattern(rf"{_OPEN}\d{{14}}{_SHUT}"), "[CNPJ]", _is_cnpj),
    (Pattern(r"(?<!\d)\d{3}\.\d{3}\.\d{3}-\d\d(?!\d)"), "[CPF]", _always),
    (Pattern(rf"{_OPEN}\d{{9}}-?\d\d{_SHUT}"), "[CPF]", _is_cpf),
    (
        Pattern(
            rf"{_OPEN}(?:\d{{13,19}}|\d{{4}}([ -])\d{{4}}\1\d{{4}}\1\d{{1,7}}"
            rf"|\d{{4}}([ -])\d{{6}}\2\d{{4,5}}){_SHUT}"
        ),
        "[card]",
        _is_card,
    ),
    (Pattern(rf"(?<![\w+])\+\d{{1,3}}(?:[ .()-]{{0,2}}\d){{6,14}}{_SHUT}"), "[phone]", _is_phone),
    (
        Pattern(rf"(?<![\w(])\(0?\d{{2,3}}\)[ .-]?(?:9[ .]?)?\d{{3,4}}[ .-]?\d{{4}}{_SHUT}"),
        "[phone]",
        _always,
    ),
    (
        Pattern(
            rf"{_OPEN}0?\d\d[ .-]?9[ .]?\d{{4}}[ .-]\d{{4}}{_SHUT}"
            rf"|{_OPEN}0?\d\d[ .-]\d{{4}}-\d{{4}}{_SHUT}|{_OPEN}9\d{{4}}-\d{{4}}{_SHUT}"
        ),
        "[phone]",
        _always,
    ),
    (Pattern(rf"{_OPEN}(?:1[-. ])?\d{{3}}([-.])\d{{3}}\1\d{{4}}{_SHUT}"), "[phone]", _always),
    (Pattern(rf"{_OPEN}0800[ -]?\d{{3}}[ -]?\d{{4}}{_SHUT}"), "[phone]", _always),
    (Pattern(rf"{_OPEN}\d{{10,13}}{_SHUT}"), "[phone]", _always),
    (Pattern(rf"{_OPEN}\d{{2}}\.?\d{{3}}-\d{{3}}{_SHUT}"), "[CEP]", _always),
    (Pattern(r"(?i)(?<=\bcep )\d{8}(?!\d)|(?<=\bcep: )\d{8}(?!\d)"), "[CEP]", _always),
)
