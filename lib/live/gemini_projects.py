"""The google-genai clients, one per project, opened at the first call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from typing import Any

from pydantic import SecretStr

from lib.live.gemini_faults import fault

_ADDRESS = "https://generativelanguage.googleapis.com/"
_ANSWERS: ContextVar[list[Any] | None] = ContextVar("answers", default=None)


class GeminiProjects:
    """One client per API key, for each key's project has quotas of its own.

    The vendor's package costs over half a CPU-second to import: that happens in a thread at the
    first call, once however many wait for it. All clients share one pool of connections, which
    takes no proxy from the environment, follows no redirect with a key and repeats nothing.
    Used in one event loop.
    """

    def __init__(
        self, keys: Sequence[SecretStr | str], *, base_url: str | None, api_version: str = "v1"
    ) -> None:
        self._keys = [k if isinstance(k, SecretStr) else SecretStr(k) for k in keys]
        if not self._keys or not all(key.get_secret_value().strip() for key in self._keys):
            # Without a key the SDK would take whatever the environment holds.
            raise ValueError("every Gemini project needs a key, and there must be one")
        self._base_url = base_url or _ADDRESS
        self._api_version = api_version
        self._opening: asyncio.Future[tuple[AsyncExitStack, list[Any]]] | None = None

    def __len__(self) -> int:
        return len(self._keys)

    async def client(self, project: int) -> Any:
        """The project's asynchronous client, made where there is none yet."""
        if not 0 <= project < len(self._keys):
            msg = f"there are {len(self._keys)} projects, and no number {project}"
            raise ValueError(msg)
        if self._opening is None or _failed(self._opening):
            self._opening = asyncio.ensure_future(asyncio.to_thread(self._open))
        try:
            # One who gives up must not take the import away from the others.
            _, clients = await asyncio.shield(self._opening)
        except ImportError as cause:
            raise fault("down", "has no client installed") from cause
        return clients[project]

    async def aclose(self) -> None:
        """Close the connections; the next call opens new ones."""
        opening, self._opening = self._opening, None
        if opening is not None:
            await asyncio.wait([opening])
            if not _failed(opening):
                await opening.result()[0].aclose()

    @asynccontextmanager
    async def hanging_up(self) -> AsyncIterator[None]:
        """Close the connections of all calls in here, however it is left.

        The SDK closes a stream that is not read to its end when the garbage is collected.
        """
        answers: list[Any] = []
        token = _ANSWERS.set(answers)
        try:
            yield
        finally:
            _ANSWERS.reset(token)
            for answer in answers:
                await answer.aclose()

    def _open(self) -> tuple[AsyncExitStack, list[Any]]:
        import httpx2
        from google import genai
        from google.genai.client import DebugConfig

        trusted = httpx2.create_ssl_context()
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=20)
        # Clients of our own: the SDK's would read proxies from the environment, and it would use
        # aiohttp, retries included, wherever that can be imported.
        background = httpx2.AsyncClient(
            verify=trusted,
            trust_env=False,
            limits=limits,
            event_hooks={"response": [_remember]},
        )
        foreground = httpx2.Client(verify=trusted, trust_env=False)
        connections = AsyncExitStack()
        connections.callback(foreground.close)
        connections.push_async_callback(background.aclose)
        options = {
            "base_url": self._base_url,
            "api_version": self._api_version,
            "retry_options": {"attempts": 1},
            "httpx_client": foreground,
            "httpx_async_client": background,
        }
        clients = [
            genai.Client(
                api_key=key.get_secret_value(),
                enterprise=False,
                debug_config=DebugConfig(client_mode=None),
                http_options=options,  # type: ignore[arg-type]
            ).aio
            for key in self._keys
        ]
        return connections, list(clients)


async def _remember(answer: Any) -> None:
    answers = _ANSWERS.get()
    if answers is not None:
        answers.append(answer)


def _failed(opening: asyncio.Future[Any]) -> bool:
    return opening.done() and (opening.cancelled() or opening.exception() is not None)
