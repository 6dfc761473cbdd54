"""Requests with an `Idempotency-Key` are done once per person and key, whatever the network does in between."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from typing import Any, Final

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from readiness.actions.answer_once import begin_once, finish_once, forget_once
from readiness.domain.access.permissions import Permission
from readiness.ground.fingerprint import fingerprint_bytes
from readiness.web.access import PERMISSION, signed_in
from readiness.web.forms import require_csrf
from readiness.web.services import services_of

HEADER: Final = "idempotency-key"
REPEATED: Final = "idempotency-replayed"

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

_from_us = asynccontextmanager(require_csrf)


class OnceRoute(APIRoute):
    """A route whose POST is done once per key. A refusal is not kept: nothing was done, so it may be retried.

    Whoever may not do it, or does not send it from a page of ours, is refused before anything is looked up.
    """

    def get_route_handler(self) -> Handler:
        handler = super().get_route_handler()
        asked_for = tuple(doors(self.dependant))

        async def answer(request: Request) -> Response:
            key = request.headers.get(HEADER)
            if request.method != "POST" or key is None:
                return await handler(request)
            sent = await request.body()
            async with _from_us(request):
                found = await run_in_threadpool(signed_in, request)
            if found is None or not all(permission(found.viewer) for permission in asked_for):
                return await handler(request)
            context = services_of(request).context.acting_as(found.viewer.email)
            said = (request.url.path, request.url.query, request.headers.get("content-type", ""))
            asked = fingerprint_bytes("\n".join(said).encode() + b"\n" + sent)
            known = await run_in_threadpool(begin_once, context, key=key, request=asked)
            if known is not None:
                status, body = known
                return Response(body, status, {REPEATED: "true"}, media_type="application/json")
            done = False
            try:
                response = await handler(request)
                done = response.status_code < 300
                if done:
                    body = bytes(response.body).decode()
                    await run_in_threadpool(finish_once, context, key=key, status=response.status_code, body=body)
            finally:
                if not done:
                    await run_in_threadpool(forget_once, context, key=key)
            return response

        return answer


def doors(dependant: Dependant) -> Iterator[Permission]:
    """The permission that an operation declares; empty for a public one."""
    for one in dependant.dependencies:
        if hasattr(one.call, PERMISSION):
            yield getattr(one.call, PERMISSION)
        yield from doors(one)
