"""How a route that takes large files is answered: whoever may not enter is told before their file is read.

FastAPI reads a form, files included, before it asks any dependency. That is fine for a megabyte. A recording is read
(to disk, never into memory) only for somebody who may hand it in.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from readiness.domain.access.permissions import Permission
from readiness.web.access import PERMISSION, may
from readiness.web.guard import BODY_BYTES

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class UploadRoute(APIRoute):
    """Give it to a room: `APIRouter(route_class=UploadRoute)`."""

    def get_route_handler(self) -> Handler:
        handler = super().get_route_handler()
        asked_for = tuple(_doors(self.dependant))

        async def answer(request: Request) -> Response:
            if _is_large(request):
                for permission in asked_for:
                    await run_in_threadpool(may(permission), request)
            return await handler(request)

        return answer


def _is_large(request: Request) -> bool:
    """True for what is larger than an ordinary form, and for what does not say how large it is."""
    if request.method not in {"POST", "PUT", "PATCH"}:
        return False
    said = request.headers.get("content-length", "")
    return not said.isdigit() or int(said) > BODY_BYTES


def _doors(dependant: Dependant) -> Iterator[Permission]:
    for one in dependant.dependencies:
        if hasattr(one.call, PERMISSION):
            yield getattr(one.call, PERMISSION)
        yield from _doors(one)
