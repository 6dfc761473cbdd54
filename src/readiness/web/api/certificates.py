"""Certificates as files."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response

from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.certification.sheet import sheet_file
from readiness.reports.certificate import certificate
from readiness.web.access import acting, may
from readiness.web.api.shape import PDF, api_router
from readiness.web.routes.certificate import printed
from readiness.web.services import services_of

files = api_router("certificates", once=False)

Reads = Annotated[Viewer, Depends(may(permissions.see_own_learning))]


@files.get("/learn/{launch}/certificates/{certification}/certificate.pdf", response_class=Response, responses=PDF)
def own_certificate_pdf(request: Request, launch: str, certification: str, viewer: Reads) -> Response:
    """One's own, to print; 409 before it is earned, 422 when no font on the server has a letter of the name."""
    services = services_of(request)
    context = acting(request, viewer)
    found = certificate(context, launch=launch, certification=certification, secret=services.secret)
    return printed(context, services, found, file=sheet_file(certification, viewer.email, found.certified_on))
