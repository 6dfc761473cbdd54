"""An open part of a kit says what its rep wrote; what it said before is kept beside it, for marketing."""

from __future__ import annotations

from typing import Final

from readiness.context import Context
from readiness.domain.kit.plan import ACCOUNT, PERSON, plan_kit
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound, Problem
from readiness.ground.keys import did_you_mean
from readiness.store import journal, kits
from readiness.store.approved_for_kit import lacking_for
from readiness.store.launches import require_version

LONGEST: Final = 4_000


def rewrite_kit(context: Context, *, launch: str, number: int, part: str, text: str) -> bool:
    """True when the part reads otherwise now; "" takes the rep's own words back.

    By whoever made the kit. Raises NotFound for a kit or part that there is not, also for somebody else's kit;
    NotAllowed for a locked part, DefinitionError for a text that is too long (KT005).
    """
    by, words = context.by().casefold(), text.replace("\r\n", "\n").strip()
    if len(words) > LONGEST or "\0" in words:
        told = Problem("KT005", f"the text is longer than {LONGEST:,} characters.", "Write it shorter.", path=part[:64])
        raise DefinitionError("this part cannot be rewritten so.", problems=[told])
    with context.database.transaction() as session:
        definition = require_version(session, launch).definition
        kit = kits.kit(session, launch, number)
        if kit is None or kit.by != by:
            raise NotFound(f"you have no kit {number} of '{launch}'.")
        try:
            lacking = lacking_for(session, definition, kit.request, context.templates.fingerprint)
            plan = plan_kit(definition, kit.request, lacking, context.clock.today())
        except KeyError as error:
            raise Conflict(f"the launch no longer has {error}.", hint="Make the kit anew.") from error
        found = {one.key: one for one in plan.parts}
        if part not in found:
            raise NotFound(f"the kit has no part {ascii(part)[:80]}.", hint=did_you_mean(part[:64], found))
        if not found[part].is_open:
            open_parts = ", ".join(key for key, one in found.items() if one.is_open)
            raise NotAllowed(f"'{part}' is locked: it says what was approved.", hint=f"Open: {open_parts}.")
        before = kits.rewritten(session, kit.number).get(part, "")
        if words == before:
            return False
        unnamed = {**found[part].context, "account": ACCOUNT, "person": PERSON}
        original = context.templates.render(found[part].template, unnamed).strip()
        kits.rewrite(session, context.clock, kit, part=part, was=before or original, text=words, by=by)
        journal.record(
            session, context.clock, actor=by, verb="rewrote kit", subject=f"{kit.number}/{part}", launch=launch
        )
        return True
