"""Administration: the journal, and the settings as they are seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from readiness import __version__
from readiness.domain.access.permissions import see_administration
from readiness.domain.access.roles import Viewer
from readiness.ground.fingerprint import canonical_json
from readiness.reports.journal import JournalLine, journal_page
from readiness.reports.journal_words import ToldLine, told_lines
from readiness.reports.launch_list import launch_names
from readiness.settings import SeenSetting, seen_settings
from readiness.web.access import acting, may
from readiness.web.pages import show
from readiness.web.services import services_of

router = APIRouter(prefix="/admin")

Sees = Annotated[Viewer, Depends(may(see_administration))]


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with its detail as short text; "" = there is none."""

    told: ToldLine
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalBrowserPage:
    """`older`: the query of the next page, "" = this is the last; the filters as asked for; `launches` by key."""

    launches: Mapping[str, str]
    shown: tuple[ShownLine, ...]
    launch: str
    actor: str
    verb: str
    is_first: bool
    older: str


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsPage:
    settings: tuple[SeenSetting, ...]
    facts: tuple[Fact, ...]


@router.get("/journal")
def journal(
    request: Request, viewer: Sees, launch: str = "", actor: str = "", verb: str = "",
    before: Annotated[int, Query(ge=0, le=2_147_483_647)] = 0,
) -> Response:  # fmt: skip
    context = acting(request, viewer)
    found = journal_page(context, launch=launch, actor=actor, verb=verb, before=before)
    lines = told_lines(context, found.lines)
    filters = {"launch": launch, "actor": actor, "verb": verb}
    older = urlencode({name: value for name, value in filters.items() if value} | {"before": found.before})
    page = JournalBrowserPage(
        launches=launch_names(context), shown=tuple(ShownLine(one, _detail(one.line)) for one in lines),
        launch=launch[:100], actor=actor[:200], verb=verb[:100], is_first=not before,
        older=older if found.before else "",
    )  # fmt: skip
    return show(request, viewer, "admin/journal.html.j2", page)


@router.get("/settings")
def settings(request: Request, viewer: Sees) -> Response:
    services = services_of(request)
    context = services.context
    provider = context.provider
    facts = (
        Fact("Version", __version__),
        Fact("Address", services.address),
        Fact("Workspace", str(context.root)),
        Fact("Record", context.database.shown_url),
        Fact("Mail", context.mail.shown),
        Fact("Sign-in provider", provider.name if provider else "none"),
        Fact("Clock", "simulated: this is a rehearsal" if context.clock.simulated else "the wall’s, in UTC"),
    )
    page = SettingsPage(settings=seen_settings(services.settings), facts=facts)
    return show(request, viewer, "admin/settings.html.j2", page)


def _detail(line: JournalLine) -> str:
    """What was written beside the line, as JSON, cut where it gets long."""
    if not line.detail:
        return ""
    text = canonical_json(line.detail).decode()
    return text if len(text) <= 600 else f"{text[:600]} …"
