"""A rep has gone through a training module."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.context import Context
from readiness.domain.certification.catching_up import CatchingUp
from readiness.domain.evidence.record import Evidence
from readiness.domain.materials.publication import latest_publication
from readiness.domain.people.address import mail_address
from readiness.domain.quiz.trainers import may_sit
from readiness.ground.errors import Conflict, NotAllowed, NotFound
from readiness.ground.keys import did_you_mean
from readiness.store import evidence, journal, materials, people
from readiness.store.launches import require_version
from readiness.store.modules_known import catching_up_of


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
    since: int | None = None,
) -> Completed:
    """It is on record that the rep completed the module as it is published now. Twice on a day is once.

    `version` is the published version that was read, where that is known; `since` says that only what changed since
    that earlier version was, which they had completed. Raises NotFound, NotAllowed for anybody but
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
        if since is not None:
            known = catching_up_of(session, definition, module=module, email=email, on=context.clock.today())
            _require_known(known, module=module, email=email, since=since)
            note = note or f"read what changed since version {since}"
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
                launch=launch, fingerprint=published.fingerprint, detail={"since": since} if since else None,
            )  # fmt: skip
    return Completed(one, changed)


def _require_known(known: CatchingUp | None, *, module: str, email: str, since: int) -> None:
    """Raises Conflict unless version `since` is the one that they start from."""
    if known is None or known.since.version != since:
        raise Conflict(
            f"what changed since version {since} of module '{module}' is not what is asked of {email}.",
            hint="Open the module again.",
        )
