"""What can go wrong, in the product's words; `lib.web.problems` alone gives them a status.

ProductError
├── BadRequest family        the caller can mend it
├── NotSignedIn, Forbidden, ProductionOnly
├── TooManyRequests
└── DependencyDown family    ours to mend, worth trying again
"""

from __future__ import annotations

from typing import Any


class ProductError(Exception):
    """Base of everything that is told to a caller; `facts` fill the sentence that tells it."""

    slug: str

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.slug)
        self.facts = facts


class MalformedJson(ProductError):
    """The body is not JSON at all."""

    slug = "malformed-json"


class BodyTooLarge(ProductError):
    """The request's own body has more than `limit` bytes."""

    slug = "body-too-large"


class NotFound(ProductError):
    """No such address."""

    slug = "not-found"


class MethodNotAllowed(ProductError):
    """The address does not answer this method."""

    slug = "method-not-allowed"


class Internal(ProductError):
    """A mistake of ours, of which the caller is told nothing but that."""

    slug = "internal"


class InvalidRequest(ProductError):
    """The request's form is wrong: `problem` names the field and what it should be."""

    slug = "invalid-request"


class MissingField(InvalidRequest):
    """The request lacks `field`."""

    slug = "missing-field"


class OneOrAll(InvalidRequest):
    """What is to be forgotten is one, which `field` names, or all, and which was not said."""

    slug = "one-or-all"


class UnknownView(InvalidRequest):
    """Status has no such `view`."""

    slug = "unknown-view"


class InvalidCursor(ProductError):
    """The history cursor was not handed out by this service for this user."""

    slug = "invalid-cursor"


class QuestionTooLong(ProductError):
    """The question has more than `limit` characters."""

    slug = "question-too-long"


class FileEmpty(ProductError):
    """The file has no bytes."""

    slug = "file-empty"


class FileTooLarge(ProductError):
    """The file has more than `limit_mb` megabytes."""

    slug = "file-too-large"


class UnsupportedType(ProductError):
    """The file's type cannot be read; `format` names it where it is known."""

    slug = "unsupported-type"


class UploadNotFound(ProductError):
    """No such upload for this user, or it has expired."""

    slug = "upload-not-found"


class UploadIncomplete(ProductError):
    """The bytes are not all there yet: `received` of `size`."""

    slug = "upload-incomplete"


class HashMismatch(ProductError):
    """The stored bytes are not those whose SHA-256 was announced."""

    slug = "hash-mismatch"


class AudioRefused(ProductError):
    """The audio cannot be measured; `reason` is one of `lib.audio`'s refusals and is the slug."""

    slug = "audio-refused"

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(**facts)
        self.slug = reason


class Recorded(ProductError):
    """An error that ended a job some time ago, told again; `slug` and facts are the job's."""

    slug = "recorded"

    def __init__(self, slug: str, **facts: Any) -> None:
        super().__init__(**facts)
        self.slug = slug


class IdempotencyKeyReused(ProductError):
    """The Idempotency-Key belongs to another request."""

    slug = "idempotency-key-reused"


class AnalysisNotFound(ProductError):
    """No such analysis for this user."""

    slug = "analysis-not-found"


class AnalysisNotReady(ProductError):
    """The analysis exists but has no report yet."""

    slug = "analysis-not-ready"


class ConversationNotFound(ProductError):
    """Nothing is kept of this session of this user's."""

    slug = "conversation-not-found"


class JobNotFound(ProductError):
    """No such job for this user."""

    slug = "job-not-found"


class JobCancelled(ProductError):
    """The job was cancelled by its user."""

    slug = "job-cancelled"


class JobAbandoned(ProductError):
    """The job's workers died `attempts` times."""

    slug = "job-abandoned"


class JobTooSlow(ProductError):
    """The job's measurement took more than the `deadline_s` seconds it has."""

    slug = "job-too-slow"


class JobExpired(ProductError):
    """The job waited longer than it may."""

    slug = "job-expired"


class NotSignedIn(ProductError):
    """No bearer token, or one that does not hold."""

    slug = "not-signed-in"


class TokenExpired(NotSignedIn):
    """The bearer token was good once."""

    slug = "token-expired"


class TokenRevoked(NotSignedIn):
    """The bearer token's sign-in was withdrawn, or its account disabled or deleted."""

    slug = "token-revoked"


class AppNotVerified(ProductError):
    """No App Check token, or one that does not hold: not an app of ours, as far as one can tell."""

    slug = "app-not-verified"


class Forbidden(ProductError):
    """Signed in, but not allowed."""

    slug = "forbidden"


class ProductionOnly(ProductError):
    """What is asked for is done by production alone; this is a preview."""

    slug = "production-only"


class TooManyRequests(ProductError):
    """The user's rate for this call is spent for `retry_after_s` seconds."""

    slug = "too-many-requests"


class WriteConflict(ProductError):
    """A conditional write's condition did not hold."""

    slug = "write-conflict"


class Busy(ProductError):
    """All workers are taken; worth trying again in `retry_after_s` seconds."""

    slug = "busy"


class SessionBusy(ProductError):
    """The session's last question is still being answered, for `retry_after_s` at most."""

    slug = "session-busy"


class DependencyDown(ProductError):
    """`service` cannot be reached, is too slow or answers nonsense."""

    slug = "dependency-down"


class NotConfigured(ProductError):
    """`variable` is missing from the environment."""

    slug = "not-configured"
