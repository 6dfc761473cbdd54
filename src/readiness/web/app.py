"""The application, put together: the rooms, what stands around every request, and our own files.

Built by `build_app` from Services; nothing happens at import. Several processes on one workspace each build their own
(`from_workspace`), and share nothing but the database and the secret.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from readiness import __version__
from readiness.settings import find_root, load_settings
from readiness.web import api, routes
from readiness.web.errors import add_handlers, too_large
from readiness.web.forms import require_csrf
from readiness.web.guard import BodyLimit, SecurityHeaders
from readiness.web.limits import Limits
from readiness.web.page_route import is_answered_by_itself
from readiness.web.pages import STATIC
from readiness.web.services import Services
from readiness.wiring.accounts import with_accounts
from readiness.wiring.web import settle_on_a_core, web_secret
from readiness.wiring.workspace import open_workspace

ADDRESS: Final = "READINESS_WEB_ADDRESS"
"""The environment variable through which `readiness serve` tells its processes their public address."""

_SWITCH_SECONDS: Final = 0.0005
"""How long a thread may keep the others waiting. With Python's own 5 ms, whoever writes (and all writers queue behind
them) waits that long again after each of a dozen statements while pages are made beside it.
"""


_M_ARENA_MAX: Final = -8
"""From glibc's malloc.h."""


class OurFiles(StaticFiles):
    """Files of ours; asked for with their fingerprint (`?v=`) they may be kept for a year."""

    def file_response(self, full_path, stat_result, scope: Scope, status_code: int = 200):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        response = super().file_response(full_path, stat_result, scope, status_code)
        kept = "public, max-age=31536000, immutable" if b"v=" in scope["query_string"] else "no-cache"
        response.headers["cache-control"] = kept
        return response


def build_app(services: Services) -> FastAPI:
    """The whole application on one workspace."""
    app = FastAPI(
        title="Readiness",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        routes=rooms().routes,
    )
    app.state.services = services
    app.state.limits = Limits(services.context.root / ".readiness" / "tries")
    add_handlers(app)
    app.mount("/static", OurFiles(directory=STATIC), name="static")
    app.add_middleware(GZipMiddleware, minimum_size=800, compresslevel=1)  # half the time of 5, a tenth larger
    app.add_middleware(BodyLimit, refusal=too_large, largest=services.context.submissions.largest)
    app.add_middleware(SecurityHeaders, https=services.is_https)
    return app


@cache
def rooms() -> APIRouter:
    """Every page and operation, behind the check of the form token: FastAPI's, or that of a `PageRoute`.

    Made once a process and shared by all its applications, for FastAPI takes a second to read all their signatures.
    """
    whole = APIRouter(dependencies=[Depends(require_csrf)])
    for router in (*routes.ROUTERS, *api.ROUTERS):
        if is_answered_by_itself(router):
            whole.routes += router.routes
        else:
            whole.include_router(router)
    return whole


def from_workspace() -> FastAPI:
    """The application on the workspace around the current folder, at the address in READINESS_WEB_ADDRESS."""
    settings = load_settings(find_root(Path.cwd()))
    settle_on_a_core(settings)
    made = build_app(
        Services(
            context=with_accounts(open_workspace(settings.root), settings),
            settings=settings,
            secret=web_secret(settings),
            address=os.environ.get(ADDRESS, "http://127.0.0.1:8000"),
        )
    )
    # Everything loaded so far stays: to look through it for garbage again and again cost a tenth of the answers' time,
    # and the slowest of them much more.
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(_SWITCH_SECONDS)
    _share_heaps()
    return made


def _share_heaps() -> None:
    """The threads share two heaps: glibc gives each its own and hands little back. Elsewhere nothing happens."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)
