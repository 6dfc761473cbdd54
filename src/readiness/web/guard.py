"""What every answer carries and what no request may do: security headers, and bodies that are too large.

Plain ASGI, because it must stand before anything is read. The content policy allows nothing but this server's own
files: no inline script or style, no frame around us, no form to elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Final

import anyio
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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


_FILES: Final = re.compile(
    r"^(/api/v1)?/(learn/[^/]+/role-plays/[^/]+(/submissions)?"
    r"|launches/[^/]+/(training/graders|role-plays)/[^/]+/exemplars|library/(add|files))$"
)
_LARGE: Final[Mapping[str, int]] = {"/message/documents": 32_000_000, "/training/evidence": 25_000_000}
"""Below a launch, by the end of the path: a deck has pictures, and reading 200,000 rows of evidence (24 MB) takes the
process to 450 MB. Read only for whoever may send it (`UploadRoute`).
"""
_DISCARDED_BYTES: Final = 256_000_000
_DISCARDED_SECONDS: Final = 60.0
"""How much of a body that is too large is read and thrown away: a browser that cannot send everything shows an error of
its own instead of our answer. Whoever sends more than this sees that.
"""
Refusal = Callable[[Request, int], Awaitable[Response]]
"""What a body over the limit of so many bytes is answered with."""


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
    """Answers a body over the limit of its path, said or sent, with `refusal`; nothing of it reaches a route.

    `largest` is the largest file that may be handed in, in bytes.
    """

    def __init__(self, app: ASGIApp, *, refusal: Refusal, largest: int = 0) -> None:
        self.app = app
        self._largest = largest
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = body_limit(scope["path"], largest=self._largest)
        said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not said.isdigit() or int(said) > limit:
            await self._refuse(scope, receive, send, limit)
            return
        seen, is_answered, is_over = 0, False, False

        async def receive_counted() -> Message:
            nonlocal seen, is_over
            message = await receive()
            seen += len(message.get("body", b""))
            is_over = not message.get("more_body", False)
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
            await self._refuse(scope, receive, send, limit, is_over=is_over)

    async def _refuse(
        self, scope: Scope, receive: Receive, send: Send, limit: int, *, is_over: bool = False
    ) -> None:  # fmt: skip
        if not is_over:
            await _discard(receive)
        response = await self._refusal(Request(scope), limit)
        response.headers["connection"] = "close"
        await response(scope, receive, send)


class BodyTooLarge(Exception):
    """A body without an honest length went over its limit."""


def takes_files(path: str) -> bool:
    """True where recordings are handed in: these are as large as a setting says, and nothing of them is in memory."""
    return bool(_FILES.match(path))


def body_limit(path: str, *, largest: int = 0) -> int:
    """In bytes; `largest` is that of a file, and means nothing where none is taken."""
    if largest and takes_files(path):
        return largest + BODY_BYTES
    if path.startswith("/launches/") and (large := next((n for end, n in _LARGE.items() if path.endswith(end)), 0)):
        return large
    return next((limit for start, limit in UPLOAD_BYTES.items() if path.startswith(start)), BODY_BYTES)


async def _discard(receive: Receive) -> None:
    """Reads what else is sent, within bounds."""
    seen = 0
    with anyio.move_on_after(_DISCARDED_SECONDS):
        while seen < _DISCARDED_BYTES:
            message = await receive()
            seen += len(message.get("body", b""))
            if not message.get("more_body", False):
                return
