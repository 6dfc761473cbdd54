"""`readiness certificate` and `readiness certificates`, as people type them, in a small workspace of these days."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from readiness.ground.errors import Conflict, NotAllowed, NotFound, OutsideFailure, Unusable
from readiness.settings import load_settings
from readiness.store import credentials, evidence, people
from readiness.store.schema import upgrade
from readiness.wiring.workspace import build_context
from tests.cli.test_quiz import Terminal
from tests.standing_world import FIELD, apply, certified, enrol, launch, person

ANN, BEN, BOSS, EVE = (f"{name}@example.com" for name in ("ann", "ben", "boss", "eve"))
"""Certified; a rep beside her; who both report to; enablement of the launch."""
BADGE = ("certificate", "issue", "demo", "field", "--rep", ANN)


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Ann was certified yesterday."""
    (tmp_path / "readiness.toml").write_text('public_address = "https://ready.example.com"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    context = build_context(load_settings(tmp_path, {}))
    upgrade(context.database)
    at = datetime.now(UTC) - timedelta(days=1)
    with context.database.transaction() as session:
        definition = launch(FIELD)
        apply(session, definition)
        boss = person(session, BOSS, role="boss")
        for email in (ANN, BEN):
            enrol(session, definition, FIELD, person(session, email, manager=boss))
        evidence.add(session, context.clock, [replace(one, happened_at=at) for one in certified(ANN, 2)])
    return Terminal(tmp_path)


def on_record(terminal: Terminal) -> bool:
    with build_context(load_settings(terminal.folder, {})).database.reading() as session:
        return credentials.latest(session, "demo", "field", people.require_person(session, ANN)) is not None


@pytest.mark.parametrize("by", [ANN, BOSS, EVE])
def test_a_badge_is_given_to_its_holder_and_to_who_leads_or_trains_them(terminal: Terminal, by: str) -> None:
    assert json.loads(terminal.says(*BADGE, "--by", by))["name"].startswith("Field")


@pytest.mark.parametrize("by", [BEN, "sue@elsewhere.example"])
def test_nobody_else_has_it_and_none_is_issued(terminal: Terminal, by: str) -> None:
    assert "not a certificate that you may have" in terminal.refuses(NotAllowed, *BADGE, "--by", by)
    assert not on_record(terminal)


def test_a_file_that_cannot_be_written_is_said_before_anything_is_issued(terminal: Terminal) -> None:
    (terminal.folder / "a-file").write_text("mine", encoding="utf-8")
    for out, why in (("nowhere/b.json", "No such file"), (".", "Is a directory"), ("a-file/b.json", "Not a directory")):
        told = terminal.refuses(OutsideFailure, *BADGE, "--by", EVE, "--out", out)
        assert f"{out} cannot be written: {why}" in told
    assert not on_record(terminal)
    assert "issued, signed by" in terminal.says(*BADGE, "--by", EVE, "--out", "b.json")


def test_a_badge_of_somebody_else_is_told_so_first(terminal: Terminal) -> None:
    terminal.says(*BADGE, "--by", EVE, "--out", "b.json")
    told = terminal.says("certificate", "verify", "b.json", "--email", BEN, code=1)
    assert told.startswith("✗ It was NOT given to this mail address.\n")
    assert "✓" not in told
    own = terminal.says("certificate", "verify", "b.json", "--email", ANN)
    assert own.startswith("✓ Genuine, and valid")
    assert "It was given to this mail address." in own


def test_a_folder_is_no_badge_and_a_file_is_no_folder_for_certificates(terminal: Terminal) -> None:
    (terminal.folder / "badges").mkdir()
    for folder in ("badges", f"{terminal.folder}/badges", "."):
        assert "this is a folder" in terminal.refuses(Unusable, "certificate", "verify", folder)
    assert "there is no file" in terminal.refuses(Unusable, "certificate", "verify", "gone.json")
    terminal.refuses(NotFound, "certificate", "verify", "0000-0000")
    (terminal.folder / "out.pdf").write_text("mine", encoding="utf-8")
    told = terminal.refuses(Conflict, "certificates", "demo", "--out", "out.pdf", "--by", EVE)
    assert "out.pdf is a file" in told
