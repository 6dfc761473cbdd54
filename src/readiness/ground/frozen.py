"""What a frozen record is: named fields alone, never changed, equal when they are equal.

As `@dataclass(frozen=True)`, whose fields these are (`fields`, `replace`, `repr`, `compare` and `hash`), except that
the methods are written once here, not generated and compiled for each class, and that `dataclasses` with all it loads
is asked only by who wants a record to be one: together that was a fifth of what `readiness check` costs. `field`,
`fields`, `replace` and `MISSING` stand for those of `dataclasses`; to the type checker they are those.
Of which a process makes thousands is better a dataclass, or a NamedTuple, which is quicker still (`by_name`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Never, TypeVar, dataclass_transform, get_origin, overload

__all__ = ["MISSING", "Field", "by_name", "field", "fields", "frozen", "is_frozen", "replace"]

C = TypeVar("C")
T = TypeVar("T", bound=tuple[Any, ...])

if TYPE_CHECKING:
    from dataclasses import MISSING, Field, field, fields, replace
else:

    class MISSING:
        """No default: a field without one has to be given."""

    class Field:
        """A field of a record, with the words of `dataclasses.Field`."""

        name: str = ""
        type: Any = None
        default: Any = MISSING
        default_factory: Any = MISSING
        repr: bool = True
        compare: bool = True
        hash: bool | None = None
        metadata: Mapping[str, Any] = MappingProxyType({})

        __hash__ = None  # so that `dataclass`, which does not know it, refuses it as a default

        def __init__(self, **said: Any) -> None:
            if unknown := said.keys() - Field.__annotations__.keys():
                raise TypeError(f"a field of a record says nothing of {', '.join(sorted(unknown))}")
            self.__dict__.update(said)

    field = Field

    def fields(of: Any) -> tuple[Field, ...]:
        """The fields of a frozen record or of its class."""
        return tuple(of.__held__.values())

    def replace(of: C, /, **changes: Any) -> C:
        """The same record with other values in the fields that are named."""
        return type(of)(**{name: of.__dict__[name] for name in of.__held__} | changes)


@overload
def frozen(cls: type[C]) -> type[C]: ...
@overload
def frozen(*, kw_only: bool) -> Callable[[type[C]], type[C]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[C] | None = None, *, kw_only: bool = False) -> type[C] | Callable[[type[C]], type[C]]:
    """`cls` with its annotations as fields. `kw_only`: its instances are made with keywords alone."""
    return _made(cls, kw_only=kw_only) if cls is not None else lambda of: _made(of, kw_only=kw_only)


def by_name(cls: type[T]) -> type[T]:
    """A NamedTuple that is told as a record is, an object of named fields; otherwise it would be told as a list."""
    held: dict[str, Field[Any]] = {name: field() for name in cls._fields}  # type: ignore[attr-defined]
    for name, one in held.items():
        one.name = name
    cls.__held__ = held  # type: ignore[attr-defined]
    return cls


def is_frozen(kind: object) -> bool:
    """Whether this is a class of frozen records, or told as one."""
    return isinstance(kind, type) and hasattr(kind, "__held__")


def _made(cls: Any, *, kw_only: bool) -> Any:
    known = _fields_of(cls)
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

    for name, value in (
        ("__held__", known), ("__match_args__", in_order),
        ("__compared__", tuple(name for name, one in known.items() if one.compare)),
        ("__hashed__", tuple(name for name, one in known.items() if one.compare and one.hash is not False)),
        ("__told__", tuple(name for name, one in known.items() if one.repr)),
        ("__init__", __init__), ("__eq__", _eq), ("__hash__", _hash), ("__repr__", _repr),
        ("__setattr__", _refuse), ("__delattr__", _refuse), ("__replace__", replace),
        *((name, _Lent(name, cls, kw_only=kw_only)) for name in _LENT),
    ):  # fmt: skip
        setattr(cls, name, value)
    return cls


def _fields_of(cls: type) -> dict[str, Field[Any]]:
    """Those of the classes above, then its own, in the order they are written in; a name that is taken keeps its place.

    The class is left with the plain defaults, as `dataclass` leaves it.
    """
    known: dict[str, Field[Any]] = {}
    for base in reversed(cls.__mro__[1:]):
        known |= getattr(base, "__held__", {})
    own: dict[str, Any] = cls.__annotations__
    for name, kind in own.items():
        if get_origin(kind) is ClassVar or (isinstance(kind, str) and kind.startswith("ClassVar")):
            continue
        given = vars(cls).get(name, MISSING)
        one = given if isinstance(given, Field) else field(default=given)
        if type(one.default).__hash__ is None or type(one.default).__module__ == "dataclasses":
            raise TypeError(f"{cls.__name__}.{name}: a default never changes, or it is a `field` of ground.frozen")
        one.name, one.type = name, kind
        if one.default is not MISSING:
            setattr(cls, name, one.default)
        elif given is not MISSING:
            delattr(cls, name)
        known[name] = one
    return known


class _Lent:
    """What `dataclasses` knows a class by, which is worked out when it asks for it."""

    def __init__(self, name: str, owner: type, *, kw_only: bool) -> None:
        self._name, self._owner, self._kw_only = name, owner, kw_only

    def __get__(self, one: object, cls: type) -> Any:
        lent = _dataclasses()
        made = lent.make_dataclass(
            self._owner.__name__,
            [(f.name, f.type, _as_theirs(f, lent)) for f in fields(self._owner)],
            frozen=True, init=False, repr=False, eq=False, kw_only=self._kw_only,
        )  # fmt: skip
        for name in _LENT:
            setattr(self._owner, name, getattr(made, name))
        return getattr(made, self._name)


_LENT = ("__dataclass_fields__", "__dataclass_params__")


def _as_theirs(of: Field[Any], lent: Any) -> Any:
    default = {"default": of.default} if of.default is not MISSING else {}
    factory = {"default_factory": of.default_factory} if of.default_factory is not MISSING else {}
    return lent.field(**default, **factory, repr=of.repr, compare=of.compare, hash=of.hash, metadata=of.metadata)


def _dataclasses() -> Any:
    import dataclasses  # noqa: PLC0415 - with `inspect` and `ast` under it a twentieth of `readiness check`

    return dataclasses


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
    raise _dataclasses().FrozenInstanceError(f"{type(self).__name__}.{name} cannot be changed")
