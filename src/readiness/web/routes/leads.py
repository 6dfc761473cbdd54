"""What a qualified lead is, who agreed to it, and lists judged by it: uploaded, judged, shown, and kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Form, Request, Response, UploadFile

from readiness.actions.agree_lead_criteria import agree_lead_criteria
from readiness.domain.access.permissions import do_tasks, see_message
from readiness.domain.access.roles import Viewer
from readiness.ground.errors import DefinitionError, Problem, ReadinessError, Unusable
from readiness.reports.leads import (
    COLUMNS,
    JudgedDrift,
    JudgedLeads,
    LeadCriteria,
    judge_leads,
    lead_criteria,
    lead_drift,
    lead_rows,
)
from readiness.web.access import acting, may
from readiness.web.csv_files import csv_file
from readiness.web.errors import status_of
from readiness.web.pages import back, show

router = APIRouter(prefix="/launches/{launch}/leads")

Sees = Annotated[Viewer, Depends(may(see_message))]
Does = Annotated[Viewer, Depends(may(do_tasks))]
Text = Annotated[str, Form()]
Wanted = Literal["verdicts", "file", "drift"]

_LISTED: Final = 500
"""Leads on the page; the file has all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadsPage:
    """`judged` or `drift` are of the list just uploaded; `message` and `problems` of one that was just refused."""

    criteria: LeadCriteria
    functions: tuple[str, ...]
    judged: JudgedLeads | None = None
    drift: JudgedDrift | None = None
    message: str = ""
    hint: str = ""
    problems: tuple[Problem, ...] = ()
    typed: str = ""
    listed: int = _LISTED


@router.get("")
def leads_page(request: Request, launch: str, viewer: Sees) -> Response:
    return _page(request, viewer, launch)


@router.post("")
def judge_list(
    request: Request, launch: str, viewer: Sees, file: UploadFile | None = None,
    wanted: Annotated[Wanted, Form()] = "verdicts",
) -> Response:  # fmt: skip
    """The list's verdicts, as a page or as a file; or how far sales judges otherwise. Nothing of it is kept."""
    context = acting(request, viewer)
    data = file.file.read() if file else b""
    called = _name(file.filename if file else "")
    try:
        if wanted == "drift":
            return _page(request, viewer, launch, drift=lead_drift(context, launch=launch, data=data, called=called))
        found = judge_leads(context, launch=launch, data=data, called=called)
    except (DefinitionError, Unusable) as error:
        return _page(request, viewer, launch, error=error)
    if wanted == "file":
        return csv_file(f"{launch}-leads.csv", COLUMNS, lead_rows(found))
    return _page(request, viewer, launch, judged=found)


@router.post("/agreement")
def agree(
    request: Request, launch: str, viewer: Does, decision: Annotated[Literal["approved", "rejected"], Form()],
    seen: Text, function: Text = "", note: Text = "",
) -> Response:  # fmt: skip
    """One function's word on the criteria that were read, their fingerprint being `seen`."""
    context = acting(request, viewer)
    try:
        done = agree_lead_criteria(
            context, launch=launch, decision=decision, function=function or None, note=note, seen=seen
        )
    except DefinitionError as error:
        return _page(request, viewer, launch, error=error, typed=note)
    said = "agreed to" if done.decision == "approved" else "rejected"
    told = f"You have {said} it for {done.function}." if done.changed else "That was your word already."
    return back(f"/launches/{launch}/leads#agreement", told)


def _page(
    request: Request, viewer: Viewer, launch: str, *, judged: JudgedLeads | None = None,
    drift: JudgedDrift | None = None, error: ReadinessError | None = None, typed: str = "",
) -> Response:  # fmt: skip
    criteria = lead_criteria(acting(request, viewer), launch=launch)
    page = LeadsPage(
        criteria=criteria, functions=_functions(criteria, viewer), judged=judged, drift=drift,
        message=error.message if error else "", hint=error.hint if error else "",
        problems=error.problems if isinstance(error, DefinitionError) else (), typed=typed,
    )  # fmt: skip
    return show(request, viewer, "message/leads.html.j2", page, status=status_of(error) if error else 200)


def _functions(criteria: LeadCriteria, viewer: Viewer) -> tuple[str, ...]:
    """The functions for which this viewer may speak: those that are asked, as far as they are of them."""
    asked = [word.function for word in criteria.words] if criteria.is_applied else []
    return tuple(one for one in asked if one in viewer.teams.get(criteria.launch, ()))


def _name(called: str | None) -> str:
    """For people to read, never a path."""
    return " ".join((called or "").replace("\\", "/").rpartition("/")[2].split())[:80] or "leads.csv"
