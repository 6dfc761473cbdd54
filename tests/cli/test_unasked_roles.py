"""`readiness plan` names the roles of the roster that nothing is asked of."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest

from readiness.cli.main import main

ROWS = [*(f"{n}@tallybird.example,{n},selller" for n in "abc"), "d@tallybird.example,d,seller"]


def test_plan_names_a_role_that_no_certification_asks_for(
    sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(sample)
    monkeypatch.setenv("READINESS_SIMULATED_NOW", "2027-02-15T09:00:00+00:00")
    (sample / "roster.csv").write_text("\n".join(["email,name,role", *ROWS]) + "\n", encoding="utf-8")
    for arguments in (["roster", "import", "roster.csv"], ["plan", "trial-extension"]):
        capsys.readouterr()
        with suppress(SystemExit):
            main(arguments)
    told = capsys.readouterr().out
    says = "no certification of trial-extension asks for role 'selller' (3 people). Did you mean 'seller'?"
    assert says in told
    assert "asks for role 'seller' " not in told
    assert json.loads(said(capsys, "plan", "trial-extension", "--json"))["unasked_roles"] == [says]
    said(capsys, "apply", "trial-extension", "--engine", "none", "--by", "noor@tallybird.example")
    assert says in said(capsys, "gate", "trial-extension")
    assert json.loads(said(capsys, "gate", "trial-extension", "--json"))["unasked_roles"] == [says]


def test_an_import_names_the_roles_it_gives_that_no_applied_launch_asks_for(
    sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(sample)
    monkeypatch.setenv("READINESS_SIMULATED_NOW", "2027-02-15T09:00:00+00:00")
    (sample / "roster.csv").write_text("\n".join(["email,name,role", *ROWS]) + "\n", encoding="utf-8")
    assert "RO309" not in said(capsys, "roster", "import", "roster.csv", "--preview"), "nothing is asked of anybody yet"
    said(capsys, "apply", "trial-extension", "--engine", "none", "--by", "noor@tallybird.example")
    told = said(capsys, "roster", "import", "roster.csv", "--by", "noor@tallybird.example")
    assert "RO309 no certification of any launch asks for role 'selller' (3 people). Did you mean 'seller'?" in told
    assert "asks for role 'seller' " not in told


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    with suppress(SystemExit):
        main(list(arguments))
    return capsys.readouterr().out
