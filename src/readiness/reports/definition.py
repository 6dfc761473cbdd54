"""A launch's files as somebody edits them, the schema's help beside them, and how they differ from what stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from readiness.context import Context
from readiness.domain.definition.differences import Change, differences
from readiness.domain.definition.json_schema import launch_schema
from readiness.ground.errors import NotFound, Unusable
from readiness.ground.fingerprint import fingerprint_bytes
from readiness.ground.keys import did_you_mean
from readiness.store import launches

MAX_BYTES = 2_000_000
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionText:
    """One file of a launch. `text` has plain line ends; it is empty, and `trouble` says why, when it cannot be shown.

    `fingerprint` is of the file as it is on disk, to be named when it is saved. `files` are all that may be edited.
    """

    launch: str
    file: str
    files: tuple[str, ...]
    text: str
    fingerprint: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class FileStanding:
    """How the files differ from the definition that stands. `changes` is empty unless the standing is "changed"."""

    standing: Literal["same", "changed", "unsound", "never applied", "no file"]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldHelp:
    """One field of an entry. `kind` in words: `text`, `list of text`, `one of unique, stronger, parity, weaker`."""

    name: str
    kind: str
    about: str
    required: bool


@dataclass(frozen=True, slots=True)
class SectionHelp:
    """A top-level name of a launch file. `fields` are those of its entries; empty when it is a plain value."""

    name: str
    about: str
    kind: str
    required: bool
    fields: tuple[FieldHelp, ...]


def definition_text(context: Context, *, launch: str, file: str = "launch.yaml") -> DefinitionText:
    """Raises NotFound for no such launch, and for any name that is not one of its files."""
    known = context.launches.texts(launch)
    if file not in known:
        raise NotFound(f"launch '{launch}' has no file '{file[:200]}'.", hint=did_you_mean(file, known))
    data = known[file].read_bytes()
    text, trouble = "", ""
    if len(data) > MAX_BYTES:
        trouble = f"it is {len(data) / 1e6:.1f} MB; 2 MB is the most that can be edited here."
    else:
        try:
            text = data.decode("utf-8").removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            trouble = "it is not UTF-8 text. Save it as UTF-8, or upload another."
    return DefinitionText(
        launch=launch, file=file, files=tuple(known), text=text, fingerprint=fingerprint_bytes(data), trouble=trouble
    )


def file_standing(context: Context, *, launch: str) -> FileStanding:
    """What applying the files would change in the definition, without planning it."""
    with context.database.reading() as session:
        version = launches.current_version(session, launch)
    try:
        reading = context.launches.read(launch)
    except NotFound:
        return FileStanding("no file")
    except Unusable:
        return FileStanding("unsound")
    if reading.launch is None:
        return FileStanding("unsound")
    if version is None:
        return FileStanding("never applied")
    changes = differences(version.definition, reading.launch)
    return FileStanding("changed" if changes else "same", changes)


@lru_cache(maxsize=1)
def schema_help() -> tuple[SectionHelp, ...]:
    """Every section of a launch file in its order, from the JSON Schema that editors are given."""
    schema = launch_schema()
    definitions: Mapping[str, Any] = schema["$defs"]
    required = {*schema["required"], *schema["anyOf"][0]["required"]}
    found = []
    for name, told in schema["properties"].items():
        entry = _entry(told, definitions)
        about = told.get("description") or entry.get("description", "")
        found.append(SectionHelp(name, str(about), _kind(told), name in required, tuple(_fields(entry, definitions))))
    return tuple(found)


def _entry(told: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an entry of the section is made of; the section itself when it is no mapping of keys to entries."""
    inner = told.get("additionalProperties", told)
    inner = inner if isinstance(inner, Mapping) else told
    if "$ref" in inner:
        found: Mapping[str, Any] = definitions[inner["$ref"].rpartition("/")[2]]
        return found
    return inner


def _fields(entry: Mapping[str, Any], definitions: Mapping[str, Any]) -> list[FieldHelp]:
    needed = entry.get("required", ())
    return [
        FieldHelp(name, _kind(told), str(told.get("description") or _of_ref(told, definitions)), name in needed)
        for name, told in entry.get("properties", {}).items()
    ]


def _of_ref(told: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    inner = told.get("additionalProperties", told)
    inner = inner if isinstance(inner, Mapping) else told
    name = inner.get("$ref", "").rpartition("/")[2]
    return str(definitions[name].get("description", "")) if name else ""


def _kind(told: Mapping[str, Any]) -> str:  # noqa: PLR0911  (one return for each form)
    if "enum" in told:
        return f"one of {', '.join(map(str, told['enum']))}"
    if "const" in told:
        return str(told["const"])
    if "anyOf" in told:
        return _kind(told["anyOf"][0])
    kind = told.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "array":
        return f"list of {_kind(told['items'])}"
    if kind == "object":
        return "entries by key" if isinstance(told.get("additionalProperties"), Mapping) else "fields"
    if told.get("format") == "date":
        return "date, YYYY-MM-DD"
    words = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
    limits = f" {told['minimum']}–{told['maximum']}" if "minimum" in told and "maximum" in told else ""
    return f"{words.get(kind, kind)}{limits}"
