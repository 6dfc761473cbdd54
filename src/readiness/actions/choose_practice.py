"""A rep holds the questions after certification, takes them up again, leaves those of a launch, or returns to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.people.address import mail_address
from readiness.domain.reinforcement.choices import Choice, ChoiceKind, Chosen, hold_problems, opt_out_problems
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, Problem
from readiness.store import attempts, journal, people
from readiness.store.practice_answers import add_choice, choices_of
from readiness.store.practice_days import practice_of
from readiness.store.standing_facts import Run

_NOTHING: Final = Chosen(None, {})


def hold_practice(context: Context, *, rep: str, until: date) -> bool:
    """Nothing is asked of them up to and including `until`; False when that was so already.

    Raises DefinitionError (PR001, PR002) for a day that cannot be, NotAllowed for anybody but the rep, NotFound.
    """
    today = context.clock.today()
    problems = hold_problems(until, today)

    def unless(chosen: Chosen) -> bool:
        return chosen.held_until == until

    return _choose(context, rep, "hold", unless, until=until, problems=problems)


def resume_practice(context: Context, *, rep: str) -> bool:
    """They are asked again from now on; False when nothing was held."""
    today = context.clock.today()
    return _choose(context, rep, "resume", lambda chosen: not chosen.is_held(today))


def opt_out_of_practice(context: Context, *, rep: str, launch: str, reason: str) -> bool:
    """They are asked nothing of this launch any more, for a reason that is recorded; False when they had left already.

    Raises DefinitionError (PR004) without a reason, Conflict (PR003, PR005) when its programme does not allow it or
    asks them nothing, NotAllowed for anybody but the rep, NotFound.
    """
    email = mail_address(rep)
    _require_own(context, email)
    with context.database.reading() as session:
        person = people.require_person(session, email)
        if launch in choices_of(session, Run(ids=(person,))).get(person, _NOTHING).left:
            return False
        day = practice_of(session, email, context.clock.today(), context.calendars)
    programmes = [one.programme for one in (day.enrolled if day else ()) if one.launch == launch]
    problems = opt_out_problems(launch, programmes, reason)
    return _choose(
        context, rep, "opt-out", lambda chosen: launch in chosen.left, launch=launch, reason=reason.strip(),
        problems=problems,
    )  # fmt: skip


def return_to_practice(context: Context, *, rep: str, launch: str) -> bool:
    """They are asked the questions of this launch again; False when they had not left them."""
    return _choose(context, rep, "opt-in", lambda chosen: launch not in chosen.left, launch=launch)


def _choose(
    context: Context, rep: str, kind: ChoiceKind, unless: Callable[[Chosen], bool], *, launch: str = "",
    until: date | None = None, reason: str = "", problems: tuple[Problem, ...] = (),
) -> bool:  # fmt: skip
    email = mail_address(rep)
    by = _require_own(context, email)
    if problems:
        stands = any(not one.path for one in problems)  # not what was written, but what stands
        raise (Conflict if stands else DefinitionError)("this cannot be chosen.", problems=problems)

    def choose(session: Session) -> bool:
        person = people.require_person(session, email)
        attempts.lock_rep(session, person)
        if unless(choices_of(session, Run(ids=(person,))).get(person, _NOTHING)):
            return False
        choice = Choice(kind, by, context.clock.now(), launch, until, reason)
        add_choice(session, context.clock, choice, person_id=person)
        journal.record(
            session, context.clock, actor=by, verb=_VERBS[kind],
            subject=email + (f", until {until}" if until else ""), launch=launch,
            detail={"reason": reason} if reason else {},
        )  # fmt: skip
        return True

    with context.database.transaction() as session:
        return choose(session)


_VERBS: Final[Mapping[ChoiceKind, str]] = {
    "hold": "held practice", "resume": "resumed practice", "opt-out": "left practice", "opt-in": "returned to practice",
}  # fmt: skip


def _require_own(context: Context, email: str) -> str:
    by = context.by()
    if by != email:
        raise NotAllowed(f"{by} cannot choose for {email}.", hint="The rep alone says so.")
    return by
