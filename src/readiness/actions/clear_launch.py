"""A launch is cleared: the verdict and all it saw, signed and on record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from readiness.actions.decide_gate import record_verdict
from readiness.actions.gate_figures import gather_inputs
from readiness.actions.recompute_verdict import from_evidence
from readiness.context import Context
from readiness.domain.clearance.record import (
    SignedClearance,
    clearance_record,
    envelope,
    may_clear,
    record_text,
    sealed,
)
from readiness.domain.definition.model import Launch
from readiness.domain.gate.verdict import Inputs, Verdict, decide_from, identity
from readiness.ground.errors import Conflict, NotAllowed, Problem
from readiness.store import gate, journal
from readiness.store.gate_sources import hold_still
from readiness.store.launches import require_version


@dataclass(frozen=True, slots=True)
class Cleared:
    """The clearance on record and where its file is. `is_new` is False when this very verdict was cleared before."""

    number: int
    verdict: int
    signed: SignedClearance
    file: str
    is_new: bool


def clear_launch(context: Context, *, launch: str, market: str | None = None) -> Cleared:
    """The launch (or one market of it) is cleared as of today: signed record in the database, then the file.

    By the launch's owner or a member of leadership. Decided anew; while held it is refused with every reason, and the
    held verdict goes on record. All or nothing: verdict, clearance and journal are one transaction; the file follows it
    and is written again by the next call if the process dies between the two. Before anything is signed, what was read
    from kept counts is counted again from the evidence; where they differ nothing is signed and nothing recorded.
    Raises NotAllowed, NotFound, Conflict.
    """
    by, scope = context.by().casefold(), market or ""
    context.progress.step("decide", launch)
    with context.database.reading() as session:
        hold_still(session)
        definition = require_version(session, launch).definition
        role = _role(definition, by)
        inputs = gather_inputs(
            session, context.clock, launch=launch, market=scope, on=context.clock.today(), levels=context.check_levels
        )
        verdict = decide_from(inputs)
        if verdict.cleared and gate.clearance_of(session, launch, scope, identity(inputs, verdict)) is None:
            _counts_hold(session, inputs)
    with context.database.transaction() as session:
        _still_stands(require_version(session, launch).fingerprint, verdict)
        decided = record_verdict(session, context, inputs, verdict)
        cleared = None
        if verdict.cleared:
            cleared = _find(context, gate.clearance_of(session, launch, scope, identity(inputs, verdict)))
        if verdict.cleared and cleared is None:
            record = clearance_record(
                definition, inputs, verdict, by=by, role=role, at=context.clock.now(), simulated=context.clock.simulated
            )
            text = record_text(record)
            context.progress.step("sign", launch)
            signed = sealed(text, *context.signer.sign(text.encode()))
            assert decided.number is not None
            number = gate.add_clearance(session, context.clock, record=record, verdict=decided.number, signed=signed)
            context.progress.step("record", launch)
            journal.record(
                session, context.clock, actor=by, verb="cleared", subject=scope or launch, launch=launch,
                fingerprint=signed.fingerprint,
                detail={"clearance": number, "verdict": decided.number, "as": role, "definition": verdict.definition},
            )  # fmt: skip
            cleared = Cleared(number, decided.number, signed, "", is_new=True)
    if cleared is None:
        raise held(verdict)
    context.progress.step("write", launch)
    return _with_file(context, launch, scope, cleared)


class Held(Conflict):
    """The refusal to clear what `verdict` holds; it names whom the fixes name, for those who may see them all."""

    def __init__(self, verdict: Verdict, message: str, *, hint: str, problems: Iterable[Problem]) -> None:
        super().__init__(message, hint=hint, problems=problems)
        self.verdict = verdict


def held(verdict: Verdict) -> Held:
    """The refusal, with every criterion that holds the launch, its figure and its fix."""
    problems = [
        Problem(result.code, f"{result.name}: {result.found.says}.", result.found.fix) for result in verdict.unmet()
    ]
    what = f"'{verdict.launch}' in {verdict.market}" if verdict.market else f"'{verdict.launch}'"
    return Held(
        verdict,
        f"{what} is held as of {verdict.as_of}: {len(problems)} of {len(verdict.criteria)} criteria "
        f"{'is' if len(problems) == 1 else 'are'} unmet.",
        hint=f"See: readiness gate {verdict.launch}",
        problems=problems,
    )


def file_name(market: str) -> str:
    """`clearance.json`, or `clearance-emea.json` for one market."""
    return f"clearance-{market}.json" if market else "clearance.json"


def _role(definition: Launch, by: str) -> str:
    role = may_clear(definition, by)
    if role is None:
        owner = definition.team[definition.owner].email
        leads = [m.email for m in definition.team.values() if m.function == "leadership"]
        raise NotAllowed(
            f"{by} may not clear '{definition.key}': only its owner and members of leadership may.",
            hint=f"Ask {' or '.join(dict.fromkeys([owner, *leads]))}.",
        )
    return role


def _counts_hold(session: Session, inputs: Inputs) -> None:
    """Refuses to sign figures that the evidence does not give: kept counts may have drifted, a signature may not."""
    found = from_evidence(session, inputs)
    if found:
        places = "; ".join(f"{one.path}: kept {one.then}, counted {one.now}" for one in found[:3])
        more = f"; and {len(found) - 3} more" if len(found) > 3 else ""
        raise Conflict(
            f"the figures of '{inputs.figures.launch}' are not what its evidence gives ({places}{more}). "
            "Nothing was signed.",
            hint=f"Run: readiness db rebuild, then: readiness clear {inputs.figures.launch}",
        )


def _still_stands(fingerprint: str, verdict: Verdict) -> None:
    if fingerprint != verdict.definition:
        raise Conflict(
            f"the definition of '{verdict.launch}' changed while it was being decided.", hint="Run it again."
        )


def _find(context: Context, earlier: gate.RecordedClearance | None) -> Cleared | None:
    if earlier is None:
        return None
    context.progress.step("find", earlier.launch)
    return Cleared(earlier.number, earlier.verdict, earlier.signed, "", is_new=False)


def _with_file(context: Context, launch: str, market: str, cleared: Cleared) -> Cleared:
    name, text = file_name(market), envelope(cleared.signed)
    path = context.output / launch / name
    if cleared.is_new or context.outputs.read(launch, name) != text:
        path = context.outputs.write(launch, name, text)
    context.progress.done("clear", str(path))
    return Cleared(cleared.number, cleared.verdict, cleared.signed, str(path), cleared.is_new)
