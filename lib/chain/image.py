"""Answers about the stereo image: width, mono compatibility, balance of the sides."""

from __future__ import annotations

from lib.chain import facts
from lib.chain.phrases import CONSTANTS
from lib.chain.telling import Telling

_WIDTH = "stereo.width"
_LOSS = "stereo.mono_loss_lu"
_CORRELATION = "stereo.correlation"
_LOWEST = "stereo.correlation_min"
_LOW_SIDE = "stereo.low_end_side_db"
_BALANCE = "stereo.balance_db"


def width(telling: Telling) -> None:
    """How wide is it."""
    value = facts.number(telling.report, _WIDTH)
    if value is None:
        telling.missing(_WIDTH)
        return
    telling.say("stereo.width", width=_WIDTH)
    wide, narrow = value > CONSTANTS["c_width"][0], value < CONSTANTS["c_narrow"][0]
    telling.say("stereo.wide" if wide else "stereo.narrow" if narrow else "stereo.usual")
    telling.say("stereo.correlation", correlation=_CORRELATION)


def mono(telling: Telling) -> None:
    """Does it hold in mono."""
    loss, correlation = (facts.number(telling.report, path) for path in (_LOSS, _CORRELATION))
    if not telling.say("mono.loss", loss=_LOSS):
        telling.missing(_LOSS)
    telling.say("stereo.correlation", correlation=_CORRELATION)
    telling.say("stereo.lowest", lowest=_LOWEST)
    cancels = facts.reason(telling.report, _LOSS) == "cancels"
    if loss is None and correlation is None and not cancels:
        return
    bad = cancels or (loss is not None and loss > CONSTANTS["c_mono_loss"][0])
    bad = bad or (correlation is not None and correlation < CONSTANTS["c_correlation"][0])
    telling.say("mono.bad" if bad else "mono.good")
    lowest = facts.number(telling.report, _LOWEST)
    if lowest is not None and lowest < 0 and not bad:
        telling.say("mono.moment")


def low_end(telling: Telling) -> None:
    """Is the low end in the middle."""
    side = facts.number(telling.report, _LOW_SIDE)
    if side is None:
        telling.missing(_LOW_SIDE)
        return
    telling.say("low_end.side", side=_LOW_SIDE)
    telling.say("low_end.wide" if side > CONSTANTS["c_low_side"][0] else "low_end.mono")


def balance(telling: Telling) -> None:
    """Does it lean to a side."""
    value = facts.number(telling.report, _BALANCE)
    if value is None:
        telling.missing(_BALANCE)
        return
    telling.say("balance.measured", balance=_BALANCE)
    if abs(value) <= CONSTANTS["c_balance"][0]:
        telling.say("balance.centred")
    else:
        telling.say("balance.right" if value > 0 else "balance.left")
