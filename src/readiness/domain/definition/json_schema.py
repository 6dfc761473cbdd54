"""The JSON Schema (draft 2020-12) of a launch file, made from the model's own annotations, for editors.

It says what the reader says about shape: names, types, ranges, vocabularies, keys. It cannot say what needs the whole
file (references, dates in order): that stays with the reader and the checks. Committed as
`launches/launch.schema.json`, where the samples point; `launches/launch-part.schema.json` is the same for included
files. A test says that both are current.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import typing
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from readiness.domain.definition.annotations import fields_of, unfold
from readiness.domain.definition.model import Launch
from readiness.domain.definition.reader import DATE_PATTERN, EMAIL_PATTERN
from readiness.domain.definition.shape import About, Between, Claim, Email, NonEmpty, OneOf, Ref
from readiness.domain.definition.vocabulary import CLAIM_SECTIONS
from readiness.ground.keys import KEY_PATTERN

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT = {"type": "string", "pattern": r"\S"}
_SCALARS: Mapping[Any, Mapping[str, Any]] = {
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    str: _TEXT,
    date: {"type": "string", "format": "date", "pattern": DATE_PATTERN},
}

Schema = dict[str, Any]


def launch_schema() -> Schema:
    """Of launch.yaml. Sections that must exist may also come from an included file."""
    definitions: Schema = {}
    body = _object(Launch, definitions)
    sections = [name for name in body["required"] if name in sections_of_launch()]
    body["required"] = [name for name in body["required"] if name not in sections]
    body["anyOf"] = [{"required": sections}, {"required": ["include"]}]
    return {
        "$schema": DIALECT,
        "title": "launch.yaml",
        **body,
        "$defs": dict(sorted(definitions.items())),
    }


def part_schema() -> Schema:
    """Of a file that launch.yaml includes: any of the sections, nothing else."""
    definitions: Schema = {}
    body = _object(Launch, definitions)
    kept = (*sections_of_launch(), "include")
    return {
        "$schema": DIALECT,
        "title": "a part of a launch.yaml",
        "description": "Sections of a launch, in a file that launch.yaml includes.",
        "type": "object",
        "properties": {name: told for name, told in body["properties"].items() if name in kept},
        "additionalProperties": False,
        "minProperties": 1,
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text(*, part: bool = False) -> str:
    """The schema of launch.yaml, or of an included part, as it is written to a file."""
    return json.dumps(part_schema() if part else launch_schema(), indent=2, ensure_ascii=False) + "\n"


def sections_of_launch() -> tuple[str, ...]:
    """The top-level names that an included file may give: mappings of key to entry, the gate and the qualified lead."""
    found = []
    for name, annotation, _, _ in fields_of(Launch):
        origin = typing.get_origin(unfold(annotation)[0])
        if name in {"gate", "qualified_lead"} or (isinstance(origin, type) and issubclass(origin, Mapping)):
            found.append(name)
    return tuple(found)


def summary_of(cls: type) -> str:
    """The first paragraph of a model class's docstring; empty for a class that has none of its own."""
    return " ".join(inspect.cleandoc(cls.__doc__ or "").split("\n\n")[0].split())


def _object(cls: type, definitions: Schema) -> Schema:
    defaults = {f.name: f.default for f in dataclasses.fields(cls)}
    properties: Schema = {}
    required = []
    for name, annotation, needed, own in fields_of(cls):
        if own:
            continue
        told = _annotated(annotation, definitions)
        if isinstance(defaults[name], (str, int, float)) and defaults[name] != "":
            told = {**told, "default": defaults[name]}
        properties[name] = told
        if needed:
            required.append(name)
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        made["required"] = required
    if summary_of(cls):
        made = {"description": summary_of(cls), **made}
    return made


def _annotated(annotation: Any, definitions: Schema) -> Schema:
    bare, markers, optional = unfold(annotation)
    made = _bare(bare, markers, definitions)
    for marker in markers:
        _constrain(made, marker)
    if not optional:
        return made
    if "type" in made and "enum" not in made:
        return {**made, "type": [made["type"], "null"]}
    about = made.pop("description", None)
    return {**({"description": about} if about else {}), "anyOf": [made, {"type": "null"}]}


def _bare(bare: Any, markers: tuple[Any, ...], definitions: Schema) -> Schema:
    origin, arguments = typing.get_origin(bare), typing.get_args(bare)
    if dataclasses.is_dataclass(bare):
        return _defined(typing.cast("type", bare), definitions)
    if origin is tuple:
        made: Schema = {"type": "array", "items": _annotated(arguments[0], definitions)}
        return {**made, "minItems": 1} if _has(markers, NonEmpty) else made
    if origin is Literal:
        return {"type": "string", "enum": list(arguments)} if len(arguments) > 1 else {"const": arguments[0]}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        entry = _annotated(arguments[1], definitions)
        made = {"type": "object", "propertyNames": {"pattern": KEY_PATTERN}, "additionalProperties": entry}
        return {**made, "minProperties": 1} if _has(markers, NonEmpty) else made
    if arguments:
        return {"type": "object", "required": ["kind"], "oneOf": [_defined(a, definitions) for a in arguments]}
    return dict(_SCALARS[bare])


def _defined(cls: type, definitions: Schema) -> Schema:
    if cls.__name__ not in definitions:
        definitions[cls.__name__] = {}
        definitions[cls.__name__] = _object(cls, definitions)
    return {"$ref": f"#/$defs/{cls.__name__}"}


def _constrain(made: Schema, marker: Any) -> None:
    if isinstance(marker, About):
        made["description"] = marker.text
    elif isinstance(marker, Between):
        made["minimum"], made["maximum"] = marker.low, marker.high
    elif isinstance(marker, OneOf):
        made.pop("pattern", None)
        made["enum"] = list(marker.values)
    elif isinstance(marker, Email):
        made["pattern"] = EMAIL_PATTERN
    elif isinstance(marker, Claim):
        made["pattern"] = rf"^({'|'.join(CLAIM_SECTIONS)})\."
    elif isinstance(marker, Ref):
        made.setdefault("description", f"The key of an entry of '{marker.section}'.")


def _has(markers: tuple[Any, ...], kind: type) -> bool:
    return any(isinstance(marker, kind) for marker in markers)
