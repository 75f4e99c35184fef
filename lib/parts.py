"""What the verbs are handed: every part of the product, read-only, whoever built it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    # Every function is handed the parts: naming them must not load what it never touches.
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Executor
    from typing import BinaryIO

    from lib.archive import Archive
    from lib.chain.confidence import Calibration
    from lib.chain.models import Models
    from lib.conversations import Conversations
    from lib.coordination.admission import Admission
    from lib.coordination.jobs import Jobs
    from lib.coordination.warming import Warming
    from lib.docket import Docket
    from lib.ports import Batches, Clock, Model, Queue, Redis, Storage
    from lib.settings import Settings
    from lib.users import Users


class Parts(Protocol):
    """The parts; each is built when first touched."""

    @property
    def settings(self) -> Settings:
        """The environment's settings."""

    @property
    def clock(self) -> Clock:
        """The time."""

    @property
    def redis(self) -> Redis:
        """Redis, for what needs no noun of its own."""

    @property
    def jobs(self) -> Jobs:
        """Jobs and announced uploads."""

    @property
    def archive(self) -> Archive:
        """Finished analyses."""

    @property
    def docket(self) -> Docket:
        """Jobs that are owed."""

    @property
    def conversations(self) -> Conversations:
        """What was asked and answered."""

    @property
    def users(self) -> Users:
        """Who came, and on which plan."""

    @property
    def model(self) -> Model | None:
        """The language models, where there is a key to them."""

    @property
    def models(self) -> Models:
        """Which model plays which role."""

    @property
    def calibration(self) -> Calibration:
        """How likely an answer is right."""

    @property
    def admission(self) -> Admission:
        """Who may ask a model, and at whose cost."""

    @property
    def batches(self) -> Batches | None:
        """The same models at half the price, at their own time."""

    @property
    def warming(self) -> Warming:
        """What is asked most, and a share of the quota to ask for it."""

    @property
    def storage(self) -> Storage:
        """The bytes that were uploaded."""

    @property
    def queue(self) -> Queue | None:
        """The managed queue, where there is one."""

    @property
    def measuring(self) -> Executor:
        """The threads that measure, no more of them than there are processors."""

    def in_background(self, work: Coroutine[Any, Any, None]) -> object:
        """Start work that goes on though its request may go."""

    def playing_time_s(self, file: BinaryIO) -> float:
        """What a file's header promises, as seconds of CD-like stereo; 0 where it is silent.

        Refuses what the header already tells to be beyond the limits.
        """

    def measure(
        self, file: BinaryIO, *, sha256: str, progress: Callable[[str, float], None]
    ) -> dict[str, Any]:
        """Measure a file whose SHA-256 is known; `progress` may raise to stop it."""
