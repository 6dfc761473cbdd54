"""What of a launch file documents are held against: its entries in words, and where each figure of it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from readiness.domain.conformance.alike import changes, share_of, with_their_units
from readiness.domain.conformance.nearness import stems
from readiness.domain.conformance.parts_of import figures_of
from readiness.domain.definition.model import Launch
from readiness.domain.messaging.proof import holds_on, permitted_outside
from readiness.domain.messaging.prose import spoken
from readiness.domain.wording.figures import Figure


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the map: its claim (`value_propositions.way-back`), and everything that says what it means."""

    claim: str
    title: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures stand in the file. `shown` False = not to be told outside; `customer` is whose story it is.

    `named` False = a text that is on the map without being a fact or proof: what it says is known, and no more.
    `parts` are the shares, in percent, that its parts of a whole are; `changes` those that its “from A to B” make.
    """

    claim: str
    text: str
    figures: tuple[Figure, ...]
    stems: frozenset[str]
    since: date | None = None
    until: date | None = None
    shown: bool = True
    customer: str = ""
    named: bool = True
    parts: tuple[Figure, ...] = ()
    changes: tuple[Figure, ...] = ()

    def holds_on(self, day: date) -> bool:
        return holds_on(self.since, self.until, day)

    @property
    def whose(self) -> str:
        section, _, key = self.claim.partition(".")
        return f"{section.replace('_', ' ').removesuffix('s')} '{key}'"

    @property
    def said(self) -> str:
        return " ".join(self.text.split())


def entries(launch: Launch) -> tuple[Entry, ...]:
    """Everything on the map that a claim may be near to, value propositions first."""
    return tuple(_entries(launch))


def _entries(launch: Launch) -> Iterator[Entry]:
    for key, one in launch.value_propositions.items():
        problem = launch.requirements[one.requirement]
        able = [launch.capabilities[name] for name in one.capabilities]
        texts = (one.headline, one.insight, one.outcome, problem.problem, problem.cost_of_inaction)
        told = (text for what in able for text in (what.name, what.description))
        proof = (launch.proof_points[name].statement for name in one.proof)
        yield Entry(f"value_propositions.{key}", one.headline, tuple(filter(None, (*texts, *told, *proof))))
    for key, objection in launch.objections.items():
        said = objection.response
        if said is not None:
            answer = (objection.says, said.acknowledge, said.reframe, said.concede)
            yield Entry(f"objections.{key}", objection.says, tuple(filter(None, answer)))
    for key, capability in launch.capabilities.items():
        if capability.available:
            yield Entry(f"capabilities.{key}", capability.name, (capability.name, capability.description))
    for key, fact in launch.facts.items():
        yield Entry(f"facts.{key}", fact.statement, (fact.statement,))
    for key, point in launch.proof_points.items():
        yield Entry(f"proof_points.{key}", point.statement, (point.statement,))
    for key, step in launch.decision_process.items():
        yield Entry(f"decision_process.{key}", step.name, (step.changes,))
    yield Entry("product", launch.product.name, (launch.product.summary, *launch.product.not_for))


def sources(launch: Launch) -> tuple[Source, ...]:
    """Every place of the file in which a figure stands; facts and proof first."""
    return tuple(one for one in _sources(launch) if one.figures)


def _sources(launch: Launch) -> Iterator[Source]:
    for key, fact in launch.facts.items():
        held = f"{fact.statement} · {fact.figure or ''}"
        yield _source(f"facts.{key}", fact.statement, held, since=fact.holds_from, until=fact.holds_until)
    for key, point in launch.proof_points.items():
        yield _source(
            f"proof_points.{key}", point.statement, f"{point.statement} · {point.figure or ''}",
            since=point.dated, until=point.expires_on, shown=permitted_outside(point), customer=point.customer or "",
        )  # fmt: skip
    for sentence in spoken(launch):
        section, key = [*sentence.path.split("."), ""][:2]
        yield _known(f"{section}.{key}", sentence.text)
    for key, requirement in launch.requirements.items():
        yield _known(f"requirements.{key}", f"{requirement.problem} {requirement.cost_of_inaction}")
    for key, objection in launch.objections.items():
        yield _known(f"objections.{key}", objection.says)
    for key, competitor in launch.competitors.items():
        yield _known(f"competitors.{key}", " ".join((competitor.claim, *competitor.better_at)))
    days = tuple(day for day in (launch.launch_on, launch.release_on) if day is not None)
    on = tuple(Figure(Decimal(day.toordinal()), "day", day.isoformat(), 0) for day in days)
    yield Source("launch_on", "the launch day", on, frozenset(("launch", "releas")), named=False)


def _known(claim: str, text: str) -> Source:
    return _source(claim, text, text, named=False)


def _source(claim: str, text: str, held: str, **told: Any) -> Source:
    """Of a text that stands in the file; `held` is the text with what is written beside it in figures."""
    found = tuple(figures_of(held))
    found = (*found, *with_their_units(found, held))
    parts = tuple(share for one in found if one.unit != "%" and (share := share_of(one)) is not None)
    return Source(claim, text, found, frozenset(stems(text)), parts=parts, changes=tuple(changes(found, held)), **told)


def day_of(figure: Figure) -> str:
    """A figure as a reader writes it: dates by their day, all else as it stands."""
    if figure.unit != "day":
        return figure.text
    found = datetime.fromordinal(int(figure.value)).date()
    return f"{found.day} {found:%B %Y}"
