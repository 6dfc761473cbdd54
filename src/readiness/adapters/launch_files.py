"""The launch files of a workspace: `launches/<key>/launch.yaml` and what it includes, as one.

Refuses, before reading any of it, what is missing, too large, or outside the launch's own folder. What is inside is
parsed by `yaml_tree` and judged by `domain.definition.reader`; the problems of both come back together.
"""

from __future__ import annotations

import os
import re
import stat
import typing
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from readiness.adapters.whole_files import make_file, remove_file, replace_file
from readiness.adapters.yaml_tree import parse_tree
from readiness.domain.definition.annotations import fields_of, unfold
from readiness.domain.definition.model import Launch
from readiness.domain.definition.reader import Reading, read_launch
from readiness.domain.definition.shape import Entries, Items, Node, Scalar
from readiness.ground.errors import NotFound, Problem, Unusable, Where, no_such_launch
from readiness.ground.frozen import frozen
from readiness.ground.keys import did_you_mean, is_key

FILE = "launch.yaml"
FOLDER = "launches"
MAX_BYTES = 2_000_000
MAX_FILES = 100


@frozen
class WorkspaceLaunches:
    """The launches below `root`. Places in problems are told relative to `root`."""

    root: Path

    def keys(self) -> tuple[str, ...]:
        """The keys of all launches in the workspace, sorted: folders of `launches/` with a launch.yaml."""
        folder = self.root / FOLDER
        if not folder.is_dir():
            return ()
        return tuple(sorted(p.name for p in folder.iterdir() if is_key(p.name) and (p / FILE).exists()))

    def folder(self, key: str) -> Path:
        """The launch's folder. Raises NotFound with a suggestion."""
        folder = self.root / FOLDER / key
        if not is_key(key) or not folder.is_dir():
            raise no_such_launch(key, self.keys())
        return folder

    def read(self, key: str) -> Reading:
        """What the launch's file and its includes say. Raises NotFound, Unusable; problems are in the Reading."""
        return self._read(self.folder(key) / FILE, key)

    def read_path(self, path: Path) -> Reading:
        """The same for a file, or a folder with a launch.yaml in it, anywhere. Includes must be in its folder.

        The file's `key` must be the name of the folder when the file is called launch.yaml, as in a workspace.
        """
        file = path / FILE if path.is_dir() else path
        if not path.exists():
            raise NotFound(f"{path} does not exist.", hint="Name a launch.yaml, a folder that has one, or a launch.")
        return self._read(file, file.resolve().parent.name if file.name == FILE else None)

    def read_changed(self, key: str, changed: Mapping[Path, bytes]) -> Reading:
        """What `read` would say if these files of the launch had this content; nothing is written."""
        return self._read(self.folder(key) / FILE, key, changed)

    def files(self, key: str) -> tuple[Path, ...]:
        """launch.yaml and every file it includes, in order; for who watches or edits them. Raises as `read` does."""
        folder = self.folder(key)
        self._stay_inside(folder / FILE)
        assembly = _Assembly(folder, self.name_of)
        assembly.read(folder / FILE)
        return tuple(assembly.files)

    def texts(self, key: str) -> Mapping[str, Path]:
        """The launch's files by their names in its folder, launch.yaml first; what people may edit, and nothing else.

        Includes as they stand; when launch.yaml cannot be used, every YAML file that is in the folder.
        """
        folder = self.folder(key)
        try:
            found = self.files(key)
        except Unusable:
            found = (folder / FILE, *(p for p in sorted(folder.rglob("*.yaml"))[:MAX_FILES] if p != folder / FILE))
        inside = (path for path in found if path.is_file() and _inside(path, folder))
        return {path.relative_to(folder).as_posix(): path for path in inside}

    def replace(self, key: str, name: str, expected: bytes | None, content: bytes | None) -> None:
        """The file holds `content`. Raises NotFound, Conflict when it is no longer `expected`, OutsideFailure."""
        if expected is not None and content is not None:
            replace_file(self.texts(key)[name], expected, content)
        elif content is not None:
            make_file(self.folder(key) / name, content)
        elif expected is not None:
            remove_file(self.folder(key) / name, expected)

    def new_file(self, key: str, name: str) -> Path | None:
        """Where a file of this name would be made in its folder; None when it is there, or has no such name."""
        path = self.folder(key) / name
        return None if not _NEW_NAME.fullmatch(name) or os.path.lexists(path) else path

    def _read(self, file: Path, key: str | None, changed: Mapping[Path, bytes] = MappingProxyType({})) -> Reading:
        self._stay_inside(file)
        assembly = _Assembly(file.parent, self.name_of, changed)
        root = assembly.read(file)
        reading = read_launch(root, key=key or _own_key(root))
        problems = reading.problems
        if assembly.incomplete:
            # What an unread part would have said is unknown: dangling references and missing sections prove nothing.
            problems = tuple(p for p in problems if p.code != "RD010" and not (p.code == "RD005" and not p.path))
        problems = tuple(sorted({*problems, *assembly.problems}, key=_file_order))
        judged = None if assembly.problems else reading.judged
        return Reading(None if problems else reading.launch, problems, reading.places, judged)

    def _stay_inside(self, file: Path) -> None:
        """What holds for includes holds for the launch file: no link leads out of its folder, nor out of the workspace.

        Raises Unusable, for a circle of links too. A file that is not there is told by whoever reads it.
        """
        written = Path(os.path.abspath(file))  # noqa: PTH100 - resolve() would follow the links that are looked for
        name = str(written)
        for root in (self.root.absolute(), self.root.resolve()):
            if written.is_relative_to(root):
                name = written.relative_to(root).as_posix()
                if not _inside(written.parent, self.root):
                    fix = "Put the folder itself here, or check the launch where it is."
                    raise _unusable(
                        "RD013", f"its folder is a link that leaves the workspace: {name}.", fix, Where(name)
                    )
                break
        if not _inside(file, file.parent):
            fix = "Put the file itself here, or check it where it is."
            raise _unusable("RD013", f"{name} is a link that does not stay in its folder.", fix, Where(name))

    def name_of(self, path: Path) -> str:
        """The path as problems tell it: relative to the workspace where it is inside."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return str(path)


_NEW_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}\.ya?ml")
"""A file that is made stands in the launch's folder itself."""


class _Names(typing.Protocol):
    def __call__(self, path: Path, /) -> str: ...


class _Assembly:
    """Reads launch.yaml and its includes, once each, and puts the sections of all of them into one tree."""

    def __init__(self, folder: Path, name: _Names, changed: Mapping[Path, bytes] = MappingProxyType({})) -> None:
        self.folder = folder
        self.name = name
        self.changed = changed
        self.problems: list[Problem] = []
        self.files: list[Path] = []
        self.incomplete = False

    def read(self, file: Path) -> Entries:
        """The whole definition as one tree; raises Unusable when launch.yaml itself cannot be used."""
        top = self._tree(file)
        parts = self._parts(top, file, (file,))
        if not parts:
            return _without(top, "include")
        return _joined(_without(top, "include"), parts)

    def _tree(self, file: Path) -> Entries:
        name = self.name(file)
        self.files.append(file)
        data = _small(self.changed[file], name) if file in self.changed else _bytes(file, name)
        tree = parse_tree(data, name, self.problems)
        if isinstance(tree, Entries) and tree.entries:
            return tree
        what = "says nothing" if tree is None or (isinstance(tree, Scalar) and tree.value is None) else "is no mapping"
        fix = "Write 'key: value' lines; the sections: readiness docs launch-file."
        raise _unusable("RD001", f"the file {what}.", fix, tree.where if isinstance(tree, Items) else Where(name))

    def _parts(self, tree: Entries, file: Path, above: tuple[Path, ...]) -> list[Entries]:
        """The trees of the files that `tree` includes, and of theirs, in order."""
        found: list[Entries] = []
        for text in self._wanted(tree):
            part = self._include(text, file, above)
            if part is None:
                self.incomplete = True
                continue
            path, included = part
            found.append(_without(included, "include"))
            found += self._parts(included, path, (*above, path))
        return found

    def _wanted(self, tree: Entries) -> list[Scalar]:
        for key, node in tree.entries:
            if key.value != "include" or (isinstance(node, Scalar) and node.value is None):
                continue
            if isinstance(node, Items) and all(isinstance(i, Scalar) and isinstance(i.value, str) for i in node.items):
                return [i for i in node.items if isinstance(i, Scalar)]
            self._say("'include' is not a list of file names.", "Write include: [parts/questions.yaml].", node.where)
            self.incomplete = True
        return []

    def _include(self, wanted: Scalar, file: Path, above: tuple[Path, ...]) -> tuple[Path, Entries] | None:
        """The named file's tree, or None when it was refused and the reason told."""
        text, where = str(wanted.value), wanted.where
        path = file.parent / text
        if not _inside(path, self.folder) or Path(text).is_absolute():
            self._say(f"'{text}' is outside the launch's folder.", "Include files of this folder only.", where)
        elif path.resolve() in [p.resolve() for p in above]:
            way = " → ".join(self.name(p) for p in (*above, path))
            self._say(f"the includes go round in a circle: {way}.", "Take one of them out.", where)
        elif path.resolve() in [p.resolve() for p in self.files]:
            self._say(f"'{text}' is included twice.", "Include it once.", where)
        elif path not in self.changed and not path.exists():
            here = (p.relative_to(file.parent).as_posix() for p in sorted(self.folder.rglob("*.yaml"))[:MAX_FILES]
                    if p.is_relative_to(file.parent) and p not in above)  # fmt: skip
            self._say(f"'{text}' does not exist.", did_you_mean(text, here) or "Mend the name.", where)
        elif len(self.files) >= MAX_FILES:
            self._say(f"more than {MAX_FILES} files are included.", "Join some of them.", where)
        else:
            return self._included(path)
        return None

    def _included(self, path: Path) -> tuple[Path, Entries] | None:
        try:
            tree = self._tree(path)
        except Unusable as error:
            self.problems.extend(error.problems)
            return None
        kept = []
        for key, node in tree.entries:
            if key.value in SECTIONS or key.value == "include":
                kept.append((key, node))
                continue
            named = [name for name, _, _, _ in fields_of(Launch)]
            known = f"'{key.value}' belongs into {FILE} itself; only sections may be included."
            fix = "Move it." if key.value in named else did_you_mean(str(key.value), SECTIONS)
            said = known if key.value in named else f"'{key.value}' is no section of a launch file."
            self._say(said, fix, key.where)
        return path, Entries(tuple(kept), tree.where)

    def _say(self, message: str, fix: str, where: Where) -> None:
        self.problems.append(Problem("RD013", message, fix, where, path="include"))


def _sections() -> tuple[str, ...]:
    bare = {name: unfold(annotation)[0] for name, annotation, _, _ in fields_of(Launch)}
    mappings = (name for name, kind in bare.items() if _is_mapping(kind))
    return (*mappings, "gate", "qualified_lead")


def _is_mapping(kind: object) -> bool:
    origin = typing.get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Mapping)


SECTIONS = _sections()
"""What an included file may hold: the sections that map a key to an entry, and the gate."""


def _joined(top: Entries, parts: list[Entries]) -> Entries:
    """One tree with every section once, its entries in file order; a key given twice stays twice, for the reader.

    Within one file nothing is joined, so that a section written twice in it is told as the duplicate it is.
    """
    found: list[tuple[Scalar, Node]] = list(top.entries)
    for part in parts:
        index = {str(key.value): i for i, (key, _) in reversed(list(enumerate(found)))}
        for key, node in part.entries:
            i = index.get(str(key.value))
            if i is None or not _joinable(found[i][1], node):
                found.append((key, node))
                continue
            first, already = found[i]
            assert isinstance(already, Entries)
            assert isinstance(node, Entries)
            found[i] = (first, Entries(already.entries + node.entries, already.where))
    return Entries(tuple(found), top.where)


def _inside(path: Path, folder: Path) -> bool:
    """True when `path`, its links followed, stays below `folder`; a circle of links or an impossible name does not."""
    try:
        path.exists()
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def _joinable(one: Node, other: Node) -> bool:
    return isinstance(one, Entries) and isinstance(other, Entries)


def _without(tree: Entries, name: str) -> Entries:
    """How files are laid out is no part of the definition: its fingerprint stays when a section moves to a file."""
    return Entries(tuple((key, node) for key, node in tree.entries if key.value != name), tree.where)


def _own_key(root: Entries) -> str:
    return next((str(n.value) for k, n in root.entries if k.value == "key" and isinstance(n, Scalar)), "")


def _bytes(file: Path, name: str) -> bytes:
    """The file's content. Raises Unusable unless it is a readable file of at most 2 MB."""
    try:
        told = file.stat()
        if stat.S_ISDIR(told.st_mode):
            raise _unusable("RD001", f"{name} is a folder.", "Name the file in it.", Where(name))
        if not stat.S_ISREG(told.st_mode):
            raise _unusable("RD001", f"{name} is no ordinary file.", "Put a text file there.", Where(name))
        _require_small(told.st_size, name)
        return file.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(f"{name} does not exist.", hint=f"A launch is a folder with a {FILE} in it.") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise _unusable("RD001", f"{name} cannot be read: {reason}.", "Mend its permissions.", Where(name)) from error


def _small(data: bytes, name: str) -> bytes:
    _require_small(len(data), name)
    return data


def _require_small(size: int, name: str) -> None:
    if size > MAX_BYTES:
        said = f"the file is {size / 1e6:.1f} MB; 2 MB is the most."
        raise _unusable("RD001", said, "Move parts into includes.", Where(name))


def _unusable(code: str, message: str, fix: str, where: Where) -> Unusable:
    return Unusable(f"{where.file} cannot be used.", code=code, problems=(Problem(code, message, fix, where),))


def _file_order(problem: Problem) -> tuple[str, int, int, str, str]:
    where = problem.where or Where("")
    return (where.file, where.line, where.column, problem.code, problem.message)
