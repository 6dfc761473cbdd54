"""A real Chromium: Debian's, Chrome, or the one at READINESS_TEST_CHROMIUM. Playwright's own is never downloaded."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
HOW_TO_GET_ONE = (
    "the browser tests need a Chromium: apt-get install chromium, or set READINESS_TEST_CHROMIUM=/path/to/chromium"
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--force-prefers-reduced-motion",
)


def chromium_path() -> str | None:
    """None when this machine has none."""
    given = os.environ.get("READINESS_TEST_CHROMIUM")
    return given or next((found for name in NAMES if (found := shutil.which(name))), None)
