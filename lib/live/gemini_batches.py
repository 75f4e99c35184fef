"""The batches port over Gemini's Batch API, through `google-genai`."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from pydantic import SecretStr

from lib.live.gemini_exchange import Listener, Manner, contents
from lib.live.gemini_faults import Answered, fault, heed, within
from lib.live.gemini_projects import GeminiProjects
from lib.ports import Prompt, Reply

_ENDED = frozenset(
    {
        *("JOB_STATE_SUCCEEDED", "JOB_STATE_PARTIALLY_SUCCEEDED"),
        *("JOB_STATE_FAILED", "JOB_STATE_CANCELLED", "JOB_STATE_EXPIRED"),
    }
)
# No such batch, or one in no state to be cancelled.
_SETTLED = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.BAD_REQUEST})


class GeminiBatches:
    """Batches of inline prompts, of at most 20 MB together, as Gemini allows.

    Deadlines and faults are those of `GeminiModel`. A submission is not repeated: one whose
    answer was lost may run unseen, and is found by its display name alone.
    """

    def __init__(
        self,
        keys: Sequence[SecretStr | str],
        *,
        base_url: str | None = None,
        manner: Manner | None = None,
        api_version: str = "v1",
    ) -> None:
        self._projects = GeminiProjects(keys, base_url=base_url, api_version=api_version)
        self._manner = manner or Manner()

    async def submit(
        self, prompts: Sequence[Prompt], *, model: str, project: int, deadline_s: float
    ) -> str:
        """Hand prompts in and return the batch's name.

        Its display name is the first half of a digest of what was asked.
        """
        if not prompts:
            raise ValueError("a batch needs a prompt")
        async with within(deadline_s):
            client = await self._projects.client(project)
            requests = [self._request(prompt, model=model) for prompt in prompts]
            label = f"answers-{sha256(repr(requests).encode()).hexdigest()[:32]}"
            job = await heed(
                client.batches.create(model=model, src=requests, config={"display_name": label})
            )
        if not job.name:
            raise fault("down", "named no batch")
        return str(job.name)

    async def collect(
        self, name: str, *, project: int, deadline_s: float
    ) -> Sequence[Reply | None] | None:
        """The replies, None for each that failed and in any order; None while it is running.

        A batch that ended without replies, or is not known any more, has an empty sequence.
        Where Gemini counted no tokens the reply's own are estimated, and its prompt's are not.
        """
        async with within(deadline_s):
            client = await self._projects.client(project)
            try:
                job = await heed(client.batches.get(name=name))
            except Answered as answered:
                if answered.code != HTTPStatus.NOT_FOUND:
                    raise
                return ()
        if job.state is None or str(job.state.value) not in _ENDED:
            return None
        answers = job.dest.inlined_responses if job.dest is not None else None
        return tuple(_reply(answer.response) for answer in answers or ())

    async def cancel(self, name: str, *, project: int, deadline_s: float) -> None:
        """Stop a batch; one that has ended or is not known is stopped already."""
        async with within(deadline_s):
            client = await self._projects.client(project)
            try:
                await heed(client.batches.cancel(name=name))
            except Answered as answered:
                if answered.code not in _SETTLED:
                    raise

    async def aclose(self) -> None:
        """Close the connections; the next call opens new ones."""
        await self._projects.aclose()

    def _request(self, prompt: Prompt, *, model: str) -> dict[str, Any]:
        config = self._manner.config(prompt, model=model)
        return {"contents": contents(prompt), "config": config}


def _reply(response: Any) -> Reply | None:
    if response is None:
        return None
    listener = Listener()
    listener.hear(response)
    return listener.reply() if listener.complete else None
