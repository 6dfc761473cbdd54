"""What reads differently between two definitions of a launch, entry by entry: for people who ask what changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from readiness.domain.definition.model import Launch


@dataclass(frozen=True, slots=True)
class Change:
    """One entry or field. `path` is dotted: `objections.price`, `launch_on`, `gate.criteria.sellers-certified`."""

    path: str
    what: Literal["added", "changed", "removed"]


def differences(before: Launch, after: Launch) -> tuple[Change, ...]:
    """In the order of the sections, then as the newer definition writes them; empty = they say the same."""
    return tuple(
        change
        for field in dataclasses.fields(Launch)
        if field.name != "include"
        for change in _of(field.name, getattr(before, field.name), getattr(after, field.name))
    )


def _of(path: str, before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if path == "gate":
        yield from _entries("gate.criteria", before.criteria, after.criteria)
        for name in ("population", "waivable_by"):
            yield from _of(f"gate.{name}", getattr(before, name), getattr(after, name))
    elif isinstance(before, Mapping):
        yield from _entries(path, before, after)
    elif before is None or after is None:
        yield Change(path, "added" if before is None else "removed")
    else:
        yield Change(path, "changed")


def _entries(path: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for key, entry in after.items():
        if key not in before:
            yield Change(f"{path}.{key}", "added")
        elif before[key] != entry:
            yield Change(f"{path}.{key}", "changed")
    yield from (Change(f"{path}.{key}", "removed") for key in before if key not in after)
