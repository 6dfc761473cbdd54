"""Checking a launch: by key, by path, all of a workspace."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from readiness.actions.check_launch import check_launch, check_workspace
from readiness.adapters.launch_files import WorkspaceLaunches
from readiness.adapters.playbooks import WorkspacePlaybooks
from readiness.adapters.resources import builtin
from readiness.adapters.templates import TrainingTemplates
from readiness.ground.errors import NotFound
from tests.checks.cases import FOLDER
from tests.fakes import FakeCalendars

BASE = (FOLDER / "base.yaml").read_text(encoding="utf-8")


def files(root: Path) -> tuple[WorkspaceLaunches, WorkspacePlaybooks]:
    return WorkspaceLaunches(root), WorkspacePlaybooks(root)


def write(root: Path, text: str, key: str = "base") -> Path:
    place = root / "launches" / key
    place.mkdir(parents=True, exist_ok=True)
    (place / "launch.yaml").write_text(text, encoding="utf-8")
    return place


def test_key_file_and_folder_say_the_same(tmp_path: Path) -> None:
    place = write(tmp_path, BASE.replace("lead: true", "lead: false"))
    told = [check_launch(*files(tmp_path), launch=str(name)) for name in ("base", place, place / "launch.yaml")]
    assert {one.problems for one in told} == {told[0].problems}
    assert [problem.code for problem in told[0].problems] == ["RD206"]
    assert all(one.sound for one in told)


def test_checking_twice_says_the_same(tmp_path: Path) -> None:
    write(tmp_path, BASE.replace("proof: [pilot]", "proof: []"))
    assert check_launch(*files(tmp_path), launch="base") == check_launch(*files(tmp_path), launch="base")


def test_semantic_checks_wait_until_the_file_reads(tmp_path: Path) -> None:
    write(tmp_path, BASE.replace("proof: [pilot]", "proof: []").replace("tier: 3", "teir: 3"))
    assert {p.code for p in check_launch(*files(tmp_path), launch="base").problems} == {"RD004", "RD005"}


def test_a_key_that_is_not_its_folders_name_hides_nothing_else(tmp_path: Path) -> None:
    unproven = BASE.replace("proof: [pilot]", "proof: []")
    write(tmp_path, unproven)
    alone = {p.code for p in check_launch(*files(tmp_path), launch="base").problems}
    write(tmp_path, unproven, "another")
    told = check_launch(*files(tmp_path), launch="another")
    assert not told.sound
    assert {p.code for p in told.problems} == alone | {"RD009"}
    write(tmp_path, unproven.replace("tier: 3", "teir: 3"), "another")
    assert {p.code for p in check_launch(*files(tmp_path), launch="another").problems} == {"RD004", "RD005", "RD009"}


def test_unsound_playbook_of_the_workspace_is_told_with_its_file(tmp_path: Path) -> None:
    write(tmp_path, BASE)
    playbooks = tmp_path / "training_templates" / "playbooks"
    playbooks.mkdir(parents=True)
    (playbooks / "tier-3.yaml").write_text("playbook: 1\ntier: 3\nname: Ours\ntasks: {}\n", encoding="utf-8")
    told = check_launch(*files(tmp_path), launch="base")
    assert not told.sound
    assert told.usable
    assert {p.where.file for p in told.problems if p.where} == {"training_templates/playbooks/tier-3.yaml"}


def test_whole_workspace_is_checked_in_order_of_key(tmp_path: Path) -> None:
    write(tmp_path, BASE)
    write(tmp_path, "- nothing\n", "another")
    told = check_workspace(*files(tmp_path))
    assert [(one.name, one.usable, one.sound) for one in told] == [("another", False, False), ("base", True, True)]


def test_workspace_without_a_launch_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        check_workspace(*files(tmp_path))


def test_real_sample_shows_its_missing_proof_and_its_parity_rows(sample: Path) -> None:
    told = check_launch(*files(sample), launch="gitlab-cicd-for-github")
    assert told.sound
    found = {(problem.code, problem.path) for problem in told.problems}
    assert ("RD102", "value_propositions.keep-code-gain-pipeline.proof") in found
    assert ("RD201", "capabilities.external-ci.standing") in found
    assert ("RD201", "capabilities.environment-history.standing") in found


def test_a_holiday_calendar_that_does_not_exist_is_told_with_its_line(sample: Path):
    file = sample / "launches" / "trial-extension" / "launch.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("holidays: US", "holidays: ZZ"), encoding="utf-8")
    told = check_launch(*files(sample), launch="trial-extension")
    (problem,) = [problem for problem in told.problems if problem.code == "TK013"]
    assert problem.where is not None
    assert problem.where.line > 1
    assert not told.sound


def test_work_that_does_not_fit_is_told_at_its_line_by_weekdays_or_exactly_by_the_calendars(sample: Path):
    # Twelve business days of work. Weekdays before Tue 2 Mar 2027: 12 from Fri 12 Feb; without Presidents' Day, the
    # 15th, 12 from Thu 11 Feb.
    file = sample / "launches" / "trial-extension" / "launch.yaml"
    text = file.read_text(encoding="utf-8")

    def told(starts_on: str, calendars: FakeCalendars | None) -> list[str]:
        file.write_text(text.replace("starts_on: 2027-01-18", f"starts_on: {starts_on}"), encoding="utf-8")
        found = check_launch(*files(sample), launch="trial-extension", calendars=calendars).problems
        return [f"{p.where}: {p.fix}" for p in found if p.code == "TK014"]

    holiday = FakeCalendars({"US": {date(2027, 2, 15): "Washington's Birthday"}})
    assert told("2027-02-11", holiday) == []
    place = "launches/trial-extension/launch.yaml:11:12: Start on"
    assert told("2027-02-26", None)[0].startswith(f"{place} 2027-02-12 or earlier")
    assert told("2027-02-26", holiday)[0].startswith(f"{place} 2027-02-11 or earlier")
    assert told("2027-02-26", FakeCalendars({}))[0].startswith(f"{place} 2027-02-12 or earlier")


def test_a_country_that_works_on_sundays_is_told_by_its_own_week(sample: Path):
    # Weekend on Friday and Saturday: from Sun 14 Feb 2027 to Mon 1 Mar there are 12 days of it, and 11 of
    # Monday to Friday, for twelve days of work.
    file = sample / "launches" / "trial-extension" / "launch.yaml"
    text = file.read_text(encoding="utf-8").replace("starts_on: 2027-01-18", "starts_on: 2027-02-13")
    file.write_text(text, encoding="utf-8")
    by_weekdays = check_launch(*files(sample), launch="trial-extension")
    assert "TK014" in {p.code for p in by_weekdays.problems}
    by_its_own = check_launch(*files(sample), launch="trial-extension", calendars=SundayWorks())
    assert "TK014" not in {p.code for p in by_its_own.problems}


class SundayWorks(FakeCalendars):
    def weekend(self, code: str) -> frozenset[int]:  # noqa: ARG002
        return frozenset({4, 5})


def override(root: Path, name: str, text: str) -> None:
    path = root / "training_templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def codes_and_places(root: Path) -> list[tuple[str, str]]:
    told = check_launch(*files(root), launch="trial-extension", templates=TrainingTemplates(root))
    return [(p.code, str(p.where)) for p in told.problems if p.level == "error"]


def test_a_broken_template_of_the_workspace_is_told_before_any_plan(sample: Path):
    assert codes_and_places(sample) == []
    override(sample, "battlecard.md.j2", "# Ours\n{{ nobody_asks }}\n")
    override(sample, "objection-cards.md.j2", "{% if %}\n")
    assert codes_and_places(sample) == [
        ("TP003", "training_templates/battlecard.md.j2:2"),
        ("TP002", "training_templates/objection-cards.md.j2:1"),
    ]
    override(sample, "battlecard.md.j2", "# Ours\n")
    override(sample, "objection-cards.md.j2", "# Ours\n")
    assert codes_and_places(sample) == []


def test_links_among_templates_and_playbooks_are_told_once_and_nothing_of_theirs_is_read(sample: Path):
    elsewhere = sample / "elsewhere.md.j2"
    elsewhere.write_text("# Elsewhere\n", encoding="utf-8")
    override(sample, "playbooks/README.md", "Ours.\n")
    (sample / "training_templates" / "battlecard.md.j2").symlink_to(elsewhere)
    (sample / "training_templates" / "playbooks" / "tier-3.yaml").symlink_to(elsewhere)
    assert codes_and_places(sample) == [
        ("TP009", "training_templates/battlecard.md.j2"),
        ("TP009", "training_templates/playbooks/tier-3.yaml"),
    ]


def test_a_workspace_without_templates_of_its_own_is_checked_without_jinja2(sample: Path):
    program = (
        "import sys; from readiness.cli.checking import tell; tell(('trial-extension',), 'text');"
        "sys.exit(any(name in sys.modules for name in ('jinja2', 'holidays', 'sqlmodel', 'markdown_it')))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=sample, check=False).returncode == 0


def test_copies_of_built_in_templates_are_not_the_workspaces_own(sample: Path):
    templates = TrainingTemplates(sample)
    built_in = builtin("training_templates")
    override(sample, "battlecard.md.j2", (built_in / "battlecard.md.j2").read_text("utf-8"))
    assert templates.own() == frozenset()
    override(sample, "battlecard.md.j2", "# Ours\n")
    override(sample, "parts/ours.md.j2", "Ours.\n")
    assert templates.own() == {"battlecard.md.j2", "parts/ours.md.j2"}
    shutil.rmtree(sample / "training_templates")
    (sample / "training_templates").symlink_to(built_in)
    assert templates.own() == frozenset()


def test_only_pieces_made_of_the_workspaces_own_templates_are_rendered(sample: Path):
    templates = Counted(sample)
    override(sample, "parts/nobody_asks.md.j2", "Ours.\n")
    assert check_launch(*files(sample), launch="trial-extension", templates=templates).sound
    assert templates.rendered == set()
    override(sample, "battlecard.md.j2", '{% include "parts/nobody_asks.md.j2" %}')
    assert check_launch(*files(sample), launch="trial-extension", templates=templates).sound
    assert templates.rendered == {"battlecard.md.j2"}


class Counted(TrainingTemplates):
    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.rendered: set[str] = set()

    def render(self, name: str, context: Mapping[str, Any], *, made_of: str = "") -> str:
        self.rendered.add(name)
        return super().render(name, context, made_of=made_of)
