"""Readiness: are we ready, and if not, who and what? The board, the people behind it, one person, and the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse
from markupsafe import Markup

from readiness.actions.keep_requirements import keep_requirements
from readiness.actions.verdict_today import VerdictToday, verdict_today
from readiness.context import Context
from readiness.domain.access.permissions import export_answers, see_readiness
from readiness.domain.access.roles import Viewer
from readiness.domain.access.scope import Scope, scope_asked, scopes_of
from readiness.domain.gate.verdict import Verdict
from readiness.ground.errors import NotApplied
from readiness.ground.kept import Kept
from readiness.ground.percent import percent
from readiness.reports.explain import because
from readiness.reports.export import Row, export_rows, safe_cell
from readiness.reports.heat_map import By
from readiness.reports.launch_reasons import Reason, launch_reasons
from readiness.reports.people_list import STATE_WORDS, Asked, PeoplePage, people_list
from readiness.reports.readiness_board import ReadinessBoard, board_mark, readiness_board
from readiness.reports.share_over_time import Line
from readiness.web.access import acting, may
from readiness.web.line_chart import LineChart, line_chart
from readiness.web.not_applied import show_not_applied
from readiness.web.pages import draw, show

router = APIRouter(prefix="/launches/{launch}")

Sees = Annotated[Viewer, Depends(may(see_readiness))]
Exports = Annotated[Viewer, Depends(may(export_answers))]

WHOSE: Final = {"all": "Everybody", "regions": "My regions", "mine": "My people"}
_ROWS_AT_ONCE = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    """`shown` is the line that the chart draws, None when there is none; `scopes` are what the viewer may choose from.

    `number` is that of the recorded verdict when this is the one; None when things have moved since, or none was.
    """

    board: ReadinessBoard
    verdict: Verdict
    number: int | None
    because: str
    reasons: tuple[Reason, ...]
    scopes: tuple[Scope, ...]
    by: str
    shown: Line | None
    chart: LineChart | None

    @property
    def home(self) -> str:
        return f"/launches/{self.board.launch}/readiness"

    def here(self, **changed: str) -> str:
        """The same board, with something else chosen."""
        return _address(self.home, {"whose": self._whose, "by": self.by} | changed)

    def people(self, **narrowed: str) -> str:
        """The list of those of the board's people whom this leaves."""
        return _address(f"{self.home}/people", {"whose": self._whose} | narrowed)

    def file(self, **asked: str) -> str:
        return _address(f"{self.home}/export.csv", {"whose": self._whose} | asked)

    @property
    def _whose(self) -> str:
        return self.board.scope.whose if len(self.scopes) > 1 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """`states` are what the list may be narrowed to, with their words."""

    people: PeoplePage
    scopes: tuple[Scope, ...]
    whose: str
    states: tuple[tuple[str, str], ...]

    @property
    def home(self) -> str:
        return f"/launches/{self.people.launch}/readiness"

    def here(self, **changed: str) -> str:
        """The same list, with something else chosen; from its first page unless `after` says otherwise."""
        asked = self.people.asked
        kept = {
            "whose": self.whose, "certification": asked.certification, "state": asked.state, "region": asked.region,
            "team": asked.team, "manager": asked.manager, "requirement": asked.requirement, "search": asked.search,
            "overdue": "yes" if asked.overdue else "",
        }  # fmt: skip
        return _address(f"{self.home}/people", kept | changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnPage:
    """The board as it was drawn for whoever has the same permissions, while it was counted no further."""

    name: str
    body: Markup


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What was drawn, and what of."""

    board: ReadinessBoard
    today: VerdictToday
    body: Markup

    def shows(self, mark: str) -> bool:
        """True when nothing came since both were counted."""
        return self.board.mark == self.today.mark == mark


_DRAWN: Kept[tuple[Any, ...], _Drawn] = Kept(128)
"""By whose board it is and what was chosen. Drawing takes longer than all the rest together."""


@router.get("/readiness")
def board(request: Request, launch: str, viewer: Sees, whose: str = "", by: str = "", line: str = "") -> Response:
    context = acting(request, viewer)
    scope = scope_asked(viewer, whose)
    key = (str(context.database.url), launch, scope, scopes_of(viewer), viewer.roles, viewer.scopes, by, line)
    drawn = _DRAWN.of(key)
    try:
        marked = board_mark(context, launch=launch)
    except NotApplied:
        return _not_applied(request, viewer, launch)
    if drawn is None or not drawn.shows(marked):
        chosen: By | None = "team" if by == "team" else "region" if by == "region" else None
        found = readiness_board(
            context, launch=launch, scope=scope, by=chosen,
            before_counting=lambda: keep_requirements(context, launch=launch),
        )  # fmt: skip
        today = verdict_today(context, launch=launch)
        if drawn is None or drawn.board is not found or drawn.today is not today:
            page = _board_page(context, viewer, found, today, by=chosen or "", line=line)
            drawn = _Drawn(found, today, draw(request, viewer, "readiness/board_body.html.j2", page))
            _DRAWN.keep(key, drawn)
    return show(request, viewer, "readiness/board.html.j2", DrawnPage(name=drawn.board.name, body=drawn.body))


def _board_page(
    context: Context, viewer: Viewer, found: ReadinessBoard, today: VerdictToday, *, by: str, line: str
) -> BoardPage:
    shown = _line_to_show(found.lines, line)
    return BoardPage(
        board=found, verdict=today.verdict, number=today.number, because=because(today.verdict),
        reasons=launch_reasons(context, verdict=today.verdict), scopes=scopes_of(viewer), by=by, shown=shown,
        chart=_chart(found, shown) if shown else None,
    )  # fmt: skip


@router.get("/readiness/people")
def people(
    request: Request, launch: str, viewer: Sees, whose: str = "", certification: str = "", state: str = "",
    region: str = "", team: str = "", manager: str = "", requirement: str = "", overdue: str = "", search: str = "",
    after: str = "",
) -> Response:  # fmt: skip
    scope = scope_asked(viewer, whose)
    asked = Asked(
        certification=certification, state=state, region=region.strip(), team=team.strip(), manager=manager.strip(),
        requirement=requirement, overdue=bool(overdue), search=search, after=after,
    )  # fmt: skip
    context = acting(request, viewer)
    try:
        keep_requirements(context, launch=launch)
        found = people_list(context, launch=launch, asked=asked, scope=scope)
    except NotApplied:
        return _not_applied(request, viewer, launch)
    scopes = scopes_of(viewer)
    page = ListPage(
        people=found, scopes=scopes, whose=scope.whose if len(scopes) > 1 else "",
        states=tuple(STATE_WORDS.items()),
    )  # fmt: skip
    return show(request, viewer, "readiness/people.html.j2", page)


@router.get("/readiness/export.csv")
def export(
    request: Request, launch: str, viewer: Exports, whose: str = "", answers: str = "", bom: str = ""
) -> Response:
    """Streamed: a file of a million rows takes no memory. `bom=1` is for spreadsheets that read no UTF-8 without."""
    context = acting(request, viewer)
    rows = export_rows(context, launch=launch, scope=scope_asked(viewer, whose), answers=_is_yes(answers))
    name = f"{launch}-readiness-{context.clock.today().isoformat()}.csv"
    return StreamingResponse(
        written(rows, bom=_is_yes(bom)),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )


def _not_applied(request: Request, viewer: Viewer, launch: str) -> Response:
    says = (
        "Who is ready is counted from the first apply on: everybody on the roster in a role that is to be certified "
        "is asked what it requires, and stands here with what is missing. The plan shows what applying would do."
    )
    return show_not_applied(request, viewer, launch=launch, title="Readiness", tab="readiness", says=says)


def _address(path: str, asked: dict[str, str]) -> str:
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}?{query}" if query else path


def _line_to_show(lines: tuple[Line, ...], asked: str) -> Line | None:
    """The certification asked for, else the one that lacks most people to its line, else the first."""
    if not lines:
        return None
    chosen = next((one for one in lines if one.key == asked), None)
    return chosen or max(lines, key=_below)


def _below(line: Line) -> float:
    last = line.points[-1]
    return -1e9 if line.at_least is None else line.at_least * last.counted - last.certified


def _chart(board: ReadinessBoard, line: Line) -> LineChart:
    points = [(one.on, one.certified / one.counted if one.counted else 0.0) for one in line.points]
    last = line.points[-1]
    return line_chart(
        points, at_least=line.at_least, launch_on=board.launch_on,
        says=f"{percent(points[-1][1])} today" if last.counted else "nobody counts",
        line_says=f"needs {percent(line.at_least)}" if line.at_least is not None else "",
        marked=[one.on for one in line.points if one.is_recorded],
    )  # fmt: skip


def _is_yes(text: str) -> bool:
    return text.casefold() in {"1", "yes", "true", "on"}


def written(rows: Iterable[Row], *, bom: bool) -> Iterator[bytes]:
    left = iter(rows)
    yield b"\xef\xbb\xbf" if bom else b""
    while some := list(islice(left, _ROWS_AT_ONCE)):
        text = io.StringIO()
        csv.writer(text).writerows([safe_cell(cell) for cell in row] for row in some)
        yield text.getvalue().encode()
