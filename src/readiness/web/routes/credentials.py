"""Open Badges: one's own as a file, the list that says which still count, and the keys they are signed with.

The list and the keys are public, as is verifying: whoever is shown a badge needs no account here.
"""

from __future__ import annotations

import json
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request, Response

from readiness.actions.issue_credential import issue_credential
from readiness.context import Context
from readiness.domain.access.permissions import learn
from readiness.domain.access.roles import Viewer
from readiness.domain.credentials.issuer import jwk
from readiness.ground.errors import NotFound
from readiness.reports.credential import credential_jwt, published_keys, signed_status_list
from readiness.web.access import acting, anybody, may
from readiness.web.forms import Number
from readiness.web.limits import limit_submits
from readiness.web.services import services_of

router = APIRouter()

Visitor = Annotated[None, Depends(anybody)]
Learns = Annotated[Viewer, Depends(may(learn))]
KEPT: Final = {"cache-control": "public, max-age=300", "access-control-allow-origin": "*", "vary": "Accept"}
"""For five minutes, and for programs of other sites too: all of it is public."""


@router.post("/learn/{launch}/certificate/{certification}/credential")
def own_credential(
    request: Request, launch: str, certification: str, viewer: Learns, form: Annotated[str, Form()] = "json"
) -> Response:
    """One's own badge, as a file to save; issued now when there is none that still counts."""
    limit_submits(request, viewer)
    return badge_file(
        acting(request, viewer), launch=launch, certification=certification, rep=viewer.email, form=form,
        address=services_of(request).address,
    )  # fmt: skip


def badge_file(context: Context, *, launch: str, certification: str, rep: str, form: str, address: str) -> Response:
    """The credential as an attachment: JSON with its proof, or with `form` "jwt" a VC-JWT."""
    given = issue_credential(context, launch=launch, certification=certification, rep=rep, address=address)
    name = f"{certification}.{given.issued.uid[:8]}.openbadge"
    if form == "jwt":
        text, ending, kind = credential_jwt(context, given.issued.text), "jwt", "application/jwt"
    else:
        told = json.loads(given.issued.text)
        text, ending, kind = json.dumps(told, indent=2, ensure_ascii=False) + "\n", "json", "application/json"
    headers = {"content-disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(text, media_type=kind, headers=headers)


@router.get("/credentials/status/{number}")
def status_list(request: Request, number: Number, _visitor: Visitor) -> Response:
    """The signed list: JSON with its proof, or a JWT for whoever asks for `application/vc+jwt`."""
    services = services_of(request)
    found = signed_status_list(services.context, number=number, address=services.address)
    if "jwt" in request.headers.get("accept", ""):
        return Response(found.jwt, media_type="application/vc+jwt", headers=KEPT)
    return Response(found.json, media_type="application/vc", headers=KEPT)


@router.get("/.well-known/did.json")
def did(request: Request, _visitor: Visitor) -> Response:
    services = services_of(request)
    document, _ = published_keys(services.context, address=services.address)
    return Response(json.dumps(document, indent=2), media_type="application/did+json", headers=KEPT)


@router.get("/.well-known/jwks.json")
def key_set(request: Request, _visitor: Visitor) -> Response:
    services = services_of(request)
    _, keys = published_keys(services.context, address=services.address)
    return Response(json.dumps(keys, indent=2), media_type="application/jwk-set+json", headers=KEPT)


@router.get("/credentials/keys/{key_id}")
def one_key(request: Request, key_id: str, _visitor: Visitor) -> Response:
    """One key as a JWK, by its id."""
    services = services_of(request)
    for key in services.context.issuer.public_keys():
        if key.key_id == key_id:
            return Response(
                json.dumps(jwk(services.address, key), indent=2), media_type="application/jwk+json", headers=KEPT
            )
    raise NotFound("there is no key of this name.")
