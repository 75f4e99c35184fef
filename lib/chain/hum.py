"""Answers about hum from the mains."""

from __future__ import annotations

from lib.chain import facts
from lib.chain.phrases import CONSTANTS
from lib.chain.telling import Telling

_HUM = "dynamics.hum"
_LEVEL = "dynamics.hum.level_dbfs"


def hum(telling: Telling) -> None:
    """Is there any, and can it be heard."""
    level = facts.number(telling.report, _LEVEL)
    if facts.read(telling.report, _HUM) is None:
        telling.missing(_LEVEL)
    elif level is None:
        telling.say("hum.none")
    else:
        telling.say("hum.is", fundamental="dynamics.hum.fundamental_hz", level=_LEVEL)
        telling.say("hum.audible" if level > CONSTANTS["c_hum"][0] else "hum.faint")
