"""Template and page engines that worlds share: compiling the built-in templates costs more than most tests do."""

from __future__ import annotations

from pathlib import Path

from readiness.adapters.pages import HtmlPages
from readiness.adapters.templates import TrainingTemplates
from tests.conftest import REPOSITORY

PAGES = HtmlPages()
_BUILT_IN = TrainingTemplates(REPOSITORY)


def templates_of(root: Path) -> TrainingTemplates:
    """The templates of the workspace at `root`; one that has none of its own shares the built-in ones."""
    own = root / "training_templates"
    return TrainingTemplates(root) if own.is_dir() and any(own.rglob("*.j2")) else _BUILT_IN
