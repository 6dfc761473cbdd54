"""What the message says to customers in whole sentences, each with its place in the file and the proof it leans on.

Not here: what buyers say (objections, requirements) and what competitors say of themselves, which are theirs; facts and
proof, which are where figures come from.
"""

from __future__ import annotations

from collections.abc import Iterator

from readiness.domain.definition.model import Launch
from readiness.ground.frozen import frozen


@frozen
class Sentence:
    """`path` is dotted; `whose` names the entry for a reader; `proof` are the proof points that the entry names.

    `promises` False = a question or a concession, which claims nothing for the product.
    """

    path: str
    whose: str
    text: str
    proof: tuple[str, ...] = ()
    promises: bool = True


def spoken(launch: Launch) -> Iterator[Sentence]:
    """Every text of the message that is said or shown to a customer, in file order; empty texts are left out."""
    yield from (one for one in _all(launch) if one.text)


def written(launch: Launch) -> Iterator[Sentence]:
    """All of `spoken`, then facts, proof and the modules' own texts: whatever readers see in the words of the file."""
    yield from spoken(launch)
    for key, fact in launch.facts.items():
        yield Sentence(f"facts.{key}.statement", f"fact '{key}'", fact.statement)
    for key, point in launch.proof_points.items():
        yield Sentence(f"proof_points.{key}.statement", f"proof point '{key}'", point.statement, (key,))
    for key, module in launch.modules.items():
        for name in ("title", "practice", "body"):
            text = getattr(module, name)
            if text:
                yield Sentence(f"modules.{key}.{name}", f"module '{key}'", text)


def _all(launch: Launch) -> Iterator[Sentence]:
    yield Sentence("product.summary", "the product's summary", launch.product.summary)
    for key, capability in launch.capabilities.items():
        whose = f"capability '{key}'"
        yield Sentence(f"capabilities.{key}.name", whose, capability.name)
        yield Sentence(f"capabilities.{key}.description", whose, capability.description)
    for key, competitor in launch.competitors.items():
        whose, place = f"the answer on '{key}'", f"competitors.{key}"
        yield Sentence(f"{place}.answer", whose, competitor.answer)
        for number, question in enumerate(competitor.trap_questions):
            yield Sentence(f"{place}.trap_questions.{number}", f"a question on '{key}'", question, promises=False)
    for key, proposition in launch.value_propositions.items():
        whose, place = f"value proposition '{key}'", f"value_propositions.{key}"
        yield Sentence(f"{place}.headline", whose, proposition.headline, proposition.proof)
        yield Sentence(f"{place}.insight", whose, proposition.insight, proposition.proof)
        yield Sentence(f"{place}.outcome", whose, proposition.outcome, proposition.proof)
    for key, objection in launch.objections.items():
        if objection.response is None:
            continue
        whose, place, said = f"the response to '{key}'", f"objections.{key}.response", objection.response
        yield Sentence(f"{place}.acknowledge", whose, said.acknowledge, said.proof)
        yield Sentence(f"{place}.reframe", whose, said.reframe, said.proof)
        yield Sentence(f"{place}.ask", whose, said.ask, said.proof, promises=False)
        yield Sentence(f"{place}.concede", whose, said.concede, said.proof, promises=False)
    for key, step in launch.decision_process.items():
        yield Sentence(f"decision_process.{key}.changes", f"decision step '{key}'", step.changes)
