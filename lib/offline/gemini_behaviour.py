"""What a scripted Gemini may do when it is asked: answer, refuse, break off or keep silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Answer:
    """Words, and why they end: `finish` is Gemini's own reason, None where it is never said.

    A stream brings them in `pieces`, after the `thoughts` if there are any. Tokens that are not
    given are counted by a rule of thumb; without `usage` nothing is said about tokens.
    """

    text: str
    finish: str | None = "STOP"
    thoughts: str = ""
    thought_tokens: int = 0
    input_tokens: int | None = None
    output_tokens: int | None = None
    pieces: int = 3
    usage: bool = True


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error with Google's body; `details` are its `google.rpc` messages."""

    status: int
    reason: str
    message: str = "The request was refused."
    details: tuple[Mapping[str, Any], ...] = ()
    headers: Mapping[str, str] = field(default_factory=lambda: _NO_HEADERS)


@dataclass(frozen=True, slots=True)
class Blocked:
    """The prompt was stopped before any model saw it."""

    reason: str = "PROHIBITED_CONTENT"


@dataclass(frozen=True, slots=True)
class Empty:
    """A success with no candidates and no reason."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """A success whose body is not the protocol's."""

    body: str = "<html>Bad gateway</html>"
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection ends after so many pieces of the answer, with an `error` the stream alone."""

    answer: Answer
    after: int = 1
    error: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Silence after so many pieces, until `FakeGemini.release` or until the caller goes away."""

    then: Answer
    after: int = 0


Behaviour = Answer | Refusal | Blocked | Empty | Malformed | Cut | Held


@dataclass(frozen=True, slots=True)
class Batching:
    """How batches go: found running by so many looks (for ever if None), then in `state`.

    Each item is answered as the script says, those numbered in `failing` with an error; the
    replies come back last first where they are `reordered`. A `refusal` meets the submission.
    """

    state: Literal["SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED"] = "SUCCEEDED"
    looks: int | None = 0
    reordered: bool = False
    failing: frozenset[int] = frozenset()
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """What each project may ask of a model: in any 60 seconds, and in a day of the Pacific."""

    requests_per_minute: int | None = None
    requests_per_day: int | None = None


def minute_quota(*, retry_after_s: float | None = 34.0) -> Refusal:
    """The refusal of a project whose minute is spent."""
    return _quota("GenerateRequestsPerMinutePerProjectPerModel", retry_after_s)


def day_quota(*, retry_after_s: float | None = 12.0) -> Refusal:
    """The refusal of a project whose day is spent; the delay that it names is no help."""
    return _quota("GenerateRequestsPerDayPerProjectPerModel", retry_after_s)


def overloaded(*, retry_after_s: float | None = None) -> Refusal:
    """The model is overloaded: 503."""
    wait = {} if retry_after_s is None else {"Retry-After": f"{retry_after_s:g}"}
    return Refusal(503, "UNAVAILABLE", "The model is overloaded.", headers=wait)


def broken() -> Refusal:
    """An internal error: 500."""
    return Refusal(500, "INTERNAL", "An internal error has occurred.")


def invalid(message: str, *, reason: str = "INVALID_ARGUMENT") -> Refusal:
    """The request will never do: 400."""
    return Refusal(400, reason, message)


def _quota(quota_id: str, retry_after_s: float | None) -> Refusal:
    metric = "generativelanguage.googleapis.com/generate_content_requests"
    failure = {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        "violations": [{"quotaMetric": metric, "quotaId": quota_id, "quotaValue": "15"}],
    }
    details: tuple[Mapping[str, Any], ...] = (failure,)
    if retry_after_s is not None:
        retry = "type.googleapis.com/google.rpc.RetryInfo"
        details += ({"@type": retry, "retryDelay": f"{retry_after_s:g}s"},)
    message = "You exceeded your current quota."
    return Refusal(429, "RESOURCE_EXHAUSTED", message, details)
