"""The JSON of the Gemini API, both ways, as far as the product speaks it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lib.offline.gemini_behaviour import Answer, Blocked, Refusal, invalid

_CHARACTERS_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it arrived: `project` is the key's number, `config` the generation config."""

    kind: Literal["answer", "stream", "count", "batch"]
    model: str
    project: int
    system: str
    messages: tuple[tuple[str, str], ...]
    schema: Mapping[str, Any] | None
    config: Mapping[str, Any]
    at: float

    @property
    def stream(self) -> bool:
        """Was a stream asked for."""
        return self.kind == "stream"

    @property
    def message(self) -> str:
        """What was asked last."""
        return self.messages[-1][1]

    @property
    def tokens(self) -> int:
        """The prompt's tokens by a rule of thumb."""
        return tokens(self.system, *(text for _, text in self.messages))


class NoRequest(Exception):
    """The body is not a request; `refusal` is what Google would say."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.refusal = invalid(message)


def tokens(*texts: str) -> int:
    """How many tokens texts have, by a rule of thumb."""
    return math.ceil(sum(map(len, texts)) / _CHARACTERS_PER_TOKEN)


def read(
    body: Any,
    *,
    kind: Literal["answer", "stream", "count", "batch"],
    model: str,
    project: int,
    at: float,
) -> Seen:
    """Read a request's body, and refuse with `NoRequest` what Google would refuse."""
    if not isinstance(body, Mapping):
        raise NoRequest("The body is not an object.")
    config = _config(body.get("generationConfig", {}))
    _check_config(config, model=model)
    return Seen(
        kind=kind,
        model=model,
        project=project,
        system=_text(body.get("systemInstruction", {"parts": []})),
        messages=_messages(body.get("contents")),
        schema=config.get("responseJsonSchema"),
        config=config,
        at=at,
    )


def answer_body(answer: Answer, seen: Seen) -> dict[str, Any]:
    """A whole answer at once."""
    parts: list[dict[str, Any]] = []
    if answer.thoughts:
        parts.append({"text": answer.thoughts, "thought": True})
    if answer.text:
        parts.append({"text": answer.text})
    return _chunk(parts, seen, finish=answer.finish) | _usage(answer, seen, said=answer.text)


def answer_chunks(answer: Answer, seen: Seen) -> Iterator[dict[str, Any]]:
    """An answer as a stream's chunks; the usage counts up, and the last one ends it."""
    if answer.thoughts:
        part = {"text": answer.thoughts, "thought": True}
        yield _chunk([part], seen, finish=None) | _usage(answer, seen, said="")
    size = max(1, math.ceil(len(answer.text) / max(1, answer.pieces)))
    starts = range(0, len(answer.text), size) if answer.text else range(1)
    for start in starts:
        end = start + size
        finish = answer.finish if end >= len(answer.text) else None
        part = {"text": answer.text[start:end]}
        usage = _usage(answer, seen, said=answer.text[:end])
        yield _chunk([part], seen, finish=finish) | usage


def output_tokens(answer: Answer) -> int:
    """What Google bills as output for an answer: its words and its thoughts."""
    words = tokens(answer.text) if answer.output_tokens is None else answer.output_tokens
    return words + answer.thought_tokens


def blocked_body(blocked: Blocked, seen: Seen) -> dict[str, Any]:
    """What comes in an answer's place where the prompt was stopped."""
    usage = {"promptTokenCount": seen.tokens, "totalTokenCount": seen.tokens}
    return {"promptFeedback": {"blockReason": blocked.reason}, "usageMetadata": usage}


def error_body(refusal: Refusal) -> dict[str, Any]:
    """An error as Google writes it."""
    error: dict[str, Any] = {
        "code": refusal.status,
        "message": refusal.message,
        "status": refusal.reason,
    }
    if refusal.details:
        error["details"] = [dict(detail) for detail in refusal.details]
    return {"error": error}


def _config(sent: Any) -> dict[str, Any]:
    if not isinstance(sent, Mapping) or not isinstance(sent.get("thinkingConfig", {}), Mapping):
        raise NoRequest("generationConfig is not an object.")
    config = dict(sent)
    if "thinkingConfig" in config:
        # Google takes a field's name in either spelling, and the SDK sends these in the other.
        config["thinkingConfig"] = {_camel(k): v for k, v in config["thinkingConfig"].items()}
    return config


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _check_config(config: Mapping[str, Any], *, model: str) -> None:
    thinking = config.get("thinkingConfig", {})
    if "thinkingLevel" in thinking and "thinkingBudget" in thinking:
        raise NoRequest("You can only set one of thinking budget and thinking level.")
    if "thinkingLevel" in thinking and model.startswith("gemini-2"):
        raise NoRequest("Thinking level is not supported for this model.")
    json = config.get("responseMimeType") == "application/json"
    if "responseJsonSchema" in config and not json:
        raise NoRequest("A response schema needs the response mime type application/json.")


def _messages(contents: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(contents, list) or not contents:
        raise NoRequest("contents is not specified.")
    messages = tuple((_role(content), _text(content)) for content in contents)
    if messages[-1][0] != "user":
        raise NoRequest("Please ensure that the conversation ends with a user's turn.")
    return messages


def _role(content: Any) -> str:
    role = content.get("role", "user") if isinstance(content, Mapping) else None
    if role not in ("user", "model"):
        raise NoRequest("Please use a valid role: user, model.")
    return str(role)


def _text(content: Any) -> str:
    parts = content.get("parts") if isinstance(content, Mapping) else None
    if not isinstance(parts, list) or not all(isinstance(part, Mapping) for part in parts):
        raise NoRequest("A content has a list of parts.")
    return "".join(str(part.get("text", "")) for part in parts)


def _chunk(parts: list[dict[str, Any]], seen: Seen, *, finish: str | None) -> dict[str, Any]:
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": parts}, "index": 0}
    if finish is not None:
        candidate["finishReason"] = finish
    return {"candidates": [candidate], "modelVersion": seen.model, "responseId": "offline"}


def _usage(answer: Answer, seen: Seen, *, said: str) -> dict[str, Any]:
    if not answer.usage:
        return {}
    prompt = seen.tokens if answer.input_tokens is None else answer.input_tokens
    whole = said == answer.text
    words = output_tokens(answer) - answer.thought_tokens if whole else tokens(said)
    usage = {"promptTokenCount": prompt, "candidatesTokenCount": words}
    if answer.thought_tokens:
        usage["thoughtsTokenCount"] = answer.thought_tokens
    return {"usageMetadata": usage | {"totalTokenCount": sum(usage.values())}}
