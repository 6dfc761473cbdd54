"""A rep has gone through a training module."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.context import Context
from readiness.domain.evidence.record import Evidence
from readiness.domain.materials.publication import latest_publication
from readiness.domain.people.person import mail_address
from readiness.domain.quiz.trainers import may_sit
from readiness.ground.errors import Conflict, NotAllowed, NotFound
from readiness.ground.keys import did_you_mean
from readiness.store import evidence, journal, materials, people
from readiness.store.launches import require_version


@dataclass(frozen=True, slots=True)
class Completed:
    """The evidence, and whether this call recorded it."""

    evidence: Evidence
    changed: bool


def complete_module(
    context: Context,
    *,
    launch: str,
    module: str,
    rep: str,
    source: str = "terminal",
    note: str = "",
    version: int | None = None,
) -> Completed:
    """It is on record that the rep completed the module as it is published now. Twice on a day is once.

    `version` is the published version that was read, where that is known. Raises NotFound, NotAllowed for anybody but
    the rep or a trainer, Conflict when the module is not published or not in that version any more.
    """
    by, email = context.by(), mail_address(rep)
    with context.database.transaction() as session:
        definition = require_version(session, launch).definition
        if module not in definition.modules:
            raise NotFound(
                f"launch '{launch}' has no module '{module}'.", hint=did_you_mean(module, definition.modules)
            )
        people.require_person(session, email)
        if not may_sit(definition, by, email):
            raise NotAllowed(f"{by} may not complete a module for {email}.", hint="Only the rep or a trainer may.")
        published = latest_publication(materials.publications(session, launch), "module", module)
        if published is None:
            raise Conflict(f"module '{module}' is not published yet.", hint="A trainer publishes it first.")
        if version not in (None, published.version):
            raise Conflict(
                f"version {published.version} of module '{module}' was published while you read version {version}.",
                hint="Read what changed, then complete it.",
            )
        one = Evidence(
            launch=launch, person=email, kind="module-completed", subject=module, fingerprint=published.fingerprint,
            passed=True, happened_at=context.clock.now(), source=source, recorded_by=by, note=note,
            key=f"module|{module}|{email}|{published.fingerprint}|{context.clock.today()}",
            simulated=context.clock.simulated,
        )  # fmt: skip
        changed = bool(evidence.add(session, context.clock, [one]))
        if changed:
            journal.record(
                session, context.clock, actor=by, verb="completed", subject=f"module '{module}' for {email}",
                launch=launch, fingerprint=published.fingerprint,
            )  # fmt: skip
    return Completed(one, changed)
