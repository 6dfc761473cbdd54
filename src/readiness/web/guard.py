"""What every answer carries and what no request may do: security headers, and bodies that are too large.

Plain ASGI, because it must stand before anything is read. The content policy allows nothing but this server's own
files: no inline script or style, no frame around us, no form to elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Final

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from readiness.web.problem_json import problem

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)
HEADERS: Final[Mapping[str, str]] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
BODY_BYTES: Final = 1_000_000
"""The largest body of an ordinary request."""
UPLOAD_BYTES: Final[Mapping[str, int]] = {
    "/admin/roster": 32_000_000,
    "/launches": 6_000_000,
    "/typed": 8_000_000,
    "/api/v1": 32_000_000,
}
"""Larger limits by the beginning of the path: 100,000 roster rows are 12 MB, a launch file is at most 5 MB."""


class SecurityHeaders:
    """Adds `HEADERS` to every answer; pages are never kept by a cache unless a route says so."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        said = {**HEADERS, "cache-control": "no-store"}
        if https:
            said["strict-transport-security"] = "max-age=31536000"
        self._headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in said.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = message["headers"] = list(message["headers"])
                names = {name.lower() for name, _ in told}
                told += [pair for pair in self._headers if pair[0] not in names]
            await send(message)

        await self.app(scope, receive, send_guarded)


class BodyLimit:
    """Answers 413 to a body over the limit of its path, said or sent; nothing of it reaches a route."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = body_limit(scope["path"])
        said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not said.isdigit() or int(said) > limit:
            await _too_large(scope["path"], limit)(scope, receive, send)
            return
        seen, is_answered = 0, False

        async def receive_counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise BodyTooLarge(limit)
            return message

        async def send_unless_over(message: Message) -> None:
            # Whoever reads the body may turn the error into an answer of its own.
            nonlocal is_answered
            if seen <= limit or is_answered:
                is_answered = True
                await send(message)

        with suppress(BodyTooLarge):
            await self.app(scope, receive_counted, send_unless_over)
        if seen > limit and not is_answered:
            await _too_large(scope["path"], limit)(scope, receive, send)


class BodyTooLarge(Exception):
    """A body without an honest length went over its limit."""


def body_limit(path: str) -> int:
    """In bytes."""
    return next((limit for start, limit in UPLOAD_BYTES.items() if path.startswith(start)), BODY_BYTES)


def _too_large(path: str, limit: int) -> Response:
    said = f"what was sent is larger than the {limit // 1_000_000} MB allowed here; nothing was kept."
    if path.startswith("/api/"):
        return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, title="That is too large", detail=said)
    return PlainTextResponse(f"{said[:1].upper()}{said[1:]}", status_code=413)
