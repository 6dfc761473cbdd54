"""Training templates of a workspace; its own files stand before the built-in ones of the same name.

Jinja2 is loaded when a template is first needed and not before: most commands need none.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readiness.adapters.resources import builtin
from readiness.adapters.template_names import module_templates, stray_links
from readiness.ground.errors import Conflict, DefinitionError, OutsideFailure, Problem

if TYPE_CHECKING:
    from readiness.adapters.template_engine import Engine

FOLDER = "training_templates"
REMEMBERED = 500
"""Texts kept in memory; a launch has some thirty, of a few kilobytes each."""


class TrainingTemplates:
    """The templates of the workspace at `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._made: dict[str, str] = {}

    def fingerprint(self, name: str) -> str:
        """Of the template, everything it extends, includes or imports, and the rules by which text is escaped.

        Raises DefinitionError when one of them is missing, unsound or not named outright, and when the workspace has
        links to elsewhere among its own: nobody could say what a piece is made of.
        """
        if problems := self.stray_links():
            raise DefinitionError(f"{FOLDER}/ has links that lead out of it.", problems=problems)
        return self._engine.fingerprint(name)

    def render(self, name: str, context: Mapping[str, Any], *, made_of: str = "") -> str:
        """Markdown. Raises DefinitionError naming template, line and fault, with the nearest key that exists.

        With `made_of`, the fingerprint of template and context, the last REMEMBERED texts are rendered once: `plan`
        proves that they can be made, and `apply` has them from it.
        """
        if not made_of:
            return self._engine.render(name, context)
        if made_of not in self._made:
            if len(self._made) >= REMEMBERED:
                self._made.pop(next(iter(self._made)))
            self._made[made_of] = self._engine.render(name, context)
        return self._made[made_of]

    def names(self) -> Mapping[str, bool]:
        """Every template there is, sorted; True for those that are the workspace's own."""
        files = self._engine.files
        return {name: files.shown_name(name).startswith(f"{FOLDER}/") for name in files.names()}

    def modules(self) -> frozenset[str]:
        """What a module's `template` may say. Loads no Jinja2."""
        return module_templates((self.root / FOLDER, builtin(FOLDER)))

    def stray_links(self) -> tuple[Problem, ...]:
        """As the port says. Loads no Jinja2."""
        return stray_links(self.root / FOLDER, FOLDER)

    def own(self) -> frozenset[str]:
        """As the port says. Loads no Jinja2."""
        folder, ours = self.root / FOLDER, builtin(FOLDER)
        if folder.resolve() == ours.resolve():
            return frozenset()
        found = (
            Path(place, name).relative_to(folder).as_posix()
            for place, _, files in os.walk(folder)
            for name in files
            if name.endswith(".j2")
        )
        return frozenset(name for name in found if not _is_same(folder / name, ours / name))

    def is_made_of(self, name: str, parts: Collection[str]) -> bool:
        """As the port says."""
        return self._engine.is_made_of(name, parts)

    def copy(self, name: str) -> Path:
        """The workspace has the built-in template `name` as its own, and where.

        Raises NotFound with a suggestion, Conflict when it has one of that name already.
        """
        text = self._engine.files.source(name)
        path = self.root / FOLDER / name
        if path.exists():
            raise Conflict(f"{FOLDER}/{name} is there already.", hint="Change it, or move it away first.")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise OutsideFailure(f"{path} could not be written: {error.strerror or error}.") from error
        return path

    @cached_property
    def _engine(self) -> Engine:
        from readiness.adapters.template_engine import Engine  # noqa: PLC0415 - 0.13 s that most commands don't owe

        ours = builtin(FOLDER)
        return Engine({FOLDER: self.root / FOLDER, f"built-in {FOLDER}": ours}, trusted=ours)


def _is_same(path: Path, other: Path) -> bool:
    """Both are there and hold the same bytes; what cannot be read is not the same."""
    try:
        return path.stat().st_size == other.stat().st_size and path.read_bytes() == other.read_bytes()
    except OSError:
        return False
