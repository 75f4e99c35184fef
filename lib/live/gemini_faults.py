"""What the failures of google-genai mean, told without a word of the vendor's own."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, Literal, TypeVar

from lib.ports import ModelFault

_T = TypeVar("_T")
_Kind = Literal["minute-quota", "day-quota", "down", "slow", "rejected"]


@asynccontextmanager
async def within(deadline_s: float) -> AsyncIterator[None]:
    """Whatever is not done after `deadline_s` is cancelled, and is a fault called slow."""
    try:
        async with asyncio.timeout(deadline_s) as limit:
            yield
    except TimeoutError as cause:
        if not limit.expired():
            raise
        raise fault("slow", "missed the deadline") from cause


class Answered(ModelFault):
    """A fault that Gemini told of itself, with the status `code` it gave, 0 where it gave none."""

    def __init__(self, code: int, kind: _Kind, *, retry_after_s: float | None = None) -> None:
        super().__init__(kind, retry_after_s=retry_after_s)
        self.code = code
        self.add_note(f"Gemini answered {code}")


async def heed(call: Awaitable[_T], *, nonsense: _Kind = "down") -> _T:
    """Await a call of the SDK, and turn its failures into `ModelFault`.

    `nonsense` is what an answer that is none means. Nothing of the vendor's exception is kept:
    its text quotes the server, which may quote the prompt and, for a suspended key, the key.
    """
    import httpx2
    from google.genai.errors import APIError

    try:
        return await call
    except APIError as error:
        found: ModelFault = _meaning(error)
    except (httpx2.ConnectError, httpx2.UnsupportedProtocol, httpx2.InvalidURL):
        found = fault("down", "cannot be reached")
    except httpx2.LocalProtocolError:
        found = fault("rejected", "could not be asked so")
    except httpx2.HTTPError:
        found = fault("slow", "broke off")
    except _NONSENSE:
        found = fault(nonsense, "answered what is no reply")
    # Raised here and not above, so that the vendor's exception is not even its context.
    raise found


def fault(kind: _Kind, said: str) -> ModelFault:
    """A fault with a note of what Gemini did."""
    found = ModelFault(kind)
    found.add_note(f"Gemini {said}")
    return found


# What the SDK trips over when it is answered something that is not the protocol.
_NONSENSE = (ValueError, TypeError, AttributeError, LookupError, RecursionError)


def _meaning(error: Any) -> Answered:
    code = error.code if isinstance(error.code, int) else 0
    details = _details(error.details)
    if code == HTTPStatus.TOO_MANY_REQUESTS:
        spent: _Kind = "day-quota" if _is_daily(details) else "minute-quota"
        return Answered(code, spent, retry_after_s=_wait_s(error, details))
    if code == HTTPStatus.REQUEST_TIMEOUT:
        return Answered(code, "slow")
    if 300 <= code < 500:
        return Answered(code, "rejected")
    return Answered(code, "down", retry_after_s=_wait_s(error, details))


def _details(body: Any) -> list[Mapping[str, Any]]:
    """The `google.rpc` details of an error's body, whatever else the body is."""
    error = body.get("error", body) if isinstance(body, Mapping) else {}
    listed = error.get("details") if isinstance(error, Mapping) else None
    return [d for d in listed if isinstance(d, Mapping)] if isinstance(listed, list) else []


def _is_daily(details: list[Mapping[str, Any]]) -> bool:
    # GenerateRequestsPerDayPerProjectPerModel-FreeTier, generate_requests_per_model_per_day
    names = (f"{v.get('quotaId')} {v.get('quotaMetric')}" for v in _violations(details))
    return any("perday" in name.replace("_", "").lower() for name in names)


def _violations(details: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for detail in details:
        listed = detail.get("violations")
        if isinstance(listed, list):
            yield from (v for v in listed if isinstance(v, Mapping))


def _wait_s(error: Any, details: list[Mapping[str, Any]]) -> float | None:
    """How long to wait by the body's RetryInfo, else by the header, else None."""
    headers = getattr(error.response, "headers", {})
    told = (*(detail.get("retryDelay") for detail in details), headers.get("retry-after"))
    waits = (_WAIT.fullmatch(word) for word in told if isinstance(word, str))
    return next((min(float(wait[1]), _LONGEST_WAIT_S) for wait in waits if wait), None)


_WAIT = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)s?")
_LONGEST_WAIT_S = 86_400.0
