"""Tables of data in TOML: read, and held to the shape that they must have."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

Shape = TypeVar("Shape", bound=BaseModel)


class TableError(ValueError):
    """The table is not usable; the sentence says where."""


def read(path: Path, shape: type[Shape]) -> Shape:
    """Read a table of a shape, which `defer_build` has made no sooner than here.

    Raises
    ------
    TableError
        It cannot be read, or lacks something, or has something that is not known.
    """
    # Many processes read no table.
    import tomllib

    try:
        return shape.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        msg = f"{path.name}: {cause}"
        raise TableError(msg) from cause
    except ValidationError as cause:
        places = ", ".join(".".join(map(str, error["loc"])) for error in cause.errors())
        msg = f"{path.name}: {places}"
        raise TableError(msg) from cause
