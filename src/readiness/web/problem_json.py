"""An error as programs are told it: `application/problem+json`, one shape for every error (RFC 9457)."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from fastapi import Response

from readiness.ground.errors import Problem


def problem(
    status: HTTPStatus, *, title: str, detail: str, hint: str = "", code: str = "", problems: tuple[Problem, ...] = ()
) -> Response:
    """One shape for every error of the API (RFC 9457)."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": int(status), "detail": detail}
    if code:
        body["code"] = code
    if hint:
        body["hint"] = hint
    if problems:
        body["problems"] = [
            {
                "code": one.code,
                "level": one.level,
                "message": one.message,
                "fix": one.fix,
                "where": str(one.where or ""),
            }
            for one in problems
        ]
    # ASCII, because what is told may hold half a character: the text that was refused.
    return Response(json.dumps(body), status, media_type="application/problem+json")
