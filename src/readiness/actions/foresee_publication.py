"""What publishing content would ask, of exactly whom, before it is done. Writes nothing.

Everybody is gone through twice by the fold that decides standings: as things are, and as if it were published now. Who
has fewer requirements met the second time is asked; nobody else is. It takes as long as two recounts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from readiness.actions.gate_figures import gather_as_if
from readiness.context import Context
from readiness.domain.certification.states import HOLDING, state_on
from readiness.domain.definition.model import Launch
from readiness.domain.definition.vocabulary import ChangeClass
from readiness.domain.enrolment.requirement import requirements_of
from readiness.domain.gate.verdict import decide_from
from readiness.domain.materials.content import content_entry, content_fingerprint
from readiness.domain.materials.delta import Change, ModuleDelta, module_delta
from readiness.domain.materials.publication import Publication, latest_publication
from readiness.domain.plan.changes import AskedOf, ContentChange, Foreseen
from readiness.store import gate, launches, materials, people
from readiness.store.published_modules import definition_published
from readiness.store.quizzes import accepted_items
from readiness.store.recount import Recount, recount

Unit = tuple[str, str]


@dataclass(frozen=True, slots=True)
class AskedPerson:
    """Somebody who would take something again for one certification; `lapses`: they hold it today and would not."""

    email: str
    certification: str
    region: str
    lapses: bool


@dataclass(frozen=True, slots=True)
class Foresight:
    """`people` by address; somebody in two certifications stands there twice. `changes` of a module in its own order,
    each with its title in the author's words; empty for what is no module.
    """

    foreseen: Foreseen
    people: tuple[AskedPerson, ...]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """What would be published: content of `definition`, under a class, instead of the publication `last`."""

    definition: Launch
    unit: Unit
    change: ChangeClass
    last: Publication
    delta: ModuleDelta | None


def foresee_publication(
    context: Context, *, launch: str, kind: str, key: str, change: ChangeClass | None = None
) -> Foresight | None:
    """What publishing the applied content now under this class (the declared one) would bring.

    None when it reads as it is published, or never was: nobody has anything to take again. Raises NotFound.
    """
    with context.database.reading() as session:
        definition = launches.require_version(session, launch).definition
        entry = content_entry(definition, kind, key)
        now = content_fingerprint(definition, kind, key, accepted_items(session, launch, definition))
        found = _change(session, definition, (kind, key), now, change or entry.change)
        return _foresee(context, session, found, now, None) if found else None


def foresee_changes(
    context: Context, session: Session, definition: Launch, changes: Sequence[ContentChange], prints: Mapping[Unit, str]
) -> tuple[ContentChange, ...]:
    """The changes of a plan, each with what publishing it alone would bring; as things are, all are counted once."""
    recounted: Recount | None = None
    found = []
    for one in changes:
        unit = (one.kind, one.key)
        asked = one.published_version and one.change != "minor" and one.certifications
        change = _change(session, definition, unit, prints[unit], one.change) if asked else None
        if change is None:
            found.append(one)
            continue
        recounted = recounted or recount(session, definition.key, context.clock.today())
        found.append(replace(one, foreseen=_foresee(context, session, change, prints[unit], recounted).foreseen))
    return tuple(found)


def _change(session: Session, definition: Launch, unit: Unit, now: str, change: ChangeClass) -> _Change | None:
    """None when it reads as it is published, or never was."""
    last = latest_publication(materials.publications(session, definition.key), *unit)
    if last is None or last.fingerprint == now:
        return None
    before = definition_published(session, last) if last.kind == "module" else None
    delta = module_delta(before, definition, last.key) if before else None
    return _Change(definition=definition, unit=unit, change=change, last=last, delta=delta)


def _foresee(context: Context, session: Session, change: _Change, now: str, recounted: Recount | None) -> Foresight:
    launch, today = change.definition.key, context.clock.today()
    new = replace(
        change.last, version=change.last.version + 1, fingerprint=now, change=change.change, note="",
        at=context.clock.now(),
    )  # fmt: skip
    before = recounted or recount(session, launch, today)
    after = before if change.change == "minor" else recount(session, launch, today, also=(new,))
    then = {(one.person_id, one.standing.certification): one.standing for one in after.seen}
    asked: list[tuple[int, AskedPerson]] = []
    for one in before.seen:
        name = one.standing.certification
        other = then.get((one.person_id, name))
        if other is not None and other.met < one.standing.met:
            lapses = state_on(one.standing, today).name in HOLDING and state_on(other, today).name not in HOLDING
            asked.append((one.person_id, AskedPerson("", name, one.place.region, lapses)))
    emails = people.emails_of(session, {number for number, _ in asked})
    named = (replace(person, email=emails[number]) for number, person in asked)
    return Foresight(
        _told(context, session, change, asked, (before, after)),
        tuple(sorted(named, key=lambda one: (one.email, one.certification))),
        change.delta.changes if change.delta else (),
    )


def _told(
    context: Context,
    session: Session,
    change: _Change,
    asked: Sequence[tuple[int, AskedPerson]],
    counted: tuple[Recount, Recount],
) -> Foreseen:
    definition = change.definition
    units = {
        name: (change.unit,) if change.change == "delta" else tuple((r.kind, r.key) for r in requirements_of(one))
        for name, one in definition.certifications.items()
    }
    minutes = _minutes(change)
    groups: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    taken: set[tuple[int, Unit]] = set()
    for number, person in asked:
        again = units.get(person.certification, ())
        group = groups[person.certification, person.region]
        group["people"] += 1
        group["lapse"] += person.lapses
        group["minutes"] += sum(minutes.get(one) or 0 for one in again)
        taken |= {(number, one) for one in again}
    now, then = (
        decide_from(
            gather_as_if(session, context.clock, launch=definition.key, counted=one, levels=context.check_levels)
        )
        for one in counted
    )
    met = {(one.key, one.market) for one in now.criteria if one.outcome == "met"}
    return Foreseen(
        asked=tuple(
            AskedOf(certification, region, group["people"], group["lapse"], group["minutes"])
            for (certification, region), group in sorted(groups.items())
        ),
        minutes=sum(minutes.get(one) or 0 for _, one in taken),
        untimed=sum(minutes.get(one) is None for _, one in taken),
        criteria=tuple(
            dict.fromkeys(one.key for one in then.criteria if (one.key, one.market) in met and one.outcome != "met")
        ),
        clears_now=now.outcome == "cleared",
        clears_then=then.outcome == "cleared",
        is_cleared=bool(gate.clearances(session, definition.key)),
        claims=change.delta.claims if change.delta else (),
    )


def _minutes(change: _Change) -> Mapping[Unit, int | None]:
    """How long each thing takes; None = nobody says. Of the module itself only what changed, where that is asked."""
    definition = change.definition
    found: dict[Unit, int | None] = {("module", key): one.minutes for key, one in definition.modules.items()}
    found |= {("quiz", key): one.time_limit_minutes for key, one in definition.quizzes.items()}
    if change.change == "delta" and change.delta is not None and change.delta.changes:
        found[change.unit] = change.delta.minutes
    return found
