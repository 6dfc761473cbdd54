"""Certificates and badges of people one leads or trains: the same page and files as they have themselves."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from readiness.domain.access.permissions import give_credentials, see_certificates
from readiness.domain.access.roles import Viewer
from readiness.domain.certification.qr_code import qr_code
from readiness.domain.certification.sheet import sheet_file
from readiness.domain.people.person import mail_address
from readiness.reports.certificate import certificate_for, require_theirs
from readiness.web.access import acting, may
from readiness.web.limits import limit_submits
from readiness.web.pages import show
from readiness.web.routes.certificate import CertificatePage, printed
from readiness.web.routes.credentials import badge_file
from readiness.web.services import services_of

router = APIRouter(prefix="/launches/{launch}/people/{email}/certificate/{certification}")

Sees = Annotated[Viewer, Depends(may(see_certificates))]
Gives = Annotated[Viewer, Depends(may(give_credentials))]


@router.get("")
def certificate_page(request: Request, launch: str, email: str, certification: str, viewer: Sees) -> Response:
    services = services_of(request)
    found = certificate_for(
        acting(request, viewer), viewer=viewer, launch=launch, email=email, certification=certification,
        secret=services.secret,
    )  # fmt: skip
    address = f"{services.address}/verify/{found.code}"
    page = CertificatePage(
        certificate=found, address=address, qr=qr_code(address), here=request.url.path, of=mail_address(email)
    )
    return show(request, viewer, "learning/certificate.html.j2", page)


@router.get("/certificate.pdf")
def certificate_pdf(request: Request, launch: str, email: str, certification: str, viewer: Sees) -> Response:
    """The same as a file, to print."""
    services = services_of(request)
    context = acting(request, viewer)
    found = certificate_for(
        context, viewer=viewer, launch=launch, email=email, certification=certification, secret=services.secret
    )
    file = sheet_file(certification, mail_address(email), found.certified_on)
    return printed(context, services, found, file=file)


@router.post("/credential")
def credential(
    request: Request, launch: str, email: str, certification: str, viewer: Gives,
    form: Annotated[str, Form()] = "json",
) -> Response:  # fmt: skip
    """Their badge as a file; issued now when there is none that still counts."""
    limit_submits(request, viewer)
    context = acting(request, viewer)
    require_theirs(context, viewer=viewer, email=email)
    return badge_file(
        context, launch=launch, certification=certification, rep=email, form=form,
        address=services_of(request).address,
    )  # fmt: skip
