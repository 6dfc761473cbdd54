"""The sample workspace, applied, for acts that work on a whole one: the very site of the web tests."""

from __future__ import annotations

import pytest

from readiness.context import Context
from tests.web.conftest import applied_workspace, site
from tests.web.world import LENA, Site

__all__ = ["applied_workspace", "site"]


@pytest.fixture
def lena(site: Site) -> Context:
    """Enablement acts."""
    return site.context.acting_as(LENA)
