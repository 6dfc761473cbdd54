"""Where one rep stands in a launch, requirement by requirement, with the evidence behind it and what to do next.

Told by the same fold as the kept standing (`domain.certification`), from the evidence itself, so that it explains what
the gate counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session, col, select

from readiness.context import Context
from readiness.domain.certification.reasons import again_in_words, in_words
from readiness.domain.certification.rule import PASSED_BY, happened_to
from readiness.domain.certification.standing import Met, OpenRenewal, met_by, renewal_on, standing_from
from readiness.domain.certification.states import state_on
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.model import Launch
from readiness.domain.evidence.corrections import in_force
from readiness.domain.evidence.record import Evidence
from readiness.domain.materials.publication import Publication
from readiness.domain.people.person import Leave, Person, Posting
from readiness.domain.tasks.calendar import joined, launch_calendars
from readiness.ground.errors import DefinitionError
from readiness.ground.percent import percent
from readiness.store import evidence as kept
from readiness.store import launches, materials, people
from readiness.store.person_rules import PersonRules, rules_for
from readiness.store.tables.enrolment import EnrolmentRow


@dataclass(frozen=True, slots=True)
class RequirementStanding:
    """One thing asked of the rep. `met_on` None = wanting; `because` says what it rests on, or what is wanting.

    `attempts` counts all evidence of it, failed ones too; `next_step` is empty when it is met.
    """

    kind: str
    key: str
    title: str
    met_on: date | None
    because: str
    attempts: int
    due_on: date | None
    next_step: str
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class RenewalAsked:
    """One thing that the shorter path asks, and whether it is met in the window that is open."""

    kind: str
    key: str
    title: str
    met: bool


@dataclass(frozen=True, slots=True)
class CertificationStanding:
    """One certification: its state on the day and why, and every requirement in the order of the definition."""

    certification: str
    name: str
    state: str
    because: str
    met: int
    needed: int
    certified_on: date | None
    expires_on: date | None
    lapsed_on: date | None
    exempt_until: date | None
    requirements: tuple[RequirementStanding, ...]
    next_steps: tuple[str, ...]
    revoked_on: date | None = None
    counts: str = ""
    """The certification that counts for this one, when it does."""
    renewal_opens_on: date | None = None
    renewal_closes_on: date | None = None
    """First and last day of the shorter path that is open; both None when none is."""
    renewal: tuple[RenewalAsked, ...] = ()


@dataclass(frozen=True, slots=True)
class RepStanding:
    """One rep on one day. `left_out` says why they are in no share that day; empty when they count.

    `certifications` is empty when nothing is asked of their role.
    """

    launch: str
    rep: str
    name: str
    on: date
    role: str
    manager: str | None
    team: str
    region: str
    territory: str
    left_out: str
    certifications: tuple[CertificationStanding, ...]
    history: tuple[Evidence, ...]


def rep_standing(context: Context, *, launch: str, rep: str, on: date | None = None) -> RepStanding:
    """The rep on a day (today when None), from what had happened by the end of it.

    Raises NotFound for a launch that was not applied and for somebody nobody knows.
    """
    day = on or context.clock.today()
    with context.database.reading() as session:
        definition = launches.require_version(session, launch).definition
        known, _ = people.known(session, rep)
        person = known.person
        posting = people.posting_on(session, person.email, day)
        until = datetime.max.replace(tzinfo=UTC) if day == date.max else _end_of(day)
        evidence = tuple(
            one.evidence for one in kept.of_person(session, launch, person.email) if one.evidence.happened_at < until
        )
        log = tuple(p for p in materials.publications(session, launch) if p.at < until)
        person_id = people.require_person(session, person.email)
        asked = _asked(session, launch, person_id, day)
        rules = rules_for(session, definition, person_id, until=_last_of(day), until_day=day)
    working = {due: _working_day(context, definition, due) for due in set(asked.values())}
    view = _View(definition, evidence, log, asked, posting, day, rules, working)
    return RepStanding(
        launch=launch, rep=person.email, name=person.name, on=day,
        role=posting.role if posting else "", manager=view.manager,
        team=posting.team if posting else "", region=posting.region if posting else "",
        territory=posting.territory if posting else "",
        left_out=_left_out(view, person, known.leaves),
        certifications=tuple(
            _certification(view, certification)
            for certification in definition.certifications.values()
            if posting is not None and certification.role == posting.role
        ),
        history=evidence,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _View:
    """What one report is told from. `working`: due day → the last working day up to it."""

    definition: Launch
    evidence: tuple[Evidence, ...]
    log: tuple[Publication, ...]
    asked: dict[tuple[str, str, str], date]
    posting: Posting | None
    day: date
    rules: PersonRules
    working: Mapping[date, date]

    @property
    def manager(self) -> str | None:
        return self.posting.manager_email if self.posting else None


def _certification(view: _View, certification: Certification) -> CertificationStanding:
    enrolled = any(name == certification.key for name, _, _ in view.asked)
    rule, life = view.rules.rules[certification.key], view.rules.life
    standing = standing_from(rule, happened_to(view.evidence), enrolled=enrolled, life=life)
    state = state_on(standing, view.day)
    requirements = tuple(_requirement(view, certification, met) for met in met_by(rule, view.evidence, life))
    renewal = None if standing.counts else renewal_on(rule, view.evidence, view.day, life)
    steps = tuple(r.next_step for r in requirements if r.next_step)
    if renewal is not None:
        steps = (*(steps if state.name == "lapsed" else ()), _renewing(view.definition, renewal))
    elif state.name in {"expiring", "expired"} and not standing.counts:
        steps = (f"Pass everything again to renew: {', '.join(_titled(r) for r in requirements)}.",)
    elif state.name in {"exempt", "certified"}:
        steps = ()
    return CertificationStanding(
        certification=certification.key, name=certification.name, state=state.name,
        because=in_words(view.definition, state.because), met=standing.met, needed=standing.needed,
        certified_on=standing.certified_on, expires_on=standing.expires_on,
        lapsed_on=standing.lapsed_on, exempt_until=standing.exempt_until, requirements=requirements, next_steps=steps,
        revoked_on=standing.revoked_on, counts=standing.counts,
        renewal_opens_on=renewal.opens_on if renewal else None,
        renewal_closes_on=renewal.closes_on if renewal else None,
        renewal=_asked_to_renew(view.definition, renewal) if renewal else (),
    )  # fmt: skip


def _asked_to_renew(definition: Launch, renewal: OpenRenewal) -> tuple[RenewalAsked, ...]:
    return tuple(
        RenewalAsked(one.kind, one.key, _title(definition, one.kind, one.key), met) for one, met in renewal.asked
    )


def _renewing(definition: Launch, renewal: OpenRenewal) -> str:
    """The one step that renews, as far as it is not done."""
    wanting = [one for one in _asked_to_renew(definition, renewal) if not one.met]
    asked = ", ".join(f"{one.kind} “{one.title}”" if one.kind != "attestation" else "attestation" for one in wanting)
    return f"To renew, pass by {renewal.closes_on}: {asked}."


def _requirement(view: _View, certification: Certification, met: Met) -> RequirementStanding:
    kind, key = met.requirement.kind, met.requirement.key
    mine = [one for one in in_force(view.evidence) if (one.kind, one.subject) == (PASSED_BY[kind], key)]
    behind = [one for one in mine if one.happened_at == met.met_at and one.passed is not False]
    due_on = view.asked.get((certification.key, kind, key))
    title = _title(view.definition, kind, key)
    return RequirementStanding(
        kind=kind, key=key, title=title, met_on=met.met_at.date() if met.met_at else None,
        because=_because(view, met, mine, behind), attempts=len(mine), due_on=due_on,
        next_step="" if met.met_at else _next_step(kind, title, view.manager, _by(view, due_on), again=bool(mine)),
        simulated=any(one.simulated for one in behind),
    )  # fmt: skip


def _because(view: _View, met: Met, mine: Sequence[Evidence], behind: Sequence[Evidence]) -> str:
    if met.met_at is not None:
        source = behind[-1] if behind else None
        how = f" ({source.source}{_mark(source)}{_rehearsed(source)})" if source else ""
        if met.via:
            how = f", tested out by quiz “{_title(view.definition, 'quiz', met.via)}”"
        return f"met on {met.met_at.date()}{how}"
    if met.asked_again:
        asked = met.requirement
        return again_in_words(view.definition, met.asked_again, kind=asked.kind, key=asked.key)
    if not mine:
        return "nothing recorded"
    last = mine[-1]
    if last.passed is False:
        return f"not passed on {last.happened_at.date()}{_mark(last)}"
    if last.passed is None and last.kind in {"quiz-attempt", "role-play"}:
        return f"taken on {last.happened_at.date()}, not graded yet"
    return f"taken on {last.happened_at.date()} on content that is not, or no longer, the published one"


def _rehearsed(one: Evidence) -> str:
    return ", simulated" if one.simulated and one.source != "simulated" else ""


def _mark(evidence: Evidence) -> str:
    return "" if evidence.fraction is None else f", {percent(evidence.fraction)}"


def _working_day(context: Context, definition: Launch, due_on: date) -> date:
    """The last day up to `due_on` on which people work in every market; the day itself when no calendar can say."""
    try:
        calendars = launch_calendars(definition, context.calendars, (due_on.year - 1, due_on.year))
        return joined(calendars.values()).previous_or_same(due_on)
    except DefinitionError:
        return due_on


def _by(view: _View, due_on: date | None) -> str:
    """` by 2027-02-26`, the last working day; when a thing is due on a day off, that day too."""
    if due_on is None:
        return ""
    last = view.working[due_on]
    return f" by {last}" if last == due_on else f" by {last} (it is due on {due_on}, no working day)"


def _next_step(kind: str, title: str, manager: str | None, due: str, *, again: bool) -> str:
    if kind == "attestation":
        return f"Ask {manager or 'the launch team (no manager is on the roster)'} to attest readiness{due}."
    verb = {"module": "Read", "quiz": "Pass", "role-play": "Pass"}[kind]
    return f"{verb} {kind} “{title}”{' again' if again else ''}{due}."


def _titled(requirement: RequirementStanding) -> str:
    return f"{requirement.kind} “{requirement.title}”" if requirement.kind != "attestation" else "attestation"


def _title(definition: Launch, kind: str, key: str) -> str:
    if kind == "module":
        return definition.modules[key].title
    if kind == "quiz":
        return definition.quizzes[key].title
    return definition.role_plays[key].title if kind == "role-play" else definition.certifications[key].name


def _left_out(view: _View, person: Person, leaves: Sequence[Leave]) -> str:
    population, day, posting = view.definition.gate.population, view.day, view.posting
    days = population.exclude_hired_within_days
    asked_roles = {certification.role for certification in view.definition.certifications.values()}
    why = ""
    if person.left_on is not None and person.left_on <= day:
        why = f"left on {person.left_on}"
    elif person.hired_on is not None and person.hired_on > day:
        why = f"starts on {person.hired_on}"
    elif posting is None:
        why = "not on the roster that day"
    elif posting.role not in asked_roles:
        why = f"nothing is asked of role '{posting.role}'"
    elif population.exclude_on_leave and any(leave.holds_on(day) for leave in leaves):
        why = "on leave"
    elif days and person.hired_on is not None and (day - person.hired_on).days < days:
        why = f"hired on {person.hired_on}, less than {days} days before"
    return why


def _asked(session: Session, launch: str, person_id: int, day: date) -> dict[tuple[str, str, str], date]:
    """Due day of every requirement asked of the person on `day`, by certification, kind, key."""
    rows = session.exec(
        select(EnrolmentRow).where(EnrolmentRow.launch == launch, col(EnrolmentRow.person_id) == person_id)
    )
    return {
        (row.certification, row.kind, row.key): row.due_on
        for row in rows
        if row.enrolled_on <= day and (row.withdrawn_on is None or row.withdrawn_on > day)
    }


def _last_of(day: date) -> datetime:
    return datetime.combine(day, time.max, UTC)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, UTC)
