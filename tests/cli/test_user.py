"""`readiness user` as somebody types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readiness.cli.main import main

ADA, BEN = "ada@launch.example", "ben@launch.example"


@pytest.fixture
def run(sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Runs `readiness user …` in a workspace of its own that nobody administers; exit code, stdout, stderr."""
    monkeypatch.chdir(sample)
    monkeypatch.setenv("READINESS_SIMULATED_NOW", "2018-02-01T09:00:00+00:00")
    monkeypatch.delenv("READINESS_BY", raising=False)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            main(["user", *arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_an_account_is_opened_with_roles_and_the_second_time_it_is_there(run) -> None:
    code, out, _ = run("add", ADA, "--name", "Ada Lind", "--role", "administrator", "--role", "trainer", "--by", ADA)
    assert code == 0
    assert out.splitlines() == [
        f"{ADA} has an account.",
        f"{ADA} is administrator from now on.",
        f"{ADA} is trainer from now on.",
    ]
    assert run("add", ADA, "--by", ADA)[1] == f"{ADA} had an account.\n"


def test_roles_are_given_and_taken(run) -> None:
    run("add", ADA, "--role", "administrator", "--by", ADA)
    run("add", BEN, "--by", ADA)
    given = run("grant", BEN, "sales-leader", "--region", "Europe", "--by", ADA)
    assert given[:2] == (0, f"{BEN} is sales-leader for Europe from now on.\n")
    assert run("grant", BEN, "sales-leader", "--region", "Europe", "--by", ADA)[1].endswith("already.\n")
    assert run("list", "--only", "sales-leader")[1] == (
        f"{BEN}\t\tsales-leader (from an administrator, for Europe)\tnever signed in\n"
    )
    assert run("revoke", BEN, "sales-leader", "--by", ADA)[1] == f"{BEN} is not sales-leader any more.\n"
    assert run("revoke", BEN, "sales-leader", "--by", ADA)[1].startswith("Nobody had given")


def test_wrong_words_are_told_with_the_nearest_right_one(run) -> None:
    run("add", ADA, "--role", "administrator", "--by", ADA)
    code, _, err = run("grant", ADA, "trainr", "--by", ADA)
    assert code == 1
    assert "Did you mean 'trainer'?" in err
    code, _, err = run("grant", "adaa@launch.example", "trainer", "--by", ADA)
    assert code == 2
    assert f"Did you mean {ADA}?" in err
    assert run("list", "--only", "wizards")[0] == 2


def test_a_link_is_printed_for_somebody_who_may_sign_in(run) -> None:
    run("add", ADA, "--role", "administrator", "--by", ADA)
    code, out, _ = run("link", ADA, "--by", ADA, "--address", "https://readiness.example/")
    assert code == 0
    assert out.startswith("https://readiness.example/sign-in/link/")
    assert run("link", BEN, "--by", ADA)[0] == 2


def test_somebody_is_disabled_and_enabled(run) -> None:
    run("add", ADA, "--role", "administrator", "--by", ADA)
    run("add", BEN, "--by", ADA)
    assert "signed out everywhere" in run("disable", BEN, "--by", ADA)[1]
    assert run("disable", BEN, "--by", ADA)[1] == f"{BEN} was disabled already.\n"
    assert run("list", "--only", "disabled")[1].endswith("\tdisabled\n")
    assert run("enable", BEN, "--by", ADA)[1] == f"{BEN} may sign in again.\n"
    code, _, err = run("disable", ADA, "--by", ADA)
    assert code == 1
    assert "the last administrator" in err


def test_people_are_listed_by_the_page(run) -> None:
    assert "Nobody yet" in run("list")[1]
    run("add", ADA, "--role", "administrator", "--by", ADA)
    for number in range(5):
        run("add", f"p{number}@launch.example", "--by", ADA)
    first = json.loads(run("list", "--limit", "4", "--json")[1])
    assert [line["email"][:2] for line in first["lines"]] == ["ad", "p0", "p1", "p2"]
    rest = json.loads(run("list", "--limit", "4", "--json", "--after", first["after"])[1])
    assert [line["email"][:2] for line in rest["lines"]] == ["p3", "p4"]
    assert rest["after"] == ""
    assert json.loads(run("list", "--search", "P3@", "--json")[1])["lines"][0]["email"] == "p3@launch.example"
