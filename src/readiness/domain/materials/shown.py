"""Which text of a material everybody may read who is not of the staff: never a draft, never an answer key.

What is published (modules, role-plays) is shown as it stood when it was last published. What is approved (value
proposition sheets, objection cards, battlecards) is shown in its newest version that somebody approved and nobody
rejected, every function approving whom the gate asks about this kind. So reps keep the last good text while a new one
is under review, and lose one that is rejected afterwards. Sheets for reviewers hold answers and are shown to nobody
else; a piece that is no longer made is gone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from readiness.domain.definition.gating import MaterialsApproved
from readiness.domain.definition.model import Launch
from readiness.domain.materials.approval import Approval, latest_decisions
from readiness.domain.materials.publication import CONTENT_KINDS, Publication, latest_publication
from readiness.domain.materials.spec import REVIEWERS_ONLY


@dataclass(frozen=True, slots=True)
class Rendering:
    """One text that a piece once had; `fingerprint` is of what it was made of."""

    fingerprint: str
    rendered_at: datetime


def approvers(launch: Launch, kind: str) -> tuple[str, ...]:
    """The functions whose approval of this kind the gate asks for, in the order of its criteria."""
    asked: dict[str, None] = {}
    for criterion in launch.gate.criteria.values():
        if isinstance(criterion, MaterialsApproved) and (not criterion.kinds or kind in criterion.kinds):
            asked |= dict.fromkeys(criterion.by)
    return tuple(asked)


def shown_to_everybody(
    kind: str,
    key: str,
    renderings: Sequence[Rendering],
    *,
    asked: Collection[str],
    approvals: Iterable[Approval],
    publications: Iterable[Publication],
    content_now: str | None,
) -> Rendering | None:
    """The rendering that everybody may read; None = there is none yet.

    `renderings` are all of the piece that stands, oldest first; empty = it is not made (any more). `content_now` is the
    content fingerprint of what a module or role-play now teaches: while that is what was published, later renderings
    (another template) are shown at once.
    """
    if not renderings or kind in REVIEWERS_ONLY:
        return None
    if kind in CONTENT_KINDS:
        return _published(renderings, latest_publication(publications, kind, content_key(kind, key)), content_now)
    told = tuple(approvals)
    for rendering in reversed(renderings):
        decisions = latest_decisions(told, kind, key, rendering.fingerprint)
        approved = {function for function, one in decisions.items() if one.decision == "approved"}
        if len(approved) == len(decisions) and approved and approved >= set(asked):
            return rendering
    return None


def content_key(kind: str, key: str) -> str:
    """What a piece is published as: a module is one, however many roles it is rendered for."""
    return key.partition(".")[0] if kind == "module" else key


def _published(
    renderings: Sequence[Rendering], publication: Publication | None, content_now: str | None
) -> Rendering | None:
    if publication is None:
        return None
    if content_now == publication.fingerprint:
        return renderings[-1]
    return next((one for one in reversed(renderings) if one.rendered_at <= publication.at), None)
