"""Jinja2 for training content: sandboxed, strict about missing keys, bounded in work, and escaping by default.

What a template prints is escaped as Markdown (`markdown_text`), whatever filter or joining it went through; only the
template's own words are Markdown. What a template may cost is counted: loop turns, calls and characters are drawn from
one budget per rendering, so that a hostile template ends with an error and not with the machine.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Never

from jinja2 import (
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
)
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.runtime import Context as JinjaContext
from jinja2.runtime import Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from readiness.adapters.markdown_text import RULES, Text
from readiness.adapters.template_code import TemplateCode
from readiness.adapters.template_files import Closure, TemplateFiles, syntax_fault
from readiness.adapters.template_filters import FILTERS
from readiness.ground.errors import DefinitionError, Problem, Where
from readiness.ground.fingerprint import fingerprint
from readiness.ground.keys import did_you_mean

MAX_STEPS = 50_000
"""Loop turns and calls of one rendering; the largest piece of the sample launch takes a few hundred."""
MAX_CHARACTERS = 2_000_000
MAX_SECONDS = 20.0
MAX_RANGE = 1_000

_BUILTIN_FILTERS = (
    "abs", "capitalize", "count", "d", "default", "dictsort", "first", "float", "groupby", "int", "items", "last",
    "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "reverse", "round", "select", "selectattr",
    "sort", "string", "sum", "title", "trim", "unique", "upper", "wordcount",
)  # fmt: skip
"""Left out: `safe` (nothing is), and those that read attributes, build HTML, are random or make text of any length."""

_TEXT_METHODS = frozenset({"startswith", "endswith", "lower", "upper", "title", "capitalize", "strip", "split"})
_FAILURES = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)


class Spent(TemplateError):
    """A rendering used up what it may cost."""


class Missing(UndefinedError):
    """A key that is not there; knows what was there instead."""

    def __init__(self, message: str, name: object, known: tuple[str, ...] | None) -> None:
        super().__init__(message)
        self.name = str(name)
        self.known = known


@dataclass(slots=True)
class _Budget:
    steps: int
    characters: int
    until: float

    def step(self, characters: int = 0) -> None:
        self.steps -= 1
        self.characters -= characters
        if self.steps < 0:
            raise Spent(f"it takes more than {MAX_STEPS:,} loop turns and calls")
        if self.characters < 0:
            raise Spent(f"it writes more than {MAX_CHARACTERS:,} characters")
        if not self.steps % 256 and time.monotonic() > self.until:
            raise Spent(f"it takes longer than {MAX_SECONDS:g} seconds")


_budget: ContextVar[_Budget | None] = ContextVar("budget", default=None)


def _spend(characters: int = 0) -> None:
    if budget := _budget.get():
        budget.step(characters)


class Engine:
    """Renders the templates found in `folders`, the first that has a file winning; keys of `folders` name them.

    What those in `trusted` compile to is kept from one process to the next.
    """

    def __init__(self, folders: Mapping[str, Path], *, trusted: Path) -> None:
        code = TemplateCode(trusted)
        self.files = TemplateFiles(folders, code)
        self.environment = _Environment(self.files, code)

    def fingerprint(self, name: str) -> str:
        closure = self._closure(name)
        return fingerprint({"rules": RULES, "template": name, "files": closure.texts})

    def is_made_of(self, name: str, parts: Collection[str]) -> bool:
        """True when the template, or any that it extends, includes or imports, is one of `parts`."""
        return not self.files.closure(name, self.environment.parse).texts.keys().isdisjoint(parts)

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        self._closure(name)
        template = self._compiled(name)
        token = _budget.set(_Budget(MAX_STEPS, MAX_CHARACTERS, time.monotonic() + MAX_SECONDS))
        try:
            return _tidy(template.render(wrap(context)))
        except _FAILURES as error:
            self._fail(name, error, context)
        finally:
            _budget.reset(token)

    def _closure(self, name: str) -> Closure:
        closure = self.files.closure(name, self.environment.parse)
        if closure.problems:
            raise DefinitionError(f"template {name} cannot be used.", problems=closure.problems)
        return closure

    def _compiled(self, name: str) -> Template:
        try:
            return self.environment.get_template(name)
        except (TemplateSyntaxError, RecursionError) as error:
            self._fail(name, error, {})

    def _fail(self, name: str, error: BaseException, context: Mapping[str, Any]) -> Never:
        code, message, fix = _told(error, context)
        where = self._where(name, error)
        raise DefinitionError(
            f"template {name} cannot be rendered.", problems=[Problem(code, message, fix, where)]
        ) from error

    def _where(self, name: str, error: BaseException) -> Where:
        """The innermost line of a template that the failure went through."""
        if isinstance(error, TemplateSyntaxError):
            return Where(self.files.shown(error.filename or "") or name, error.lineno)
        found = Where(self.files.shown_name(name))
        for frame, line in traceback.walk_tb(error.__traceback__):
            if shown := self.files.shown(frame.f_code.co_filename):
                found = Where(shown, line)
        return found


def wrap(value: Any) -> Any:
    """Plain JSON with every text in it made into Text, keys left alone."""
    if isinstance(value, str):
        return Text(value)
    if isinstance(value, Mapping):
        return {key: wrap(child) for key, child in value.items()}
    if isinstance(value, (list, tuple)):
        return [wrap(child) for child in value]
    return value


def _told(error: BaseException, names: Iterable[str]) -> tuple[str, str, str]:  # noqa: PLR0911 - a table of faults
    """Code, message and fix for whatever went wrong inside a template."""
    if isinstance(error, Missing):
        known = error.known if error.known is not None else tuple(names)
        return "TP003", f"there is no '{error.name}' here.", did_you_mean(error.name, known)
    if isinstance(error, Spent):
        return "TP005", f"the template does too much: {error}.", "Loop over less, or print less."
    if isinstance(error, RecursionError):
        return "TP005", "the template calls itself without end.", "Give the recursion an end."
    if isinstance(error, SecurityError):
        return "TP004", f"templates may not do this: {error}", "Use the keys, filters and loops that templates have."
    if isinstance(error, TemplateSyntaxError):
        return "TP002", f"this is not a template: {syntax_fault(error)}", "Mend the line."
    if isinstance(error, TemplateNotFound):
        return "TP001", f"there is no template '{error.name}'.", ""
    return "TP006", f"{type(error).__name__}: {error}.", "Mend the expression on this line."


def _tidy(markdown: str) -> str:
    """No spaces at line ends, no more than one blank line outside code, one newline at the end."""
    lines: list[str] = []
    fence = ""
    for line in (raw.rstrip() for raw in markdown.split("\n")):
        marks = line.lstrip()[: len(line.lstrip()) - len(line.lstrip().lstrip("`"))]
        if not fence and len(marks) >= 3:
            fence = marks
        elif fence and marks == fence:
            fence = ""
        if line or fence or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n") + "\n"


class _StrictMissing(StrictUndefined):
    """Fails on any use, knowing what was asked of what."""

    __slots__ = ()

    def __init__(self, hint: str | None = None, obj: Any = Ellipsis, name: str | None = None, exc: Any = None) -> None:
        if obj is Ellipsis:
            super().__init__(hint, name=name, exc=exc or UndefinedError)
            known: tuple[str, ...] | None = None
        else:
            super().__init__(hint, obj, name, exc or UndefinedError)
            known = tuple(map(str, obj)) if isinstance(obj, Mapping) else ()
        if exc is None:
            self._undefined_exception = _missing(name, known)


def _missing(name: object, known: tuple[str, ...] | None) -> Any:
    return lambda message: Missing(message, name, known)


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox with our bounds; `spend`, `counted` and `joined` are reached only by the code that we put in."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, files: TemplateFiles, code: TemplateCode) -> None:
        super().__init__(
            loader=files, undefined=_StrictMissing, autoescape=True, finalize=_printed, trim_blocks=True,
            lstrip_blocks=True, keep_trailing_newline=True, cache_size=400, bytecode_cache=code,
        )  # fmt: skip
        self._files = files
        self.filters = {name: JINJA_FILTERS[name] for name in _BUILTIN_FILTERS} | {"join": _join} | FILTERS
        kept = ("dict", "namespace", "joiner", "cycler")
        self.globals = {name: DEFAULT_NAMESPACE[name] for name in kept} | {"range": _range}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = self._files.parsed(filename, source) if filename else None
        return parsed or _bound(super()._parse(source, name, filename), self)

    def call(self, context: JinjaContext, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        _spend()
        return super().call(context, obj, *args, **kwargs)

    def call_binop(self, context: JinjaContext, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002
        sized = isinstance(left, (str, list, tuple)) or isinstance(right, (str, list, tuple))
        if operator == "+" and sized:
            both = left + right
            _spend(len(both))
            return both
        if sized or operator == "**":
            raise SecurityError("powers, and multiplying or formatting text with an operator.")
        made = self.binop_table[operator](left, right)
        if abs(made) > 10**15:
            raise SecurityError("a number is above 10^15.")
        return made

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:  # noqa: ARG002
        return None

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, str):
            return attr in _TEXT_METHODS
        return super().is_safe_attribute(obj, attr, value)

    @staticmethod
    def spend(characters: int) -> None:
        _spend(characters)

    @staticmethod
    def counted(items: Iterable[Any], characters: int) -> Iterator[Any]:
        for item in items:
            _spend(characters)
            yield item

    @staticmethod
    def joined(parts: list[Any]) -> str:
        made = Markup().join(part if hasattr(part, "__html__") else Text(_plain(part)) for part in parts)
        _spend(len(made))
        return made


def _bound(tree: nodes.Template, environment: _Environment) -> nodes.Template:
    """The tree with every loop, macro, block and `~` drawing from the budget; templates cannot name what does it."""
    for loop in tree.find_all(nodes.For):
        loop.iter = _ours("counted", [loop.iter, nodes.Const(_length(loop))], loop.lineno)
    for part in tree.find_all((nodes.Macro, nodes.Block, nodes.CallBlock)):
        assert isinstance(part, (nodes.Macro, nodes.Block, nodes.CallBlock))
        part.body.insert(0, nodes.ExprStmt(_ours("spend", [nodes.Const(_length(part))], part.lineno)))
    bound: nodes.Template = _Joins().visit(tree)
    bound.set_lineno(1)
    bound.set_environment(environment)
    return bound


def _ours(name: str, arguments: Sequence[nodes.Node], line: int) -> nodes.Call:
    return nodes.Call(nodes.EnvironmentAttribute(name), list(arguments), [], None, None, lineno=line)


def _length(node: nodes.Node) -> int:
    return sum(len(data.data) for data in node.find_all(nodes.TemplateData))


class _Joins(NodeTransformer):
    """Makes `a ~ b` a call of ours: what is joined is escaped as Markdown, and its length counted."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - Jinja calls it by this name
        parts = [self.visit(part) for part in node.nodes]
        return _ours("joined", [nodes.List(parts, lineno=node.lineno)], node.lineno)


def _printed(value: Any) -> Any:
    """What `{{ value }}` prints. Nothing and collections are faults of the template, not content."""
    if isinstance(value, Undefined):
        return value
    text = value if hasattr(value, "__html__") else Text(_plain(value))
    _spend(len(text))
    return text


def _plain(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        kind = "nothing (null)" if value is None else f"a {type(value).__name__}"
        raise TypeError(f"this prints {kind}, not text or a number")
    return f"{value:g}" if isinstance(value, float) else str(value)


def _join(items: Iterable[Any], between: str = "", attribute: str | None = None) -> str:
    """The items as one text, each escaped; `between` is the template's own and stays as it is."""
    values = [item[attribute] for item in items] if attribute is not None else list(items)
    parts = [value if hasattr(value, "__html__") else Text(_plain(value)) for value in values]
    made = Markup(between).join(parts)  # noqa: S704 - the template's own words
    _spend(len(made))
    return made


def _range(*bounds: int) -> range:
    made = range(*bounds)
    if len(made) > MAX_RANGE:
        raise Spent(f"a range has more than {MAX_RANGE:,} numbers")
    return made
