"""What is sent to Gemini for a prompt, and what its answer says."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from lib.ports import Prompt, Reply

Thinking = Literal["minimal", "low", "medium", "high"]

# Models before the third generation know no level, only a number of tokens.
# https://ai.google.dev/gemini-api/docs/thinking: 512 is the least that all of them accept.
_BUDGETS: Mapping[Thinking, int] = MappingProxyType(
    {"minimal": 512, "low": 1024, "medium": 8192, "high": 24_576}
)
# Where Gemini does not count, our own estimate: English has about four characters a token,
# Portuguese and JSON about three, and a budget is better overcharged than overrun.
_CHARACTERS_PER_TOKEN = 3
_CUT_SHORT = frozenset({"MAX_TOKENS", "CONTINUATION"})


@dataclass(frozen=True, slots=True)
class Manner:
    """How models are to answer: how freely, and how long each may think, by the model's id."""

    temperature: float = 0.2
    thinking: Mapping[str, Thinking] = field(default_factory=lambda: MappingProxyType({}))
    default_thinking: Thinking = "low"

    def config(self, prompt: Prompt, *, model: str) -> dict[str, Any]:
        """The request's settings: JSON by the prompt's schema, one candidate, no tools."""
        return {
            "system_instruction": prompt.instructions,
            "temperature": self.temperature,
            "candidate_count": 1,
            "max_output_tokens": prompt.max_output_tokens,
            "response_mime_type": "application/json",
            "response_json_schema": dict(prompt.schema),
            "thinking_config": self._thinking(model),
            # The SDK would call functions, and continue a cut reply, in requests of its own.
            "automatic_function_calling": {"disable": True},
            "automatic_continuation": False,
        }

    def _thinking(self, model: str) -> dict[str, Any]:
        level = self.thinking.get(model, self.default_thinking)
        if model.removeprefix("models/").startswith("gemini-2"):
            return {"thinking_budget": _BUDGETS[level], "include_thoughts": False}
        return {"thinking_level": level.upper(), "include_thoughts": False}


def contents(prompt: Prompt) -> list[dict[str, Any]]:
    """The conversation so far and the message, as the vendor's list of contents."""
    turns = (*prompt.turns, ("user", prompt.message))
    return [{"role": speaker, "parts": [{"text": text}]} for speaker, text in turns]


class Listener:
    """Gathers a reply from one answer or from a stream's chunks; `complete` once it has ended.

    Tokens that Gemini did not count are estimated from the characters, those of a prompt that is
    not known here as none.
    """

    def __init__(self, prompt: Prompt | None = None) -> None:
        self._prompt = prompt
        self._pieces: list[str] = []
        self._finish: Literal["stop", "length", "refused"] | None = None
        self._usage: Any = None

    @property
    def complete(self) -> bool:
        """Has the model said why it stopped."""
        return self._finish is not None

    def hear(self, chunk: Any) -> str:
        """Take a chunk in, and return the words in it that are no thoughts."""
        self._usage = chunk.usage_metadata or self._usage
        feedback = chunk.prompt_feedback
        if feedback is not None and feedback.block_reason is not None:
            self._finish = "refused"
        if not chunk.candidates:
            return ""
        candidate = chunk.candidates[0]
        if candidate.finish_reason is not None:
            self._finish = _finish(str(candidate.finish_reason.value))
        piece = "".join(_words(candidate.content))
        self._pieces.append(piece)
        return piece

    def reply(self) -> Reply:
        """The whole reply; ask only once it is `complete`."""
        if self._finish is None:
            raise ValueError("the reply has not ended")
        text = "".join(self._pieces)
        return Reply(
            text=text,
            finish=self._finish,
            input_tokens=self._input_tokens(),
            output_tokens=self._output_tokens(text),
        )

    def _input_tokens(self) -> int:
        counted = _count(self._usage, "prompt_token_count")
        prompt = self._prompt
        if counted or prompt is None:
            return counted
        said = (prompt.instructions, prompt.message, *(text for _, text in prompt.turns))
        return _estimate(said)

    def _output_tokens(self, text: str) -> int:
        if self._usage is None:
            return _estimate((text,))
        names = ("candidates_token_count", "thoughts_token_count")
        counted = sum(_count(self._usage, name) for name in names)
        return counted or _estimate((text,))


def _finish(reason: str) -> Literal["stop", "length", "refused"]:
    """Whatever is neither an end nor a cut was withheld, reasons not known yet included."""
    if reason == "STOP":
        return "stop"
    return "length" if reason in _CUT_SHORT else "refused"


def _words(content: Any) -> Iterable[str]:
    parts = content.parts if content is not None else None
    return (part.text for part in parts or () if part.text and not part.thought)


def _count(usage: Any, name: str) -> int:
    return max(0, getattr(usage, name, None) or 0)


def _estimate(texts: Iterable[str]) -> int:
    return math.ceil(sum(map(len, texts)) / _CHARACTERS_PER_TOKEN)
