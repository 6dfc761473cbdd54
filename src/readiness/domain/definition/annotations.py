"""What the annotations of the model say of each field: its type, its markers, whether it is required.

The reader checks a file against them, and the JSON Schema and the reference are made from them.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from functools import cache
from typing import Annotated, Any, Union

from readiness.domain.definition.shape import Key


@cache
def hints(cls: type) -> dict[str, Any]:
    """The resolved annotations of a model class, markers included."""
    return typing.get_type_hints(cls, include_extras=True)


@cache
def fields_of(cls: type) -> tuple[tuple[str, Any, bool, bool], ...]:
    """Per field: name, annotation, required, is the entry's own key."""
    told = hints(cls)
    found = []
    for f in dataclasses.fields(cls):
        annotation = told[f.name]
        required = f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
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
