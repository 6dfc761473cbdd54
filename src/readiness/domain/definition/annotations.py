"""What the annotations of the model say of each field: its type, its markers, whether it is required.

The reader checks a file against them, and the JSON Schema and the reference are made from them.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Union

from readiness.domain.definition.shape import Key, Ref
from readiness.ground.frozen import MISSING, fields, is_frozen

Form = Literal["object", "items", "entries", "choice", "tagged", "scalar"]


class Allowed(NamedTuple):
    """What may stand in one place of a file, taken from an annotation once, for reading asks it at every value.

    `inside`: of items and entries, what each of them may be. `choices`: of a choice its values, of a tagged object the
    classes by their kind. `refs`: of entries, the sections that their keys name.
    """

    form: Form
    bare: Any
    markers: tuple[Any, ...]
    is_optional: bool
    inside: Allowed | None = None
    choices: Any = ()
    refs: tuple[Ref, ...] = ()


@cache
def hints(cls: type) -> dict[str, Any]:
    """The annotations of a model class, markers included.

    Its module holds them as types, not as text (it does not import `annotations`): to resolve the text of all of them
    was a sixteenth of what `readiness check` costs.
    """
    told = {name: said for base in reversed(cls.__mro__) for name, said in getattr(base, "__annotations__", {}).items()}
    if texts := [name for name, said in told.items() if isinstance(said, str)]:
        raise TypeError(f"{cls.__qualname__}: types are wanted, not text, of {', '.join(texts)}")
    return told


@cache
def fields_of(cls: type) -> tuple[tuple[str, Any, bool, bool], ...]:
    """Per field: name, annotation, required, is the entry's own key."""
    told = hints(cls)
    found = []
    for f in fields(cls):
        annotation = told[f.name]
        required = f.default is MISSING and f.default_factory is MISSING
        own_key = any(isinstance(m, Key) for m in markers_of(annotation))
        found.append((f.name, annotation, required, own_key))
    return tuple(found)


def markers_of(annotation: Any) -> tuple[Any, ...]:
    return tuple(annotation.__metadata__) if typing.get_origin(annotation) is Annotated else ()


@cache
def unfold(annotation: Any) -> tuple[Any, tuple[Any, ...], bool]:
    """The bare type of an annotation, its markers, and whether null is allowed."""
    markers: list[Any] = []
    optional = False
    while True:
        origin = typing.get_origin(annotation)
        if origin is Annotated:
            markers.extend(annotation.__metadata__)
            annotation = annotation.__origin__
        elif origin in (Union, types.UnionType) and type(None) in typing.get_args(annotation):
            optional = True
            rest = tuple(a for a in typing.get_args(annotation) if a is not type(None))
            annotation = rest[0] if len(rest) == 1 else Union[rest]  # noqa: UP007
        else:
            return annotation, tuple(markers), optional


@cache
def allowed(annotation: Any) -> Allowed:
    """What an annotation allows."""
    bare, markers, optional = unfold(annotation)
    origin, arguments = typing.get_origin(bare), typing.get_args(bare)
    if is_frozen(bare):
        return Allowed("object", bare, markers, optional)
    if origin is tuple:
        return Allowed("items", bare, markers, optional, allowed(arguments[0]))
    if origin is Literal:
        return Allowed("choice", bare, markers, optional, choices=arguments)
    if origin in (Union, types.UnionType):
        kinds = {typing.get_args(hints(cls)["kind"])[0]: cls for cls in arguments}
        return Allowed("tagged", bare, markers, optional, choices=kinds)
    if origin is not None and issubclass(origin, Mapping):
        refs = tuple(marker for marker in markers_of(arguments[0]) if isinstance(marker, Ref))
        return Allowed("entries", bare, markers, optional, allowed(arguments[1]), refs=refs)
    return Allowed("scalar", bare, markers, optional)


@cache
def allowed_in(cls: type) -> dict[str, Allowed]:
    """Per field that the file writes (its own key is not one): what may stand there."""
    return {name: allowed(annotation) for name, annotation, _, own in fields_of(cls) if not own}
