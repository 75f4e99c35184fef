"""Under which names the questions' locks, entries, quotas and counts are kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AskKeys:
    """The Redis keys of one environment, for so many of the vendor's projects."""

    namespace: str
    projects: int

    @property
    def kill(self) -> str:
        """The operator's switch: while this key exists no model is called."""
        return self._key("kill")

    def entry(self, entry_key: str | None) -> str:
        """A cached answer; without a key, a name under which nothing is ever kept."""
        return self._key(f"entry:{entry_key}" if entry_key else "none")

    def sample(self, entry_key: str | None) -> str:
        """What asks for a shared entry again."""
        return self._key(f"sample:{entry_key}" if entry_key else "none")

    def flight(self, entry_key: str | None) -> str:
        """The lock of who is making an entry."""
        return self._key(f"flight:{entry_key}" if entry_key else "none")

    def session(self, uid: str, session_id: str) -> str:
        """The lock of a session, which no other user's session can have by its choice of name."""
        return self._key(f"session:{len(uid)}:{uid}:{session_id}")

    def turns(self, uid: str, session_id: str) -> str:
        """A session's last turns."""
        return self._key(f"turns:{len(uid)}:{uid}:{session_id}")

    def traces(self, uid: str) -> str:
        """The names of what is kept of a user's own words: turns, entries, and their locks."""
        return self._key(f"traces:{len(uid)}:{uid}")

    def held(self, reservation_id: str) -> str:
        """The mark of a reservation that is not settled yet."""
        return self._key(f"held:{reservation_id}")

    def asked(self, day: str) -> str:
        """How often each shared entry was asked for in a day."""
        return self._key(f"asked:{day}")

    def day(self, day: str) -> str:
        """What a day has taken: money, and requests by model and project."""
        return self._key(f"day:{day}")

    def counts(self, day: str) -> str:
        """What was counted in a day."""
        return self._key(f"counts:{day}")

    def load(self, model: str, project: int) -> str:
        """What one project has taken of its minute for one model."""
        return self._key(f"load:{model}:{project}")

    def loads(self, model: str) -> list[str]:
        """The loads of a model at all projects."""
        return [self.load(model, project) for project in range(self.projects)]

    def _key(self, name: str) -> str:
        return f"{self.namespace}:ask:{name}"
