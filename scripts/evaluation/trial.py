"""A trial: many users ask the real chain, with Redis and the models behind it over real HTTP."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lib import ask
from lib.bootstrap import Services
from lib.chain import confidence, models, prompts
from lib.chain.answer import Answer
from lib.chain.confidence import Signals
from lib.chain.judgement import judge
from lib.chain.matter import Matter
from lib.chain.models import Role
from lib.coordination.quota_day import quota_day
from lib.coordination.rate_limit import Policy, Turn
from lib.offline.clock import ManualClock
from lib.offline.gemini_behaviour import Answer as Words
from lib.offline.gemini_protocol import Seen
from lib.offline.gemini_server import FakeGemini
from lib.offline.redis_front import create_front
from lib.offline.serving import ServedApp
from lib.offline.valkey_server import ValkeyServer
from lib.ports import Reply
from lib.settings import Settings
from lib.track import Analysis, analysis_id
from scripts.evaluation import marking, reading, scripted
from scripts.evaluation.questions import Question
from scripts.evaluation.reading import Reading
from scripts.evaluation.scripted import Scripted

ROLES: tuple[Role, Role] = ("junior", "senior")
# A day on which the Senior has its lower price: the harder one for "at less than half the cost".
DAY = datetime(2026, 12, 1, 18, tzinfo=UTC)
PER_USER = 10
_DIFFERENT = 0.15
_REPEATED = 0.08
_POLICY = Policy("ask", limit=PER_USER, window_s=60)
_UNLIMITED = "1000000000"


@dataclass(frozen=True, slots=True)
class Asking:
    """One question that one user asks of one track."""

    number: int
    uid: str
    track: str
    question: Question


@dataclass(frozen=True, slots=True)
class Draft:
    """A model's reply to an asking: its cost, and what the chain and the marking think of it.

    `holds` where the chain may show it; `signals` are then what its confidence rests on.
    """

    manner: str
    right: bool
    false_figures: int
    micro_usd: int
    holds: bool
    confidence: float
    signals: Signals | None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an asking.

    `drafts` are what either model says to it, whether or not it was asked here; `called` who was.
    `misheard` where the models are asked a question that has another true answer.
    """

    asking: Asking
    told: ask.Told
    reading: Reading
    truth: Answer
    right: bool
    false_figures: tuple[str, ...]
    called: tuple[Role, ...]
    manner: str
    misheard: bool
    drafts: Mapping[Role, Draft] = field(default_factory=dict)

    @property
    def marked(self) -> bool:
        """Whether its rightness is known."""
        return reading.has_truth(self.asking.question, self.truth)


def askings(
    questions: Sequence[Question], tracks: Sequence[str], *, count: int, seed: int
) -> list[Asking]:
    """What is asked: users with a track each, who may repeat themselves."""
    random = scripted.chance(seed, "askings")
    same = [question for question in questions if not question.different]
    other = [question for question in questions if question.different]
    made: list[Asking] = []
    asked: list[Question] = []
    for number in range(count):
        if number % PER_USER == 0:
            uid, track = f"user-{number // PER_USER}", random.choice(tracks)
            asked = []
        if asked and random.random() < _REPEATED:
            question = random.choice(asked)
        else:
            question = random.choice(other if random.random() < _DIFFERENT else same)
        asked.append(question)
        made.append(Asking(number, uid, track, question))
    return made


@dataclass(frozen=True, slots=True)
class Scene:
    """What the models are asked about.

    Attributes
    ----------
    asking : Asking
    truth : Answer
        To the question as they hear it.
    meant, own : Answer
        To the question that is meant, and to its own words as the rules read them.
    verdict : str
        A bare yes or no that is better left out.
    """

    asking: Asking
    truth: Answer
    meant: Answer
    own: Answer
    verdict: str = ""


class Cast:
    """The scripted models: they answer the asking that is under way, the same on every run."""

    def __init__(self, *, seed: int) -> None:
        self.calls: list[tuple[Role, Scripted]] = []
        self._seed = seed
        table = models.load()
        self._roles: dict[str, Role] = {table.entry(role).model: role for role in ROLES}
        self._now: Scene | None = None

    def turn_to(self, scene: Scene) -> None:
        """The next calls are about this."""
        self._now = scene
        self.calls = []

    def __call__(self, seen: Seen) -> Words:
        """Answer over the wire."""
        if self._now is None:
            raise RuntimeError(seen.message)
        role = self._roles[seen.model]
        said = self.says(role, seen.system, seen.message, self._now)
        self.calls.append((role, said))
        return Words(
            said.text,
            finish="STOP" if said.finish == "stop" else "MAX_TOKENS",
            input_tokens=said.input_tokens,
            output_tokens=said.output_tokens,
            thought_tokens=said.thought_tokens,
        )

    def says(self, role: Role, instructions: str, message: str, scene: Scene) -> Scripted:
        """What a model of this role says to a prompt."""
        return scripted.reply(
            role,
            instructions,
            message,
            truth=scene.truth,
            language=scene.asking.question.language,
            random=scripted.chance(self._seed, scene.asking.number, role),
            verdict=scene.verdict,
        )


async def run(
    askings: Sequence[Asking],
    reports: Mapping[str, dict[str, Any]],
    *,
    seed: int,
    calibration: Path = confidence.TABLE,
) -> tuple[list[Result], Mapping[str, int]]:
    """Ask everything, one after the other; what came of it, and the chain's own counts."""
    cast = Cast(seed=seed)
    with _servers(cast, calibration) as environment:
        clock = ManualClock(start_s=DAY.timestamp())
        async with site(environment, clock=clock) as parts:
            results = [await _asked(parts, cast, clock, asking, reports) for asking in askings]
            counted = await parts.admission.figures(quota_day(clock.now()))
    return results, counted


@asynccontextmanager
async def site(
    environment: Mapping[str, str], *, clock: ManualClock | None
) -> AsyncIterator[Services]:
    """The product's parts over an environment."""
    parts = Services(Settings.from_environment(environment), clock=clock)
    try:
        yield parts
    finally:
        await parts.aclose()


async def put(parts: Services, asking: Asking, report: dict[str, Any]) -> ask.Told:
    """Ask one question as `POST /api/ask` does, in a session of its own."""
    kept = Analysis(
        id=analysis_id(
            uid=asking.uid, sha256_hex=report["sha256"], version=report["analysis_version"]
        ),
        uid=asking.uid,
        sha256=report["sha256"],
        filename=f"{asking.track}.wav",
        created_at=parts.clock.now(),
        report=report,
    )
    if asking.number % PER_USER == 0:
        await parts.archive.keep(kept)
    turn = Turn(_POLICY, uid=asking.uid, namespace=parts.settings.namespace, clock=parts.clock)
    asked = ask.Asked(asking.question.text, kept.id, f"session-{asking.number}", None)
    return await ask.answer(
        parts, asked, uid=asking.uid, turn=turn, default_language=asking.question.language
    )


@contextmanager
def redis() -> Iterator[dict[str, str]]:
    """A Redis of this trial's own, and the variables that lead to it and to a file of documents."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        valkey = stack.enter_context(ValkeyServer(folder))
        token = secrets.token_urlsafe(16)
        front = stack.enter_context(ServedApp(create_front(valkey.url, token=token)))
        yield {
            "UPSTASH_REDIS_REST_URL": front.url,
            "UPSTASH_REDIS_REST_TOKEN": token,
            "SQLITE_PATH": str(folder / "documents.sqlite3"),
            "NAMESPACE": "evaluation",
        }


@contextmanager
def _servers(cast: Cast, calibration: Path) -> Iterator[dict[str, str]]:
    with redis() as environment, FakeGemini(cast, keys=["one", "two"]) as gemini:
        yield {
            **environment,
            "GEMINI_API_KEYS": "one,two",
            "GEMINI_BASE_URL": gemini.url,
            "CALIBRATION_FILE": str(calibration),
            "USER_DAILY_MICRO_USD": _UNLIMITED,
            "OVERALL_DAILY_MICRO_USD": _UNLIMITED,
        }


async def _asked(
    parts: Services,
    cast: Cast,
    clock: ManualClock,
    asking: Asking,
    reports: Mapping[str, dict[str, Any]],
) -> Result:
    report = reports[asking.track]
    truth = reading.truth(asking.question, report)
    read = reading.read(
        asking.question.text, asking.question, report, models=parts.models, uid=asking.uid
    )
    heard = reading.heard(read, truth)
    misheard = not marking.is_right_of(heard.answer, truth, read.advice)
    # Who asks a model without a cache asks the user's own question.
    brought, true = (read.alone, truth) if misheard else (read.matter, heard)
    scene = Scene(asking, true, truth, read.advice)
    drafts = {
        role: draft(parts, cast, role, scene, matter=brought, report=report) for role in ROLES
    }
    cast.turn_to(Scene(asking, heard, truth, read.advice, reading.verdict(read, report)))
    told = await put(parts, asking, report)
    clock.advance(1.0)
    return Result(
        asking=asking,
        told=told,
        reading=read,
        truth=truth,
        right=marking.is_right_of(told.answer.answer, truth, read.advice),
        false_figures=false_figures(told.answer, read, truth, asking, report),
        called=tuple(role for role, _ in cast.calls),
        manner=cast.calls[-1][1].manner if cast.calls else "",
        misheard=misheard,
        drafts=drafts,
    )


def false_figures(
    shown: Answer, read: Reading, truth: Answer, asking: Asking, report: Mapping[str, Any]
) -> tuple[str, ...]:
    """The numbers of an answer shown that nothing stands behind."""
    also = (asking.question.text, truth.answer, read.advice.answer, read.matter.advice)
    return tuple(marking.false_figures(shown.answer, shown.claims, report, also=also))


def draft(
    parts: Services,
    cast: Cast,
    role: Role,
    scene: Scene,
    *,
    matter: Matter,
    report: Mapping[str, Any],
) -> Draft:
    """What a model says to a matter, and what it is worth to who asked."""
    prompt = prompts.compose(role, matter, identifier="0" * 8)
    said = cast.says(role, prompt.instructions, prompt.message, scene)
    given = said.output_tokens + said.thought_tokens
    came = Reply(said.text, said.finish, said.input_tokens, given)
    judged = judge(came, matter, calibration=parts.calibration)
    also = (scene.asking.question.text, scene.meant.answer, matter.advice)
    return Draft(
        manner=said.manner,
        right=said.finish == "stop" and marking.is_right_of(said.answer, scene.meant, scene.own),
        false_figures=len(marking.false_figures(said.answer, (), report, also=also)),
        micro_usd=parts.models.entry(role).cost_on(
            DAY.date().isoformat(), input_tokens=said.input_tokens, output_tokens=given
        ),
        holds=judged.checked is not None,
        confidence=judged.confidence,
        signals=judged.signals,
    )
