"""How fast a launch file is read and checked: 2,000 lines in process, and `readiness check` as a whole process.

Targets: load, validate and report a 2,000-line definition in at most 100 ms; the process at most 1.5 times importing
pydantic, typer and rich. The two processes are timed in turn, so that a busy machine slows both.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from readiness.actions.check_launch import Checked, check_launch
from readiness.adapters.launch_files import WorkspaceLaunches
from readiness.adapters.playbooks import WorkspacePlaybooks
from readiness.adapters.templates import TrainingTemplates
from readiness.domain.checks.all_checks import run_checks
from readiness.domain.checks.levels import AS_WRITTEN
from readiness.domain.definition.snapshot import from_json, to_json
from readiness.domain.quiz.folding import words
from readiness.wiring.files import open_launch_files, open_playbooks, open_templates

ROOT = Path(__file__).resolve().parents[1]
KEY = "large"


@dataclass(frozen=True)
class Row:
    what: str
    measured: str
    target: str
    met: bool | None


def large_definition(lines: int = 2000) -> str:
    """A sound launch file of about that many lines, its parts in the proportions of the real sample."""
    head = """\
readiness: 1
key: large
product: {name: Large, supplier: Bench, summary: As large as launch files get.}
tier: 1
owner: m
launch_on: 2027-06-01
starts_on: 2027-01-04
markets:
  home: {name: Home, holidays: US}
team:
  m: {name: M, email: m@bench.example, function: marketing}
  s: {name: S, email: s@bench.example, function: sales}
  e: {name: E, email: e@bench.example, function: enablement}
  p: {name: P, email: p@bench.example, function: product}
  l: {name: L, email: l@bench.example, function: leadership}
  g: {name: G, email: g@bench.example, function: legal}
  u: {name: U, email: u@bench.example, function: support}
  o: {name: O, email: o@bench.example, function: operations}
competitors:
  c0: {name: Competitor 0}
  c1: {name: Competitor 1}
gate:
  criteria:
    share: {kind: certified-share, at_least: 0.8}
certifications:
  rep:
    name: Rep
    role: rep
    modules: [%s]
    quizzes: [all]
quizzes:
  all:
    title: All
    blueprint: [{section: objections, count: 10}]
    conversation: point-of-view
"""
    per_unit = 57
    count = max(1, (lines - head.count("\n") - 9) // per_unit)
    units = range(count)
    sections = {
        "facts": "statement: Plan {i} costs {i} USD a month.\nfigure: {i} USD\nsource: Price list",
        "personas": "name: Person {i}\ntitle: Title {i}\npart: buyer\nquestions: [What did it cost you last year?]",
        "requirements": "problem: Problem {i} costs hours every week.\nfelt_by: [k{i}]",
        "capabilities": "name: Capability {i}\nstanding: {{c0: unique, c1: parity}}\n"
        "value: {{perceived: 2, actual: 4}}",
        "proof_points": "statement: Customer {i} went from {i} hours to minutes.\nsource: Story {i}\n"
        "permission: public\nshows: [k{i}]",
        "value_propositions": "headline: Headline {i}\npersonas: [k{i}]\nrequirement: k{i}\n"
        "insight: >-\n  What number {i} has not seen yet, told in a sentence that is long\n  enough to be folded.\n"
        "capabilities: [k{i}]\noutcome: Outcome {i}\nproof: [k{i}]\nconversation: tangible-value",
        "objections": "says: Why should number {i} matter to us?\nkind: price\nresponse:\n"
        "  acknowledge: It is a fair question {i}.\n  reframe: Count the hours of case {i} and compare.\n"
        "  concede: In case {i} it may not.\n  ask: What is an hour worth?\n"
        "capabilities: [k{i}]\nconversation: relevant-meeting",
        "modules": "title: Module {i}\nminutes: 10\nroles: [rep]\nteaches:\n  - objections.k{i}\n"
        "  - value_propositions.k{i}\nconversation: right-people",
        "items": "kind: single\nstem: What do you answer to {i}?\ntests: [objections.k{i}, value_propositions.k{i}]\n"
        "options:\n  - {{text: Count the hours of case {i}, correct: true}}\n  - {{text: Nothing {i}}}\n"
        "  - {{text: A discount of {i} percent}}\nconversation: success-definition",
    }
    text = [head % ", ".join(f"k{i}" for i in units)]
    for section, body in sections.items():
        text.append(f"{section}:\n")
        for i in units:
            text.append(f"  k{i}:\n")
            text += [f"    {line}\n" for line in body.format(i=i).split("\n")]
    return "".join(text)


def check_cold(files: WorkspaceLaunches, playbooks: WorkspacePlaybooks, templates: TrainingTemplates) -> Checked:
    """As the first check of a process, without what an earlier one left in the drafter's cache."""
    words.cache_clear()
    return check_launch(files, playbooks, launch=KEY, templates=templates)


def in_process(repeats: int = 15) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "launches" / KEY
        place.mkdir(parents=True)
        text = large_definition()
        (place / "launch.yaml").write_text(text, encoding="utf-8")
        at = Path(folder)
        files, playbooks, templates = open_launch_files(at), open_playbooks(at), open_templates(at)
        checked = check_launch(files, playbooks, launch=KEY, templates=templates)
        if not checked.sound:
            raise SystemExit("\n".join(str(problem) for problem in checked.problems[:5]))
        launch = files.read(KEY).launch
        assert launch is not None
        lines = f"{text.count(chr(10)):,} lines"
        whole = _median(lambda: check_cold(files, playbooks, templates), repeats)
        read = _median(lambda: files.read(KEY), repeats)
        found = _median(lambda: run_checks(launch, levels=AS_WRITTEN), repeats)
        stored = _median(lambda: from_json(to_json(launch)), repeats)
    return [
        Row(f"{lines}: load, validate, report", _told(whole), "≤ 100 ms", whole[0] <= 0.1),
        Row("  of it reading", _told(read), "", None),
        Row("  of it checks", _told(found), "", None),
        Row("the same to JSON and back", _told(stored), "", None),
    ]


def whole_process(repeats: int = 9) -> list[Row]:
    check = [sys.executable, "-m", "readiness.cli.main", "check", "launches/gitlab-cicd-for-github"]
    imports = [sys.executable, "-c", "import pydantic, typer, rich"]
    pairs = [(_run(imports), _run(check)) for _ in range(repeats + 1)][1:]  # the first leaves bytecode behind
    bare, bare_cpu = (statistics.median(pair[0][clock] for pair in pairs) for clock in (0, 1))
    took, took_cpu = (statistics.median(pair[1][clock] for pair in pairs) for clock in (0, 1))
    return [
        Row("python -c 'import pydantic, typer, rich'", _told((bare, bare_cpu)), "", None),
        Row(
            "readiness check, the sample, whole process",
            f"{_told((took, took_cpu))} = {took / bare:.2f} × ({took_cpu / bare_cpu:.2f} × CPU)",
            "≤ 1.5 ×",
            took <= 1.5 * bare,
        ),
    ]


def run() -> list[Row]:
    """Every measurement of this part."""
    return [*in_process(), *whole_process()]


def main() -> None:
    """Prints them as a table."""
    rows = run()
    width = max(len(row.what) for row in rows)
    for row in rows:
        verdict = "" if row.met is None else "  met" if row.met else "  MISSED"
        print(f"{row.what:<{width}}  {row.measured:>18}  {row.target}{verdict}")


def _median(work: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Seconds by the wall and of the processor; the first call is not counted."""
    work()
    wall, processor = [], []
    for _ in range(repeats):
        began, used = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - began)
        processor.append(time.process_time() - used)
    return statistics.median(wall), statistics.median(processor)


def _told(taken: tuple[float, float]) -> str:
    return f"{taken[0] * 1000:.0f} ms ({taken[1] * 1000:.0f} CPU)"


def _run(command: list[str]) -> tuple[float, float]:
    """Seconds by the wall and of the processor."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began, before = time.perf_counter(), os.times()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - began, os.times()
    return wall, after.children_user + after.children_system - before.children_user - before.children_system


if __name__ == "__main__":
    main()
