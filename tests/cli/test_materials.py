"""`readiness materials` and `readiness module` as a trainer and an approver use them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from readiness.actions.render_materials import render_materials
from readiness.actions.upgrade_database import upgrade_database
from readiness.cli import materials, module
from readiness.ground.errors import Conflict, NotAllowed, NotFound, ReadinessError
from readiness.store import launches
from readiness.wiring.workspace import open_database, open_workspace

KEY = "trial-extension"


@pytest.fixture
def workspace(sample: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small sample launch, applied and rendered by its owner."""
    monkeypatch.chdir(sample)
    upgrade_database(open_database())
    context = open_workspace()
    launch = context.launches.read(KEY).launch
    assert launch
    with context.database.transaction() as session:
        launches.record_version(session, context.clock, launch, "test@example.com")
    render_materials(context, launch=KEY)
    context.database.close()
    return sample


def run(app: object, *arguments: str) -> Result:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=True)  # type: ignore[arg-type]
    if isinstance(result.exception, ReadinessError):
        raise result.exception
    return result


def member(workspace: Path, function: str) -> str:
    launch = open_workspace(workspace).launches.read(KEY).launch
    assert launch
    return next(m.email for m in launch.team.values() if m.function == function)


def test_a_launchs_materials_are_listed_shown_approved_and_rejected(workspace: Path) -> None:
    lines = json.loads(run(materials.app, "list", KEY, "--json").stdout)
    name = lines[0]["name"]
    assert lines[0]["approved_by"] == []
    assert run(materials.app, "show", KEY, name).stdout.startswith("# ")
    by = member(workspace, "marketing")
    told = run(materials.app, "approve", KEY, name, "--for", "marketing", "--by", by)
    assert told.stdout == f"approved for marketing: {name}\n"
    assert run(materials.app, "approve", KEY, name, "--for", "marketing", "--by", by).stdout == (
        "1 was approved already, as it now reads.\n"
    )
    run(materials.app, "reject", KEY, name, "--for", "marketing", "--by", by, "--note", "A figure is missing.")
    shown = run(materials.app, "list", KEY).stdout
    assert "rejected by marketing" in shown
    assert "marketing: A figure is missing." in shown


def test_files_that_were_lost_are_written_again(workspace: Path) -> None:
    page = workspace / "out" / KEY / "index.html"
    page.unlink()
    told = run(materials.app, "render", KEY).stdout
    assert told.startswith("0 rendered, ")
    assert str(page) in told
    assert page.exists()


def test_a_built_in_template_can_be_made_the_workspaces_own_once(workspace: Path) -> None:
    before = json.loads(run(materials.app, "templates", "--json").stdout)
    assert {"battlecard.md.j2", "modules/module.md.j2", "parts/message.md.j2"} <= before.keys()
    assert not any(before.values())
    run(materials.app, "templates", "--copy", "battlecard.md.j2")
    assert (workspace / "training_templates" / "battlecard.md.j2").is_file()
    assert "battlecard.md.j2  (your own)" in run(materials.app, "templates").stdout
    assert run(materials.app, "render", KEY).stdout.startswith("0 rendered, ")  # the same text makes the same pieces
    with pytest.raises(Conflict):
        run(materials.app, "templates", "--copy", "battlecard.md.j2")
    for name in ("batlecard.md.j2", "../launches/x", "/etc/passwd"):
        with pytest.raises(NotFound):
            run(materials.app, "templates", "--copy", name)


def test_strangers_approve_nothing(workspace: Path) -> None:
    with pytest.raises(NotAllowed):
        run(materials.app, "approve", KEY, "--by", "stranger@example.com")


def test_a_module_is_previewed_published_and_logged(workspace: Path) -> None:
    launch = open_workspace().launches.read(KEY).launch
    assert launch
    key = next(iter(launch.modules))
    assert run(module.app, "preview", KEY, key).stdout.startswith(f"# {launch.modules[key].title}\n")
    written = run(module.app, "preview", KEY, key, "--html", "--out", "page.html")
    assert "is not what is published" in written.stdout
    assert (workspace / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    by = launch.team[launch.owner].email
    assert f"module/{key} version 1 published" in run(module.app, "publish", KEY, key, "--by", by).stdout
    assert "nothing changed" in run(module.app, "publish", KEY, key, "--by", by).stdout
    everything = json.loads(run(module.app, "publish", KEY, "--all", "--by", by, "--json").stdout)
    assert [one["is_new"] for one in everything].count(False) == 1
    log = json.loads(run(module.app, "log", KEY, "--json").stdout)
    assert len(log["log"]) == len(everything)
    assert f"module/{key} version 1" in run(module.app, "log", KEY).stdout


def test_publishing_wants_either_a_key_or_all(workspace: Path) -> None:
    for arguments in (("publish", KEY), ("publish", KEY, "x", "--all")):
        with pytest.raises(ReadinessError, match="either"):
            run(module.app, *arguments)


def test_the_reviewers_sheet_of_a_quiz_is_for_the_team(workspace: Path) -> None:
    with pytest.raises(NotAllowed, match="only the launch's team may read it"):
        run(materials.app, "show", KEY, "quiz/trial-quiz", "--by", "somebody@tallybird.example")
    noor = ("--by", "noor@tallybird.example")
    assert run(materials.app, "show", KEY, "quiz/trial-quiz", *noor).stdout.startswith("# ")
