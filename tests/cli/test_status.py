"""`readiness status` of a launch whose apply did not come to its end."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest

from readiness.actions.advance_launch import STEPS, StepResult
from readiness.actions.apply_launch import apply_launch
from readiness.cli.main import main
from readiness.context import Context
from readiness.ground.errors import OutsideFailure
from readiness.store.glance import LAST_STEP
from readiness.wiring.workspace import open_workspace

KEY = "trial-extension"
ROSTER = "email,name,role\n" + "".join(f"{name}@tallybird.example,{name},seller\n" for name in ("a", "b", "c"))


def broken(context: Context, *, launch: str) -> StepResult:
    raise OutsideFailure(f"{launch}: the machine of {context.by()} went away")


def run(*arguments: str) -> None:
    with suppress(SystemExit):
        main(list(arguments))


def test_a_broken_off_apply_is_told_and_a_roster_that_is_there_is_not_called_empty(
    sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(sample)
    monkeypatch.setenv("READINESS_SIMULATED_NOW", "2027-02-15T09:00:00+00:00")
    (sample / "roster.csv").write_text(ROSTER, encoding="utf-8")
    run("roster", "import", "roster.csv")
    with pytest.raises(OutsideFailure):
        apply_launch(open_workspace(), launch=KEY, steps={**STEPS, "enrolment": broken})
    capsys.readouterr()
    run("status")
    told = capsys.readouterr().out
    assert f"the last apply broke off after 6 steps, or is still running: readiness apply {KEY}" in told
    assert "nobody enrolled of 3 on the roster; never decided" in told
    apply_launch(open_workspace(), launch=KEY)
    run("status", "--json")
    glance = json.loads(capsys.readouterr().out)[0]["applied"]
    assert (glance["steps_through"], glance["people"], glance["roster"]) == (None, 3, 0)


def test_an_apply_is_through_with_its_last_step() -> None:
    assert tuple(STEPS)[-1] == LAST_STEP
