"""What a frozen record is: named fields alone, never changed, equal when they are equal.

As `@dataclass(frozen=True)`, whose fields these are (`fields`, `replace`, `repr`, `compare` and `hash`), except that
the methods are written once here, not generated and compiled for each class: a hundred generated classes were a fifth
of what `readiness check` costs. For classes of which a process makes thousands the generated ones are quicker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import Any, Never, TypeVar, dataclass_transform, overload

C = TypeVar("C")


@overload
def frozen(cls: type[C]) -> type[C]: ...
@overload
def frozen(*, kw_only: bool) -> Callable[[type[C]], type[C]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[C] | None = None, *, kw_only: bool = False) -> type[C] | Callable[[type[C]], type[C]]:
    """`cls` with its annotations as fields. `kw_only`: its instances are made with keywords alone."""
    return _made(cls, kw_only=kw_only) if cls is not None else lambda of: _made(of, kw_only=kw_only)


def _made(cls: type[C], *, kw_only: bool) -> type[C]:
    about, cls.__doc__ = cls.__doc__, cls.__name__  # without any, `dataclass` works out a signature, for a millisecond
    made = dataclass(init=False, repr=False, eq=False, kw_only=kw_only)(cls)
    known: dict[str, Field[Any]] = {one.name: one for one in fields(made)}  # type: ignore[arg-type]
    in_order = () if kw_only else tuple(known)

    def __init__(self: Any, *placed: Any, **given: Any) -> None:  # noqa: N807
        held = self.__dict__
        held.update(zip(in_order, placed, strict=False))
        twice = held.keys() & given.keys()
        for name, one in known.items():
            if name in given:
                held[name] = given[name]
            elif name in held:
                continue
            elif one.default is not MISSING:
                held[name] = one.default
            elif one.default_factory is not MISSING:
                held[name] = one.default_factory()
        if twice or len(placed) > len(in_order) or len(held) < len(known) or not given.keys() <= known.keys():
            wrong = sorted((known.keys() - held.keys()) | (given.keys() - known.keys()) | twice)
            told = ", ".join(wrong) or f"{len(placed)} values by their place"
            raise TypeError(f"{cls.__name__} is without, has twice, or does not have: {told}")

    made.__doc__ = about
    made.__compared__ = tuple(name for name, one in known.items() if one.compare)  # type: ignore[attr-defined]
    made.__hashed__ = tuple(name for name, one in known.items() if one.compare and one.hash is not False)  # type: ignore[attr-defined]
    made.__told__ = tuple(name for name, one in known.items() if one.repr)  # type: ignore[attr-defined]
    for name, method in (
        ("__init__", __init__), ("__eq__", _eq), ("__hash__", _hash), ("__repr__", _repr),
        ("__setattr__", _refuse), ("__delattr__", _refuse),
    ):  # fmt: skip
        setattr(made, name, method)
    return made


def _eq(self: Any, other: Any) -> Any:
    if type(self) is not type(other):
        return NotImplemented
    mine, theirs = self.__dict__, other.__dict__
    return all(mine[name] == theirs[name] for name in self.__compared__)


def _hash(self: Any) -> int:
    held = self.__dict__
    return hash(tuple([held[name] for name in self.__hashed__]))


def _repr(self: Any) -> str:
    held = self.__dict__
    return f"{type(self).__qualname__}({', '.join(f'{name}={held[name]!r}' for name in self.__told__)})"


def _refuse(self: object, name: str, value: object = None) -> Never:  # noqa: ARG001
    raise FrozenInstanceError(f"{type(self).__name__}.{name} cannot be changed")
