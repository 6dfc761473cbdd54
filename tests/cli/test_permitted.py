"""What shows other people's things at the terminal opens to the same roles as its page in the browser."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from readiness.ground.errors import Conflict, NotAllowed, NotFound
from readiness.settings import load_settings
from readiness.store import evidence
from readiness.store.schema import upgrade
from readiness.wiring.workspace import build_context
from tests.cli.test_quiz import Terminal
from tests.standing_world import FIELD, apply, certified, enrol, launch, person

ANN, BEN, CLEO, BOSS, EVE, SAM = (f"{name}@example.com" for name in ("ann", "ben", "cleo", "boss", "eve", "sam"))
"""Ann and Ben report to the boss, Cleo to nobody; Eve trains for the launch, Sam leads its sales."""
STRANGER = "sue@elsewhere.example"
LAPSED = "2099-12-01"
"""By then every certification has run out."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everybody was certified yesterday; it is only read."""
    made = tmp_path_factory.mktemp("permitted")
    (made / "readiness.toml").write_text("", encoding="utf-8")
    context = build_context(load_settings(made, {}))
    upgrade(context.database)
    at = datetime.now(UTC) - timedelta(days=1)
    with context.database.transaction() as session:
        definition = launch(FIELD)
        apply(session, definition)
        boss = person(session, BOSS, role="boss")
        for email, manager, region in ((ANN, boss, "East"), (BEN, boss, "East"), (CLEO, None, "West")):
            enrol(session, definition, FIELD, person(session, email, manager=manager, region=region))
        done = [replace(one, happened_at=at) for email in (ANN, BEN, CLEO) for one in certified(email, 2)]
        evidence.add(session, context.clock, done)
    context.database.close()
    return made


@pytest.fixture
def terminal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.chdir(folder)
    monkeypatch.delenv("READINESS_BY", raising=False)
    return Terminal(folder)


COMMANDS = {
    "certificates": ("certificates", "demo", "--out", "out"),
    "waiting": ("roleplay", "list", "demo"),
    "agreement": ("roleplay", "agreement", "demo"),
    "calibration": ("roleplay", "calibration", "demo"),
    "retention": ("practice", "retention", "demo"),
    "preview": ("reminders", "preview"),
    "log": ("reminders", "log"),
    "questions": ("items", "list", "demo"),
    "statistics": ("items", "demo"),
    "equivalences": ("certification", "equivalence", "demo"),
    "roster": ("roster", "show"),
}
MAY = {
    "certificates": (BOSS, EVE, SAM), "waiting": (EVE,), "agreement": (EVE,), "calibration": (BOSS, EVE),
    "retention": (BOSS, EVE, SAM), "preview": (BOSS, EVE, SAM), "log": (BOSS, EVE, SAM),
    "questions": (EVE, SAM), "statistics": (EVE, SAM), "equivalences": (BOSS, EVE, SAM), "roster": (BOSS, EVE, SAM),
}  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_about_others_opens_to_the_roles_of_its_page_and_to_nobody_else(
    terminal: Terminal, name: str
) -> None:
    assert "nobody said who acts" in terminal.refuses(NotAllowed, *COMMANDS[name])
    for who in (ANN, BOSS, EVE, SAM, STRANGER):
        if who in MAY[name]:
            terminal.says(*COMMANDS[name], "--by", who)
        else:
            assert "That does not open this." in terminal.refuses(NotAllowed, *COMMANDS[name], "--by", who), who


@pytest.mark.parametrize(
    ("by", "of"), [(BOSS, {"ann", "ben"}), (EVE, {"ann", "ben", "cleo"}), (SAM, {"ann", "ben", "cleo"})]
)
def test_a_folder_of_certificates_holds_those_of_ones_own_people(
    terminal: Terminal, tmp_path: Path, by: str, of: set[str]
) -> None:
    terminal.says("certificates", "demo", "--out", str(tmp_path / "out"), "--by", by)
    written = [file.name for file in (tmp_path / "out").glob("*.pdf")]
    assert len(written) == len(of)
    assert {who for who in ("ann", "ben", "cleo") if any(who in file for file in written)} == of


def test_retention_of_a_region_or_a_manager_that_there_is_not_is_an_error_with_the_nearest_name(
    terminal: Terminal,
) -> None:
    asked = ("practice", "retention", "demo", "--by", EVE)
    assert "Did you mean 'East'?" in terminal.refuses(NotFound, *asked, "--region", "Esst")
    assert "Did you mean boss@example.com?" in terminal.refuses(NotFound, *asked, "--manager", "bos@example.com")
    assert "nobody reports to ann@example.com" in terminal.refuses(NotFound, *asked, "--manager", ANN)
    terminal.says(*asked, "--region", "East")
    terminal.says(*asked, "--manager", BOSS)


def test_a_manager_asks_for_retention_of_their_own_people_alone(terminal: Terminal) -> None:
    asked = ("practice", "retention", "demo", "--by", BOSS)
    terminal.says(*asked, "--manager", BOSS)
    for other in (("--region", "East"), ("--region", "Nowhere"), ("--manager", CLEO), ("--manager", STRANGER)):
        assert "the people who report to you" in terminal.refuses(NotAllowed, *asked, *other)


def test_a_reps_role_play_rounds_and_reminders_are_theirs_and_of_who_leads_them(terminal: Terminal) -> None:
    for asked in (("roleplay", "list", "demo", "--rep", ANN), ("roleplay", "list", "demo", "--rep", ANN, "--by", BOSS)):
        terminal.says(*asked)
    terminal.refuses(NotAllowed, "roleplay", "list", "demo", "--rep", ANN, "--by", BEN)
    terminal.refuses(NotAllowed, "roleplay", "list", "demo", "--rep", CLEO, "--by", BOSS)
    terminal.says("reminders", "log", "--person", ANN, "--by", ANN)
    terminal.refuses(NotAllowed, "reminders", "log", "--person", ANN, "--by", BEN)


@pytest.mark.parametrize(
    "asked",
    [
        ("explain", "demo", "--rep"), ("evidence", "list", "demo", "--rep"),
        ("certification", "history", "demo", "--rep"), ("roster", "history"),
    ],
)  # fmt: skip
def test_what_is_known_of_one_person_is_for_themselves_and_who_may_see_them(
    terminal: Terminal, asked: tuple[str, ...]
) -> None:
    assert "nobody said who acts" in terminal.refuses(NotAllowed, *asked, ANN)
    for by in (ANN, BOSS, EVE, SAM):
        terminal.says(*asked, ANN, "--by", by)
    for by, of in ((BEN, ANN), (STRANGER, ANN), (BOSS, CLEO), (BOSS, STRANGER), (ANN, STRANGER)):
        assert "not a record that you may see" in terminal.refuses(NotAllowed, *asked, of, "--by", by), (by, of)


@pytest.mark.parametrize(
    "asked", [("map", "demo"), ("leads", "criteria", "demo"), ("leads", "qualify", "l.csv", "--launch", "demo")]
)
def test_the_message_at_the_terminal_is_for_those_who_see_its_page(terminal: Terminal, asked: tuple[str, ...]) -> None:
    assert "nobody said who acts" in terminal.refuses(NotAllowed, *asked)
    for by in (ANN, STRANGER):
        assert "That does not open this." in terminal.refuses(NotAllowed, *asked, "--by", by)
    if asked[1] != "qualify":
        for by in (EVE, SAM, BOSS):
            assert terminal.says(*asked, "--by", by)


def test_the_gate_names_people_to_who_may_see_them_and_is_closed_to_reps_and_strangers(terminal: Terminal) -> None:
    for asked in (("gate", "demo"), ("gate", "demo", "--history"), ("explain", "demo")):
        for by in (ANN, STRANGER):
            assert "That does not open this." in terminal.refuses(NotAllowed, *asked, "--by", by)
    assert "nobody said who acts" in terminal.refuses(NotAllowed, "explain", "demo")

    def named(*asked: str) -> set[str]:
        said = terminal.run("gate", "demo", *asked).output
        return {who for who in (ANN, BEN, CLEO, BOSS) if who in said}

    day = ("--as-of", LAPSED)
    assert named(*day, "--by", EVE) == {ANN, BEN, CLEO}
    assert named(*day, "--by", BOSS) == named(*day, "--by", BOSS, "--json") == {ANN, BEN}
    assert "whom you may see" in terminal.run("gate", "demo", *day, "--by", BOSS).output
    assert named(*day) == named(*day, "--json") == set()


def test_a_script_that_names_nobody_has_the_verdict_and_its_figures(terminal: Terminal) -> None:
    told = terminal.run("gate", "demo", "--as-of", LAPSED)
    assert told.exit_code == 1
    assert "0 of 3" in told.output
    assert "Nobody said who asks, so no people are named." in told.output


def test_the_roster_at_the_terminal_holds_the_people_one_may_see(terminal: Terminal) -> None:
    def shown(by: str) -> set[str]:
        return {one["email"] for one in json.loads(terminal.says("roster", "show", "--json", "--by", by))["lines"]}

    assert shown(EVE) == {ANN, BEN, CLEO, BOSS}
    assert shown(BOSS) == {ANN, BEN}


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1949-12-31", "2101-01-01"])
def test_a_day_of_another_century_is_a_wrong_use_of_the_option(terminal: Terminal, day: str) -> None:
    for asked in (
        ("gate", "demo", "--as-of", day), ("roster", "show", "--on", day, "--by", EVE), ("reminders", "preview", "--on", day, "--by", EVE),
        ("certification", "history", "demo", "--rep", ANN, "--on", day, "--by", ANN), ("practice", "hold", "--until", day, "--rep", ANN),
        ("items", "demo", "--since", day, "--by", EVE),
    ):  # fmt: skip
        result = terminal.run(*asked)
        assert result.exit_code == 2, asked
        assert "Name a day from 1950-01-01 to 2100-12-31." in " ".join(result.output.replace("│", " ").split())


def test_a_person_is_reminded_by_who_leads_or_trains_them_and_by_nobody_else(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("READINESS_MAIL_URL", raising=False)
    asked = ("reminders", "nudge", "demo", "--says", "The quiz, by Friday?")
    assert "nobody said who acts" in terminal.refuses(NotAllowed, *asked, ANN)
    assert "That does not open this." in terminal.refuses(NotAllowed, *asked, ANN, "--by", BEN)
    for of in (CLEO, STRANGER):
        assert "not a record that you may see" in terminal.refuses(NotAllowed, *asked, of, "--by", BOSS)
    assert "may not remind" in terminal.refuses(NotAllowed, *asked, ANN, "--by", SAM)
    told = terminal.says(*asked, ANN, "--by", BOSS)
    assert told == "Your reminder is on their home page; no mail went out.\n"
    assert "you reminded ann@example.com already" in terminal.refuses(Conflict, *asked, ANN, "--by", BOSS)
    assert json.loads(terminal.says(*asked, CLEO, "--by", EVE, "--json"))["mailed"] is False
