"""My training: everything one rep is asked, launch by launch, in order, with how far they are and what is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.certification.states import HOLDING
from readiness.domain.definition.model import Launch
from readiness.domain.materials.publication import Publication, latest_publication
from readiness.domain.quiz.attempts import Refused
from readiness.reports.module_changes import CatchUp, catch_up
from readiness.reports.standing import CertificationStanding, RequirementStanding, rep_standing
from readiness.store import launches, materials, module_progress, people, submissions
from readiness.store.enrolment import enrolled_launches
from readiness.store.published_modules import definition_published
from readiness.store.quiz_rounds import Taker, round_of

StepState = Literal["done", "begun", "ready", "waiting"]
"""`waiting`: nothing the rep can do now: not published, cooling down, used up, or somebody else's turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing asked. `note` says how far it is or what it waits for; `minutes` None = nobody said."""

    launch: str
    kind: str
    key: str
    title: str
    minutes: int | None
    due_on: date | None
    is_overdue: bool
    state: StepState
    done_on: date | None
    note: str
    from_when: datetime | None = None

    @property
    def can_be_done(self) -> bool:
        """True when there is a page on which the rep does it, and it is their turn."""
        return self.kind in {"module", "quiz", "role-play"} and self.state in {"begun", "ready"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """One certification in one launch. `state` and `because` are the standing's own words."""

    launch: str
    launch_name: str
    launch_on: date
    certification: str
    name: str
    state: str
    because: str
    expires_on: date | None
    certified_on: date | None
    steps: tuple[Step, ...]

    @property
    def holds(self) -> bool:
        return self.state in HOLDING

    @property
    def done(self) -> int:
        return sum(step.state == "done" for step in self.steps)

    @property
    def minutes_left(self) -> int:
        return sum(step.minutes or 0 for step in self.steps if step.state != "done")


@dataclass(frozen=True, slots=True, kw_only=True)
class MyTraining:
    """`next` is the one thing to do now, None when there is nothing. What waits comes before what holds."""

    trainings: tuple[Training, ...]
    next: Step | None

    @property
    def minutes_left(self) -> int:
        return sum(one.minutes_left for one in self.trainings if not one.holds)


_ORDER = {"module": 0, "quiz": 1, "role-play": 2}
"""What comes first of what is due on the same day."""


def my_training(context: Context) -> MyTraining:
    """The actor's training in every launch that asks something of them now; empty when none does."""
    email = context.actor
    with context.database.reading() as session:
        keys = enrolled_launches(session, email)
    trainings = [training for key in keys for training in _trainings(context, key, email)]
    trainings.sort(key=lambda one: (one.holds, min((s.due_on for s in one.steps if s.due_on), default=date.max)))
    steps = (step for one in trainings if not one.holds for step in one.steps if step.can_be_done)
    first = min(steps, key=lambda step: (step.due_on or date.max, _ORDER[step.kind]), default=None)
    return MyTraining(trainings=tuple(trainings), next=first)


def _trainings(context: Context, launch: str, email: str) -> list[Training]:
    standing = rep_standing(context, launch=launch, rep=email)
    with context.database.reading() as session:
        definition = launches.require_version(session, launch).definition
        log = materials.publications(session, launch)
        taker = Taker(people.require_person(session, email), email, standing.role)
        view = _View(context, session, definition, log, taker)
        return [
            Training(
                launch=launch, launch_name=definition.product.name, launch_on=definition.launch_on,
                certification=one.certification, name=one.name, state=one.state, because=one.because,
                expires_on=one.expires_on, certified_on=one.certified_on, steps=_steps(view, one),
            )
            for one in standing.certifications
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _View:
    context: Context
    session: Session
    definition: Launch
    log: Sequence[Publication]
    taker: Taker


def _steps(view: _View, standing: CertificationStanding) -> tuple[Step, ...]:
    begun = module_progress.all_sections_read(view.session, view.definition.key, view.taker.id)
    if standing.renewal_closes_on is not None:
        return tuple(_step(view, one, begun, is_renewing=False) for one in _renewing(standing))
    is_renewing = standing.state in {"expiring", "expired"} and not standing.counts
    return tuple(_step(view, one, begun, is_renewing=is_renewing) for one in standing.requirements)


def _renewing(standing: CertificationStanding) -> list[RequirementStanding]:
    """What renewing still asks, by the last day of its window, before what is asked and met as ever."""
    wanting = {
        (one.kind, one.key): RequirementStanding(
            kind=one.kind, key=one.key, title=one.title, met_on=None, because="", attempts=0,
            due_on=standing.renewal_closes_on, next_step=f"Renews it until {standing.renewal_closes_on}.",
        )
        for one in standing.renewal
        if not one.met
    }  # fmt: skip
    return [*wanting.values(), *(one for one in standing.requirements if (one.kind, one.key) not in wanting)]


def _step(
    view: _View, asked: RequirementStanding, begun: dict[tuple[str, str], tuple[str, ...]], *, is_renewing: bool
) -> Step:
    is_done = asked.met_on is not None and not is_renewing
    state, note, from_when = ("done", asked.because, None) if is_done else _turn(view, asked, begun)
    minutes: int | None = None
    if asked.kind == "module":
        minutes = view.definition.modules[asked.key].minutes
        known = None if is_done else _known(view, asked.key)
        if known is not None:
            minutes = known.minutes
            note = f"{note} Only what changed since version {known.since} is asked.".strip()
    elif asked.kind == "quiz":
        minutes = view.definition.quizzes[asked.key].time_limit_minutes
    today = view.context.clock.today()
    return Step(
        launch=view.definition.key, kind=asked.kind, key=asked.key, title=asked.title, minutes=minutes,
        due_on=asked.due_on, is_overdue=not is_done and asked.due_on is not None and asked.due_on < today,
        state=state, done_on=asked.met_on if is_done else None, note=note, from_when=from_when,
    )  # fmt: skip


def _known(view: _View, module: str) -> CatchUp | None:
    """What they catch up with, where that is asked of them."""
    published = latest_publication(view.log, "module", module)
    definition = definition_published(view.session, published) if published and published.version > 1 else None
    if definition is None:
        return None
    today = view.context.clock.today()
    found = catch_up(view.session, view.definition, definition, module=module, email=view.taker.email, on=today)
    return found if found and found.is_asked else None


def _role_play_turn(view: _View, role_play: str, again: str) -> tuple[StepState, str, datetime | None]:
    rounds = submissions.of_person(view.session, view.definition.key, role_play, view.taker.id)
    if rounds and rounds[-1].ended is None:
        return "waiting", f"Handed in on {rounds[-1].at.date()}; it waits for its mark.", None
    return "ready", again or "Hand in a text, a link or a recording, or do it with your manager.", None


def _turn(
    view: _View, asked: RequirementStanding, begun: dict[tuple[str, str], tuple[str, ...]]
) -> tuple[StepState, str, datetime | None]:
    if asked.kind == "attestation":
        return "waiting", asked.next_step, None
    published = latest_publication(view.log, asked.kind, asked.key)
    if published is None:
        return "waiting", "Not published yet.", None
    again = f"{asked.because[:1].upper()}{asked.because[1:]}." if asked.attempts else ""
    if asked.kind == "role-play":
        return _role_play_turn(view, asked.key, again)
    if asked.kind == "module":
        read = len(begun.get((asked.key, published.fingerprint), ()))
        return (
            ("begun", f"{read} {'section' if read == 1 else 'sections'} read.", None)
            if read
            else ("ready", again, None)
        )
    return _quiz_turn(view, asked, again)


def _quiz_turn(view: _View, asked: RequirementStanding, again: str) -> tuple[StepState, str, datetime | None]:
    quiz = view.definition.quizzes[asked.key]
    found = round_of(view.session, view.definition, quiz, view.taker, log=view.log, now=view.context.clock.now())
    if isinstance(found.allowed, Refused):
        until = found.allowed.until
        return "waiting", again if until else f"{again} {found.allowed.reason}".strip(), until
    if found.allowed.resume is not None:
        return "begun", "You have begun; your answers are kept.", None
    left = found.allowed.left + 1
    return "ready", f"{again} {left} of {quiz.attempts} attempts left.".strip(), None
