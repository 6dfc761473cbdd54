"""The site of `world`, made once and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.actions.refresh_library import refresh_library
from tests.web.learning_world import publish
from tests.web.world import Site, copy_workspace, make_site, make_workspace


@pytest.fixture(scope="session")
def applied_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the sample launch applied; tests work on copies."""
    folder = tmp_path_factory.mktemp("applied") / "workspace"
    make_workspace(folder)
    return folder


@pytest.fixture
def site(applied_workspace: Path, tmp_path: Path) -> Iterator[Site]:
    made = make_site(copy_workspace(applied_workspace, tmp_path / "workspace"))
    yield made
    made.context.database.close()


@pytest.fixture(scope="session")
def published_workspace(applied_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, with every module, quiz and role-play published."""
    folder = copy_workspace(applied_workspace, tmp_path_factory.mktemp("published") / "workspace")
    made = make_site(folder)
    publish(made)
    refresh_library(made.context)
    made.context.database.close()
    return folder


@pytest.fixture
def school(published_workspace: Path, tmp_path: Path) -> Iterator[Site]:
    """A site in which reps can learn."""
    made = make_site(copy_workspace(published_workspace, tmp_path / "workspace"))
    yield made
    made.context.database.close()
