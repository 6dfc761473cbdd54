"""The main job on the sample launch, as `readiness demo` tells it: learn, then launch.

The launch is that of 22 March 2018; the clock is simulated, the sales force is AdventureWorks' sample. What people
read is printed by the real commands; what happens between them is done through the same actions.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Literal

from readiness.actions.accept_items import accept_items
from readiness.actions.apply_launch import apply_launch, prospect
from readiness.actions.start_workspace import start_workspace
from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.ground.clock import FixedClock
from readiness.ground.errors import Conflict
from readiness.rehearsal.commands import Terminal
from readiness.rehearsal.learning import Learning, Rep, cast_reps
from readiness.rehearsal.listening import Listening
from readiness.rehearsal.working import Working
from readiness.reports.materials import content_lines
from readiness.reports.roster import roster_on
from readiness.settings import load_settings
from readiness.wiring.workspace import build_context

LAUNCH = "gitlab-cicd-for-github"
SEED = 2018
MARKER = ".readiness/rehearsal"

MARKETER, TRAINER, SALES, CHIEF = (f"{name}@launch.example" for name in ("dana", "lena", "ivo", "olga"))

FIRST_DAY = date(2018, 1, 22)
REVIEW_DAY = date(2018, 3, 12)
LAST_DAY = date(2018, 3, 21)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Told:
    """What is there after the story."""

    workspace: Path
    materials: Path
    report: Path
    ends_at: datetime
    """The simulated time at which it ends; go on from there."""


def prepare_folder(folder: Path) -> Path:
    """`folder` is an empty workspace for a rehearsal. One left by an earlier rehearsal is replaced, anything else
    refused.
    """
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARKER).is_file():
            raise Conflict(f"{folder} is not empty and was not made by a rehearsal.", hint="Name another folder.")
        shutil.rmtree(folder)
    start_workspace(folder, samples=(LAUNCH,))
    (folder / MARKER).parent.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text("Made by `readiness demo`; replaced by the next one.\n", encoding="utf-8")
    return folder


def tell_story(
    folder: Path, *, say: Say, seed: int = SEED, engine: str = "local", until: Literal["held", "cleared"] = "cleared"
) -> Told:
    """Plays the launch from its first day to its clearance, or to the review ten days before, when it is held.

    Raises what went wrong first; nothing is smoothed over.
    """
    terminal = Terminal(folder, say)
    roster = f"launches/{LAUNCH}/roster"
    apply = ["apply", LAUNCH, "--engine", engine]

    _chapter(say, FIRST_DAY, "A launch is a file. Is it sound?")
    terminal.run(["check", LAUNCH], at=_at(FIRST_DAY), by=MARKETER)
    say("Sound, with warnings that are true: what others do too is not unique, and no story proves this product yet.\n")

    _chapter(say, FIRST_DAY, "Who sells it? The roster disagrees with its own history for five reps, and says so.")
    imported = ["roster", "import", f"{roster}/roster.csv", "--history", f"{roster}/territory-history.csv"]
    terminal.run([*imported, "--preview"], at=_at(FIRST_DAY), by=MARKETER, lines=24)
    terminal.run(imported, at=_at(FIRST_DAY), by=MARKETER, lines=4)

    _chapter(say, FIRST_DAY, "What would it take? Then make it so, through Prefect.")
    terminal.run(["plan", LAUNCH], at=_at(FIRST_DAY), by=MARKETER, lines=40)
    terminal.run(apply, at=_at(FIRST_DAY), by=MARKETER)
    terminal.run(apply, at=_at(FIRST_DAY, 10), by=MARKETER)

    launch = load_launch(folder)
    play = _Play(folder, launch, terminal, apply, seed=seed, say=say)

    _chapter(say, FIRST_DAY, "Seven weeks of work and training, SIMULATED (nobody real took a quiz).")
    play.until(REVIEW_DAY)

    _chapter(say, REVIEW_DAY, "Ten days before the launch: may we sell it?")
    terminal.run(["gate", LAUNCH], at=_at(REVIEW_DAY, 18), by=SALES, expect=1)
    behind = play.somebody_behind()
    if behind is not None:
        terminal.run(["explain", LAUNCH, "--rep", behind.email], at=_at(REVIEW_DAY, 18), by=SALES, lines=30)
    output = folder / "out" / LAUNCH
    if until == "held":
        terminal.run(["report", LAUNCH], at=_at(REVIEW_DAY, 18), by=SALES)
        return Told(folder, output, output / "readiness.html", _at(REVIEW_DAY, 18))

    _chapter(say, REVIEW_DAY + timedelta(days=1), "Held, with reasons. So people act on the reasons.")
    play.until(LAST_DAY)
    terminal.run(
        [
            "waive", LAUNCH, "proven", "--approver", CHIEF, "--until", "2018-09-30", "--note",
            "Released on launch day, so no customer can prove it; reps say so, and pilots report by September.",
        ],
        at=_at(LAST_DAY, 17), by=MARKETER,
    )  # fmt: skip

    _chapter(say, LAST_DAY, "The evening before.")
    terminal.run(["gate", LAUNCH], at=_at(LAST_DAY, 18), by=SALES)
    terminal.run(["clear", LAUNCH], at=_at(LAST_DAY, 18), by=CHIEF)
    terminal.run(["clear", LAUNCH, "--verify"], at=_at(LAST_DAY, 19), by=CHIEF)
    terminal.run(["report", LAUNCH], at=_at(LAST_DAY, 19), by=CHIEF)
    return Told(folder, output, output / "readiness.html", _at(LAST_DAY, 19))


def load_launch(folder: Path) -> Launch:
    context = build_context(load_settings(folder))
    reading = context.launches.read(LAUNCH)
    context.database.close()
    assert reading.launch is not None  # the check above said so
    return reading.launch


class _Play:
    """The days between the commands."""

    def __init__(
        self, folder: Path, launch: Launch, terminal: Terminal, apply: list[str], *, seed: int, say: Say
    ) -> None:
        self._context = build_context(load_settings(folder))
        self._launch = launch
        self._terminal = terminal
        self._apply = apply
        self._say = say
        self._day = FIRST_DAY
        self._reps = self._cast(seed)
        self._learning = Learning(launch, self._reps, seed=seed)
        self._listening = Listening(LAUNCH, [rep.email for rep in self._reps], MARKETER)
        self._working = Working(
            LAUNCH,
            on_their_day=frozenset({"certification", "clearance"}),
            first={"accept-drafted-items": self._accept_drafts},
            left=frozenset({"clear-launch"}),
        )

    def until(self, last: date) -> None:
        """Plays every working day up to and with `last`, and tells each week."""
        for week in _weeks(self._day, last):
            finished = passed = failed = taken = 0
            for day in week:
                self._advance(day)
                for done in self._working.day(self._on(day, 9)):
                    self._say(f"  {day:%a %d %b}  {done.title}  ({done.by})")
                    finished += 1
                for heard in self._listening.day(self._on(day, 12)):
                    self._say(f"  {day:%a %d %b}  {heard}")
                for did in self._learning.day(self._on(day, 14), published=self._published()):
                    taken += did.passed is None
                    passed += did.passed is True
                    failed += did.passed is False
            self._say(
                f"  week of {week[0]:%d %b}: tasks finished {finished}; SIMULATED: modules taken {taken}, "
                f"quizzes and role-plays passed {passed}, not passed {failed}"
            )
        self._say("")
        self._day = last + timedelta(days=1)

    def somebody_behind(self) -> Rep | None:
        """A rep who is not through yet; None when all are."""
        return next((rep for rep in self._reps if not self._learning.finished(rep)), None)

    def _on(self, day: date, hour: int) -> Context:
        return replace(self._context, clock=FixedClock(_at(day, hour)))

    def _cast(self, seed: int) -> tuple[Rep, ...]:
        roles = {certification.role: key for key, certification in self._launch.certifications.items()}
        people = roster_on(self._on(FIRST_DAY, 9), on=FIRST_DAY).lines
        return cast_reps(
            ((line.email, line.manager or TRAINER, roles[line.role]) for line in people if line.role in roles),
            seed=seed,
        )

    def _published(self) -> frozenset[tuple[str, str]]:
        lines = content_lines(self._context, launch=LAUNCH)
        return frozenset((line.kind, line.key) for line in lines if line.published is not None)

    def _advance(self, day: date) -> None:
        """What the deployment `advance` does on the morning of every working day: the engine's own tasks."""
        context = self._on(day, 5).acting_as(MARKETER)
        if not prospect(context, launch=LAUNCH).nothing_to_do:
            apply_launch(context, launch=LAUNCH)
            self._say(f"  {day:%a %d %b}  the engine takes its turn (what the scheduled flow `advance` does)")

    def _accept_drafts(self, trainer: Context) -> None:
        accepted = accept_items(trainer, launch=LAUNCH)
        self._say(
            f"  {trainer.clock.today():%a %d %b}  {trainer.actor} accepts {len(accepted.decided)} drafted questions"
        )
        self._terminal.run(self._apply, at=trainer.clock.now(), by=MARKETER)


def _weeks(first: date, last: date) -> Iterator[list[date]]:
    week: list[date] = []
    day = first
    while day <= last:
        if day.weekday() < 5:
            week.append(day)
        elif week:
            yield week
            week = []
        day += timedelta(days=1)
    if week:
        yield week


def _at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def _chapter(say: Say, day: date, title: str) -> None:
    say(f"── {day:%A, %d %B %Y} (simulated) ── {title}\n")
