"""What a qualified lead is, who agreed to it, and lists judged by it; nothing of a list is kept anywhere."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Request
from pydantic import BaseModel, Field

from readiness.actions.agree_lead_criteria import Agreed, agree_lead_criteria
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.leads.verdict import Reason, Standing
from readiness.reports.leads import JudgedDrift, LeadCriteria, judge_leads, lead_criteria, lead_drift
from readiness.web.access import acting, may
from readiness.web.api.shape import Body, api_router

router = api_router("leads")
lists = api_router("leads", once=False)
"""Lists of people: no answer is kept for a repeated request."""

Sees = Annotated[Viewer, Depends(may(permissions.see_message))]
Does = Annotated[Viewer, Depends(may(permissions.do_tasks))]


class LeadListBody(Body):
    """`text` is the CSV with its header line; for drift it has a column `accepted`."""

    text: Annotated[str, Field(max_length=20_000_000)]
    called: Annotated[str, Field(max_length=80)] = "leads.csv"


class AgreementBody(Body):
    """`seen`: the fingerprint of the criteria that were read. `function`: for whom, when one is in several."""

    decision: Literal["approved", "rejected"]
    seen: str
    function: str | None = None
    note: str = ""


class LeadLine(BaseModel):
    """A lead's verdict. `changes`: keys of the fewest criteria that would make it qualified; `rests_on`: those of which
    losing one alone would end that. `why` and `change` say both in a line.
    """

    lead: str
    line: int
    verdict: Standing
    points: int
    needed: int
    reasons: list[Reason]
    changes: list[str]
    rests_on: list[str]
    why: str
    change: str


class JudgedList(BaseModel):
    """`waits_for`: functions that have not agreed to the criteria as they now read."""

    leads: list[LeadLine]
    counts: dict[Standing, int]
    named_by: str
    waits_for: list[str]


@router.get("/launches/{launch}/lead-criteria")
def criteria(request: Request, launch: str, viewer: Sees) -> LeadCriteria:
    """What a qualified lead is, and each function's word on it."""
    return lead_criteria(acting(request, viewer), launch=launch)


@router.post("/launches/{launch}/lead-criteria/agreement")
def agree(request: Request, launch: str, body: AgreementBody, viewer: Does) -> Agreed:
    """One function's word on exactly the criteria that were read; 409 when they read otherwise by now."""
    return agree_lead_criteria(
        acting(request, viewer), launch=launch, decision=body.decision, function=body.function, note=body.note,
        seen=body.seen,
    )  # fmt: skip


@lists.post("/launches/{launch}/leads/verdicts")
def judge_list(request: Request, launch: str, body: LeadListBody, viewer: Sees) -> JudgedList:
    """Each lead's verdict with its reasons; 422 with every row that cannot be read, and then none is judged."""
    found = judge_leads(acting(request, viewer), launch=launch, data=body.text.encode(), called=body.called)
    lines = [
        LeadLine(
            lead=one.lead, line=one.line, verdict=one.verdict.standing, points=one.verdict.points,
            needed=one.verdict.needed, reasons=list(one.verdict.reasons), changes=list(one.verdict.changes),
            rests_on=list(one.verdict.rests_on), why=one.reasons, change=one.change,
        )
        for one in found.leads
    ]  # fmt: skip
    return JudgedList(
        leads=lines, counts=found.counts, named_by=found.named_by, waits_for=list(found.criteria.waits_for)
    )


@lists.post("/launches/{launch}/leads/drift")
def judge_drift(request: Request, launch: str, body: LeadListBody, viewer: Sees) -> JudgedDrift:
    """How far sales accepts other leads than the criteria do, and over which criterion."""
    return lead_drift(acting(request, viewer), launch=launch, data=body.text.encode(), called=body.called)
