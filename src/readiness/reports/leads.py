"""What a qualified lead is, who agreed to it, and lists of leads judged by it. Reads only; no lead is kept anywhere."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.definition.qualifying import LeadCriterion, QualifiedLead
from readiness.domain.leads.agreeing import KEY, KIND
from readiness.domain.leads.comparing import asked
from readiness.domain.leads.drift import Drift, drift_of
from readiness.domain.leads.lead_list import Lead, read_leads
from readiness.domain.leads.verdict import LeadVerdict, Standing, judge
from readiness.domain.materials.approval import Approval
from readiness.ground.csv_cells import defused
from readiness.ground.errors import Conflict, DefinitionError
from readiness.ground.fingerprint import fingerprint
from readiness.reports.message_map import standing_definition
from readiness.store.approvals import approvals
from readiness.store.launches import versions

SHOWN: Final = 100
"""Problems that a refusal lists; all of them are counted."""
COLUMNS: Final = ("lead", "line", "verdict", "points", "points needed", "reasons", "what would change it")
SAID: Final = {"qualified": "qualified", "not-qualified": "not qualified", "undecided": "cannot be told"}


@dataclass(frozen=True, slots=True)
class Word:
    """One function's word on the criteria. lapsed: it agreed to what they were before; `since` says what changed."""

    function: str
    state: Literal["agreed", "rejected", "lapsed", "waiting"]
    by: str = ""
    at: datetime | None = None
    note: str = ""
    since: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownCriterion:
    """A criterion in words: `asks` of the column `field`."""

    key: str
    name: str
    field: str
    asks: str
    required: bool
    points: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadCriteria:
    """`fingerprint` is what the functions agree on; "" and no criteria = the launch does not say what one is."""

    launch: str
    name: str
    on: date
    is_applied: bool
    fingerprint: str
    points_needed: int
    criteria: tuple[ShownCriterion, ...]
    words: tuple[Word, ...]

    @property
    def waits_for(self) -> tuple[str, ...]:
        """Functions that have not agreed to the criteria as they now read; empty = they are agreed."""
        return tuple(one.function for one in self.words if one.state != "agreed")


@dataclass(frozen=True, slots=True)
class JudgedLead:
    lead: str
    line: int
    verdict: LeadVerdict
    accepted: bool | None = None

    @property
    def says(self) -> str:
        return SAID[self.verdict.standing]

    @property
    def reasons(self) -> str:
        """Why, in a line: what is unmet or empty; of a qualified lead what is met."""
        if self.verdict.standing == "qualified":
            return "; ".join(f"{one.name}: {one.says}" for one in self.verdict.reasons if one.outcome == "met")
        short = self.verdict.points < self.verdict.needed
        lacking = [
            one for one in self.verdict.reasons if one.outcome != "met" and (one.required or (short and one.points))
        ]
        told = [f"{one.name}: {one.says or 'nothing said'}, asked is {one.asks}" for one in lacking]
        if short:
            told.append(f"{self.verdict.points} of {self.verdict.needed} points")
        return "; ".join(told)

    @property
    def change(self) -> str:
        """What would change it, in a line."""
        verdict = self.verdict
        if verdict.standing == "qualified":
            rests = [verdict.reason(key) for key in verdict.rests_on]
            return f"rests on {', '.join(one.name for one in rests)}" if rests else "no single criterion would end it"
        changes = [verdict.reason(key) for key in verdict.changes]
        return "; ".join(f"{one.field} {one.asks}" for one in changes) or "nothing: the criteria have too few points"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedLeads:
    """A list judged, in its order. `lacking`: how many leads do not meet each criterion, the most first."""

    criteria: LeadCriteria
    file: str
    named_by: str
    leads: tuple[JudgedLead, ...]

    @property
    def counts(self) -> dict[Standing, int]:
        found = Counter(one.verdict.standing for one in self.leads)
        return {
            "qualified": found["qualified"],
            "not-qualified": found["not-qualified"],
            "undecided": found["undecided"],
        }

    @property
    def lacking(self) -> tuple[tuple[str, int], ...]:
        found: Counter[str] = Counter(
            reason.name for one in self.leads for reason in one.verdict.reasons if reason.outcome == "unmet"
        )
        return tuple(found.most_common())


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedDrift:
    criteria: LeadCriteria
    file: str
    drift: Drift


def lead_criteria(context: Context, *, launch: str) -> LeadCriteria:
    """What a qualified lead is by the definition as applied, else by the file, and each function's word on it.

    Raises NotFound for no such launch, DefinitionError for a file that cannot be read.
    """
    definition, is_applied = standing_definition(context, launch=launch)
    qualified, on = definition.qualified_lead, context.clock.today()
    if qualified is None:
        return LeadCriteria(
            launch=definition.key, name=definition.product.name, on=on, is_applied=is_applied, fingerprint="",
            points_needed=0, criteria=(), words=(),
        )  # fmt: skip
    with context.database.reading() as session:
        words = tuple(_words(session, definition, qualified))
    return LeadCriteria(
        launch=definition.key, name=definition.product.name, on=on, is_applied=is_applied,
        fingerprint=fingerprint(qualified), points_needed=qualified.points_needed,
        criteria=tuple(_shown(key, one, on) for key, one in qualified.criteria.items()), words=words,
    )  # fmt: skip


def judge_leads(context: Context, *, launch: str, data: bytes, called: str) -> JudgedLeads:
    """Every lead of the list with its verdict. Nothing is kept.

    Raises DefinitionError with every row that cannot be read, Unusable for a file of which nothing can be, Conflict for
    a launch that does not say what a qualified lead is.
    """
    criteria, named_by, leads = _judged(context, launch, data, called, answered=False)
    return JudgedLeads(criteria=criteria, file=called, named_by=named_by, leads=leads)


def lead_drift(context: Context, *, launch: str, data: bytes, called: str) -> JudgedDrift:
    """How far sales accepts other leads than the criteria do; the list has a column `accepted`. Raises as above."""
    criteria, _, leads = _judged(context, launch, data, called, answered=True)
    return JudgedDrift(criteria=criteria, file=called, drift=drift_of((one.verdict, one.accepted) for one in leads))


def leads_as_csv(found: JudgedLeads) -> str:
    """The list for a spreadsheet, by COLUMNS; no cell is a formula."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([COLUMNS, *lead_rows(found)])
    return out.getvalue()


def lead_rows(found: JudgedLeads) -> Iterator[tuple[object, ...]]:
    for one in found.leads:
        row = (one.lead, one.line, one.says, one.verdict.points, one.verdict.needed, one.reasons, one.change)
        yield tuple(defused(cell) for cell in row)


def _judged(
    context: Context, launch: str, data: bytes, called: str, *, answered: bool
) -> tuple[LeadCriteria, str, tuple[JudgedLead, ...]]:
    definition, _ = standing_definition(context, launch=launch)
    qualified = require_qualified(definition)
    read = read_leads(data, called, qualified, answered=answered)
    if read.problems:
        count = len(read.problems)
        many = f"; the first {SHOWN} of them" if count > SHOWN else ""
        raise DefinitionError(
            f"no lead was judged: {count:,} problem{'s' if count != 1 else ''} in {called}{many}:",
            problems=read.problems[:SHOWN], hint="Mend the list and judge it again.",
        )  # fmt: skip
    on = context.clock.today()
    leads = tuple(_one(lead, qualified, on) for lead in read.leads)
    return lead_criteria(context, launch=launch), read.named_by, leads


def _one(lead: Lead, qualified: QualifiedLead, on: date) -> JudgedLead:
    return JudgedLead(lead.name, lead.line, judge(qualified, lead.values, on), lead.accepted)


def require_qualified(definition: Launch) -> QualifiedLead:
    """What the definition says. Raises Conflict when it says nothing."""
    if definition.qualified_lead is None:
        raise Conflict(
            f"launch '{definition.key}' does not say what a qualified lead is.",
            hint="Write qualified_lead: with criteria into its file. See: readiness docs qualify-leads",
        )
    return definition.qualified_lead


def _shown(key: str, one: LeadCriterion, on: date) -> ShownCriterion:
    return ShownCriterion(key, one.name, one.field, asked(one, on), one.required, one.points, one.why)


def _words(session: Session, definition: Launch, qualified: QualifiedLead) -> Iterator[Word]:
    now = fingerprint(qualified)
    made = [one for one in approvals(session, definition.key) if (one.kind, one.key) == (KIND, KEY)]
    for function in qualified.agreed_by:
        said = [one for one in made if one.function == function]
        current = next((one for one in reversed(said) if one.fingerprint == now), None)
        last = next((one for one in reversed(said) if one.decision == "approved"), None)
        if current is not None:
            state: Literal["agreed", "rejected"] = "agreed" if current.decision == "approved" else "rejected"
            yield Word(function, state, current.by, current.at, current.note)
        elif last is not None:
            yield Word(function, "lapsed", last.by, last.at, last.note, _since(session, definition, qualified, last))
        else:
            yield Word(function, "waiting")


def _since(session: Session, definition: Launch, now: QualifiedLead, agreed: Approval) -> tuple[str, ...]:
    """What changed since a function agreed, a line a criterion; from the version it saw, when that is on record."""
    for entry in versions(session, definition.key):
        before = entry.definition.qualified_lead
        if before is not None and fingerprint(before) == agreed.fingerprint:
            return tuple(_changes(before, now, agreed.at.date()))
    return ()


def _changes(before: QualifiedLead, now: QualifiedLead, on: date) -> Iterator[str]:
    for key, one in now.criteria.items():
        was = before.criteria.get(key)
        if was is None:
            yield f"new: {one.name} ({one.field} {asked(one, on)})"
        elif was != one:
            yield f"{one.name}: {_in_words(was, on)} → {_in_words(one, on)}"
    yield from (f"gone: {one.name}" for key, one in before.criteria.items() if key not in now.criteria)
    if before.points_needed != now.points_needed:
        yield f"points needed: {before.points_needed} → {now.points_needed}"
    if before.agreed_by != now.agreed_by:
        yield f"agreed by: {', '.join(before.agreed_by)} → {', '.join(now.agreed_by)}"


def _in_words(one: LeadCriterion, on: date) -> str:
    counts = "required" if one.required else f"{one.points} points"
    return f"{one.name}, {one.field} {asked(one, on)}, {counts}"
