"""Who may call how often: the caller and their turn, as one dependency of each handler."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib import errors
from lib.coordination.rate_limit import Allowance, Policy, Turn
from lib.ports import AppCheck, Caller
from lib.web.auth import bearer_token
from lib.web.language import Language, preferred

UPLOAD = Policy("upload", limit=10, window_s=60)
ANALYZE = Policy("analyze", limit=10, window_s=60)
ASK = Policy("ask", limit=10, window_s=60)
# Polling a job every second, reading reports and paging through history, with room for a few tabs.
READ = Policy("read", limit=240, window_s=60)

APP_CHECK_HEADER = "X-Firebase-AppCheck"
_READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Visit:
    """One signed-in request: who, their turn under the call's policy, and what they read."""

    caller: Caller
    turn: Turn
    language: Language
    request_id: str


def visit(policy: Policy, *, of_apps: bool = True) -> Callable[[Request], Awaitable[Visit]]:
    """Build a dependency that signs the caller in and holds their turn ready to be taken.

    Who is anonymous has half the policy's turns. What is not `of_apps` is for callers that are no
    app of ours, such as a collector of metrics: their own authority is all they have to show.
    """

    async def dependency(request: Request) -> Visit:
        services = request.app.state.services()
        token = bearer_token(request.headers.get("authorization"))
        if of_apps:
            await _from_an_app_of_ours(request, services.app_check)
        caller = await services.identity.verify(token, reading=request.method in _READING)
        turn = Turn(
            policy.halved() if caller.anonymous else policy,
            uid=caller.uid,
            anonymous=caller.anonymous,
            namespace=services.settings.namespace,
            clock=services.clock,
            here=services.windows_here,
        )
        request.state.turn = turn
        language = preferred(request.headers.get("accept-language"))
        return Visit(caller, turn, language, request.state.request_id)

    return dependency


async def _from_an_app_of_ours(request: Request, app_check: AppCheck | None) -> None:
    if app_check is None:
        return
    token = request.headers.get(APP_CHECK_HEADER)
    if not token:
        raise errors.AppNotVerified
    await app_check.verify(token)


class RateLimitHeaders:
    """ASGI middleware: says on every limited answer what the caller has left.

    A request that was refused before its turn was taken takes it here, so that refusals count too.

    Fields as in the IETF draft "RateLimit header fields for HTTP"
    (draft-ietf-httpapi-ratelimit-headers): quota `q` and window `w`, remaining `r` and reset `t`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the fields as the answer starts."""

        async def with_fields(message: Message) -> None:
            turn = scope.get("state", {}).get("turn")
            if message["type"] == "http.response.start" and turn is not None:
                if turn.allowance is None and message["status"] < HTTPStatus.INTERNAL_SERVER_ERROR:
                    with suppress(errors.TooManyRequests):
                        await turn.take_unless_down(scope["app"].state.services().redis)
                if turn.allowance is not None:
                    message["headers"] = [*message["headers"], *_fields(turn.allowance)]
            await send(message)

        await self._app(scope, receive, with_fields)


def _fields(allowance: Allowance) -> list[tuple[bytes, bytes]]:
    policy = allowance.policy
    stated = f'"{policy.name}";q={policy.limit};w={policy.window_s}'
    left = f'"{policy.name}";r={allowance.remaining};t={allowance.reset_s}'
    return [(b"ratelimit-policy", stated.encode()), (b"ratelimit", left.encode())]
