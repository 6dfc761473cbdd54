"""A kit for one named buyer is on record: what was asked for, not its text, which is made of what is approved."""

from __future__ import annotations

from readiness.context import Context
from readiness.domain.kit.plan import LeftOut, plan_kit
from readiness.domain.kit.request import KitWish, kit_request
from readiness.ground.errors import Conflict, Problem
from readiness.store import journal, kits
from readiness.store.approved_for_kit import lacking_for
from readiness.store.kits import Kit
from readiness.store.launches import require_version


def make_kit(context: Context, *, launch: str, wish: KitWish) -> Kit:
    """The kit; the one there is when the same person asked for the same before, with what they rewrote in it.

    Raises DefinitionError with everything that is wrong with the wish, and Conflict when nothing that it would be made
    of is approved.
    """
    by = context.by().casefold()
    with context.database.transaction() as session:
        definition = require_version(session, launch).definition
        request = kit_request(definition, wish)
        lacking = lacking_for(session, definition, request, context.templates.fingerprint)
        plan = plan_kit(definition, request, lacking, context.clock.today())
        if plan.is_empty:
            raise Conflict(
                "nothing that this kit would be made of is approved.",
                hint=f"Whoever approves for {launch} approves first: readiness materials list {launch}",
                problems=[_told(one) for one in plan.left_out],
            )
        kit, is_new = kits.keep(session, context.clock, launch=launch, request=request, by=by)
        if is_new:
            journal.record(
                session, context.clock, actor=by, verb="made kit", subject=str(kit.number), launch=launch,
                detail={"requirement": request.requirement, "conversation": request.conversation},
            )  # fmt: skip
        return kit


def _told(one: LeftOut) -> Problem:
    return Problem("KT004", f"{one.what}: {one.material} is {one.lacking}.", level="note")
