"""What `readiness serve` says of itself before it serves."""

from __future__ import annotations

import re

from readiness.cli.commands import load_command
from readiness.cli.serve import opening
from tests.conftest import REPOSITORY

AT = "http://127.0.0.1:8000"


def test_with_flows_it_says_what_stays_up_and_the_command_that_stops_it() -> None:
    said = opening(AT, has_flows=True)
    assert "(Ctrl-C stops it)" in said
    command, inner = re.search(r"stays up:  readiness (\w+) (\w+)$", said).groups()
    assert inner in load_command(command).commands


def test_without_flows_nothing_is_started_that_could_stay() -> None:
    assert opening(AT, has_flows=False) == f"Readiness is at {AT}   (Ctrl-C stops it)"


def test_the_how_to_shows_what_is_printed() -> None:
    page = (REPOSITORY / "docs" / "how-to" / "deploy-the-web-application.md").read_text(encoding="utf-8")
    assert opening(AT, has_flows=True) in page
