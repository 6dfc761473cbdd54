"""One person in one launch, for whoever may see them: themselves, who leads them, and those who see everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.context import Context
from readiness.domain.access.permissions import may_see_person
from readiness.domain.access.roles import Viewer
from readiness.domain.certification.authority import may_decide
from readiness.domain.certification.rule import PASSED_BY
from readiness.domain.people.person import mail_address
from readiness.ground.errors import NotAllowed
from readiness.reports.certification_history import RepHistory, certification_history
from readiness.reports.standing import RepStanding, rep_standing
from readiness.store import people
from readiness.store.launches import require_version
from readiness.store.reporting_lines import managers_above


@dataclass(frozen=True, slots=True)
class PersonPage:
    """`managers` are above the person today, nearest first; `is_self` when the viewer looks at their own record.

    `history`: every turn of their certifications. `may_decide`: the viewer may exempt, revoke and re-issue here.
    `titles`: what is asked of them, by (kind of evidence, key), as it is called.
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
    history = certification_history(context, launch=launch, rep=asked)
    decides = may_decide(definition, viewer.email) and asked != viewer.email
    return PersonPage(definition.product.name, standing, above, titles, asked == viewer.email, history, decides)
