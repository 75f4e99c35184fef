"""What pydantic found wrong with a request, in words that a person can act on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError

from lib import errors
from lib.web.language import Language

# pydantic's error types that our own models can give, by language; others get the last entry.
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "missing": "“{field}” is missing",
        "string_type": "“{field}” must be text",
        "string_too_short": "“{field}” must have at least {min_length} character(s)",
        "string_too_long": "“{field}” may have at most {max_length} characters",
        "string_pattern_mismatch": "“{field}” does not have the form {pattern}",
        "int_type": "“{field}” must be a whole number",
        "int_parsing": "“{field}” must be a whole number",
        "int_from_float": "“{field}” must be a whole number",
        "greater_than_equal": "“{field}” must be at least {ge}",
        "less_than_equal": "“{field}” may be at most {le}",
        "literal_error": "“{field}” must be one of {expected}",
        "extra_forbidden": "“{field}” is not a field of this call",
        "": "“{field}” is not valid",
    },
    "pt-BR": {
        "missing": "falta “{field}”",
        "string_type": "“{field}” precisa ser texto",
        "string_too_short": "“{field}” precisa ter ao menos {min_length} caractere(s)",
        "string_too_long": "“{field}” pode ter no máximo {max_length} caracteres",
        "string_pattern_mismatch": "“{field}” não tem a forma {pattern}",
        "int_type": "“{field}” precisa ser um número inteiro",
        "int_parsing": "“{field}” precisa ser um número inteiro",
        "int_from_float": "“{field}” precisa ser um número inteiro",
        "greater_than_equal": "“{field}” precisa ser pelo menos {ge}",
        "less_than_equal": "“{field}” pode ser no máximo {le}",
        "literal_error": "“{field}” precisa ser um destes: {expected}",
        "extra_forbidden": "“{field}” não é um campo desta chamada",
        "": "“{field}” não é válido",
    },
}


def told(error: RequestValidationError, *, language: Language) -> errors.ProductError:
    """The product's error for a request that does not have the call's form."""
    found = error.errors()
    if any(one["type"] in {"json_invalid", "model_attributes_type"} for one in found):
        return errors.MalformedJson()
    for one in found:
        if one["loc"][-1:] == ("question",) and one["type"] == "string_too_long":
            return errors.QuestionTooLong(
                limit=one["ctx"]["max_length"], length=len(str(one["input"]))
            )
    fields = [_field(one) for one in found]
    sentences = [_sentence(one, language) for one in found]
    return errors.InvalidRequest(problem="; ".join(sentences) + ".", fields=fields)


def _field(one: Mapping[str, Any]) -> str:
    # The first part says where ("body", "query"), which the caller knows.
    return ".".join(str(part) for part in one["loc"][1:]) or str(one["loc"][0])


def _sentence(one: Mapping[str, Any], language: Language) -> str:
    words = _WORDS[language]
    template = words.get(one["type"], words[""])
    return template.format(field=_field(one), **one.get("ctx", {}))
