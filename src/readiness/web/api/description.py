"""The API describes itself: OpenAPI 3.1, made from the operations as they are."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from readiness import __version__
from readiness.web.access import anybody
from readiness.web.api import (
    account,
    administration,
    calculators,
    certificates,
    coaching,
    documents,
    evidence,
    gate,
    kits,
    launches,
    leads,
    learning,
    library,
    materials,
    more_time,
    practice,
    questions_exchange,
    quiz_forms,
    readiness,
    regrading,
    reminders,
    role_plays,
    training,
    trying,
    voice,
    who,
)
from readiness.web.api.once import doors
from readiness.web.api.shape import PREFIX, ProblemDetails

router = APIRouter(prefix=PREFIX)

ROOMS: Final[tuple[APIRouter, ...]] = (
    who.router,
    account.router,
    account.making,
    launches.router,
    evidence.router,
    questions_exchange.router,
    quiz_forms.router,
    training.router,
    regrading.router,
    materials.files,
    materials.router,
    leads.router,
    leads.lists,
    calculators.router,
    calculators.files,
    documents.router,
    kits.router,
    kits.files,
    readiness.router,
    gate.router,
    coaching.router,
    reminders.router,
    more_time.router,
    role_plays.router,
    role_plays.files,
    learning.router,
    certificates.router,
    certificates.files,
    practice.router,
    voice.router,
    library.router,
    library.files,
    administration.router,
    administration.files,
    trying.router,
)
"""Every router whose operations are described."""

_ABOUT = (
    "Everything the screens do. Sign in with `Authorization: Bearer <token>` (Account, API tokens). Errors are "
    "`application/problem+json`. A POST with an `Idempotency-Key` is done once; files carry an `ETag` to be sent back "
    "in `If-Match`. Lists: follow `next` as `cursor`."
)


@router.get("/openapi.json", include_in_schema=False)
def openapi(_visitor: Annotated[None, Depends(anybody)]) -> JSONResponse:
    """The description names no launch and no person, so anybody may read it."""
    return JSONResponse(description())


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """The OpenAPI document of all operations; `x-permission` names the door of each (domain/access/permissions)."""
    routes = [route for room in ROOMS for route in room.routes if isinstance(route, APIRoute)]
    made = get_openapi(title="Readiness", version=__version__, description=_ABOUT, routes=routes)
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    schema = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= schema.pop("$defs", {})
    schemas["ProblemDetails"] = schema
    made["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    made["security"] = [{"token": []}]
    for route in routes:
        asked = [permission.__name__ for permission in doors(route.dependant)]
        said: dict[str, Any] = {"x-permission": asked[0]} if asked else {"security": []}
        for method in route.methods or ():
            made["paths"][route.path_format][method.lower()].update(said)
    return made
