"""Publishing: the content that people are held to from now on, and what its change asks of those who took it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from readiness.domain.definition.model import Launch
from readiness.domain.definition.vocabulary import ChangeClass
from readiness.domain.materials.approval import Approval, approved_by
from readiness.domain.materials.spec import MaterialSpec

CONTENT_KINDS = ("module", "quiz", "role-play")
"""What can be published: the content that a certification asks for."""

PUBLISHING_FUNCTIONS = ("enablement", "marketing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One line of the publish log. `version` counts from 1 for each piece of content."""

    launch: str
    kind: str
    key: str
    version: int
    fingerprint: str
    change: ChangeClass
    note: str
    by: str
    at: datetime
    simulated: bool = False


def latest_publication(publications: Iterable[Publication], kind: str, key: str) -> Publication | None:
    """The one that stands; `publications` come in the order they were made."""
    found = None
    for publication in publications:
        if (publication.kind, publication.key) == (kind, key):
            found = publication
    return found


def may_publish(launch: Launch, email: str) -> bool:
    """The launch's owner, and everybody in its team of enablement or marketing."""
    owner = launch.team.get(launch.owner)
    allowed = [m.email for m in launch.team.values() if m.function in PUBLISHING_FUNCTIONS]
    if owner is not None:
        allowed.append(owner.email)
    return email.casefold() in {address.casefold() for address in allowed}


def missing_approvals(
    specs: Iterable[MaterialSpec], functions: Collection[str], approvals: Collection[Approval]
) -> Mapping[str, tuple[str, ...]]:
    """Function → the pieces, as they would read now, that it has not approved; functions that lack nothing are left
    out.
    """
    found: dict[str, list[str]] = {}
    for spec in specs:
        approved = approved_by(approvals, spec.kind, spec.key, spec.fingerprint)
        for function in functions:
            if function not in approved:
                found.setdefault(function, []).append(spec.name)
    return {function: tuple(names) for function, names in sorted(found.items())}


def is_of(spec: MaterialSpec, kind: str, key: str) -> bool:
    """Whether the piece shows this content. A module has a piece per role: `module/price.ae` shows `price`."""
    return spec.kind == kind and spec.key.partition(".")[0] == key


def meaning(change: ChangeClass, *, version: int) -> str:
    """What a publication asks of people, in a sentence."""
    if version == 1:
        return "the first version: evidence counts from here on."
    if change == "minor":
        return "what people took before still counts."
    if change == "delta":
        return "people who took it before take this content again; everything else they did still counts."
    return "certifications that ask for it lapse; everything they ask for is taken again."
