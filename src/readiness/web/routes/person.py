"""One person in one launch: where they stand, how they came there, and what those who may decide about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import StreamingResponse

from readiness.actions.exempt_rep import exempt_rep
from readiness.actions.reissue_certification import reissue_certification
from readiness.actions.revoke_certification import revoke_certification
from readiness.context import Context
from readiness.domain.access.permissions import be_signed_in, decide_certifications, see_readiness
from readiness.domain.access.roles import Viewer
from readiness.ground.days import read_day
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, Problem, ReadinessError
from readiness.reports.certification_history import history_rows
from readiness.reports.person_page import PersonPage, person_page
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.kept_form import Typed, keeps
from readiness.web.kept_form import mark as mark_form
from readiness.web.pages import back, show
from readiness.web.routes.readiness import written

router = APIRouter(prefix="/launches/{launch}/people/{email}")

KEPT_AS: Final = "certification"
SomebodySignedIn = Annotated[Viewer, Depends(may(be_signed_in))]
Decides = Annotated[Viewer, Depends(may(decide_certifications))]
Reason = Annotated[str, Form()]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePage:
    """One person in one launch; `sees_board` when there is a board to go back to. `refused`: why the last decision was
    refused, with `typed`, what its form held, by `<decision>-<certification>-<field>`. `again`: it was typed before the
    session ended. `mark` is "" for whoever decides nothing here.
    """

    launch: str
    person: PersonPage
    sees_board: bool
    mark: str
    refused: ReadinessError | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    again: bool = False

    def was(self, name: str) -> str:
        """What was typed into a field of the form that was refused; "" otherwise."""
        return self.typed.get(name, "")


@router.get("")
def person(request: Request, launch: str, email: str, viewer: SomebodySignedIn) -> Response:
    return _show(request, viewer, launch, email)


@router.get("/history.csv")
def history(request: Request, launch: str, email: str, viewer: SomebodySignedIn) -> Response:
    """Every turn of the person's certifications, as a file."""
    found = person_page(acting(request, viewer), viewer=viewer, launch=launch, email=email)
    name = f"{launch}-history-{found.standing.rep}-{found.standing.on.isoformat()}.csv"
    return StreamingResponse(
        written(history_rows(found.history), bom=False),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )


@router.post("/certifications/{certification}/exempt")
def exempt(
    request: Request,
    launch: str,
    email: str,
    certification: str,
    viewer: Decides,
    reason: Reason = "",
    until: Annotated[str, Form()] = "",
) -> Response:
    def decide(context: Context) -> str:
        one, is_new = exempt_rep(
            context, launch=launch, rep=email, certification=certification, until=_day(until), reason=reason
        )
        return f"Exempt{'' if is_new else ' already'} through {one.until}."

    return _decided(
        request,
        viewer,
        launch,
        email,
        decide,
        {f"exempt-{certification}-reason": reason, f"exempt-{certification}-until": until},
    )


@router.post("/certifications/{certification}/revoke")
def revoke(
    request: Request, launch: str, email: str, certification: str, viewer: Decides, reason: Reason = ""
) -> Response:
    def decide(context: Context) -> str:
        _, is_new = revoke_certification(context, launch=launch, rep=email, certification=certification, reason=reason)
        return "Revoked. It can be re-issued here." if is_new else "It was revoked already."

    return _decided(request, viewer, launch, email, decide, {f"revoke-{certification}-reason": reason})


@router.post("/certifications/{certification}/reissue")
def reissue(
    request: Request, launch: str, email: str, certification: str, viewer: Decides, reason: Reason = ""
) -> Response:
    def decide(context: Context) -> str:
        _, is_new = reissue_certification(context, launch=launch, rep=email, certification=certification, reason=reason)
        return "Re-issued, to the old end." if is_new else "It was re-issued already."

    return _decided(request, viewer, launch, email, decide, {f"reissue-{certification}-reason": reason})


@keeps(KEPT_AS, decide_certifications)
def typed_before(request: Request, viewer: Viewer, typed: Typed) -> Response:
    """The person's page with the decision as it was typed."""
    certification, decision = typed.sent_to.strip("/").split("/")[-2:]
    said = {f"{decision}-{certification}-{name}": value for name, value in typed.plain.items()}
    return _show(request, viewer, typed.at["launch"], typed.at["email"], typed=said, again=True)


def _decided(
    request: Request, viewer: Viewer, launch: str, email: str, decide: Callable[[Context], str],
    typed: Mapping[str, str],
) -> Response:  # fmt: skip
    """The page again: with what came of the decision, or with why it was refused and what was typed. Raises NotAllowed
    before anything is decided about somebody whom the viewer may not see.
    """
    context = acting(request, viewer)
    person_page(context, viewer=viewer, launch=launch, email=email)
    try:
        said = decide(context)
    except (NotAllowed, Conflict, DefinitionError) as error:
        return _show(request, viewer, launch, email, error=error, typed=typed)
    return back(f"/launches/{launch}/people/{email}", said)


def _day(text: str) -> date:
    try:
        return read_day(text.strip())
    except ValueError as error:
        told = Problem("EV016", str(error), "Give the last day it holds: 2018-03-31.", path="until")
        raise DefinitionError("an exemption needs an end date.", problems=[told]) from None


def _show(
    request: Request,
    viewer: Viewer,
    launch: str,
    email: str,
    *,
    error: ReadinessError | None = None,
    typed: Mapping[str, str] | None = None,
    again: bool = False,
) -> Response:
    found = person_page(acting(request, viewer), viewer=viewer, launch=launch, email=email)
    decides = found.may_decide and decide_certifications(viewer)
    page = OnePage(
        launch=launch, person=found, sees_board=see_readiness(viewer), refused=error, typed=typed or {}, again=again,
        mark=mark_form(request, viewer, KEPT_AS, launch=launch, email=email) if decides else "",
    )  # fmt: skip
    return show(request, viewer, "readiness/person.html.j2", page, status=status_of(error) if error else 200)
