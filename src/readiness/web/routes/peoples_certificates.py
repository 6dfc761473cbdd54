"""Certificates and badges of people one leads or trains: the same page and files as they have themselves, and the
certificates of all of them at once.
"""

from __future__ import annotations

from contextlib import closing
from tempfile import SpooledTemporaryFile
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request, Response

from readiness.actions.print_certificates import print_certificates
from readiness.domain.access.permissions import give_credentials, see_certificates
from readiness.domain.access.roles import Viewer
from readiness.domain.access.scope import certificate_scopes
from readiness.domain.certification.qr_code import qr_code
from readiness.domain.certification.sheet import sheet_file
from readiness.domain.people.address import mail_address
from readiness.ground.errors import Conflict
from readiness.reports.certificate import certificate_for, require_theirs
from readiness.web.access import acting, may
from readiness.web.limits import limit_submits
from readiness.web.pages import show
from readiness.web.routes.certificate import CertificatePage, printed
from readiness.web.routes.credentials import badge_file
from readiness.web.services import services_of
from readiness.wiring.certificates import open_certificate_zip

router = APIRouter(prefix="/launches/{launch}/people/{email}/certificate/{certification}")

everybody = APIRouter(prefix="/launches/{launch}/readiness")

MOST: Final = 1_000
"""Certificates in one answer: as many are printed in about five seconds, and are some 40 MB."""
_IN_MEMORY: Final = 4_000_000
NOT_PRINTED: Final = "not-printed.txt"

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


@everybody.post("/certificates")
def certificates_zip(
    request: Request, launch: str, viewer: Sees, certification: Annotated[str, Form()] = "",
    team: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """A ZIP of the PDFs of everybody whose certificate is open to the viewer; whom no font can show is named in it."""
    limit_submits(request, viewer)
    return zipped(request, viewer, launch=launch, certification=certification.strip(), team=team.strip())


def zipped(request: Request, viewer: Viewer, *, launch: str, certification: str, team: str) -> Response:
    """The file. Raises what `print_certificates` does, and Conflict when nobody is certified."""
    services = services_of(request)
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        with closing(open_certificate_zip(file)) as into:
            done = print_certificates(
                acting(request, viewer), launch=launch, into=into, secret=services.secret, address=services.address,
                certification=certification, team=team, scopes=certificate_scopes(viewer), most=MOST,
            )  # fmt: skip
            if done.refused:
                told = "\n".join(f"{one.message} {one.fix}" for one in done.refused)
                into.write(NOT_PRINTED, f"{told}\n".encode())
        if not done.written and not done.refused:
            raise Conflict("nobody whose certificate you may have is certified there today.")
        file.seek(0)
        content = file.read()
    headers = {"content-disposition": f'attachment; filename="{launch}-certificates.zip"'}
    return Response(content, media_type="application/zip", headers=headers)
