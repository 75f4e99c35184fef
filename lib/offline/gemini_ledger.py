"""What a scripted Gemini remembers of its callers, read from any thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Condition

from lib.offline.gemini_performance import Hold
from lib.offline.gemini_protocol import Seen


@dataclass(frozen=True, slots=True)
class Account:
    """What one key's project has done: calls admitted, and `refused` for want of quota.

    `running` and `peak` are calls at once, `disconnects` callers who went before their answer's
    end. The tokens are those of scripted answers.
    """

    calls: int = 0
    refused: int = 0
    running: int = 0
    peak: int = 0
    disconnects: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


class Ledger:
    """Requests in order, an account for each project, and the calls that are held."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self._accounts: dict[int, Account] = {}
        self._holds: list[Hold] = []
        self._changed = Condition()

    def note(self, seen: Seen) -> None:
        """Remember a request."""
        with self._changed:
            self.seen.append(seen)
            self._changed.notify_all()

    def count(self, project: int, **changes: int) -> None:
        """Add to the project's account."""
        with self._changed:
            account = self._accounts.get(project, Account())
            sums = {name: getattr(account, name) + by for name, by in changes.items()}
            account = replace(account, **sums)
            self._accounts[project] = replace(account, peak=max(account.peak, account.running))
            self._changed.notify_all()

    def hold(self, hold: Hold) -> None:
        """Keep a call until it is released."""
        with self._changed:
            self._holds.append(hold)
            self._changed.notify_all()

    def forget(self, hold: Hold) -> None:
        """A held call goes on, or its caller went away."""
        with self._changed:
            if hold in self._holds:
                self._holds.remove(hold)
            self._changed.notify_all()

    def account(self, project: int) -> Account:
        """What the project of this number has done so far."""
        with self._changed:
            return self._accounts.get(project, Account())

    @property
    def held(self) -> int:
        """How many calls wait to be released."""
        with self._changed:
            return len(self._holds)

    def release(self) -> None:
        """Let all calls that are held go on."""
        with self._changed:
            holds, self._holds = self._holds, []
        for hold in holds:
            hold.release()

    def wait_until(self, happened: Callable[[], bool], *, patience_s: float) -> bool:
        """Block until something has happened here, and return whether it has."""
        with self._changed:
            return self._changed.wait_for(happened, patience_s)
