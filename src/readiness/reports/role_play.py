"""Role-plays as people see them: a rep's own rounds, a grader's queue, one submission to be graded.

Nobody sees another grader's marks before all are in: neither the rep, nor a grader, nor whoever looks after both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.access.permissions import may_see_person
from readiness.domain.access.roles import Viewer
from readiness.domain.definition.assessment import RolePlay
from readiness.domain.definition.model import Launch
from readiness.domain.people.address import mail_address
from readiness.domain.role_play.exercise import exercise_of, title_of
from readiness.domain.role_play.graders import uncertified
from readiness.domain.role_play.marks import mark_on
from readiness.domain.role_play.rubric import rubric_of
from readiness.domain.role_play.work import Work, served_name
from readiness.ground.errors import NotFound
from readiness.ground.keys import did_you_mean
from readiness.reports.essay_marks import essay_for_grading
from readiness.reports.given_marks import CategorySheet, SeenMark, seen, sheet_of
from readiness.store import exemplars, graders, people, role_play_marks, submissions
from readiness.store.enrolment import enrolled_launches
from readiness.store.launches import applied_launches, require_version
from readiness.store.reporting_lines import managers_above
from readiness.store.role_play_marks import Assignment, GivenMark
from readiness.store.submissions import Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round of a rep. `state`: waiting, marked or withdrawn. `marks` is empty until it is marked."""

    id: int
    round: int
    at: datetime
    work: Work
    state: str
    fraction: float | None
    passed: bool | None
    rule: str
    reasons: tuple[str, ...]
    marks: tuple[SeenMark, ...]
    due_on: date | None
    can_be_withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRolePlay:
    """A role-play as its rep sees it; `rounds` newest first. `waits` None = something may be handed in."""

    launch: str
    launch_name: str
    key: str
    title: str
    scenario: str
    pass_fraction: float
    rubric: tuple[CategorySheet, ...]
    rounds: tuple[Round, ...]
    waits: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """One submission in a grader's queue. `kind`: a role-play, or an essay of a quiz."""

    submission: int
    kind: Literal["role-play", "essay"]
    launch: str
    launch_name: str
    role_play: str
    title: str
    rep: str
    name: str
    round: int
    place: int
    handed_in_at: datetime
    due_on: date
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An open submission, for whoever sees to it. `graders`: (who, due, has marked); `lacks` graders are not found."""

    submission: int
    kind: Literal["role-play", "essay"]
    role_play: str
    title: str
    rep: str
    name: str
    round: int
    handed_in_at: datetime
    graders: tuple[tuple[str, date, bool], ...]
    lacks: int
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemplarBeside:
    """An exemplar of the same role-play, to measure by. What was agreed on it is told to whoever graded it, or agreed
    on it, and to nobody else: `agreed` None = not yet. `given` by category: the agreed level and why, "" = not said;
    empty also for an exemplar on another version of the rubric than the submission (`is_same_rubric` False).
    """

    id: int
    title: str
    work: Work
    agreed: float | None
    given: Mapping[str, tuple[float, str]]
    is_same_rubric: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingSheet:
    """A submission as one of its graders sees it. `mine`: their marks, when they gave them; `others` once all are in.

    `refused`: why they may not grade it now; "" = they may. `rubric_version` counts from 1. `exemplars` are those that
    graders are calibrated on today, oldest first. Of an essay `scenario` is the question, `guide` what a good answer
    says, for graders and the launch's team alone, `words` how many there are, and `limits` how many were asked for;
    `again` are marks it was given after it had its own, the last of which counts; `may_mark_again`: the viewer may
    give more.
    """

    submission: int
    kind: Literal["role-play", "essay"]
    launch: str
    launch_name: str
    role_play: str
    title: str
    scenario: str
    pass_fraction: float
    rep: str
    name: str
    round: int
    handed_in_at: datetime
    due_on: date | None
    work: Work
    rubric: tuple[CategorySheet, ...]
    rubric_version: int
    mine: SeenMark | None
    others: tuple[SeenMark, ...]
    final: Round | None
    is_asked: bool
    refused: str
    exemplars: tuple[ExemplarBeside, ...]
    guide: str = ""
    words: int | None = None
    limits: str = ""
    again: tuple[SeenMark, ...] = ()
    may_mark_again: bool = False


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A file to be sent: where it is, as what, and under which name (ours)."""

    path: Path
    media_type: str
    name: str


def role_plays_of(context: Context, *, launch: str) -> tuple[RolePlay, ...]:
    """The role-plays of a launch, in file order. Raises NotFound."""
    with context.database.reading() as session:
        return tuple(require_version(session, launch).definition.role_plays.values())


def own_role_play(context: Context, *, launch: str, role_play: str, rep: str) -> OwnRolePlay:
    """The rounds of a rep at a role-play. Raises NotFound, for a launch that asks nothing of them too."""
    email = mail_address(rep)
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        play = _play(definition, role_play)
        rounds = submissions.of_person(session, launch, role_play, people.require_person(session, email))
        if not rounds and launch not in enrolled_launches(session, email):
            raise NotFound(f"launch '{launch}' asks nothing of {email}.", hint="See My training.")
        told = _rounds(session, rounds)
    waiting = next((one.id for one in told if one.state == "waiting"), None)
    return OwnRolePlay(
        launch=launch, launch_name=definition.product.name, key=play.key, title=play.title, scenario=play.scenario,
        pass_fraction=play.pass_fraction, rubric=sheet_of(rubric_of(play)), rounds=tuple(reversed(told)), waits=waiting,
    )  # fmt: skip


def grading_queue(context: Context, *, grader: str) -> tuple[Queued, ...]:
    """What this person is asked to grade, by the day it is due; empty when nothing waits."""
    today = context.clock.today()
    with context.database.reading() as session:
        asked = role_play_marks.open_of_grader(session, mail_address(grader))
        found = {one.id: one for one in submissions.some(session, [one.submission for one in asked])}
        definitions = {
            key: require_version(session, key).definition for key in sorted({one.launch for one in found.values()})
        }
    return tuple(_queued(one, found[one.submission], definitions, today) for one in asked)


def open_submissions(context: Context, *, launch: str, after: int = 0, limit: int | None = None) -> tuple[Waiting, ...]:
    """Submissions of the launch that wait for their mark, oldest first: all (`limit` None), or so many of those after
    the submission `after`. Raises NotFound.
    """
    today = context.clock.today()
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        found = submissions.open_ones(session, launch, after=after, limit=limit)
        asked = role_play_marks.assignments(session, [one.id for one in found])
    return tuple(_waiting(one, definition, asked.get(one.id, ()), today) for one in found)


def grading_sheet(context: Context, *, viewer: Viewer, submission: int) -> GradingSheet:
    """A submission to be graded, or graded. Raises NotFound for whoever may not see it."""
    with context.database.reading() as session:
        found = submissions.require(session, submission)
        definition = require_version(session, found.launch).definition
        asked = role_play_marks.assignments(session, [submission]).get(submission, ())
        mine_asked = next((one for one in asked if one.grader == viewer.email and _counts(one)), None)
        if mine_asked is None and (viewer.email == found.rep or not _may_see(session, context, viewer, found)):
            raise submissions.no_submission(submission)
        marks = role_play_marks.marks_on(session, [submission]).get(submission, ())
        (told,) = _rounds(session, (found,))
        wanting = graders.wanting_of(session, definition, viewer.email, context.clock.today())
        is_trainer = viewer.email in graders.trainers_of(definition)
        lacks = graders.calibration_wanting(session, definition, found.role_play, viewer.email, context.clock.today())
        beside = _beside(session, found, viewer.email)
        essay = essay_for_grading(session, definition, found, viewer.email, is_grader=mine_asked is not None)
    play = exercise_of(definition, found.role_play)
    scenario = definition.role_plays[found.role_play].scenario if found.role_play in definition.role_plays else ""
    own = next((one for one in marks if one.grader == viewer.email), None)
    is_open = mine_asked is not None and mine_asked.is_open and found.ended is None
    return GradingSheet(
        submission=submission, kind="role-play" if found.attempt is None else "essay", launch=found.launch,
        launch_name=definition.product.name, role_play=found.role_play,
        title=play.title if play else found.role_play, scenario=essay.asks if essay else scenario,
        pass_fraction=found.rubric.rubric.pass_fraction, rep=found.rep, name=found.name, round=found.round,
        handed_in_at=found.at, due_on=mine_asked.due_on if mine_asked else None, work=shown_work(found.work),
        rubric=sheet_of(found.rubric.rubric), rubric_version=found.rubric.number, mine=seen(own) if own else None,
        others=tuple(one for one in told.marks if one.grader != viewer.email),
        final=told if found.ended else None, is_asked=is_open,
        refused=(uncertified(wanting) if wanting and not is_trainer else lacks) if is_open else "",
        exemplars=beside, guide=essay.guide if essay else "", words=essay.words if essay else None,
        limits=essay.limits if essay else "", again=essay.again if essay else (),
        may_mark_again=bool(essay and essay.may_mark_again),
    )  # fmt: skip


def _beside(session: Session, found: Submission, viewer: str) -> tuple[ExemplarBeside, ...]:
    live = exemplars.of_launch(session, found.launch, found.role_play)
    knows = {one.exemplar for one in exemplars.tries(session, [one.id for one in live]) if one.grader == viewer}
    knows |= {one.id for one in live if one.by == viewer}
    told = []
    for one in live:
        is_same, is_known = one.rubric.id == found.rubric.id, one.id in knows
        given = {key: (level, one.comments.get(key, "")) for key, level in one.levels.items()}
        agreed = mark_on(one.rubric.rubric, one.levels).fraction if is_known else None
        told.append(
            ExemplarBeside(
                id=one.id, title=one.title, work=shown_work(one.work), agreed=agreed,
                given=given if is_same and is_known else {}, is_same_rubric=is_same,
            )
        )  # fmt: skip
    return tuple(told)


def submitted_file(context: Context, *, viewer: Viewer, submission: int) -> ServedFile:
    """The file of a submission, for the rep, its graders, and whoever may see the rep. Raises NotFound."""
    with context.database.reading() as session:
        found = submissions.require(session, submission)
        if not (
            viewer.email == found.rep
            or role_play_marks.was_asked(session, submission, viewer.email)
            or _may_see(session, context, viewer, found)
        ):
            raise submissions.no_submission(submission)
    return served(context, found.work, f"submission-{submission}")


def exemplar_file(context: Context, *, exemplar: int) -> ServedFile:
    """The file of an exemplar, which whoever grades may see. Raises NotFound."""
    with context.database.reading() as session:
        found = exemplars.require(session, exemplar)
    return served(context, found.work, f"exemplar-{exemplar}")


def served(context: Context, work: Work, name: str) -> ServedFile:
    """Raises NotFound for work that is no file, or whose file is gone."""
    if work.file is None:
        raise NotFound("there is no file; it is a text or a link.")
    return ServedFile(
        context.submissions.path(work.file.token), work.file.media_type, served_name(name, work.file.media_type)
    )


def shown_work(work: Work) -> Work:
    """The work without the name its file is kept under, which is nobody's to know."""
    return work if work.file is None else replace(work, file=replace(work.file, token=""))


def grading_launches(context: Context) -> tuple[tuple[str, str], ...]:
    """Key and name of every applied launch with role-plays."""
    with context.database.reading() as session:
        found = [require_version(session, one.key).definition for one in applied_launches(session)]
    return tuple((one.key, one.product.name) for one in found if one.role_plays)


def _may_see(session: Session, context: Context, viewer: Viewer, found: Submission) -> bool:
    today = context.clock.today()
    posting = people.posting_on(session, found.rep, today)
    above = managers_above(session, found.rep, today)
    return may_see_person(viewer, email=found.rep, region=posting.region if posting else "", managers=above)


def _rounds(session: Session, rounds: tuple[Submission, ...]) -> tuple[Round, ...]:
    ids = [one.id for one in rounds]
    marks, asked = role_play_marks.marks_on(session, ids), role_play_marks.assignments(session, ids)
    return tuple(_round(one, marks.get(one.id, ()), asked.get(one.id, ())) for one in rounds)


def _round(one: Submission, marks: tuple[GivenMark, ...], asked: tuple[Assignment, ...]) -> Round:
    is_marked = one.ended is not None and one.ended.kind == "marked"
    reasons: tuple[str, ...] = ()
    if is_marked and len(marks) == 1:
        reasons = mark_on(one.rubric.rubric, marks[0].levels).reasons
    return Round(
        id=one.id, round=one.round, at=one.at, work=shown_work(one.work),
        state=one.ended.kind if one.ended else "waiting",
        fraction=one.ended.fraction if one.ended else None, passed=one.ended.passed if one.ended else None,
        rule=one.ended.rule if one.ended else "", reasons=reasons,
        marks=tuple(seen(mark) for mark in marks) if is_marked else (),
        due_on=max((a.due_on for a in asked if a.is_open), default=None) if one.ended is None else None,
        can_be_withdrawn=one.ended is None and not marks,
    )  # fmt: skip


def _queued(asked: Assignment, found: Submission, definitions: Mapping[str, Launch], today: date) -> Queued:
    definition = definitions[found.launch]
    return Queued(
        submission=found.id, kind="role-play" if found.attempt is None else "essay", launch=found.launch,
        launch_name=definition.product.name, role_play=found.role_play,
        title=title_of(definition, found.role_play), rep=found.rep, name=found.name, round=found.round,
        place=asked.place, handed_in_at=found.at, due_on=asked.due_on, is_overdue=asked.due_on < today,
    )  # fmt: skip


def _waiting(one: Submission, definition: Launch, asked: tuple[Assignment, ...], today: date) -> Waiting:
    standing = [a for a in asked if _counts(a)]
    done = sum(a.ended_because == "marked" for a in standing)
    needed = 3 if done >= 2 else one.graders
    return Waiting(
        submission=one.id, kind="role-play" if one.attempt is None else "essay", role_play=one.role_play,
        title=title_of(definition, one.role_play), rep=one.rep, name=one.name, round=one.round, handed_in_at=one.at,
        graders=tuple((a.grader, a.due_on, not a.is_open) for a in standing), lacks=max(0, needed - len(standing)),
        is_overdue=any(a.is_open and a.due_on < today for a in standing),
    )  # fmt: skip


def _counts(asked: Assignment) -> bool:
    """They are asked, or they did it; what was taken from somebody is not theirs any more."""
    return asked.is_open or asked.ended_because == "marked"


def _play(definition: Launch, role_play: str) -> RolePlay:
    if role_play not in definition.role_plays:
        hint = did_you_mean(role_play, definition.role_plays)
        raise NotFound(f"launch '{definition.key}' has no role-play '{role_play[:80]}'.", hint=hint)
    return definition.role_plays[role_play]
