"""What an entry of the launch file is: frozen, named fields alone, equal when they are equal.

As `@dataclass(frozen=True, kw_only=True)`, whose fields these are (`fields`, `replace`), except that the methods are
written once here, not generated for each class: fifty generated classes were a fifth of what `readiness check` costs.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import Any, Never, TypeVar, dataclass_transform

C = TypeVar("C")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def entry(cls: type[C]) -> type[C]:
    """`cls` with its annotations as fields. Its instances are made with keywords and never change."""
    made = dataclass(init=False, repr=False, eq=False, kw_only=True)(cls)
    known: dict[str, Field[Any]] = {one.name: one for one in fields(made)}  # type: ignore[arg-type]

    def __init__(self: Any, **given: Any) -> None:  # noqa: N807
        held = self.__dict__
        for name, one in known.items():
            if name in given:
                held[name] = given[name]
            elif one.default is not MISSING:
                held[name] = one.default
            elif one.default_factory is not MISSING:
                held[name] = one.default_factory()
        if len(held) < len(known) or not given.keys() <= known.keys():
            wrong = sorted((known.keys() - held.keys()) | (given.keys() - known.keys()))
            raise TypeError(f"{cls.__name__} is without, or does not have: {', '.join(wrong)}")

    for name, method in (
        ("__init__", __init__), ("__eq__", _eq), ("__hash__", _hash), ("__repr__", _repr),
        ("__setattr__", _refuse), ("__delattr__", _refuse),
    ):  # fmt: skip
        setattr(made, name, method)
    return made


def _eq(self: object, other: object) -> bool:
    return self.__dict__ == other.__dict__ if type(self) is type(other) else NotImplemented


def _hash(self: object) -> int:
    return hash(tuple(self.__dict__.values()))


def _repr(self: object) -> str:
    said = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
    return f"{type(self).__qualname__}({said})"


def _refuse(self: object, name: str, value: object = None) -> Never:  # noqa: ARG001
    raise FrozenInstanceError(f"{type(self).__name__}.{name} cannot be changed")
