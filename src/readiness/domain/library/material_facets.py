"""What a rendered material is found by, read off the launch file that it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from readiness.domain.definition.message import Objection, ProofPoint, ValueProposition
from readiness.domain.definition.model import Launch
from readiness.domain.library.asset import Facets

_Serves = ValueProposition | Objection


def material_facets(launch: Launch, kind: str, key: str) -> Facets:
    """Facet → keys, each once in file order; facets without a value are absent. Markets are those of the launch."""
    entries = tuple(_entries(launch, kind, key))
    personas = tuple(dict.fromkeys(one for entry in entries for one in entry.personas))
    found = {
        "market": tuple(launch.markets),
        "competitor": _once(one for entry in entries for one in _competitors(entry)),
        "requirement": _once(entry.requirement for entry in entries if isinstance(entry, ValueProposition)),
        "conversation": _once(entry.conversation for entry in entries if entry.conversation),
        "persona": personas,
        "segment": _once(one for key in personas for one in launch.personas[key].segments),
    }
    if kind == "battlecard":
        found["competitor"] = (key,)
    if kind == "value-proposition-sheet" and key in launch.personas:
        found |= {"persona": (key,), "segment": launch.personas[key].segments}
    return {facet: values for facet, values in found.items() if values}


def material_fresh_until(launch: Launch, kind: str, key: str) -> date | None:
    """The first day on which some proof in it runs out; None = none does."""
    proof = (one for entry in _entries(launch, kind, key) for one in _proof(launch, entry))
    return min((one.expires_on for one in proof if one.expires_on), default=None)


def _entries(launch: Launch, kind: str, key: str) -> Iterator[_Serves]:
    """The value propositions and objections that the piece tells or teaches."""
    propositions, objections = launch.value_propositions, launch.objections
    if kind == "value-proposition-sheet":
        yield from (one for one in propositions.values() if key in one.personas)
    elif kind == "objection-cards":
        yield from objections.values()
    elif kind == "battlecard":
        yield from (one for one in propositions.values() if key in one.competitors)
        yield from (one for one in objections.values() if one.competitor == key)
    elif kind == "module" and (module := launch.modules.get(key.partition(".")[0])) is not None:
        for claim in module.teaches:
            section, _, name = claim.partition(".")
            if section == "value_propositions":
                yield propositions[name]
            elif section == "objections":
                yield objections[name]


def _competitors(entry: _Serves) -> tuple[str, ...]:
    if isinstance(entry, ValueProposition):
        return entry.competitors
    return (entry.competitor,) if entry.competitor else ()


def _proof(launch: Launch, entry: _Serves) -> Iterator[ProofPoint]:
    named = entry.proof if isinstance(entry, ValueProposition) else entry.response.proof if entry.response else ()
    yield from (launch.proof_points[key] for key in named)


def _once(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
