"""Documents held against the message: one is sent, what is found comes back, nothing is kept."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Form, Request, UploadFile
from fastapi.routing import APIRouter
from pydantic import BaseModel

from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.conformance.document import Format
from readiness.ground.errors import DefinitionError
from readiness.reports.conformance import FoundLine, GivenDocument, Measure, OpeningLine, check_document
from readiness.web.access import acting, may
from readiness.web.api.shape import ERRORS, PREFIX, READABLE, Day, ProblemLine, problem_lines
from readiness.web.limits import limit_submits
from readiness.web.submitted_files import shown_name
from readiness.web.upload_route import UploadRoute

router = APIRouter(prefix=PREFIX, tags=["launches"], route_class=UploadRoute, responses=ERRORS, dependencies=[READABLE])
"""Not kept by idempotency key, which would hold the document: it reads, and may be asked again."""

Sees = Annotated[Viewer, Depends(may(permissions.see_message))]


class DocumentFound(BaseModel):
    """`sound`: nothing at error level. `on`: the day it was judged on. `measure`: how nearness to the map was measured;
    `on_map` of `claims` are near something, `uncompared` more were not compared. `told`: what was noticed while it was
    read. `levels`: rules that the workspace has told otherwise, code → level or off.
    """

    name: str
    form: Format
    on: Day
    is_applied: bool
    sound: bool
    pages: int
    words: int
    findings: list[FoundLine]
    more: int
    told: list[ProblemLine]
    generic: list[tuple[str, int]]
    generic_per_thousand: float
    opening: OpeningLine | None
    claims: int
    on_map: int
    uncompared: int
    measure: str
    levels: dict[str, str]


@router.post("/launches/{launch}/documents/check")
def check(
    request: Request, launch: str, viewer: Sees, file: UploadFile,
    on: Annotated[Day | None, Form(description="Judged on this day; else the launch day, then today.")] = None,
    compare: Annotated[
        Measure, Form(description="How near a claim is to the map: by shared words, or by meaning where installed.")
    ] = "words",
) -> DocumentFound:  # fmt: skip
    """What a document says that the message does not, as a form (multipart/form-data); 422 when it cannot be read, 502
    when it is to be compared by meaning and the server lacks what that needs.
    """
    limit_submits(request, viewer)
    given = GivenDocument(shown_name(file.filename), file.file.read())
    found = check_document(acting(request, viewer), launch=launch, given=given, on=on, compare=compare)
    one = found.document
    if one.form is None:
        raise DefinitionError(f"{one.name} cannot be read.", problems=one.problems)
    return DocumentFound(
        name=one.name, form=one.form, on=found.found.on, is_applied=found.is_applied, sound=one.sound, pages=one.pages,
        words=one.words, findings=list(one.findings), more=one.more, told=problem_lines(one.problems),
        generic=list(one.generic), generic_per_thousand=one.generic_per_thousand, opening=one.opening,
        claims=one.claims, on_map=one.on_map, uncompared=one.uncompared, measure=found.found.measure,
        levels=dict(found.found.levels.set_to),
    )  # fmt: skip
