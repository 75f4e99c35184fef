"""The model port over Gemini, through `google-genai`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from pydantic import SecretStr

from lib.live.gemini_exchange import Listener, Manner, contents
from lib.live.gemini_faults import fault, heed, within
from lib.live.gemini_projects import GeminiProjects
from lib.ports import Prompt, Reply


class GeminiModel:
    """Gemini through one or several projects, a key for each.

    Every call has a deadline, over everything: the first import of the vendor's package, the
    connection, the reply and whoever hears it. Nothing is repeated, and nothing is answered in a
    failure's place: it is a `ModelFault`, without a word of the vendor's own. The deadline is not
    told to the server, which refuses any under 10 s; it learns of it when the connection closes.
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

    @property
    def projects(self) -> int:
        """How many projects there are; they are numbered from 0."""
        return len(self._projects)

    async def ask(
        self,
        prompt: Prompt,
        *,
        model: str,
        project: int,
        deadline_s: float,
        heard: Callable[[str], Awaitable[None]] | None = None,
    ) -> Reply:
        """Ask once; with `heard` each piece is handed over as it comes, thoughts left out.

        Raises `ModelFault`, and whatever `heard` raises. Cancelling the call closes the
        connection. A reply without a token count has one estimated from its characters, three
        to a token.
        """
        async with within(deadline_s):
            client = await self._projects.client(project)
            request = {
                "model": model,
                "contents": contents(prompt),
                "config": self._manner.config(prompt, model=model),
            }
            listener = Listener(prompt)
            if heard is not None:
                async with self._projects.hanging_up():
                    return await _listen(client, request, listener=listener, heard=heard)
            listener.hear(await heed(client.models.generate_content(**request)))
            if not listener.complete:
                raise fault("down", "answered without a reply")
            return listener.reply()

    async def aclose(self) -> None:
        """Close the connections; the next call opens new ones."""
        await self._projects.aclose()


async def _listen(
    client: Any,
    request: dict[str, Any],
    *,
    listener: Listener,
    heard: Callable[[str], Awaitable[None]],
) -> Reply:
    stream = await heed(client.models.generate_content_stream(**request))
    # What is no reply here is most often the half of one.
    while (chunk := await heed(anext(stream, None), nonsense="slow")) is not None:
        if piece := listener.hear(chunk):
            await heard(piece)
    if not listener.complete:
        raise fault("slow", "broke off without a word")
    return listener.reply()
