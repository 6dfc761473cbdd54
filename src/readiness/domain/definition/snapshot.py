"""A definition as JSON text and back: how an applied launch is kept.

The text holds everything, defaults included, so that a later version of this product that changes a default does not
change what was applied. It keeps the order of the file, which means something (steps of a decision, conversations), and
is otherwise canonical: the same definition gives the same text.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from readiness.domain.definition.annotations import fields_of
from readiness.domain.definition.model import Launch
from readiness.domain.definition.reader import read_launch
from readiness.domain.definition.shape import Entries, Items, Node, Scalar
from readiness.ground.errors import DefinitionError, Unusable, Where

PLACE = Where("(the definition as applied)")


def to_json(launch: Launch) -> str:
    """The definition as one line of JSON; `from_json` of it equals `launch` and has the same fingerprint."""
    return json.dumps(written(launch), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def from_json(text: str) -> Launch:
    """The definition in `text`, read by the rules that files are read by.

    Raises Unusable when it is not JSON, DefinitionError with all problems when the rules have changed since.
    """
    try:
        found = json.loads(text)
    except ValueError as error:
        raise Unusable(f"{PLACE} is not JSON: {error}.", hint="Run: readiness db check") from error
    key = found.get("key") if isinstance(found, dict) else None
    reading = read_launch(tree(found), key=key if isinstance(key, str) else "")
    if reading.launch is None:
        raise DefinitionError(f"{PLACE} no longer fits the rules.", hint="Apply it again.", problems=reading.problems)
    return reading.launch


def written(value: Any) -> Any:
    """The plain JSON form of a value of the model, as it would be written in a file: no own keys, no empty texts.

    Differs from `ground.fingerprint.plain` in exactly that; an absent key of a file and its default are the same value.
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            name: written(held)
            for name, _, _, own in fields_of(type(value))
            if not own and not _says_nothing(held := getattr(value, name))
        }
    if isinstance(value, Mapping):
        return {key: written(entry) for key, entry in value.items()}
    if isinstance(value, tuple):
        return [written(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value


def tree(value: Any, where: Where = PLACE) -> Node:
    """The node tree of a JSON value; everything stands at `where`."""
    if isinstance(value, dict):
        return Entries(tuple((Scalar(key, where), tree(entry, where)) for key, entry in value.items()), where)
    if isinstance(value, list):
        return Items(tuple(tree(entry, where) for entry in value), where)
    return Scalar(value, where)


def _says_nothing(value: Any) -> bool:
    """None and empty text are written by leaving the key out; every such field has that as its default."""
    return value is None or value == ""
