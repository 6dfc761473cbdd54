"""The materials of a launch on one screen: what there is, who approved it as it reads, who is still to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from readiness.context import Context
from readiness.domain.materials.approval import earlier_approvals, latest_decisions
from readiness.domain.materials.content import content_entry, content_fingerprints
from readiness.domain.materials.publication import Publication, latest_publication
from readiness.domain.materials.shown import approvers
from readiness.domain.materials.spec import KINDS
from readiness.domain.quiz.trainers import may_see_keys
from readiness.ground.errors import Conflict, NotAllowed, NotFound
from readiness.ground.keys import did_you_mean
from readiness.store import approvals, materials
from readiness.store.launches import require_version
from readiness.store.materials import MaterialVersion
from readiness.store.quizzes import accepted_items


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """One piece. `waiting_for`: functions whose approval the gate asks for and which have not approved this text.

    `approved_earlier` are those of `waiting_for` that approved an earlier text: what changed since stands on its page.
    `reasons` are what those said who rejected it as it reads.
    """

    name: str
    kind: str
    key: str
    title: str
    fingerprint: str
    rendered_at: datetime
    approved_by: tuple[str, ...]
    rejected_by: tuple[str, ...]
    waiting_for: tuple[str, ...]
    approved_earlier: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One unit of content. `published` is None when it never was; `changed` when it reads otherwise than published."""

    kind: str
    key: str
    title: str
    fingerprint: str
    published: Publication | None
    changed: bool
    declared_change: str


def material_lines(context: Context, *, launch: str, kind: str | None = None) -> tuple[MaterialLine, ...]:
    """One line per piece that stands, in the order of the kinds and then of the keys; empty = nothing rendered yet."""
    if kind is not None and kind not in KINDS:
        raise NotFound(f"'{kind}' is no kind of material.", hint=did_you_mean(kind, KINDS))
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        standing = materials.current(session, launch)
        made = approvals.approvals(session, launch)
    lines = []
    for version in sorted(standing.values(), key=lambda v: (KINDS.index(v.kind), v.key)):
        if kind not in {None, version.kind}:
            continue
        decisions = latest_decisions(made, version.kind, version.key, version.fingerprint)
        approved = tuple(sorted(f for f, a in decisions.items() if a.decision == "approved"))
        waiting = tuple(f for f in approvers(definition, version.kind) if f not in approved)
        earlier = earlier_approvals(made, version.kind, version.key, version.fingerprint)
        rejected = {f: a for f, a in sorted(decisions.items()) if a.decision == "rejected"}
        lines.append(
            MaterialLine(
                name=f"{version.kind}/{version.key}",
                kind=version.kind,
                key=version.key,
                title=version.title,
                fingerprint=version.fingerprint,
                rendered_at=version.rendered_at,
                approved_by=approved,
                rejected_by=tuple(rejected),
                waiting_for=waiting,
                approved_earlier=tuple(f for f in waiting if f in earlier),
                reasons=tuple(f"{function}: {approval.note}" for function, approval in rejected.items()),
            )
        )
    return tuple(lines)


def material(context: Context, *, launch: str, name: str) -> MaterialVersion:
    """The piece called `name` (`battlecard/jenkins`), with its text.

    Raises NotFound, Conflict when none is, and NotAllowed for a quiz, whose reviewers' sheet has every right answer,
    to anybody outside the launch's team.
    """
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        standing = materials.current(session, launch)
    if not standing:
        raise Conflict(f"no material of '{launch}' has been rendered yet.", hint=f"Run: readiness apply {launch}")
    kind, _, key = name.partition("/")
    if (kind, key) not in standing:
        known = [f"{k}/{entry}" for k, entry in standing]
        raise NotFound(f"launch '{launch}' has no material '{name}'.", hint=did_you_mean(name, known))
    if kind == "quiz" and not may_see_keys(definition, context.actor):
        raise NotAllowed(
            f"'{name}' shows the right answers; only the launch's team may read it.",
            hint="Say who you are with --by. What is asked, without answers: readiness quiz items.",
        )
    return standing[kind, key]


def template_names(context: Context) -> Mapping[str, bool]:
    """Every training template, sorted; True for those that are the workspace's own."""
    return context.templates.names()


def publish_log(context: Context, *, launch: str) -> tuple[Publication, ...]:
    """Every publication of the launch, oldest first."""
    with context.database.reading() as session:
        require_version(session, launch)
        return materials.publications(session, launch)


def content_lines(context: Context, *, launch: str) -> tuple[ContentLine, ...]:
    """One line per module, quiz and role-play of the applied definition, in file order."""
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        now = content_fingerprints(definition, accepted_items(session, launch, definition))
        log = materials.publications(session, launch)
    lines = []
    for (kind, key), fingerprint in now.items():
        entry = content_entry(definition, kind, key)
        last = latest_publication(log, kind, key)
        changed = last is not None and last.fingerprint != fingerprint
        lines.append(ContentLine(kind, key, entry.title, fingerprint, last, changed, entry.change))
    return tuple(lines)
