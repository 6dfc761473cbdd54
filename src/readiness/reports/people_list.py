"""The people of a launch, one page at a time: where each stands, what is missing next, by when, and who leads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from readiness.context import Context
from readiness.domain.access.scope import EVERYBODY, Scope
from readiness.domain.certification.reasons import in_words
from readiness.domain.certification.states import HOLDING, STATES, state_on
from readiness.domain.definition.model import Launch
from readiness.domain.definition.titles import title_of
from readiness.domain.enrolment.requirement import Requirement, due_on, requirements_of
from readiness.domain.people.address import mail_address
from readiness.ground.errors import DefinitionError, Problem
from readiness.ground.keys import did_you_mean
from readiness.reports.readiness_board import late_certifications
from readiness.store.launches import require_version
from readiness.store.people_standings import ALL, LATE, Asking, Listed, PeopleFilter, counted_up_to, listed, with_called

PAGE = 50
COUNTED = 1000
"""People in a list are counted up to here; of more it is said that there are more."""
LONGEST = 400

STATE_WORDS = {"wanting": "not certified", "left-out": "left out of the count"} | {
    state: state.replace("-", " ") for state in STATES
}
"""What a list may be narrowed to, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A list as it is asked for; "" = not narrowed by it. `none` in region, team or manager = those who have none.

    `requirement` is `kind:key`; `after` is the cursor that the page before gave: a mail address.
    """

    certification: str = ""
    state: str = ""
    region: str = ""
    team: str = ""
    manager: str = ""
    requirement: str = ""
    overdue: bool = False
    search: str = ""
    after: str = ""


NONE = "none"


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person in one certification. `missing` is what comes next, "" when nothing is; `missing_more` what else.

    `left_out` says why they are in no share, "" when they count.
    """

    email: str
    name: str
    certification: str
    certification_name: str
    state: str
    because: str
    missing: str
    missing_more: int
    due_on: date
    overdue: bool
    region: str
    team: str
    manager: str
    manager_name: str
    left_out: str


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """PAGE people, by mail address; a line for each certification. `next` is the cursor of the next page, "" = none.

    `found` counts the lines of the whole list, COUNTED at most (`is_more`). `narrowed_to` says the filters in words.
    """

    launch: str
    name: str
    on: date
    scope: Scope
    asked: Asked
    lines: tuple[PersonLine, ...]
    next: str
    found: int
    is_more: bool
    certifications: tuple[tuple[str, str], ...]
    requirements: tuple[tuple[str, str], ...]
    narrowed_to: tuple[str, ...]


def people_list(context: Context, *, launch: str, asked: Asked, scope: Scope = EVERYBODY) -> PeoplePage:
    """One page of the list. Raises NotFound for a launch that was not applied, DefinitionError for a filter that makes
    no sense, with everything that is wrong with it.
    """
    on = context.clock.today()
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        narrowed = _narrowed(definition, asked, on)
        asking = Asking(launch, on, definition.gate.population, scope)
        narrowed = with_called(session, narrowed)
        rows = listed(session, asking, narrowed, after=asked.after, limit=PAGE + 1)
        found = counted_up_to(session, asking, narrowed, COUNTED + 1)
    addresses = list(dict.fromkeys(row.email for row in rows))
    shown = [row for row in rows if row.email in set(addresses[:PAGE])]
    return PeoplePage(
        launch=launch, name=definition.product.name, on=on, scope=scope, asked=asked,
        lines=tuple(_line(definition, row, on) for row in shown if row.kept.certification in definition.certifications),
        next=addresses[PAGE - 1] if len(addresses) > PAGE else "",
        found=min(found, COUNTED), is_more=found > COUNTED,
        certifications=tuple((key, one.name) for key, one in definition.certifications.items()),
        requirements=_requirements(definition), narrowed_to=_words(definition, asked),
    )  # fmt: skip


def _narrowed(definition: Launch, asked: Asked, on: date) -> PeopleFilter:
    """Raises DefinitionError telling everything in the filter that names nothing."""
    problems = []
    if asked.certification and asked.certification not in definition.certifications:
        problems.append(_unknown("certification", asked.certification, definition.certifications))
    if asked.state and asked.state not in STATE_WORDS:
        problems.append(_unknown("state", asked.state, STATE_WORDS))
    lacking = _places(definition, asked.requirement)
    if asked.requirement and not lacking:
        problems.append(_unknown("requirement", asked.requirement, dict(_requirements(definition))))
    for name in ("region", "team", "manager", "search", "after"):
        value = getattr(asked, name)
        if len(value) > LONGEST or not value.isprintable():
            problems.append(
                Problem("PL002", f"the {name} is not one line of at most {LONGEST} characters.", "Mend it.")
            )
    if problems:
        raise DefinitionError("this list cannot be made.", problems=problems)
    return PeopleFilter(
        certification=asked.certification, state=asked.state, region=_or_none(asked.region), team=_or_none(asked.team),
        manager=mail_address(one) if (one := _or_none(asked.manager)) else one, lacking=lacking,
        late=late_certifications(definition, on), overdue=asked.overdue, search=asked.search.strip(),
    )  # fmt: skip


def _or_none(value: str) -> str | None:
    return None if not value else "" if value == NONE else value


def _unknown(what: str, value: str, known: object) -> Problem:
    return Problem("PL001", f"there is no {what} '{value[:60]}'.", did_you_mean(value[:60], known))  # type: ignore[arg-type]


def _places(definition: Launch, requirement: str) -> tuple[tuple[str, int], ...]:
    """Per certification that asks it, the place of a requirement among its own."""
    kind, _, key = requirement.partition(":")
    return tuple(
        (certification.key, place)
        for certification in definition.certifications.values()
        for place, one in enumerate(requirements_of(certification))
        if (one.kind, one.key) == (kind, key)
    )


def _requirements(definition: Launch) -> tuple[tuple[str, str], ...]:
    found = dict.fromkeys(one for c in definition.certifications.values() for one in requirements_of(c))
    return tuple((f"{one.kind}:{one.key}", f"{one.kind}: {title_of(definition, one.kind, one.key)}") for one in found)


def _words(definition: Launch, asked: Asked) -> tuple[str, ...]:
    words = []
    if asked.certification:
        words.append(definition.certifications[asked.certification].name)
    if asked.overdue:
        words.append("overdue")
    if asked.state:
        words.append(STATE_WORDS[asked.state])
    if asked.requirement:
        kind, _, key = asked.requirement.partition(":")
        words.append(f"without {kind} “{title_of(definition, kind, key)}”")
    for noun, value in (("region", asked.region), ("team", asked.team)):
        if value:
            words.append(f"no {noun}" if value == NONE else value)
    if asked.manager:
        words.append("reporting to nobody" if asked.manager == NONE else f"reporting to {asked.manager}")
    if asked.search.strip():
        words.append(f"named like “{asked.search.strip()}”")
    return tuple(words)


def _line(definition: Launch, row: Listed, on: date) -> PersonLine:
    kept = row.kept
    certification = definition.certifications[kept.certification]
    state = state_on(kept.standing(), on)
    why = left_out(row.away, definition)
    open_: list[Requirement] = []
    if state.name not in HOLDING and state.name != "exempt":
        open_ = [
            one
            for place, one in enumerate(requirements_of(certification))
            if state.name == "expired" or (row.ticks != ALL and row.ticks[place : place + 1] != "1")
        ]
    first = f"{open_[0].kind} “{title_of(definition, *_of(open_[0]))}”" if open_ else ""
    due = due_on(certification, definition.launch_on)
    return PersonLine(
        email=row.email, name=row.name, certification=kept.certification, certification_name=certification.name,
        state=state.name, because=in_words(definition, state.because), missing=first,
        missing_more=max(0, len(open_) - 1), due_on=due,
        overdue=not why and state.name in LATE and due < on,
        region=kept.region, team=kept.team, manager=row.manager_email, manager_name=row.manager_name, left_out=why,
    )  # fmt: skip


def _of(requirement: Requirement) -> tuple[str, str]:
    return requirement.kind, requirement.key


def left_out(away: str, definition: Launch) -> str:
    """Why somebody who is away in this way is in no share; "" when they count all the same."""
    population = definition.gate.population
    if population.exclude_on_leave and away.startswith("leave"):
        return "on leave"
    if population.exclude_hired_within_days and away.endswith("new"):
        return f"hired within {population.exclude_hired_within_days} days"
    return ""
