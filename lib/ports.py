"""Every outside thing the product needs, each as a small protocol, on one page.

An adapter raises `errors.DependencyDown` when its service cannot be reached, is too slow or
answers nonsense, and nothing of a vendor crosses these borders.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha1
from typing import Any, Literal, Protocol

from lib.track import Lane


@dataclass(frozen=True, slots=True)
class Script:
    """A Lua script that runs on the Redis server, so that one request costs one round trip."""

    source: str

    @property
    def digest(self) -> str:
        """The SHA-1 by which the server knows the script once it has seen it."""
        return sha1(self.source.encode(), usedforsecurity=False).hexdigest()


class Redis(Protocol):
    """A Redis server. One call is one round trip; nothing is repeated by the adapter."""

    async def execute(self, *command: str | int | float) -> Any:
        """Run one command and return the server's answer."""

    async def run(
        self, script: Script, *, keys: Sequence[str], args: Sequence[str | int | float]
    ) -> Any:
        """Run a script by its digest, and send its text only where the server asks for it."""


@dataclass(frozen=True, slots=True)
class Document:
    """One stored document. `revision` changes with every write."""

    id: str
    fields: Mapping[str, Any]
    revision: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some documents of an owner, newest first, and where the next page starts."""

    documents: tuple[Document, ...]
    next_cursor: str | None


class Documents(Protocol):
    """A store of flat documents: strings, numbers, booleans and nulls by field name.

    A document whose `expires_at_ms` field is past is not there for who reads, and is deleted by
    the store itself sometime later; until then a conditional write still meets it.
    """

    async def get(self, collection: str, document_id: str) -> Document | None:
        """One document, or None where there is none."""

    async def put(
        self,
        collection: str,
        document_id: str,
        fields: Mapping[str, Any],
        *,
        expect: str | None = None,
    ) -> str:
        """Write a whole document and return its new revision.

        `expect` makes the write conditional: on the revision it names, or with "absent" on there
        being no document yet. A condition that does not hold raises `errors.WriteConflict`.
        """

    async def delete(self, collection: str, document_id: str) -> None:
        """Forget a document; one that is not there is forgotten already."""

    async def newest(
        self,
        collection: str,
        *,
        uid: str,
        limit: int,
        cursor: str | None = None,
        fields: Sequence[str],
    ) -> Page:
        """Documents whose `uid` field is `uid`, by their `created_at_ms` field, newest first.

        Only the named fields are read. Where some have expired a page is shorter than `limit`,
        though another may follow. A cursor that was not handed out by this method for this owner
        raises `errors.InvalidCursor`.
        """

    async def forget_owner(self, collection: str, *, uid: str) -> None:
        """Forget every document whose `uid` field is `uid`, whatever their number.

        Where it raises, some may be forgotten already; it may be called again.
        """


@dataclass(frozen=True, slots=True)
class UploadSession:
    """Where and how a browser sends its bytes, without passing through a function."""

    url: str
    method: str
    headers: Mapping[str, str]
    chunk_bytes: int


class Storage(Protocol):
    """Object storage. The product chooses every object's name."""

    async def start_upload(
        self, name: str, *, size: int, content_type: str, origin: str | None
    ) -> UploadSession:
        """Open a resumable session for exactly `size` bytes, usable from `origin`."""

    def read(self, name: str) -> AsyncIterator[bytes]:
        """The object's bytes in order; `errors.UploadIncomplete` where there is no object yet."""

    async def delete(self, name: str) -> None:
        """Forget an object; one that is not there is forgotten already."""


class Queue(Protocol):
    """A managed queue that pushes tasks to the worker's address, at least once each."""

    async def enqueue(
        self, task_id: str, *, lane: Lane, payload: Mapping[str, Any], deadline_s: int
    ) -> None:
        """Accept a task durably before returning; a `task_id` already known is not added again."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking, as their token says; `anonymous` is somebody who has no account yet."""

    uid: str
    operator: bool = False
    anonymous: bool = False


class Identity(Protocol):
    """Who issued a bearer token, and is it still good."""

    async def verify(self, token: str, *, reading: bool = False) -> Caller:
        """The user a Firebase ID token speaks for, else `errors.NotSignedIn`.

        Where sign-ins can be withdrawn and nobody can be asked whether this one was,
        `errors.DependencyDown`; but who only is `reading` goes on by the token alone.
        """

    async def verify_task(self, token: str) -> None:
        """Accept the queue's own OIDC token, else `errors.NotSignedIn`."""


class AppCheck(Protocol):
    """Is it one of our own apps that asks."""

    async def verify(self, token: str) -> None:
        """Accept an App Check token, else `errors.AppNotVerified`."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is told.

    `instructions` are its standing orders, `turns` the conversation so far as (speaker, text) and
    `message` what is asked now; the reply is JSON that follows `schema`, a JSON schema.
    """

    instructions: str
    message: str
    schema: Mapping[str, Any]
    max_output_tokens: int
    turns: tuple[tuple[Literal["user", "model"], str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said, and why it stopped: `length` is cut short, `refused` blocked or withheld.

    The tokens are those that are billed: thoughts count as output.
    """

    text: str
    finish: Literal["stop", "length", "refused"]
    input_tokens: int
    output_tokens: int


class ModelFault(Exception):
    """A model gave no reply.

    `minute-quota` and `day-quota` are spent, `down` is the vendor's own failure, `slow` a missed
    deadline or a reply that broke off, `rejected` a request or a key that will never do.
    `retry_after_s` is the vendor's own word, where it gave one.
    """

    def __init__(
        self,
        kind: Literal["minute-quota", "day-quota", "down", "slow", "rejected"],
        *,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        self.retry_after_s = retry_after_s


class Model(Protocol):
    """A vendor's language models, through one or several of its projects, each with quotas."""

    @property
    def projects(self) -> int:
        """How many projects there are; they are numbered from 0."""

    async def ask(
        self,
        prompt: Prompt,
        *,
        model: str,
        project: int,
        deadline_s: float,
        heard: Callable[[str], Awaitable[None]] | None = None,
    ) -> Reply:
        """Ask once, nothing is repeated; with `heard` each piece is handed over as it comes.

        Raises `ModelFault`. Cancelling the call closes the connection.
        """


class Batches(Protocol):
    """The same models at a lower price and with no promise of when, many prompts at a time."""

    async def submit(
        self, prompts: Sequence[Prompt], *, model: str, project: int, deadline_s: float
    ) -> str:
        """Hand prompts in and return the batch's name."""

    async def collect(
        self, name: str, *, project: int, deadline_s: float
    ) -> Sequence[Reply | None] | None:
        """The replies, None for each that failed and in any order; None while it is running.

        A batch that ended without replies has an empty sequence.
        """

    async def cancel(self, name: str, *, project: int, deadline_s: float) -> None:
        """Stop a batch; one that has ended or is not known is stopped already."""


class Clock(Protocol):
    """The time."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""
