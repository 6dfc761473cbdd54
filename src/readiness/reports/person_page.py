"""One person in one launch, for whoever may see them: themselves, who leads them, and those who see everybody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from readiness.context import Context
from readiness.domain.access.permissions import may_see_person
from readiness.domain.access.roles import Viewer
from readiness.domain.certification.authority import may_decide
from readiness.domain.certification.rule import PASSED_BY
from readiness.domain.definition.model import Launch
from readiness.domain.people.address import mail_address
from readiness.domain.quiz.feedback import SOMETHING_MUST_BE_RIGHT
from readiness.ground.errors import NotAllowed
from readiness.reports.certification_history import RepHistory, certification_history
from readiness.reports.standing import RepStanding, rep_standing
from readiness.store import people
from readiness.store.launches import require_version
from readiness.store.reporting_lines import managers_above

_MUST_BE_RIGHT: Final = re.compile(r"must be right whatever the rest: ([a-z0-9, -]+)\.")
"""As `domain.quiz.grading` says it."""


@dataclass(frozen=True, slots=True)
class PersonPage:
    """`managers` are above the person today, nearest first; `is_self` when the viewer looks at their own record.

    `history`: every turn of their certifications. `may_decide`: the viewer may exempt, revoke and re-issue here.
    `titles`: what is asked of them, by (kind of evidence, key), as it is called. What is noted on evidence names
    questions as they are asked; on one's own record it does not say which, for that is told by the quiz.
    """

    name: str
    standing: RepStanding
    managers: tuple[str, ...]
    titles: Mapping[tuple[str, str], str]
    is_self: bool
    history: RepHistory
    may_decide: bool


def require_person_seen(context: Context, viewer: Viewer, *, email: str) -> None:
    """Raises NotAllowed for people the viewer may not see, and for those nobody knows when the viewer may not see
    everybody: whether somebody exists is not told either.
    """
    asked, on = mail_address(email), context.clock.today()
    with context.database.reading() as session:
        posting = people.posting_on(session, asked, on)
        above = managers_above(session, asked, on)
    if not may_see_person(viewer, email=asked, region=posting.region if posting else "", managers=above):
        raise NotAllowed(
            "this is not a record that you may see.", hint="You see your own, and those of people you lead."
        )


def person_page(context: Context, *, viewer: Viewer, launch: str, email: str) -> PersonPage:
    """The person's standing today. Raises NotAllowed for people the viewer may not see, and for those nobody knows when
    the viewer may not see everybody: whether somebody exists is not told either. Raises NotFound otherwise.
    """
    asked, on = mail_address(email), context.clock.today()
    require_person_seen(context, viewer, email=asked)
    with context.database.reading() as session:
        above = managers_above(session, asked, on)
        definition = require_version(session, launch).definition
    standing = rep_standing(context, launch=launch, rep=asked)
    titles = {
        (PASSED_BY[one.kind], one.key): one.title
        for certification in standing.certifications
        for one in certification.requirements
    }
    is_self = asked == viewer.email
    told = tuple(replace(one, note=told_note(definition, one.note, is_self=is_self)) for one in standing.history)
    history = certification_history(context, launch=launch, rep=asked)
    decides = may_decide(definition, viewer.email) and not is_self
    return PersonPage(
        definition.product.name, replace(standing, history=told), above, titles, is_self, history, decides
    )


def told_note(definition: Launch, note: str, *, is_self: bool) -> str:
    """What is noted on evidence, as the person themselves (`is_self`) or somebody else may read it."""
    return _MUST_BE_RIGHT.sub(lambda found: _must_be_right(definition, found[1], is_self=is_self), note)


def _must_be_right(definition: Launch, keys: str, *, is_self: bool) -> str:
    """Which questions had to be right and were not, for a note that names them by `keys`."""
    stems = [definition.items[key].stem for key in keys.split(", ") if key in definition.items]
    if is_self or not stems:
        return SOMETHING_MUST_BE_RIGHT[:1].upper() + SOMETHING_MUST_BE_RIGHT[1:]
    return "Had to be right, whatever the rest: " + ", ".join(f"“{stem}”" for stem in stems)
