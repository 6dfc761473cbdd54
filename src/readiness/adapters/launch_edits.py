"""Machine edits of launch files: a value set, an entry added or taken out, everything else as the author left it.

ruamel.yaml changes the document, comments and order kept; of what it would write, only the lines that the edit touches
go into the file, so that no line is re-wrapped or re-indented in passing. The result is read again before it is
written: an edit that would add a problem is refused, and nothing is changed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from readiness.adapters.launch_files import FILE, WorkspaceLaunches
from readiness.adapters.whole_files import replace_file
from readiness.adapters.yaml_tree import parse_tree
from readiness.domain.definition.reader import Reading
from readiness.domain.definition.shape import Entries, Items, Node
from readiness.ground.errors import Conflict, DefinitionError, NotFound, Problem
from readiness.ground.keys import did_you_mean
from readiness.ports.edits import AddEntries, AddEntry, ChangedFile, Edit, Remove, SetText

_BOM = "\ufeff"
_FIRST_LINE = "# yaml-language-server: $schema=../launch-part.schema.json"


@dataclass(frozen=True, slots=True)
class LaunchEdits:
    """Edits of the launches of one workspace. Every method returns the file that was changed.

    They raise NotFound when the place is not there, Conflict when it is there already or the file changed meanwhile,
    DefinitionError when the edit would make the launch less sound, OutsideFailure when the disk refuses.
    """

    launches: WorkspaceLaunches

    def set_value(self, key: str, path: str, value: Any) -> Path:
        """The value at the dotted `path` (`objections.price.says`, `modules.basics.teaches.0`) is `value`.

        A field that is not there yet is added at the end of its entry. `value` is plain: text, number, list, mapping.
        """
        parts = path.split(".")
        return self._edit(key, self._file(key, parts[:-1] or parts), lambda document: _set(document, path, value))

    def rewrite(self, key: str, values: Mapping[str, Any], *, without: Sequence[str] = ()) -> Path:
        """launch.yaml, in one edit, with these values at these places as `set_value` sets them and `without` these.

        Ten values set one by one are the file read and written ten times, 60 ms each.
        """

        def change(document: Any) -> None:
            for path, value in values.items():
                _set(document, path, deepcopy(value))  # what stands twice would be written as an anchor and its alias
            for path in without:
                _remove(document, path.split("."), path)

        return self._edit(key, self.launches.folder(key) / FILE, change)

    def add_entry(self, key: str, section: str, entry: str, fields: Mapping[str, Any]) -> Path:
        """A new entry at the end of a section, in the file that holds the section's last entry so far."""
        return self._edit(key, *self._change(key, AddEntry(section, entry, fields)))

    def remove(self, key: str, path: str) -> Path:
        """The field, entry or list item at the dotted `path` is gone; what refers to it must have gone before."""
        return self._edit(key, *self._change(key, Remove(path)))

    def changed(self, key: str, edits: Sequence[Edit]) -> Mapping[Path, ChangedFile]:
        """What the edits, in their order, make of the launch's files; see `ports.edits`."""
        before: dict[Path, bytes | None] = {}
        after: dict[Path, bytes] = {}
        for edit in edits:
            for file, change in (self._change(key, edit), *self._listing(key, edit)):
                if file not in after:
                    before[file] = file.read_bytes() if file.exists() else None
                    after[file] = before[file] or _made(edit)
                after[file] = _changed(after[file], change, file)
        return {file: ChangedFile(before[file], data) for file, data in after.items() if data != before[file]}

    def _change(self, key: str, edit: Edit) -> tuple[Path, Callable[[Any], None]]:
        """The file that an edit is made in, and the change to its document."""
        if isinstance(edit, Remove):
            parts = edit.path.split(".")
            return self._file(key, parts), lambda document: _remove(document, parts, edit.path)
        if isinstance(edit, SetText):
            parts = edit.path.split(".")
            return self._file(key, parts[:2]), lambda document: _set_text(document, parts, edit)
        section = edit.section
        entries = {edit.entry: edit.fields} if isinstance(edit, AddEntry) else edit.entries
        reading = self.launches.read(key)
        for name in (f"{section}.{entry}" for entry in entries):
            if name in reading.places:
                raise Conflict(f"'{name}' is in launch '{key}' already.", where=reading.where(name))
        if isinstance(edit, AddEntries) and edit.file:
            return self._named(key, edit.file, section), lambda document: _add(document, section, entries)
        last = next(
            (p for p in reversed(tuple(reading.places)) if p.startswith(f"{section}.") and p.count(".") == 1), ""
        )
        return self._file(key, last.split(".") if last else []), lambda document: _add(document, section, entries)

    def _named(self, key: str, file: str, section: str) -> Path:
        """The launch's file of this name, or where it will be made. Raises NotFound for one that can be neither."""
        texts = self.launches.texts(key)
        made = texts.get(file) or self.launches.new_file(key, file)
        if made is None:
            known = did_you_mean(file, texts)
            fix = f"A new one is called like prices.yaml; one that is there has to be under include: in {FILE} first."
            raise NotFound(f"launch '{key}' has no file '{file[:80]}' for its {section}.", hint=f"{known} {fix}")
        return made

    def _listing(self, key: str, edit: Edit) -> Iterator[tuple[Path, Callable[[Any], None]]]:
        """What includes the file of the edit in launch.yaml, when it is a new one."""
        name = edit.file if isinstance(edit, AddEntries) else ""
        if name and name not in self.launches.texts(key):
            yield self.launches.folder(key) / FILE, lambda document: _include(document, name)

    def _file(self, key: str, parts: list[str]) -> Path:
        """The file of the launch that holds the value at `parts`; launch.yaml for what is in none."""
        files = self.launches.files(key)
        where = self.launches.read(key).places.get(".".join(parts))
        if where is None or not parts:
            return files[0]
        for file in files:
            if self.launches.name_of(file) == where.file:
                return file
        return self.launches.folder(key) / FILE

    def _edit(self, key: str, file: Path, change: Callable[[Any], None]) -> Path:
        before = self.launches.read(key)
        data = file.read_bytes()
        changed = _changed(data, change, file)
        after = self.launches.read_changed(key, {file: changed})
        if added := _added(before, after):
            raise DefinitionError(f"the edit would make launch '{key}' unsound; nothing was changed.", problems=added)
        if changed != data:
            replace_file(file, data, changed)
        return file


def _add(document: Any, section: str, entries: Mapping[str, Mapping[str, Any]]) -> None:
    if not document.get(section):
        document[section] = CommentedMap()
    for entry, fields in entries.items():
        document[section][entry] = _written(fields)


def _made(edit: Edit) -> bytes:
    """What a file that an edit makes holds before its first entry."""
    return b"" if isinstance(edit, (Remove, SetText)) else f"{_FIRST_LINE}\n{edit.section}: {{}}\n".encode()


def _include(document: Any, name: str) -> None:
    """The list of included files ends with `name`; a new list stands behind the file's own key."""
    listed = document.get("include")
    if isinstance(listed, CommentedSeq):
        if name not in listed:
            listed.append(name)
        return
    made = CommentedSeq([name])
    made.fa.set_flow_style()
    document.pop("include", None)
    document.insert(list(document).index("key") + 1 if "key" in document else 0, "include", made)


def _set(document: Any, path: str, value: Any) -> None:
    parts = path.split(".")
    holder = _at(document, parts[:-1], path)
    if isinstance(holder, CommentedSeq):
        holder[_place(holder, parts[-1], path)] = _written(value)
    else:
        holder[parts[-1]] = _written(value)


def _set_text(document: Any, parts: list[str], edit: SetText) -> None:
    holder = _at(document, parts[:-1], edit.path)
    if not isinstance(holder, CommentedMap) or parts[-1] not in holder:
        raise _missing(edit.path, parts[-1], holder)
    holder[parts[-1]] = _written(edit.text)


def _remove(document: Any, parts: list[str], path: str) -> None:
    holder = _at(document, parts[:-1], path)
    if isinstance(holder, CommentedSeq):
        del holder[_place(holder, parts[-1], path)]
    elif parts[-1] in holder:
        del holder[parts[-1]]
    else:
        raise _missing(path, parts[-1], holder)


def _added(before: Reading, after: Reading) -> tuple[Problem, ...]:
    """The problems that the edit would add; those there before do not stand in its way."""
    known = {(problem.code, problem.path, problem.message) for problem in before.problems}
    return tuple(problem for problem in after.problems if (problem.code, problem.path, problem.message) not in known)


def _at(document: Any, parts: list[str], path: str) -> Any:
    """The mapping or list at `parts`. Raises NotFound with a suggestion."""
    found = document
    for part in parts:
        if isinstance(found, CommentedSeq):
            found = found[_place(found, part, path)]
        elif isinstance(found, CommentedMap) and part in found:
            found = found[part]
        else:
            raise _missing(path, part, found)
    if not isinstance(found, (CommentedMap, CommentedSeq)):
        raise NotFound(f"'{path}' is inside a plain value.")
    return found


def _place(sequence: CommentedSeq, part: str, path: str) -> int:
    if not part.isdecimal() or int(part) >= len(sequence):
        raise NotFound(f"'{path}': there is no item {part} in a list of {len(sequence)}.", hint="Items count from 0.")
    return int(part)


def _missing(path: str, part: str, holder: Any) -> NotFound:
    names = [str(name) for name in holder] if isinstance(holder, CommentedMap) else []
    return NotFound(f"'{path}': there is no '{part}'.", hint=did_you_mean(part, names))


_TAKEN_APART = re.compile(r"^[:?]|:[,?\[\]{}]")
"""In a list ruamel writes these without quotes, as YAML 1.2 allows; what reads our files takes them apart there."""


def _written(value: Any) -> Any:
    """The value as ruamel writes it well: text of several lines as a block, everything else as it is."""
    if isinstance(value, Mapping):
        return CommentedMap((str(name), _written(held)) for name, held in value.items())
    if isinstance(value, (list, tuple)):
        made = CommentedSeq(_written(held) for held in value)
        if not any(isinstance(held, (Mapping, list, tuple)) for held in value):
            made.fa.set_flow_style()
        return made
    if isinstance(value, str) and "\n" in value.strip("\n") and not value.startswith((" ", "\n")):
        return LiteralScalarString(value)
    if isinstance(value, str) and _TAKEN_APART.search(value):
        return DoubleQuotedScalarString(value)
    return value


def _changed(data: bytes, change: Callable[[Any], None], file: Path) -> bytes:
    """The file's content with the change in it, and only the lines that it touches different."""
    text = data.decode("utf-8")
    mark = _BOM if text.startswith(_BOM) else ""
    ending = "\r\n" if "\r\n" in text else "\n"
    text = text.removeprefix(_BOM).replace("\r\n", "\n")
    yaml = _yaml(text)
    try:
        document = yaml.load(text)
        plain = _dumped(yaml, document)
        change(document)
        edited = _dumped(yaml, document)
    except YAMLError as error:
        raise DefinitionError(
            f"{file.name} cannot be edited: {error}", problems=(Problem("RD002", str(error), "Mend it by hand first."),)
        ) from error
    said = _said(edited)
    if said is None:
        raise DefinitionError(
            f"{file.name} cannot be edited: it would be no YAML that can be read again.",
            problems=(Problem("RD002", "what was to be written could not be read again.", "Write it by hand."),),
        )
    merged = "".join(_merged(_lines(text), _lines(plain), _lines(edited)))
    if _said(merged) != said:
        merged = edited
    return (mark + merged.replace("\n", ending)).encode()


def _said(text: str) -> Any:
    """What the text says, without places; None when it is not YAML. The merge by lines must not change it."""
    try:
        tree = parse_tree(text.encode(), "", [])
    except DefinitionError:
        return None
    return _plain(tree) if tree is not None else ()


def _plain(node: Node) -> Any:
    if isinstance(node, Entries):
        return [(key.value, _plain(child)) for key, child in node.entries]
    return [_plain(child) for child in node.items] if isinstance(node, Items) else (type(node.value), node.value)


def _yaml(text: str) -> YAML:
    """A round-trip processor that indents lists the way this file does."""
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 2**20
    yaml.allow_unicode = True
    lines = [line for line in text.split("\n") if line.strip()]
    pairs = pairwise(lines)
    offsets = [_indent(b) - _indent(a) for a, b in pairs if a.rstrip().endswith(":") and b.lstrip().startswith("- ")]
    offset = 0 if offsets and offsets[0] <= 0 else 2
    yaml.indent(mapping=2, sequence=2 + offset, offset=offset)
    return yaml


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _dumped(yaml: YAML, document: Any) -> str:
    stream = io.StringIO()
    yaml.dump(document, stream)
    return stream.getvalue()


def _lines(text: str) -> list[str]:
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return lines


def _merged(original: list[str], plain: list[str], edited: list[str]) -> list[str]:
    """`original` with what differs between `plain` and `edited`: a three-way merge by lines.

    `plain` is the original as ruamel would write it unchanged. Where a change touches lines that ruamel writes
    differently, the whole of that stretch is taken as ruamel writes it.
    """
    to_original = SequenceMatcher(None, plain, original, autojunk=False).get_opcodes()
    merged: list[str] = []
    done = 0
    for kind, start, end, first, last in SequenceMatcher(None, plain, edited, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        here, there, left, right = _stretch(to_original, start, end)
        if here < done:
            return edited
        merged += original[done:here]
        merged += plain[left:start] + edited[first:last] + plain[end:right]
        done = there
    return merged + original[done:]


def _stretch(opcodes: Sequence[tuple[str, int, int, int, int]], start: int, end: int) -> tuple[int, int, int, int]:
    """The lines of the original for lines `start` to `end` of the plain text, and the plain lines they stand for.

    Both ends are moved outward to where the two texts agree.
    """
    here = there = 0
    left, right = start, end
    for kind, p1, p2, o1, _ in opcodes:
        if p1 <= start <= p2:
            here, left = (o1 + start - p1, start) if kind == "equal" else (o1, p1)
            if kind == "equal" or p1 == start:
                break
    for kind, p1, p2, o1, o2 in reversed(opcodes):
        if p1 <= end <= p2:
            there, right = (o1 + end - p1, end) if kind == "equal" else (o2, p2)
            if kind == "equal" or p2 == end:
                break
    return here, max(here, there), left, right
