"""Writing only what was read: `If-Match` as RFC 9110 (13.1.1) has it, and asked for as RFC 6585 (3) says.

412 when the thing is no longer what was read, 428 when nobody said what was read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import Header, HTTPException

from readiness.web.api.shape import described

IfMatch = Annotated[
    str, Header(alias="If-Match", description="The ETag of the file as it was read, or `*`. Without it: 428.")
]
"""Not marked as required: what is missing is then refused as unsound (422), not as a precondition."""

REFUSALS: Final = described({412: "Changed since it was read", 428: "`If-Match` is missing"})
"""What an operation that asks for `If-Match` answers besides the errors of every other."""

_TAG: Final = re.compile(r'(W/)?"([^"]*)"')


def read_before(if_match: str, current: Callable[[], str]) -> str:
    """The fingerprint that was read, by the header; `current` says what it is now.

    Several tags, or `*`, stand for the current one when it is among them. A weak tag is never it. Raises 428 for an
    empty header.
    """
    said = if_match.strip()
    if not said:
        raise HTTPException(
            HTTPStatus.PRECONDITION_REQUIRED, "say which text you change: read the file, and send its ETag in If-Match."
        )
    if said == "*":
        return current()
    tags = [tag for weak, tag in _TAG.findall(said) if not weak]
    if len(tags) > 1 and (now := current()) in tags:
        return now
    return tags[0] if tags else ""


def changed_since(message: str) -> HTTPException:
    """412: what was read is no longer there."""
    return HTTPException(HTTPStatus.PRECONDITION_FAILED, message)


def etag(fingerprint: str) -> dict[str, Any]:
    """The header that names what was read."""
    return {"etag": f'"{fingerprint}"'}
