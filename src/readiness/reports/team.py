"""A manager's people and what to coach next: who stands where in every launch, who waits for a mark or a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.access.permissions import may_see_person
from readiness.domain.access.roles import Viewer
from readiness.domain.definition.assessment import RolePlay
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.model import Launch
from readiness.domain.people.address import mail_address
from readiness.domain.quiz.trainers import may_judge, trainer_of
from readiness.domain.role_play.graders import uncertified
from readiness.ground.errors import NotFound
from readiness.reports.standing import CertificationStanding, RepStanding, rep_standing
from readiness.store import graders, launches, materials, nudges, people
from readiness.store.enrolment import enrolled_launches
from readiness.store.nudges import Nudge
from readiness.store.quiz_rounds import Taker, round_of
from readiness.store.reporting_lines import direct_reports, managers_above, team_sizes

_FINE = frozenset({"certified", "exempt"})
_HISTORY = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class MemberLaunch:
    """One report in one launch. `waits_for_you`: what only a manager can give them now ("role-play", "attestation").

    `due_on` is the first day on which something that they have not met is due; None = nothing is.
    """

    launch: str
    launch_name: str
    certification: CertificationStanding
    overdue: bool
    due_on: date | None
    waits_for_you: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody who reports to the manager. `leads`: how many report to them."""

    email: str
    name: str
    role: str
    region: str
    leads: int
    launches: tuple[MemberLaunch, ...]

    @property
    def is_fine(self) -> bool:
        return all(one.certification.state in _FINE for one in self.launches)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One entry of the coaching queue: what, for whom, until when."""

    email: str
    name: str
    launch: str
    launch_name: str
    what: str
    kind: str
    overdue: bool
    due_on: date | None


@dataclass(frozen=True, slots=True)
class TeamPage:
    """The direct reports of `of`, who need something first; `queue` is ordered by what is late, then by name."""

    of: str
    name: str
    reports: tuple[Report, ...]
    queue: tuple[Waiting, ...]

    @property
    def fine(self) -> int:
        return sum(one.is_fine for one in self.reports)


@dataclass(frozen=True, slots=True)
class ToMark:
    """A role-play of one certification. `met`: it is passed on what is published now."""

    key: str
    role_play: RolePlay
    met: bool
    because: str


@dataclass(frozen=True, slots=True)
class QuizRound:
    """A quiz of one certification that the person has begun and not passed: `used` of the `allowed` attempts of this
    round.
    """

    key: str
    title: str
    used: int
    allowed: int


@dataclass(frozen=True, slots=True)
class Coaching:
    """One person in one launch. `may_mark`, `may_attest`: what the viewer may do; `attested` None = not asked for.
    `mark_waits`: what a manager has to certify in before they mark; "" = nothing. `rounds`: quizzes of which whoever
    may mark may open a new round.
    """

    launch: str
    launch_name: str
    standing: RepStanding
    certification: CertificationStanding
    to_mark: tuple[ToMark, ...]
    attested: bool | None
    may_mark: bool
    may_attest: bool
    mark_waits: str = ""
    rounds: tuple[QuizRound, ...] = ()


@dataclass(frozen=True, slots=True)
class CoachingPage:
    """`managers` are those above, nearest first; `nudges` of the last 60 days, newest first."""

    email: str
    name: str
    role: str
    region: str
    team: str
    managers: tuple[str, ...]
    leads: int
    launches: tuple[Coaching, ...]
    nudges: tuple[Nudge, ...]


def team_page(context: Context, *, viewer: Viewer, of: str = "") -> TeamPage:
    """The team of `of` (the viewer's own when empty).

    Raises NotFound for somebody who is not below the viewer: whoever asks is not told whether they exist.
    """
    email, today = mail_address(of) or viewer.email, context.clock.today()
    with context.database.reading() as session:
        if email != viewer.email and viewer.email not in managers_above(session, email, today):
            raise _nobody(email)
        below = direct_reports(session, email, today)
        sizes = team_sizes(session, below, today) if below else {}
        name = people.known(session, email)[0].person.name
    reports = [_report(context, one, sizes.get(one, 0)) for one in below]
    queue = [
        Waiting(r.email, r.name, m.launch, m.launch_name, what, what.split(" ", 1)[0], m.overdue, m.due_on)
        for r in reports
        for m in r.launches
        for what in m.waits_for_you
    ]
    reports.sort(key=lambda one: (one.is_fine, not any(m.overdue for m in one.launches), one.name))
    queue.sort(key=lambda one: (not one.overdue, one.name, one.what))
    return TeamPage(email, name, tuple(reports), tuple(queue))


def coaching_page(context: Context, *, viewer: Viewer, email: str) -> CoachingPage:
    """One person as whoever coaches them sees them. Raises NotFound for somebody who is not theirs to see."""
    spelled, today = mail_address(email), context.clock.today()
    with context.database.reading() as session:
        found = people.person_ids(session, [spelled])
        posting = people.posting_on(session, spelled, today) if found else None
        above = managers_above(session, spelled, today) if found else ()
        region = posting.region if posting else ""
        allowed = viewer.email != spelled and may_see_person(viewer, email=spelled, region=region, managers=above)
        if not found or not allowed:
            raise _nobody(spelled)
        reminded = nudges.nudges_of(session, found[spelled], since=context.clock.now() - _HISTORY)
        leads = team_sizes(session, (spelled,), today).get(spelled, 0)
        name = people.known(session, spelled)[0].person.name
        asked = enrolled_launches(session, spelled)
    return CoachingPage(
        email=spelled, name=name, role=posting.role if posting else "", region=region,
        team=posting.team if posting else "", managers=above, leads=leads,
        launches=tuple(one for key in asked for one in _coaching(context, viewer, key, spelled, above)),
        nudges=reminded,
    )  # fmt: skip


def _report(context: Context, email: str, leads: int) -> Report:
    with context.database.reading() as session:
        asked = {key: launches.require_version(session, key).definition for key in enrolled_launches(session, email)}
        name = people.known(session, email)[0].person.name
        posting = people.posting_on(session, email, context.clock.today())
    found = []
    for key, definition in asked.items():
        standing = rep_standing(context, launch=key, rep=email)
        for one in standing.certifications:
            open_now = [] if one.state in _FINE else [r for r in one.requirements if r.met_on is None]
            overdue = any(r.due_on is not None and r.due_on < standing.on for r in open_now)
            waits = tuple(
                "attestation" if r.kind == "attestation" else f"{r.kind} “{r.title}”"
                for r in open_now
                if r.kind == "role-play" or (r.kind == "attestation" and len(open_now) == 1)
            )
            due_on = min((r.due_on for r in open_now if r.due_on is not None), default=None)
            found.append(MemberLaunch(key, definition.product.name, one, overdue, due_on, waits))
    return Report(email, name, posting.role if posting else "", posting.region if posting else "", leads, tuple(found))


def _coaching(
    context: Context, viewer: Viewer, launch: str, email: str, above: tuple[str, ...]
) -> tuple[Coaching, ...]:
    with context.database.reading() as session:
        definition = launches.require_version(session, launch).definition
        wanting = graders.wanting_of(session, definition, viewer.email, context.clock.today())
    waits = uncertified(wanting) if wanting and trainer_of(definition, viewer.email) is None else ""
    standing = rep_standing(context, launch=launch, rep=email)
    with context.database.reading() as session:
        rounds = {
            key: tuple(_rounds(session, definition, definition.certifications[key], email, context.clock.now()))
            for key in (one.certification for one in standing.certifications)
        }
    return tuple(
        Coaching(
            launch=launch,
            launch_name=definition.product.name,
            standing=standing,
            certification=one,
            to_mark=_to_mark(definition.certifications[one.certification], definition.role_plays, one),
            attested=_attested(one),
            may_mark=may_judge(definition, viewer.email, email, above),
            may_attest=viewer.email in above,
            mark_waits=waits,
            rounds=rounds[one.certification],
        )
        for one in standing.certifications
    )


def _rounds(
    session: Session, definition: Launch, certification: Certification, email: str, now: datetime
) -> Iterator[QuizRound]:
    """Of the quizzes that the certification asks, renews by and tests out with."""
    log = materials.publications(session, definition.key)
    renewed = certification.renewal.quizzes if certification.renewal else ()
    asked = dict.fromkeys((*certification.quizzes, *renewed, *(one.quiz for one in certification.test_outs)))
    posting, person = people.posting_on(session, email, now.date()), people.person_ids(session, [email])
    if posting is None:
        return
    for taker in (Taker(number, email, posting.role) for number in person.values()):
        for quiz in [definition.quizzes[key] for key in asked if definition.quizzes[key].feedback != "practice"]:
            counted = round_of(session, definition, quiz, taker, log=log, now=now).counted
            if counted and not any(one.passed for one in counted):
                yield QuizRound(quiz.key, quiz.title, len(counted), quiz.attempts)


def _to_mark(
    certification: Certification, role_plays: Mapping[str, RolePlay], standing: CertificationStanding
) -> tuple[ToMark, ...]:
    told = {r.key: r for r in standing.requirements if r.kind == "role-play"}
    return tuple(
        ToMark(key, role_plays[key], told[key].met_on is not None, told[key].because)
        for key in certification.role_plays
        if key in told
    )


def _attested(standing: CertificationStanding) -> bool | None:
    asked = [r for r in standing.requirements if r.kind == "attestation"]
    return asked[0].met_on is not None if asked else None


def _nobody(email: str) -> NotFound:
    return NotFound(f"nobody of yours is called {ascii(email)[1:-1][:100]}.", hint="Your team lists who is.")
