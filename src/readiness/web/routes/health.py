"""For whoever watches the server: does it answer, and does its database?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import PlainTextResponse

from readiness.reports.launch_list import launches_on_record
from readiness.web.access import anybody
from readiness.web.services import services_of

router = APIRouter()


@router.get("/healthz")
def health(request: Request, _visitor: Annotated[None, Depends(anybody)]) -> PlainTextResponse:
    """`ok`, after one read of the database; a database that fails is a 502."""
    launches_on_record(services_of(request).context)
    return PlainTextResponse("ok")
