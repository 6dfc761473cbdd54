"""What all operations share: the shape of errors and of pages of a list, and how a router of the API is made."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final, Generic, TypeVar

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.routing import APIRoute
from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

from readiness.ground.days import near
from readiness.ground.errors import DefinitionError, Problem
from readiness.web.api.once import OnceRoute

T = TypeVar("T")
DEEPEST: Final = 20
MOST: Final = 200
PREFIX: Final = "/api/v1"


class Body(BaseModel):
    """What is sent; a name that is not known is an error, not ignored."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _sound(cls, sent: Any) -> Any:
        """Refuses what JSON can hold and no record of ours: NUL, half a character, numbers that are none, and nests."""
        level, depth = [sent], 0
        while level:
            if depth > DEEPEST:
                raise ValueError(f"it is nested more than {DEEPEST} deep")
            if not all(_is_sound(one) for one in level):
                raise ValueError("it holds a NUL, half a character, or a number that is none")
            held = ([*one, *one.values()] if isinstance(one, dict) else one for one in level)
            level = [inner for outer in held if isinstance(outer, (dict, list)) for inner in outer]
            depth += 1
        return sent


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


Day = Annotated[date, AfterValidator(near)]
"""A day that somebody names; one of another century is a slip of the pen."""

Cursor = Annotated[str, Query(max_length=400, description="`next` of the page before; empty = from the beginning.")]
Limit = Annotated[int, Query(ge=1, le=MOST)]


def described(refusals: Mapping[int, str]) -> dict[int | str, dict[str, Any]]:
    """Statuses of refusals with what they mean, as the description of an operation has them."""
    shape = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
    return {status: {"description": told, "content": shape} for status, told in refusals.items()}


ERRORS: Final = described(
    {
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
    }
)

CSV: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "UTF-8"}
}
"""What an operation answers whose answer is a file for spreadsheets."""

PDF: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}, "description": "A file"}
}
"""What an operation answers whose answer is to be printed."""

ZIP: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}, "description": "A file"}
}
"""What an operation answers whose answer is many files."""


def _without_nul(request: Request) -> None:
    """Raises 400 for what no text of ours holds and a database cannot."""
    if "\0" in request.url.path or "%00" in request.url.query:
        raise HTTPException(400, "there is a NUL character in the address.")


READABLE: Final = Depends(_without_nul)


def _is_sound(value: Any) -> bool:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return False
        return "\0" not in value
    return not isinstance(value, float) or math.isfinite(value)


def api_router(tag: str, *, once: bool = True) -> APIRouter:
    """A router whose operations all carry `tag`, tell errors in one shape, and are done once per idempotency key.

    Not `once`: for what must be kept nowhere (answers to a key are kept for a day), and for answers that are files.
    """
    route = OnceRoute if once else APIRoute
    return APIRouter(prefix=PREFIX, tags=[tag], route_class=route, responses=ERRORS, dependencies=[READABLE])


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


def problem_lines(problems: Iterable[Problem]) -> list[ProblemLine]:
    """As they stand in an answer."""
    return [
        ProblemLine(code=p.code, level=p.level, message=p.message, fix=p.fix, where=str(p.where or ""))
        for p in problems
    ]


def write_cursor(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> str:
    """What `write_cursor` was given. Raises DefinitionError for anything else."""
    try:
        found = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, UnicodeError, ValueError):
        raise bad_cursor() from None
    if not found or not found.isprintable():
        raise bad_cursor()
    return found


def read_number(cursor: str) -> int:
    """The number that `write_cursor` was given, 1 or more. Raises DefinitionError for anything else."""
    told = read_cursor(cursor)
    if not (told.isdecimal() and len(told) < 10 and int(told)):
        raise bad_cursor()
    return int(told)


def bad_cursor() -> DefinitionError:
    return DefinitionError(
        "the page asked for does not exist.",
        problems=[Problem("AP001", "the cursor is not one of ours, or what it named is gone.", "Begin again without.")],
    )
