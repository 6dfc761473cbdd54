"""Certificates and Open Badges: one's own, those of people one leads or trains, and judging a badge that is shown."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import Depends, Request, Response
from pydantic import BaseModel, Field

from readiness.actions.issue_credential import issue_credential
from readiness.context import Context
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.certification.sheet import sheet_file
from readiness.domain.credentials.state import CredentialState
from readiness.reports.certificate import Certificate, certificate, certificate_for, require_theirs
from readiness.reports.credential import credential_jwt, judge_credential, published_keys, signed_status_list
from readiness.web.access import acting, anybody, may
from readiness.web.api.shape import PDF, ZIP, Body, ProblemLine, api_router, problem_lines
from readiness.web.forms import Number
from readiness.web.limits import limit_submits, limit_tokens
from readiness.web.routes.certificate import printed
from readiness.web.routes.peoples_certificates import certificate_pdf, zipped
from readiness.web.services import services_of

router = api_router("certificates")
files = api_router("certificates", once=False)

Reads = Annotated[Viewer, Depends(may(permissions.see_own_learning))]
Learns = Annotated[Viewer, Depends(may(permissions.learn))]
Sees = Annotated[Viewer, Depends(may(permissions.see_certificates))]
Gives = Annotated[Viewer, Depends(may(permissions.give_credentials))]
Visitor = Annotated[None, Depends(anybody)]


class CertificatesBody(Body):
    """Whose: of one certification, of one team; "" = of all."""

    certification: Annotated[str, Field(max_length=400)] = ""
    team: Annotated[str, Field(max_length=400)] = ""


class GivenCredential(BaseModel):
    """`credential` is JSON with its proof (eddsa-jcs-2022), `jwt` the same as a VC-JWT. `is_new`: issued just now."""

    id: str
    is_new: bool
    credential: dict[str, Any]
    jwt: str


class ShownBody(Body):
    """`credential` is the text of the file: JSON with its proof, or a JWT."""

    credential: Annotated[str, Field(min_length=1, max_length=262_144)]


class JudgedCredential(BaseModel):
    """`outcome`: "valid", "not valid" (genuine, and ended; `state` says how), "not on record" (genuine, and of a record
    that is not ours), "not genuine". What it says of itself is told when it is genuine, "" otherwise.
    """

    outcome: Literal["valid", "not valid", "not on record", "not genuine"]
    state: CredentialState | None
    problems: list[ProblemLine]
    id: str
    name: str
    issuer: str
    issuer_id: str
    valid_from: str
    valid_until: str
    as_of: str


@files.get("/learn/{launch}/certificates/{certification}/certificate.pdf", response_class=Response, responses=PDF)
def own_certificate_pdf(request: Request, launch: str, certification: str, viewer: Reads) -> Response:
    """One's own, to print; 409 before it is earned, 422 when no font on the server has a letter of the name."""
    services = services_of(request)
    context = acting(request, viewer)
    found = certificate(context, launch=launch, certification=certification, secret=services.secret)
    return printed(context, services, found, file=sheet_file(certification, viewer.email, found.certified_on))


@router.post("/learn/{launch}/certificates/{certification}/credential")
def own_credential(request: Request, launch: str, certification: str, viewer: Learns) -> GivenCredential:
    """One's own badge: the last one while it counts, else a new one; 409 while the certification does not hold."""
    limit_submits(request, viewer)
    return _given(request, acting(request, viewer), launch=launch, certification=certification, rep=viewer.email)


@router.get("/launches/{launch}/people/{email}/certificates/{certification}")
def their_certificate(request: Request, launch: str, email: str, certification: str, viewer: Sees) -> Certificate:
    """Of somebody one leads or trains."""
    return certificate_for(
        acting(request, viewer), viewer=viewer, launch=launch, email=email, certification=certification,
        secret=services_of(request).secret,
    )  # fmt: skip


@files.get(
    "/launches/{launch}/people/{email}/certificates/{certification}/certificate.pdf",
    response_class=Response,
    responses=PDF,
)
def their_certificate_pdf(request: Request, launch: str, email: str, certification: str, viewer: Sees) -> Response:
    """The same to print."""
    return certificate_pdf(request, launch, email, certification, viewer)


@files.post("/launches/{launch}/certificates", response_class=Response, responses=ZIP)
def their_certificates(request: Request, launch: str, body: CertificatesBody, viewer: Sees) -> Response:
    """Of everybody one leads or trains, as a ZIP of PDFs: 1,000 at most. 409 for more, and where there are none."""
    limit_submits(request, viewer)
    return zipped(request, viewer, launch=launch, certification=body.certification.strip(), team=body.team.strip())


@router.post("/launches/{launch}/people/{email}/certificates/{certification}/credential")
def their_credential(request: Request, launch: str, email: str, certification: str, viewer: Gives) -> GivenCredential:
    """The badge of somebody one leads or trains."""
    limit_submits(request, viewer)
    context = acting(request, viewer)
    require_theirs(context, viewer=viewer, email=email)
    return _given(request, context, launch=launch, certification=certification, rep=email)


@files.post("/verify")
def verify(request: Request, body: ShownBody, _visitor: Visitor) -> JudgedCredential:
    """What stands behind a badge that somebody shows; public, and nothing of it is kept. 422 for what is none."""
    limit_tokens(request)
    found = judge_credential(services_of(request).context, body.credential)
    outcome: Literal["valid", "not valid", "not on record", "not genuine"] = "valid"
    if not found.genuine:
        outcome = "not genuine"
    elif found.faults or found.state not in {"valid", None}:
        outcome = "not valid"
    elif found.state is None:
        outcome = "not on record"
    told = found.genuine
    return JudgedCredential(
        outcome=outcome, state=found.state, problems=problem_lines(found.faults), id=found.id if told else "",
        name=found.name if told else "", issuer=found.issuer if told else "",
        issuer_id=found.issuer_id if told else "", valid_from=found.valid_from if told else "",
        valid_until=found.valid_until if told else "", as_of=found.as_of.isoformat(),
    )  # fmt: skip


@files.get("/credentials/status/{number}")
def status(request: Request, number: Number, _visitor: Visitor) -> dict[str, Any]:
    """Status list `number` with its proof, as at `/credentials/status/{number}`, where credentials say it is."""
    services = services_of(request)
    found: dict[str, Any] = json.loads(
        signed_status_list(services.context, number=number, address=services.address).json
    )
    return found


@files.get("/credentials/did")
def did(request: Request, _visitor: Visitor) -> dict[str, Any]:
    """The issuer's DID document, as at `/.well-known/did.json`."""
    services = services_of(request)
    return dict(published_keys(services.context, address=services.address)[0])


@files.get("/credentials/keys")
def keys(request: Request, _visitor: Visitor) -> dict[str, Any]:
    """The issuer's keys as a JWKS, as at `/.well-known/jwks.json`."""
    services = services_of(request)
    return dict(published_keys(services.context, address=services.address)[1])


def _given(request: Request, context: Context, *, launch: str, certification: str, rep: str) -> GivenCredential:
    address = services_of(request).address
    given = issue_credential(context, launch=launch, certification=certification, rep=rep, address=address)
    text = given.issued.text
    return GivenCredential(
        id=f"urn:uuid:{given.issued.uid}", is_new=given.is_new, credential=json.loads(text),
        jwt=credential_jwt(context, text),
    )  # fmt: skip
