"""Answers about one number of the report: what it is, and whether it is as it should be."""

from __future__ import annotations

from lib.chain import facts
from lib.chain.intent import Intent
from lib.chain.phrases import CONSTANTS
from lib.chain.telling import Telling

_DC = "dynamics.dc_offset"
_RATE = "file.sample_rate_hz"
_BITS = "file.bit_depth"
_RANGE = "loudness.range_lu"


def tell(telling: Telling, asked: Intent) -> None:
    """The number asked for; a verdict too, where the question wants one and there is a bound."""
    path = asked.metric or "loudness.integrated_lufs"
    judge = _JUDGES.get(path)
    measured = facts.number(telling.report, path)
    if path == "file.format":
        _format(telling)
    elif measured is None:
        telling.missing(path)
    elif judge is not None and asked.closed:
        judge(telling, asked, measured)
    else:
        telling.value(path)


def _format(telling: Telling) -> None:
    form, codec = (facts.word(telling.report, f"file.{name}") for name in ("format", "codec"))
    if form is None or codec is None or not (form.isalnum() and codec.isidentifier()):
        telling.missing("file.format")
    else:
        telling.say("format", words={"format": form, "codec": codec})
    for path in ("file.sample_rate_hz", "file.bit_depth", "file.channels"):
        telling.value(path)


def _dc(telling: Telling, asked: Intent, measured: float) -> None:
    """Asked whether there is any, or whether it is all right."""
    much = abs(measured) > CONSTANTS["c_dc"][0]
    telling.say("yes" if much != asked.fine else "no")
    telling.say("dc.is", dc=_DC)
    if much:
        telling.say("dc.mend")


def _rate(telling: Telling, asked: Intent, measured: float) -> None:
    """Is another rate better, is the file at that rate, or is its own enough."""
    named = asked.named.rate_hz
    if named is None:
        right = measured >= CONSTANTS["c_rate"][0]
    elif asked.fine:
        right = measured < CONSTANTS["c_rate"][0] <= named
    else:
        right = measured == named
    telling.say("yes" if right else "no")
    telling.say("rate.is", rate=_RATE)
    if named is not None and named > measured:
        telling.say("rate.up")


def _bits(telling: Telling, asked: Intent, measured: float) -> None:
    named = asked.named.bits
    if named is None:
        right = measured >= CONSTANTS["c_bits_least"][0]
    else:
        right = named >= CONSTANTS["c_bits"][0] if asked.fine else measured == named
    telling.say("yes" if right else "no")
    telling.say("bits.is", bits=_BITS)
    if named is not None and named > measured:
        telling.say("bits.up")


def _range(telling: Telling, asked: Intent, measured: float) -> None:
    low, high = (CONSTANTS[name][0] for name in ("c_lra_flat", "c_lra_wide"))
    if asked.fine:
        telling.say("yes" if low <= measured <= high else "no")
    telling.say("range.is", range=_RANGE)


_JUDGES = {_DC: _dc, _RATE: _rate, _BITS: _bits, _RANGE: _range}
