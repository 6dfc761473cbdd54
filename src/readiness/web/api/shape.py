"""What all operations share: the shape of errors and of pages of a list, and how a router of the API is made."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, Generic, TypeVar

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from readiness.ground.errors import DefinitionError, Problem
from readiness.web.api.once import OnceRoute

T = TypeVar("T")
MOST: Final = 200
PREFIX: Final = "/api/v1"


class Body(BaseModel):
    """What is sent; a name that is not known is an error, not ignored."""

    model_config = ConfigDict(extra="forbid", str_max_length=5_000_000)


class ProblemLine(BaseModel):
    """One thing that is wrong, the rule it breaks and how to mend it."""

    code: str
    level: str
    message: str
    fix: str
    where: str


class ProblemDetails(BaseModel):
    """RFC 9457. `code`, `hint` and `problems` are ours and are there when there is something to say."""

    type: str
    title: str
    status: int
    detail: str
    code: str | None = None
    hint: str | None = None
    problems: list[ProblemLine] | None = None


class Page(BaseModel, Generic[T]):
    """A page of a list. `next` is the `cursor` of the page after it; None on the last."""

    items: list[T]
    next: str | None


class Done(BaseModel):
    """`changed` is False when it was so already."""

    changed: bool


Cursor = Annotated[str, Query(max_length=400, description="`next` of the page before; empty = from the beginning.")]
Limit = Annotated[int, Query(ge=1, le=MOST)]

_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    status: {
        "description": told,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
    }
    for status, told in {
        400: "Could not be read",
        401: "Not signed in, or the token does not hold",
        403: "Not yours to do",
        404: "No such thing",
        405: "That cannot be done here",
        409: "Not now: the world moved, or it is not its turn",
        413: "Too large",
        422: "Unsound: every problem at once",
        429: "Tried too often",
        502: "Something outside failed",
    }.items()
}


def api_router(tag: str) -> APIRouter:
    """A router whose operations all carry `tag`, tell errors in one shape, and are done once per idempotency key."""
    return APIRouter(prefix=PREFIX, tags=[tag], route_class=OnceRoute, responses=_ERRORS)


def page_of(items: Sequence[T], *, cursor: str, limit: int, key: Callable[[T], str]) -> Page[T]:
    """The page after `cursor` of a list that is ordered by nothing in particular but keeps its order.

    `key` is unique in it. Raises DefinitionError for a cursor that is none, or whose entry is gone.
    """
    start = 0
    if cursor:
        after = read_cursor(cursor)
        keys = [key(item) for item in items]
        if after not in keys:
            raise bad_cursor()
        start = keys.index(after) + 1
    shown = list(items[start : start + limit])
    more = start + limit < len(items)
    return Page(items=shown, next=write_cursor(key(shown[-1])) if more and shown else None)


def write_cursor(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> str:
    """What `write_cursor` was given. Raises DefinitionError for anything else."""
    try:
        return base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, UnicodeError, ValueError):
        raise bad_cursor() from None


def bad_cursor() -> DefinitionError:
    return DefinitionError(
        "the page asked for does not exist.",
        problems=[Problem("AP001", "the cursor is not one of ours, or what it named is gone.", "Begin again without.")],
    )
