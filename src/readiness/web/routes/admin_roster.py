"""Administration: a roster file is uploaded, looked at, and imported whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Final, cast
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request, Response, UploadFile

from readiness.actions.import_roster import import_roster
from readiness.actions.keep_upload import find_upload, keep_upload
from readiness.context import Context
from readiness.domain.access.permissions import administer, see_administration
from readiness.domain.access.roles import Viewer
from readiness.domain.people.changes import Leavers, RosterChanges
from readiness.domain.people.digest import digest
from readiness.domain.people.person import Leave, Posting
from readiness.ground.days import read_day
from readiness.ground.errors import Conflict, DefinitionError, Problem
from readiness.reports.journal import JournalLine, journal_page
from readiness.reports.roster import RosterSummary, roster_summary
from readiness.web.access import acting, may
from readiness.web.csv_files import csv_file
from readiness.web.errors import status_of
from readiness.web.pages import back, day, plural, show

router = APIRouter(prefix="/admin/roster")

Sees = Annotated[Viewer, Depends(may(see_administration))]
Administers = Annotated[Viewer, Depends(may(administer))]
Text = Annotated[str, Form()]

_LISTED: Final = 100
"""People listed under each kind of change; all of them are in the file of changes."""
_PROBLEMS: Final = 1000
CHANGE_COLUMNS: Final = ("change", "email", "what")


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of change: how many people, and the first of them with what changes."""

    title: str
    count: int
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file that is kept, and how it is to be read. `upload`: its SHA-256; `called`: the name it came with; `past` and
    `past_called` the same of the territory history, "" = there is none.
    """

    upload: str
    called: str
    leavers: Leavers
    on: str
    past: str = ""
    past_called: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """Everything that the next request has to say again, but the day."""
        found = {"upload": self.upload, "called": self.called, "leavers": self.leavers}
        return found | ({"past": self.past, "past_called": self.past_called} if self.past else {})

    @property
    def query(self) -> str:
        return urlencode(self.fields | {"on": self.on})


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterPage:
    """`message` and `problems` are of the upload that was just refused; `told_all` False = there are more problems."""

    summary: RosterSummary
    imports: tuple[JournalLine, ...]
    leavers: str = "keep"
    on: str = ""
    message: str = ""
    hint: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def of_two(self) -> bool:
        """True when the problems are of a roster and of a history, so that a line alone says too little."""
        return len({one.where.file for one in self.problems if one.where}) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPage:
    """What importing would change. `seen`: the digest of these changes; `listed`: how many of each kind are listed."""

    chosen: Chosen
    on: date
    groups: tuple[Group, ...]
    warnings: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    unchanged: int
    kept: int
    nothing: bool
    seen: str
    notice: str = ""
    listed: int = _LISTED


@router.get("")
def roster(request: Request, viewer: Sees) -> Response:
    return _page(request, viewer)


@router.post("")
def upload(
    request: Request, viewer: Administers, file: UploadFile | None = None, history: UploadFile | None = None,
    leavers: Text = "keep", on: Text = "",
) -> Response:  # fmt: skip
    context = acting(request, viewer)
    try:
        kept = keep_upload(context, data=file.file.read() if file else b"")
        data = history.file.read() if history else b""
        past = keep_upload(context, data=data) if data else ""
    except DefinitionError as error:
        return _page(request, viewer, error=error, leavers=leavers, on=on[:20])
    past_called = (history.filename if history else "") or ""
    chosen = _chosen(kept, (file.filename if file else "") or "", leavers, on, past, past_called)
    return back(f"/admin/roster/preview?{chosen.query}")


@router.get("/preview")
def preview(
    request: Request, viewer: Administers, upload: str = "", called: str = "", leavers: str = "keep", on: str = "",
    past: str = "", past_called: str = "",
) -> Response:  # fmt: skip
    chosen = _chosen(upload, called, leavers, on, past, past_called)
    try:
        return _show_preview(request, viewer, chosen, _preview(acting(request, viewer), chosen))
    except DefinitionError as error:
        return _page(request, viewer, error=error, leavers=leavers, on=on[:20])


@router.get("/changes.csv")
def changes(
    request: Request, viewer: Administers, upload: str = "", called: str = "", leavers: str = "keep", on: str = "",
    past: str = "", past_called: str = "",
) -> Response:  # fmt: skip
    """Every change, for the eyes that want all of them."""
    found = _preview(acting(request, viewer), _chosen(upload, called, leavers, on, past, past_called))
    return csv_file("roster-changes.csv", CHANGE_COLUMNS, change_rows(found))


@router.post("/import")
def import_it(
    request: Request, viewer: Administers, upload: Text = "", called: Text = "", leavers: Text = "keep",
    on: Text = "", seen: Text = "", past: Text = "", past_called: Text = "",
) -> Response:  # fmt: skip
    """Exactly what was looked at: when the roster has changed meanwhile, the new changes are shown first."""
    context, chosen = acting(request, viewer), _chosen(upload, called, leavers, on, past, past_called)
    path = find_upload(context, name=chosen.upload)
    try:
        done = import_roster(
            context, path=path, called=chosen.called, history=_past(context, chosen), history_called=chosen.past_called,
            leavers=chosen.leavers, on=_day(chosen.on), seen=seen or "-", shown=_PROBLEMS,
        )  # fmt: skip
    except Conflict as error:
        found = _preview(context, chosen)
        return _show_preview(request, viewer, chosen, found, notice=error.message, status=status_of(error))
    except DefinitionError as error:
        return _page(request, viewer, error=error, leavers=leavers, on=on[:20])
    return back(
        "/admin/roster", f"Imported {chosen.called}: {plural(len(done.touched()), 'person', 'people')} changed."
    )


def change_rows(found: RosterChanges) -> Iterator[tuple[str, str, str]]:
    """Every change as the file of changes has it, by CHANGE_COLUMNS."""
    return ((title, email, what) for title, lines in _kinds(found, str) for email, what in lines)


def _page(
    request: Request, viewer: Viewer, *, error: DefinitionError | None = None, leavers: str = "keep", on: str = ""
) -> Response:
    context = acting(request, viewer)
    page = RosterPage(
        summary=roster_summary(context),
        imports=journal_page(context, verb="imported", about="roster from ", limit=5).lines,
        leavers=leavers, on=on, message=error.message if error else "", hint=error.hint if error else "",
        problems=error.problems if error else (),
    )  # fmt: skip
    return show(request, viewer, "admin/roster.html.j2", page, status=status_of(error) if error else 200)


def _preview(context: Context, chosen: Chosen) -> RosterChanges:
    return import_roster(
        context, path=find_upload(context, name=chosen.upload), called=chosen.called, history=_past(context, chosen),
        history_called=chosen.past_called, leavers=chosen.leavers, on=_day(chosen.on), preview=True, shown=_PROBLEMS,
    )  # fmt: skip


def _show_preview(
    request: Request, viewer: Viewer, chosen: Chosen, found: RosterChanges, *, notice: str = "", status: int = 200
) -> Response:
    groups = (Group(title, len(lines), tuple(lines[:_LISTED])) for title, lines in _kinds(found, day))
    page = PreviewPage(
        chosen=chosen, on=found.on, groups=tuple(group for group in groups if group.count),
        warnings=tuple(p for p in found.warnings if p.level == "warning")[:_LISTED],
        notes=tuple(p for p in found.warnings if p.level == "note")[:_LISTED],
        unchanged=found.unchanged, kept=found.absent, nothing=found.nothing, seen=digest(found), notice=notice,
    )  # fmt: skip
    return show(request, viewer, "admin/roster_preview.html.j2", page, status=status)


def _kinds(found: RosterChanges, told: Callable[[date], str]) -> Iterator[tuple[str, Sequence[tuple[str, str]]]]:
    """Each kind of change, with the address and what changes, in the file's order; `told` writes a day."""
    yield "Joining", [(one.email, _place(one.posting, told)) for one in found.joined if not one.returns]
    yield "Coming back", [(one.email, _place(one.posting, told)) for one in found.joined if one.returns]
    yield "Moving", [(one.email, _fields(one.fields)) for one in found.moved]
    yield "Leaving", [(one.email, f"on {told(one.on)}") for one in found.left]
    staying = ((one.email, told(one.until) if one.until else "further notice") for one in found.stayed)
    yield "Staying longer", [(email, f"until {until}") for email, until in staying]
    particulars = ((one.email, [f for f in one.fields if f[0] != "left_on"]) for one in found.changed)
    yield "Other particulars", [(email, _fields(fields)) for email, fields in particulars if fields]
    yield "Other leave", [(one.email, _away(one.after, told)) for one in found.leave]
    yield "Earlier postings", [(one.email, _held(one, told)) for one in found.loaded]


def _place(posting: Posting | None, told: Callable[[date], str]) -> str:
    if posting is None:
        return "has left already"
    place = ", ".join(filter(None, (posting.role.replace("-", " "), posting.territory, posting.region)))
    return f"{place} from {told(posting.valid_from)}"


def _held(posting: Posting, told: Callable[[date], str]) -> str:
    """`valid_to` is the first day on which it does not hold any more."""
    ends = f" to {told(posting.valid_to - timedelta(days=1))}" if posting.valid_to else ""
    return _place(posting, told) + ends


def _fields(fields: Iterable[tuple[str, str, str]]) -> str:
    return "; ".join(f"{name} {old or '(none)'} → {new or '(none)'}" for name, old, new in fields)


def _away(leave: Leave | None, told: Callable[[date], str]) -> str:
    if leave is None:
        return "no leave after all"
    ends = f"to {told(leave.ends_on)}" if leave.ends_on else "with no end given"
    return f"from {told(leave.starts_on)} {ends}"


def _past(context: Context, chosen: Chosen) -> Path | None:
    return find_upload(context, name=chosen.past) if chosen.past else None


def _chosen(kept: str, called: str, leavers: str, on: str, past: str = "", past_called: str = "") -> Chosen:
    leaving = cast("Leavers", leavers if leavers == "close" else "keep")
    chosen = Chosen(kept[:64], _name(called) or "roster.csv", leaving, on[:10])
    return replace(chosen, past=past[:64], past_called=_name(past_called) or "history.csv") if past else chosen


def _name(called: str) -> str:
    """For people to read, never a path."""
    return "".join(c for c in called.replace("\\", "/").rpartition("/")[2] if c.isprintable())[:80].strip(" .")


def _day(text: str) -> date | None:
    """None = today."""
    if not text:
        return None
    try:
        return read_day(text)
    except ValueError as error:
        problem = Problem("RO002", str(error))
        raise DefinitionError("the day from which it holds cannot be read.", problems=[problem]) from error
