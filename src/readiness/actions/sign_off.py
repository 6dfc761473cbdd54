"""A function signs off the definition as it stands, or takes that back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.definition.vocabulary import FUNCTIONS
from readiness.ground.errors import Conflict, NotAllowed, NotFound
from readiness.ground.keys import did_you_mean
from readiness.ground.notes import fit_note, on_one_line
from readiness.store import gate, journal
from readiness.store.launches import require_version
from readiness.store.task_progress import before_sign_off, task_progress


@dataclass(frozen=True, slots=True)
class SignedOff:
    """The fingerprint that is signed off (or no longer), and whether this call changed anything."""

    function: str
    by: str
    definition: str
    changed: bool


def sign_off(context: Context, *, launch: str, function: str, note: str = "", seen: str = "") -> SignedOff:
    """Whoever acts has signed off, for their function, the definition as it was last applied.

    Only a member of that function in the launch's team may; the owner may not do it for them. It lapses when the
    definition changes. `seen`: the fingerprint of what was looked at, when that is to be what is signed. Raises
    NotAllowed, also for whoever has signed the same definition for another function, NotFound; Conflict when another
    definition was applied since, or content that was published waits to be approved and published as it now reads.
    """
    return _say(context, launch, function, note, verb="signed off", say=gate.record_sign_off, seen=seen)


def withdraw_sign_off(context: Context, *, launch: str, function: str, note: str = "") -> SignedOff:
    """Whoever acts has taken back their own sign-off of the definition as it stands. Raises NotAllowed, NotFound."""
    return _say(context, launch, function, note, verb="took back sign-off", say=gate.withdraw_sign_off)


def require_one_voice(session: Session, definition: Launch, *, function: str, fingerprint: str, by: str) -> None:
    """Raises NotAllowed for whoever has signed off this definition for another function: a second takes a second."""
    for said in gate.sign_offs(session, definition.key):
        stands = said.definition == fingerprint and not said.withdrawn
        if stands and said.function != function and said.by.casefold() == by.casefold():
            rest = [email for email in members(definition, function) if email != by.casefold()]
            who = f"Ask {' or '.join(rest)}" if rest else f"Add somebody else of {function} to team in the launch file"
            raise NotAllowed(
                f"{by} has signed off this definition for {said.function} and cannot stand for {function} as well.",
                hint=f"{who}; or take back the sign-off of {said.function} first.",
            )


def _require_settled(session: Session, definition: Launch, function: str) -> None:
    """Raises Conflict while what was published before, and changed since, is not approved and published again."""
    first = before_sign_off(task_progress(session, definition.key), function)
    if first:
        raise Conflict(
            f"content of '{definition.key}' is not approved and published as it now reads; {function} signs off once "
            "it is.",
            hint=f"First: {', '.join(task.key for task in first)}. See: readiness tasks {definition.key}",
        )


def _say(
    context: Context, launch: str, function: str, note: str, *, verb: str, say: Callable[..., bool], seen: str = ""
) -> SignedOff:
    by, said = context.by().casefold(), on_one_line(fit_note(note))
    if function not in FUNCTIONS:
        raise NotFound(f"there is no function '{function}'.", hint=did_you_mean(function, FUNCTIONS))
    with context.database.transaction() as session:
        version = require_version(session, launch)
        _of_function(version.definition, function, by)
        stands = version.fingerprint
        if seen and seen != stands:
            raise Conflict(
                "the definition has changed since it was looked at; nothing was signed.",
                hint="Look at what changed, and sign that.",
            )
        if say is gate.record_sign_off:
            require_one_voice(session, version.definition, function=function, fingerprint=stands, by=by)
        changed = say(session, context.clock, launch=launch, function=function, fingerprint=stands, by=by, note=said)
        if changed and say is gate.record_sign_off:  # who has signed already is told so, whatever lapsed since
            _require_settled(session, version.definition, function)
        if changed:
            journal.record(
                session, context.clock, actor=by, verb=verb, subject=function, launch=launch, fingerprint=stands,
                detail={"note": said},
            )  # fmt: skip
    return SignedOff(function, by, stands, changed)


def _of_function(definition: Launch, function: str, by: str) -> None:
    told = members(definition, function)
    if by not in told:
        raise NotAllowed(
            f"{by} is not of {function} in the team of '{definition.key}'.",
            hint=f"Ask {' or '.join(told)}." if told else f"Add a member of {function} to team in the launch file.",
        )


def members(definition: Launch, function: str) -> tuple[str, ...]:
    """Mail addresses of the team's members of a function."""
    return tuple(m.email.casefold() for m in definition.team.values() if m.function == function)
