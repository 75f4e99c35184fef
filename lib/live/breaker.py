"""A circuit breaker: a service that keeps failing is left alone for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from lib.errors import DependencyDown
from lib.ports import Clock


class Breaker:
    """Fails calls at once while a service is down, instead of letting each find out by waiting.

    After `failures` calls in a row that ended in `DependencyDown` the circuit opens, and for
    `rest_s` every call raises `DependencyDown` without being made. Then a single call, the probe,
    is let through while the others go on failing: if it is answered the circuit closes, if it
    fails there is another rest. A call that its caller gave up, or that ended in anything else,
    says nothing of the service.

    It knows of its own process only, and belongs to one event loop.
    """

    def __init__(
        self, *, service: str, clock: Clock, failures: int = 5, rest_s: float = 2.0
    ) -> None:
        self._service = service
        self._clock = clock
        self._failures = failures
        self._rest_s = rest_s
        self._in_a_row = 0
        self._opened_at: float | None = None
        self._probing = False
        # Calls that began before the circuit last opened or closed tell of a time that is over.
        self._era = 0

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Hold one call to the service, which must have a deadline of its own."""
        era = self._admit()
        settle = self._said_nothing
        try:
            yield
            settle = self._answered
        except DependencyDown:
            settle = self._failed
            raise
        finally:
            if era == self._era:
                settle()

    def _admit(self) -> int:
        if self._opened_at is not None:
            if self._probing or self._resting(self._opened_at):
                raise DependencyDown(service=self._service)
            self._probing = True
        return self._era

    def _resting(self, since: float) -> bool:
        # A clock that was set back must not keep the circuit open.
        return 0 <= self._clock.now() - since < self._rest_s

    def _said_nothing(self) -> None:
        self._probing = False  # the next caller probes

    def _answered(self) -> None:
        self._in_a_row = 0
        if self._opened_at is not None:
            self._turn(opened_at=None)

    def _failed(self) -> None:
        self._in_a_row += 1
        if self._opened_at is not None or self._in_a_row >= self._failures:
            self._turn(opened_at=self._clock.now())

    def _turn(self, *, opened_at: float | None) -> None:
        self._opened_at = opened_at
        self._in_a_row = 0
        self._probing = False
        self._era += 1
