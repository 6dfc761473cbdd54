"""A certificate to print, and the public page on which anybody sees whether one stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from readiness.context import Context
from readiness.domain.access.permissions import see_own_learning
from readiness.domain.access.roles import Viewer
from readiness.domain.certification.qr_code import QrCode, qr_code
from readiness.domain.certification.sheet import sheet_file
from readiness.domain.credentials.presented import LARGEST
from readiness.ground.errors import NotFound, Unusable
from readiness.reports.certificate import Certificate, Verified, certificate, certificate_sheet, verified
from readiness.reports.credential import Judged, judge_credential
from readiness.web.access import acting, anybody, may
from readiness.web.limits import limit_tokens
from readiness.web.page_words import sentence
from readiness.web.pages import show
from readiness.web.services import Services, services_of

router = APIRouter()

Visitor = Annotated[None, Depends(anybody)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePage:
    """`address` is where anybody verifies it, and `qr` leads there; `here` is where the page is, and its files below.

    `of` is whose it is when it is not the viewer's own, "" otherwise.
    """

    certificate: Certificate
    address: str
    qr: QrCode
    here: str
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyPage:
    """`found` None = nothing asked yet, or no such code (`wrong` says so); `code` is what was typed.

    `judged` is what came of a badge that was uploaded; `refused` why it is none.
    """

    code: str
    found: Verified | None = None
    wrong: str = ""
    judged: Judged | None = None
    refused: str = ""


@router.get("/learn/{launch}/certificate/{certification}")
def one_certificate(
    request: Request, launch: str, certification: str, viewer: Annotated[Viewer, Depends(may(see_own_learning))]
) -> Response:
    services = services_of(request)
    found = certificate(acting(request, viewer), launch=launch, certification=certification, secret=services.secret)
    address = f"{services.address}/verify/{found.code}"
    page = CertificatePage(certificate=found, address=address, qr=qr_code(address), here=request.url.path)
    return show(request, viewer, "learning/certificate.html.j2", page)


@router.get("/learn/{launch}/certificate/{certification}/certificate.pdf")
def certificate_pdf(
    request: Request, launch: str, certification: str, viewer: Annotated[Viewer, Depends(may(see_own_learning))]
) -> Response:
    """One's own certificate as a file."""
    services = services_of(request)
    context = acting(request, viewer)
    found = certificate(context, launch=launch, certification=certification, secret=services.secret)
    return printed(context, services, found, file=sheet_file(certification, viewer.email, found.certified_on))


def printed(context: Context, services: Services, found: Certificate, *, file: str) -> Response:
    """The certificate as a PDF to save. Raises what the printer does."""
    content = context.printer.pdf(certificate_sheet(found, address=services.address))
    headers = {"content-disposition": f'attachment; filename="{file}"'}
    return Response(content, media_type="application/pdf", headers=headers)


@router.get("/verify")
def ask(request: Request, _visitor: Visitor, code: str = "") -> Response:
    if code.strip():
        return RedirectResponse(f"/verify/{quote(code.strip()[:60], safe='')}", 303)
    return show(request, None, "learning/verify.html.j2", VerifyPage(code=""))


@router.post("/verify")
def verify_badge(
    request: Request, _visitor: Visitor, file: UploadFile | None = None, text: Annotated[str, Form()] = ""
) -> Response:
    """What stands behind a badge, uploaded or pasted; nothing of it is kept."""
    limit_tokens(request)
    given = (file.file.read(LARGEST + 1) if file and file.filename else b"") or text.encode()
    try:
        judged = judge_credential(services_of(request).context, given.decode())
    except (Unusable, UnicodeDecodeError) as error:
        told = f"{sentence(error.message)} {error.hint}" if isinstance(error, Unusable) else "It is not text."
        return show(request, None, "learning/verify.html.j2", VerifyPage(code="", refused=told), status=422)
    return show(request, None, "learning/verify.html.j2", VerifyPage(code="", judged=judged))


@router.get("/verify/{code}")
def verify(request: Request, code: str, _visitor: Visitor) -> Response:
    """Whether the certificate stands today; every code that is not ours gets the same answer."""
    limit_tokens(request)
    services = services_of(request)
    try:
        found = verified(services.context, code=code, secret=services.secret)
    except NotFound as error:
        page = VerifyPage(code=code[:60], wrong=f"{sentence(error.message)} {error.hint}")
        return show(request, None, "learning/verify.html.j2", page, status=404)
    return show(request, None, "learning/verify.html.j2", VerifyPage(code=code[:60], found=found))
