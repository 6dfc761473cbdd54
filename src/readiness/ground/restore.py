"""The way back from `fingerprint.plain`: a frozen value from its JSON form.

For what we stored ourselves; what people write is read by `domain.definition.reader`, which tells every problem.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, TypeVar, Union, cast

T = TypeVar("T")


def restore(cls: type[T], value: Any) -> T:
    """The `cls` whose `plain()` form is `value`; fields that are not in it take their defaults.

    A union of dataclasses is told apart by the field `kind`. Raises ValueError when the value is not of that shape.
    """
    return cast("T", _restore(cls, value))


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


@cache
def _origin(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    return typing.get_origin(annotation), typing.get_args(annotation)


def _restore(annotation: Any, value: Any) -> Any:
    origin, args = _origin(annotation)
    if origin is None:
        return _restore_bare(annotation, value)
    if origin is typing.Annotated:
        return _restore(args[0], value)
    if origin is Literal:
        if value not in args:
            raise ValueError(f"{value!r} is not one of {args}")
        return value
    if origin in (Union, types.UnionType):
        return _restore_union(args, value)
    if origin is tuple:
        return _restore_tuple(args, value)
    if issubclass(origin, Mapping):
        if not isinstance(value, dict):
            raise _unlike(value, "an object")
        return MappingProxyType({key: _restore(args[1], inner) for key, inner in value.items()})
    raise ValueError(f"no way back to {annotation}")


def _restore_bare(cls: Any, value: Any) -> Any:
    if dataclasses.is_dataclass(cls):
        return _restore_object(cast("type", cls), value)
    if cls in (date, datetime) and isinstance(value, str):
        return cls.fromisoformat(value)
    if cls is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)  # RFC 8785 writes 1.0 as 1
    if cls is Any or type(value) is cls:
        return value
    raise ValueError(f"{value!r} is not {getattr(cls, '__name__', cls)}")


def _restore_object(cls: type, value: Any) -> Any:
    if not isinstance(value, dict):
        raise _unlike(value, f"a {cls.__name__}")
    hints = _hints(cls)
    if unknown := value.keys() - hints.keys():
        raise ValueError(f"{cls.__name__} has no {', '.join(sorted(unknown))}")
    try:
        return cls(**{name: _restore(hints[name], inner) for name, inner in value.items()})
    except TypeError as error:
        raise ValueError(f"{cls.__name__}: {error}") from error


def _restore_tuple(args: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _unlike(value, "a list")
    if len(args) == 2 and args[1] is Ellipsis:
        return tuple(_restore(args[0], inner) for inner in value)
    if len(args) != len(value):
        raise ValueError(f"{value!r} does not have {len(args)} entries")
    return tuple(_restore(inner_cls, inner) for inner_cls, inner in zip(args, value, strict=True))


def _restore_union(args: tuple[Any, ...], value: Any) -> Any:
    if value is None and type(None) in args:
        return None
    members = [member for member in args if member is not type(None)]
    if len(members) == 1:
        return _restore(members[0], value)
    kind = value.get("kind") if isinstance(value, dict) else None
    for member in members:
        if dataclasses.is_dataclass(member) and kind in typing.get_args(_hints(cast("type", member)).get("kind")):
            return _restore(member, value)
    raise _unlike(value, f"any of {members}")


def _unlike(value: Any, wanted: str) -> ValueError:
    return ValueError(f"{value!r:.200} is not {wanted}")
