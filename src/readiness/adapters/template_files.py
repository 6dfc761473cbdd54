"""Finding template files (by `template_names`), and everything that a template is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateNotFound, TemplateSyntaxError, nodes

from readiness.adapters.template_code import Reference, TemplateCode
from readiness.adapters.template_names import template_in
from readiness.ground.errors import NotFound, Problem, Where
from readiness.ground.keys import did_you_mean

MAX_BYTES = 128 * 1024
MAX_FILES = 50

_REFERENCES = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


@dataclass(frozen=True, slots=True)
class Closure:
    """A template and all it extends, includes and imports: text by name; None = asked for in vain, and allowed to."""

    texts: Mapping[str, str | None]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    stamp: tuple[int, int]
    text: str
    shown: str
    references: list[Reference]
    problem: Problem | None = None


@dataclass(slots=True)
class _Walk:
    parse: Callable[[str], nodes.Template]
    texts: dict[str, str | None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class TemplateFiles(BaseLoader):
    """The loader; `folders` maps what a folder is called in messages to where it is, `code` keeps what was compiled."""

    def __init__(self, folders: Mapping[str, Path], code: TemplateCode) -> None:
        self.folders = folders
        self._code = code
        self._trees: dict[str, tuple[str, nodes.Template]] = {}
        self._shown: dict[str, str] = {}
        self._read: dict[str, _File] = {}

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:  # noqa: ARG002
        found = self._find(template)
        if found is None:
            raise TemplateNotFound(template)
        path, shown = found
        self._shown[str(path)] = shown
        stamp = _stamp(path)
        return path.read_text(encoding="utf-8"), str(path), lambda: self._is_still(template, path, stamp)

    def parsed(self, filename: str, source: str) -> nodes.Template | None:
        """The tree that this source was parsed to when its closure was looked for, once; then None."""
        text, tree = self._trees.pop(filename, ("", None))
        return tree if text == source else None

    def shown(self, filename: str) -> str | None:
        """What a template file is called in messages; None for any other file."""
        return self._shown.get(filename)

    def shown_name(self, name: str) -> str:
        found = self._find(name)
        return found[1] if found else name

    def names(self) -> tuple[str, ...]:
        """Every template there is, sorted."""
        return tuple(
            sorted(
                {
                    path.relative_to(folder).as_posix()
                    for folder in self.folders.values()
                    if folder.is_dir()
                    for path in folder.rglob("*.j2")
                }
            )
        )

    def source(self, name: str) -> str:
        """The text of the file that is used under this name. Raises NotFound with a suggestion."""
        found = self._find(name)
        if found is None:
            raise NotFound(f"there is no template '{name}'.", hint=did_you_mean(name, self.names()))
        return found[0].read_text(encoding="utf-8")

    def closure(self, name: str, parse: Callable[[str], nodes.Template]) -> Closure:
        """Everything that rendering `name` reads, and every problem with it, at the line that asks for it."""
        walk = _Walk(parse)
        self._walk(name, None, (), walk)
        return Closure(walk.texts, tuple(dict.fromkeys(walk.problems)))

    def _walk(self, name: str, asked: Where | None, trail: tuple[str, ...], walk: _Walk) -> None:
        texts, problems = walk.texts, walk.problems
        if name in trail:
            chain = " → ".join((*trail[trail.index(name) :], name))
            problems.append(Problem("TP007", f"templates include each other in a circle: {chain}.", "Break it.", asked))
            return
        if name in texts:
            return
        file = self._file(name, walk.parse)
        if file is None:
            fix = did_you_mean(name, self.names())
            problems.append(Problem("TP001", f"there is no template '{name}'.", fix, asked or Where(name)))
            return
        texts[name] = file.text
        if file.problem is not None:
            problems.append(file.problem)
        if len(texts) > MAX_FILES:
            problems.append(Problem("TP005", f"it is made of more than {MAX_FILES} files.", "Use fewer.", asked))
            return
        for reference in file.references:
            where = Where(file.shown, reference.line)
            if not reference.names:
                message = (
                    "this template's name is only known while it runs, so nothing can say what a piece is made of."
                )
                problems.append(Problem("TP008", message, "Write the name out, in quotes.", where))
                continue
            found = next((n for n in reference.names if self._find(n)), None)
            if found or reference.optional:
                skipped = reference.names[: reference.names.index(found)] if found else reference.names
                texts.update({missing: None for missing in skipped if missing not in texts})
            if found or not reference.optional:
                self._walk(found or reference.names[0], where, (*trail, name), walk)

    def _file(self, name: str, parse: Callable[[str], nodes.Template]) -> _File | None:
        found = self._find(name)
        if found is None:
            return None
        path, shown = found
        stamp = _stamp(path)
        known = self._read.get(name)
        if known and (known.path, known.stamp) == (path, stamp):
            return known
        self._shown[str(path)] = shown
        self._read[name] = self._look(path, stamp, shown, parse)
        return self._read[name]

    def _look(self, path: Path, stamp: tuple[int, int], shown: str, parse: Callable[[str], nodes.Template]) -> _File:
        def unusable(code: str, message: str, fix: str, line: int = 0) -> _File:
            return _File(path, stamp, "", shown, [], Problem(code, message, fix, Where(shown, line)))

        if stamp[1] > MAX_BYTES:
            return unusable("TP005", f"it is larger than {MAX_BYTES // 1024} KB.", "Split it.")
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            return unusable("TP002", "it is not UTF-8 text.", "Save it as UTF-8.")
        if (kept := self._code.references(path, text)) is not None:
            return _File(path, stamp, text, shown, kept)
        try:
            tree = parse(text)
        except TemplateSyntaxError as error:
            return unusable("TP002", f"this is not a template: {syntax_fault(error)}", "Mend the line.", error.lineno)
        except RecursionError:
            return unusable("TP005", "it is nested too deeply.", "Nest less.")
        found = [_reference(node) for node in tree.find_all(_REFERENCES)]
        self._trees[str(path)] = text, tree
        self._code.keep_references(path, text, found)
        return _File(path, stamp, text, shown, found)

    def _find(self, name: str) -> tuple[Path, str] | None:
        for label, folder in self.folders.items():
            if path := template_in(folder, name):
                return path, f"{label}/{name}"
        return None

    def _is_still(self, name: str, path: Path, stamp: tuple[int, int]) -> bool:
        found = self._find(name)
        return found is not None and found[0] == path and _stamp(path) == stamp


def syntax_fault(error: TemplateSyntaxError) -> str:
    """What Jinja found wrong, as a sentence about the template and not about Jinja."""
    told = (error.message or str(error)).rstrip(".")
    for theirs, ours in _REWORDED.items():
        told = told.replace(theirs, ours)
    return f"{told}."


_REWORDED = {
    "Unexpected end of template. Jinja was looking for the following tags:": "it ends before",
    "Jinja was looking for the following tags:": "Expected here:",
    "Jinja is expecting this tag, but currently looking for": "Expected here:",
    "You probably made a nesting mistake. ": "",
    "The innermost block that needs to be closed is": "Still open:",
    "Encountered unknown tag": "there is no tag",
    "No filter named": "there is no filter",
    "No test named": "there is no test",
}


def _stamp(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size


def _reference(node: nodes.Node) -> Reference:
    assert isinstance(node, _REFERENCES)
    named = node.template
    optional = isinstance(node, nodes.Include) and node.ignore_missing
    constants = named.items if isinstance(named, (nodes.List, nodes.Tuple)) else [named]
    names = [c.value for c in constants if isinstance(c, nodes.Const)]
    if len(names) == 1 and isinstance(names[0], (list, tuple)):
        names = list(names[0])
    sound = len(names) == len(constants) and all(isinstance(n, str) for n in names)
    return Reference(tuple(map(str, names)) if sound else (), optional, node.lineno)
