"""A parsed file becomes a definition, or every problem in it is told at once.

`read_launch` never stops at the first fault: it reads what it can, checks every field against the model's own
annotations, then resolves references over what was read. Codes RD003–RD012 and RD015 are this module's
(`docs/reference/checks.md`).
"""

from __future__ import annotations

import re
import typing
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from readiness.domain.definition.annotations import Allowed, allowed, allowed_in, fields_of, unfold
from readiness.domain.definition.model import Launch
from readiness.domain.definition.shape import (
    Between,
    Claim,
    Email,
    Entries,
    Items,
    Node,
    NonEmpty,
    OneOf,
    Ref,
    Scalar,
)
from readiness.domain.definition.vocabulary import CLAIM_SECTIONS
from readiness.ground.errors import Problem, Where
from readiness.ground.frozen import MISSING, fields, frozen
from readiness.ground.keys import did_you_mean, is_key

DATE_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
EMAIL_PATTERN = r"^[^@\s]+@[^@\s]+\.[^@\s.]+$"
_DATE = re.compile(DATE_PATTERN)
_EMAIL = re.compile(EMAIL_PATTERN)
_MISSING = object()
Value = TypeVar("Value")
_WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false", date: "a date"}


@frozen
class Reading:
    """What came of reading a file: the definition (None when it cannot be built), its places and its problems.

    `places` maps the dotted path of every value (`objections.price.says`) to where it stands. `judged` is what further
    checks can look at: the definition, also when nothing is wrong with it but that its key is not its folder's name.
    """

    launch: Launch | None
    problems: tuple[Problem, ...]
    places: Mapping[str, Where]
    judged: Launch | None = None

    def where(self, path: str) -> Where | None:
        """The place of `path`, or of the nearest thing around it."""
        while path:
            if path in self.places:
                return self.places[path]
            path = path.rpartition(".")[0]
        return self.places.get("")


@frozen
class ReadingOf(Generic[Value]):
    """What came of `read_as`; the same three as in a Reading."""

    value: Value | None
    problems: tuple[Problem, ...]
    places: Mapping[str, Where]


MAX_PROBLEMS = 500


class _Enough(Exception):
    """So much is wrong that telling more would help nobody."""


class _Use(NamedTuple):
    section: str
    key: str
    path: str
    where: Where


class _Context:
    """What is gathered while a file is read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.places: dict[str, Where] = {}
        self.uses: list[_Use] = []

    def say(self, code: str, message: str, fix: str, where: Where, path: str) -> None:
        self.problems.append(Problem(code, message, fix, where, "error", path))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Enough


def read_launch(root: Node, *, key: str) -> Reading:
    """The definition in `root`; `key` is the folder's name, which the file's own `key` must repeat."""
    context = _Context()
    judged = None
    try:
        value = _read(root, allowed(Launch), "", context)
        _resolve(root, context)
        judged = value if isinstance(value, Launch) and not context.problems else None
        _same_key(root, key, context)
    except _Enough:
        told = f"{MAX_PROBLEMS} problems are told here; there may be more."
        context.problems.append(Problem("RD015", told, "Mend these first.", root.where))
    problems = tuple(sorted(context.problems, key=_file_order))
    return Reading(None if problems else judged, problems, MappingProxyType(context.places), judged)


def _same_key(root: Node, key: str, context: _Context) -> None:
    """Tell a key that is not the folder's name, whatever else is wrong with the file."""
    entries = root.entries if isinstance(root, Entries) else ()
    written = next((child for name, child in entries if name.value == "key"), None)
    if isinstance(written, Scalar) and isinstance(written.value, str) and written.value != key:
        said = f"key is '{written.value}' but the folder is '{key}'."
        context.say("RD009", said, f"Write key: {key}.", written.where, "key")


def read_as(root: Node, cls: type[Value]) -> ReadingOf[Value]:
    """What `root` says as a `cls`: a frozen dataclass annotated with `shape` markers, as the definition itself is.

    For the other files people write (playbooks). References between sections are the launch's own, not resolved here.
    """
    context = _Context()
    value = None
    try:
        read = _read(root, allowed(typing.cast("Any", cls)), "", context)
        value = read if isinstance(read, cls) else None
    except _Enough:
        told = f"{MAX_PROBLEMS} problems are told here; there may be more."
        context.problems.append(Problem("RD015", told, "Mend these first.", root.where))
    problems = tuple(sorted(context.problems, key=_file_order))
    return ReadingOf(None if problems else value, problems, MappingProxyType(context.places))


def _file_order(problem: Problem) -> tuple[str, int, int, str]:
    where = problem.where or Where("")
    return (where.file, where.line, where.column, problem.code)


def _read(node: Node, may: Allowed, path: str, context: _Context, own_key: str | None = None) -> Any:
    context.places[path] = node.where
    if isinstance(node, Scalar) and node.value is None:
        if may.is_optional:
            return None
        context.say("RD006", f"{_name(path)} is empty.", "Give it a value or take the line out.", node.where, path)
        return _MISSING
    if may.form == "scalar":
        return _read_scalar(node, may.bare, may.markers, path, context)
    if may.form == "object":
        return _read_object(node, may.bare, path, context, own_key)
    if may.form == "tagged":
        return _read_tagged(node, may.choices, path, context, own_key)
    return _READ[may.form](node, may, path, context)


def _under(path: str, name: str | int) -> str:
    return f"{path}.{name}" if path else str(name)


def _name(path: str) -> str:
    return f"'{path}'" if path else "the file"


def _shape_of(node: Node) -> str:
    if isinstance(node, Entries):
        return "a mapping"
    return "a list" if isinstance(node, Items) else f"'{node.value}'"


def _read_object(node: Node, cls: type, path: str, context: _Context, own_key: str | None) -> Any:
    if not isinstance(node, Entries):
        names = ", ".join(name for name, _, required, own in fields_of(cls) if required and not own)
        fix = f"Write a mapping with: {names}." if names else "Write a mapping."
        context.say("RD006", f"{_name(path)} is {_shape_of(node)}, not a mapping.", fix, node.where, path)
        return _MISSING
    known = allowed_in(cls)
    values: dict[str, Any] = {}
    for name, child in _once(node, path, context):
        if name not in known:
            where = next(k.where for k, c in node.entries if c is child)
            split = " " in name and isinstance(child, Scalar) and child.value is None
            fix = "A comma inside { } splits text: put the text in quotes." if split else did_you_mean(name, known)
            context.say("RD004", f"unknown key '{name}' in {_name(path)}.", fix, where, _under(path, name))
            continue
        values[name] = _read(child, known[name], _under(path, name), context)
    for name, _, required, own in fields_of(cls):
        if own:
            values[name] = own_key
        elif required and name not in values:
            context.say("RD005", f"{_name(path)} has no '{name}'.", f"Add {name}: …", node.where, path)
            values[name] = _MISSING
    if any(value is _MISSING for value in values.values()):
        return _MISSING
    return cls(**values)


def _once(node: Entries, path: str, context: _Context) -> list[tuple[str, Node]]:
    """The entries with text keys, each once; a second one of the same name is told and left out."""
    seen: dict[str, Where] = {}
    found: list[tuple[str, Node]] = []
    for key, child in node.entries:
        name = str(key.value).lower() if isinstance(key.value, bool) else str(key.value)
        if name in seen:
            first = seen[name]
            context.say(
                "RD003",
                f"'{name}' stands twice in {_name(path)}; first on line {first.line} of {first.file}.",
                "Rename one or join them.",
                key.where,
                _under(path, name),
            )
            continue
        seen[name] = key.where
        found.append((name, child))
    return found


def _read_tagged(node: Node, kinds: Mapping[str, type], path: str, context: _Context, own_key: str | None) -> Any:
    if not isinstance(node, Entries):
        context.say(
            "RD006", f"{_name(path)} is {_shape_of(node)}, not a mapping.", "Write a mapping with kind: …",
            node.where, path,
        )  # fmt: skip
        return _MISSING
    tag = next((child for key, child in node.entries if key.value == "kind"), None)
    if tag is None:
        context.say("RD005", f"{_name(path)} has no 'kind'.", did_you_mean("", kinds), node.where, path)
        return _MISSING
    if not isinstance(tag, Scalar) or tag.value not in kinds:
        context.say(
            "RD008", f"{_name(_under(path, 'kind'))} is {_shape_of(tag)}, which is no kind there is.",
            did_you_mean(str(getattr(tag, "value", "")), kinds), tag.where, _under(path, "kind"),
        )  # fmt: skip
        return _MISSING
    return _read_object(node, kinds[str(tag.value)], path, context, own_key)


def _read_items(node: Node, may: Allowed, path: str, context: _Context) -> Any:
    if not isinstance(node, Items):
        context.say(
            "RD006", f"{_name(path)} is {_shape_of(node)}, not a list.",
            f"Write [{getattr(node, 'value', '…')}].", node.where, path,
        )  # fmt: skip
        return _MISSING
    if not node.items and any(isinstance(m, NonEmpty) for m in may.markers):
        context.say("RD005", f"{_name(path)} is empty.", "It needs at least one entry.", node.where, path)
        return _MISSING
    inside = typing.cast("Allowed", may.inside)
    values = tuple(_read(child, inside, _under(path, i), context) for i, child in enumerate(node.items))
    return _MISSING if any(v is _MISSING for v in values) else values


def _read_entries(node: Node, may: Allowed, path: str, context: _Context) -> Any:
    inside = typing.cast("Allowed", may.inside)
    if not isinstance(node, Entries):
        context.say(
            "RD006", f"{_name(path)} is {_shape_of(node)}, not a mapping of key to entry.",
            "Write each entry under a key of its own.", node.where, path,
        )  # fmt: skip
        return _MISSING
    if not node.entries and any(isinstance(m, NonEmpty) for m in may.markers):
        context.say("RD005", f"{_name(path)} is empty.", "It needs at least one entry.", node.where, path)
        return _MISSING
    places = {str(k.value): k.where for k, _ in node.entries}
    values: dict[str, Any] = {}
    for name, child in _once(node, path, context):
        if not is_key(name):
            context.say(
                "RD009", f"'{name}' in {_name(path)} is not a key.",
                "Keys are 1–64 lower-case letters, digits and inner hyphens.", places.get(name, node.where),
                _under(path, name),
            )  # fmt: skip
        for ref in may.refs:
            context.uses.append(_Use(ref.section, name, _under(path, name), places.get(name, node.where)))
        values[name] = _read(child, inside, _under(path, name), context, name)
    return _MISSING if any(v is _MISSING for v in values.values()) else MappingProxyType(values)


def _read_choice(node: Node, may: Allowed, path: str, context: _Context) -> Any:
    choices = may.choices
    if isinstance(node, Scalar) and node.value in choices:
        return node.value
    text = str(node.value) if isinstance(node, Scalar) else ""
    context.say(
        "RD008", f"{_name(path)} is {_shape_of(node)}, not one of {', '.join(map(str, choices))}.",
        did_you_mean(text, map(str, choices)), node.where, path,
    )  # fmt: skip
    return _MISSING


_READ = {"items": _read_items, "entries": _read_entries, "choice": _read_choice}


def _read_scalar(node: Node, bare: Any, markers: tuple[Any, ...], path: str, context: _Context) -> Any:
    value = node.value if isinstance(node, Scalar) else None
    if bare is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if bare is int and isinstance(value, float) and value.is_integer():
        value = int(value)
    if bare is date and isinstance(value, str):
        return _read_date(value, node.where, path, context)
    if type(value) is not bare:
        fix = f'Put it in quotes: "{value}".' if bare is str and value is not None else f"Write {_WORDS[bare]}."
        context.say("RD006", f"{_name(path)} is {_shape_of(node)}, not {_WORDS[bare]}.", fix, node.where, path)
        return _MISSING
    for marker in markers:
        if not _obeys(value, marker, node.where, path, context):
            return _MISSING
    if isinstance(value, str):
        value = value.strip()
        if not value:
            context.say("RD006", f"{_name(path)} is empty text.", "Write something or take it out.", node.where, path)
            return _MISSING
    return value


def _read_date(text: str, where: Where, path: str, context: _Context) -> Any:
    try:
        if _DATE.match(text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # 2018-02-30 looks like a date
    context.say("RD012", f"{_name(path)} '{text}' is not a date.", "Write YYYY-MM-DD.", where, path)
    return _MISSING


def _obeys(value: Any, marker: Any, where: Where, path: str, context: _Context) -> bool:
    if isinstance(marker, Between) and not marker.low <= value <= marker.high:
        limit = f"below {marker.low:g}" if value < marker.low else f"above {marker.high:g}"
        fix = marker.hint or f"Use {marker.low:g} to {marker.high:g}."
        context.say("RD007", f"{_name(path)} {value} is {limit}.", fix, where, path)
        return False
    if isinstance(marker, OneOf) and value not in marker.values:
        context.say(
            "RD008", f"{_name(path)} '{value}' is not one of {', '.join(marker.values)}.",
            did_you_mean(value, marker.values), where, path,
        )  # fmt: skip
        return False
    if isinstance(marker, Email) and not _EMAIL.match(value):
        context.say("RD006", f"{_name(path)} '{value}' is not a mail address.", "Write name@example.com.", where, path)
        return False
    if isinstance(marker, Ref):
        context.uses.append(_Use(marker.section, value, path, where))
    if isinstance(marker, Claim):
        section, dot, key = value.partition(".")
        if not dot or section not in CLAIM_SECTIONS:
            context.say(
                "RD010", f"{_name(path)} '{value}' is not a claim.",
                f"Write section.key, with a section of: {', '.join(CLAIM_SECTIONS)}.", where, path,
            )  # fmt: skip
            return False
        context.uses.append(_Use(section, key, path, where))
    return True


def _resolve(root: Node, context: _Context) -> None:
    """Tell every reference to an entry that is not in the file, also when the entry it would name is itself unsound."""
    known = _keys_by_section(root)
    for use in context.uses:
        if use.key not in known[use.section]:
            context.say(
                "RD010", f"'{use.path}' names {use.section}.{use.key}, which does not exist.",
                did_you_mean(use.key, known[use.section]), use.where, use.path,
            )  # fmt: skip


def _keys_by_section(root: Node) -> dict[str, set[str]]:
    sections = {name: unfold(annotation)[0] for name, annotation, _, _ in fields_of(Launch)}
    known: dict[str, set[str]] = {name: set() for name, bare in sections.items() if typing.get_origin(bare) is not None}
    for f in fields(Launch):
        if f.name in known and f.default_factory is not MISSING:
            known[f.name] = set(f.default_factory())
    for name, child in _once(root, "", _Context()) if isinstance(root, Entries) else ():
        if name in known and isinstance(child, Entries):
            known[name] = {str(key.value) for key, _ in child.entries}
    return known
