"""YAML text becomes the tree that the definition's reader judges: every value with file, line and column.

libyaml parses (its events take 5 ms for 2,000 lines, marks included); what its words mean is decided here, by the YAML
1.2 core schema: `yes`, `on` and dates stay text, `0o17` is octal, `1:30` and `1_000` are text. Tags and merge keys are
refused; aliases are allowed but counted as if written out, so that a small file cannot stand for a large one. Duplicate
keys are kept: the reader tells them. Refuses the file system (`launch_files`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]

from readiness.domain.definition.shape import Atom, Entries, Items, Node, Scalar
from readiness.ground.errors import Problem, Unusable, Where

MAX_DEPTH = 64
MAX_NODES = 100_000
MAX_NUMBER = 40

_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_A_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_NUMERIC_START = frozenset("+-.0123456789")
_NEITHER_TEXT_NOR_SPACE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control and direction characters: escapes in quotes can make them, and a terminal or a reviewer would be fooled."""
_BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))


def parse_tree(data: bytes, file: str, problems: list[Problem]) -> Node | None:
    """The tree of `data`, or None when the file says nothing; refused constructs are added to `problems`.

    What stands around a refused value is still read, so that all of it is told at once. Raises
    Unusable (RD001 bytes that are not text, RD002 not YAML, RD014 too deep, too large, endless) with the place.
    """
    text = _text(data, file)
    try:
        return _Tree(text, file, problems).document()
    except yaml.MarkedYAMLError as error:
        raise _syntax(error, file) from error
    except yaml.YAMLError as error:
        raise _unusable("RD002", f"this is not YAML: {error}", "Mend the line.", Where(file)) from error


class _Tree:
    """From libyaml's events to our nodes, counting as it goes: a hostile file is refused where it becomes hostile.

    Not `yaml.compose`: libyaml's composer recurses in C and a megabyte of `[` ends the process. An anchored node is
    built once and shared, but counted at every use.
    """

    def __init__(self, text: str, file: str, problems: list[Problem]) -> None:
        self._next: Callable[[], Any] = CParser(text).get_event
        self._file = file
        self._problems = problems
        self._anchors: dict[str, tuple[Node, int, int] | None] = {}
        self._count = 0

    def document(self) -> Node | None:
        """The one document of the stream; None for an empty one."""
        self._next()
        if isinstance(self._next(), yaml.StreamEndEvent):
            return None
        top = self._node(self._next(), 1)[0]
        self._next()
        second = self._next()
        if not isinstance(second, yaml.StreamEndEvent):
            raise _unusable(
                "RD002",
                "a second document begins here.",
                "One file is one document: take out the '---'.",
                self._at(second),
            )
        return top

    def _node(self, event: Any, depth: int) -> tuple[Node, int, int]:
        """Our node, how many values it stands for, and how many levels it has."""
        if isinstance(event, yaml.AliasEvent):
            made = self._alias(event)
        elif isinstance(event, yaml.ScalarEvent):
            made = self._scalar(event), 1, 1
        else:
            made = self._collection(event, depth)
        self._count += 1 if made[1] == 1 or not isinstance(event, yaml.AliasEvent) else made[1]
        if self._count > MAX_NODES:
            raise _unusable(
                "RD014", f"with its aliases written out, the file holds more than {MAX_NODES:,} values.",
                "Make it smaller.", self._at(event),
            )  # fmt: skip
        if depth + made[2] > MAX_DEPTH + 1:
            raise self._too_deep(event)
        if event.anchor is not None and not isinstance(event, yaml.AliasEvent):
            self._anchors[event.anchor] = made
        return made

    def _alias(self, event: Any) -> tuple[Node, int, int]:
        if event.anchor not in self._anchors:
            raise _unusable(
                "RD002", f"'*{event.anchor}' names no anchor above it.",
                "Put text that begins with * in quotes, or add the anchor.", self._at(event),
            )  # fmt: skip
        made = self._anchors[event.anchor]
        if made is None:
            raise _unusable(
                "RD014",
                f"'*{event.anchor}' stands inside its own anchor and never ends.",
                "Write it out.",
                self._at(event),
            )
        return made

    def _collection(self, event: Any, depth: int) -> tuple[Node, int, int]:
        if depth > MAX_DEPTH:
            raise self._too_deep(event)
        if event.tag is not None:
            self._refuse_tag(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(event, depth)
        return self._mapping(event, depth)

    def _sequence(self, event: Any, depth: int) -> tuple[Node, int, int]:
        items: list[Node] = []
        count, levels = 1, 0
        while not isinstance(child := self._next(), yaml.SequenceEndEvent):
            made, size, deep = self._node(child, depth + 1)
            items.append(made)
            count += size
            levels = max(levels, deep)
        return Items(tuple(items), self._at(event)), count, levels + 1

    def _mapping(self, event: Any, depth: int) -> tuple[Node, int, int]:
        entries: list[tuple[Scalar, Node]] = []
        count, levels = 1, 0
        while not isinstance(key := self._next(), yaml.MappingEndEvent):
            name = self._key(key, depth)
            made, size, deep = self._node(self._next(), depth + 1)
            count += size + 1
            levels = max(levels, deep)
            if name is not None:
                entries.append((name, made))
        return Entries(tuple(entries), self._at(event)), count, levels + 1

    def _key(self, event: Any, depth: int) -> Scalar | None:
        """The key as it is written, always text; None when it is refused."""
        self._count += 1
        if not isinstance(event, yaml.ScalarEvent):
            if isinstance(event, yaml.AliasEvent):
                self._say("a key is an alias.", "Write the key out.", event)
            else:
                self._say("a key is a mapping or a list.", "Use a short name as the key.", event)
            self._node(event, depth + 1)
            return None
        if event.tag is not None:
            self._refuse_tag(event)
        elif event.value == "<<" and event.implicit[0]:
            self._say("'<<' merge keys are not used here.", "Write the entries out.", event)
            return None
        made = Scalar(self._seen(event.value, event), self._at(event))
        if event.anchor is not None:
            self._anchors[event.anchor] = made, 1, 1
        return made

    def _scalar(self, event: Any) -> Scalar:
        where = self._at(event)
        text: str = self._seen(event.value, event)
        if event.tag is not None:
            self._refuse_tag(event)
            return Scalar(text, where)
        return Scalar(self._plain(text, event) if event.implicit[0] else text, where)

    def _seen(self, text: str, event: Any) -> str:
        """The text without characters that nobody can see; they are told."""
        unseen = _UNSEEN.search(text)
        if unseen is None:
            return text
        self._say(f"the character U+{ord(unseen.group()):04X}, which cannot be seen, in a text.", "Take it out.", event)
        return _UNSEEN.sub("\ufffd", text)

    def _plain(self, text: str, event: Any) -> Atom:
        if text[:1] not in _NUMERIC_START:
            if text in _NULLS:
                return None
            return _BOOLS.get(text, text)
        if _NOT_A_NUMBER.fullmatch(text):
            self._say(f"'{text}' is no number anything here can use.", f'Write a figure, or "{text}" for text.', event)
            return text
        for pattern, base in ((_INT, 10), (_OCTAL, 8), (_HEX, 16)):
            if pattern.fullmatch(text):
                return self._number(text, event) if base == 10 else self._number(text, event, base)
        return self._number(text, event, 0) if _FLOAT.fullmatch(text) else text

    def _number(self, text: str, event: Any, base: int = 10) -> Atom:
        """`base` 0 = a float."""
        if len(text) > MAX_NUMBER:
            self._say(f"a number of {len(text)} digits.", "Put it in quotes if it is a name.", event)
            return text
        if base:
            return int(text[2:] if base != 10 else text, base)
        value = float(text)
        if math.isinf(value):
            self._say(f"'{text}' is too large for a number.", "Write a smaller figure.", event)
            return text
        return value

    def _refuse_tag(self, event: Any) -> None:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        self._say(f"the tag '{tag}' is not used here.", "Take it out; quotes make text, nothing else is needed.", event)

    def _too_deep(self, event: Any) -> Unusable:
        return _unusable("RD014", f"it is nested more than {MAX_DEPTH} levels deep.", "Flatten it.", self._at(event))

    def _say(self, message: str, fix: str, event: Any) -> None:
        self._problems.append(Problem("RD014", message, fix, self._at(event)))

    def _at(self, event: Any) -> Where:
        mark = event.start_mark
        return Where(self._file, mark.line + 1, mark.column + 1)


def _text(data: bytes, file: str) -> str:
    """The UTF-8 text of `data`, a byte-order mark taken off; Unusable with line and column of the first bad byte."""
    for mark, name in _OTHER_BOMS:
        if data.startswith(mark):
            raise _unusable("RD001", f"the file is {name}, not UTF-8.", "Save it as UTF-8.", Where(file, 1, 1))
    data = data.removeprefix(_BOM)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        good = data[: error.start]
        line = good.count(b"\n") + 1
        column = len(good[good.rfind(b"\n") + 1 :].decode("utf-8", errors="replace")) + 1
        raise _unusable(
            "RD001",
            f"byte 0x{data[error.start]:02x} is not UTF-8.",
            "Save the file as UTF-8.",
            Where(file, line, column),
        ) from error  # fmt: skip
    bad = _NEITHER_TEXT_NOR_SPACE.search(text)
    if bad:
        before = text[: bad.start()]
        where = Where(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        name = "a NUL byte" if bad.group() == "\0" else f"the control character U+{ord(bad.group()):04X}"
        raise _unusable("RD001", f"{name} stands in the file.", "Take it out; a launch file is plain text.", where)
    return text


def _syntax(error: yaml.MarkedYAMLError, file: str) -> Unusable:
    mark = error.problem_mark or error.context_mark
    where = Where(file, mark.line + 1, mark.column + 1) if mark else Where(file)
    what = " ".join(part for part in (error.context, error.problem) if part)
    return _unusable("RD002", f"this is not YAML: {what}.", _syntax_fix(what), where)


def _syntax_fix(what: str) -> str:
    """What people usually did, by what libyaml says it met."""
    if "mapping values are not allowed" in what:
        return "A colon inside text? Put the text in quotes."
    if "cannot start any token" in what:
        return "A tab or a special character begins a value: indent with spaces, put the text in quotes."
    return "Look at the indentation, quotes and brackets here and on the line above."


def _unusable(code: str, message: str, fix: str, where: Where) -> Unusable:
    return Unusable(
        f"{where.file} cannot be used.", code=code, where=None, problems=(Problem(code, message, fix, where),)
    )
