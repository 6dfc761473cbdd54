"""Training templates of a workspace; its own files stand before the built-in ones of the same name.

Jinja2 is loaded when a template is first needed and not before: most commands need none.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readiness.adapters.resources import builtin

if TYPE_CHECKING:
    from readiness.adapters.template_engine import Engine

FOLDER = "training_templates"


class TrainingTemplates:
    """The templates of the workspace at `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def fingerprint(self, name: str) -> str:
        """Of the template, everything it extends, includes or imports, and the rules by which text is escaped.

        Raises DefinitionError when one of them is missing, unsound or not named outright.
        """
        return self._engine.fingerprint(name)

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        """Markdown. Raises DefinitionError naming template, line and fault, with the nearest key that exists."""
        return self._engine.render(name, context)

    @cached_property
    def _engine(self) -> Engine:
        from readiness.adapters.template_engine import Engine  # noqa: PLC0415 - 0.13 s that most commands don't owe

        return Engine({FOLDER: self.root / FOLDER, f"built-in {FOLDER}": builtin(FOLDER)})
