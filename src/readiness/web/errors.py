"""Every no, as HTTP: the only place where an error of ours becomes a status.

Pages get a page that says what is wrong and what to do; programs get `application/problem+json` (RFC 9457) of one
shape: type, title, status, detail, and our code, hint and problems beside them.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from readiness.domain.access.roles import Viewer
from readiness.ground.errors import (
    Conflict,
    DefinitionError,
    NotAllowed,
    NotFound,
    OutsideFailure,
    Problem,
    ReadinessError,
)
from readiness.web.access import SignInFirst, local_path, signed_in
from readiness.web.forms import FormOutOfDate
from readiness.web.kept_form import typed_in
from readiness.web.kept_page import ask_again
from readiness.web.page_words import in_program_words
from readiness.web.pages import show
from readiness.web.problem_json import problem

STATUSES: Final[Mapping[type[ReadinessError], HTTPStatus]] = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    Conflict: HTTPStatus.CONFLICT,
    DefinitionError: HTTPStatus.UNPROCESSABLE_ENTITY,
    OutsideFailure: HTTPStatus.BAD_GATEWAY,
}
_log = logging.getLogger("readiness.web")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """`title` is a short sentence; `problems` is often empty; `back` is the page whose form was refused, "" = none."""

    status: int
    title: str
    message: str
    hint: str = ""
    problems: tuple[Problem, ...] = ()
    back: str = ""


def status_of(error: ReadinessError) -> HTTPStatus:
    return next((status for family, status in STATUSES.items() if isinstance(error, family)), HTTPStatus.BAD_REQUEST)


_TITLES: Final[Mapping[int, str]] = {
    400: "That could not be read",
    401: "Please sign in",
    403: "This is not yours to do",
    404: "There is nothing here",
    405: "That cannot be done here",
    409: "Not now",
    412: "It has changed since you read it",
    413: "That is too large",
    422: "Something in it is unsound",
    428: "Say what you have read",
    429: "Too many tries",
    500: "That went wrong on our side",
    502: "Something outside failed",
}


def add_handlers(app: FastAPI) -> None:
    """Every error that leaves a route is answered in our words."""

    @app.exception_handler(ReadinessError)
    def of_ours(request: Request, error: ReadinessError) -> Response:
        return answer(
            request,
            status_of(error),
            error.message,
            hint=error.hint,
            code=error.code,
            problems=error.problems,
        )

    @app.exception_handler(FormOutOfDate)
    async def of_old_form(request: Request, error: FormOutOfDate) -> Response:
        kept = await _kept(request)
        return kept if kept is not None else await run_in_threadpool(of_ours, request, error)

    @app.exception_handler(SignInFirst)
    async def of_stranger(request: Request, error: SignInFirst) -> Response:
        kept = await _kept(request)
        return kept if kept is not None else await run_in_threadpool(of_http, request, error)

    @app.exception_handler(HTTPException)
    def of_http(request: Request, error: HTTPException) -> Response:
        message = str(error.detail)
        if error.status_code == HTTPStatus.NOT_FOUND and message == "Not Found":
            message = f"there is no page at {request.url.path[:200]}."
        elif error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            is_look = request.method == "GET" and not request.url.path.startswith("/api/")
            does = "there is no page to look at" if is_look else f"{request.method} does nothing"
            message = f"{does} at {request.url.path[:200]}."
        response = answer(request, HTTPStatus(error.status_code), message)
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    def of_shape(request: Request, error: RequestValidationError) -> Response:
        is_page = not request.url.path.startswith("/api/")
        if is_page and all(one["loc"][0] == "path" for one in error.errors()):  # a number that nothing can have
            return answer(request, HTTPStatus.NOT_FOUND, f"there is no page at {request.url.path[:200]}.")
        return answer(
            request, HTTPStatus.UNPROCESSABLE_ENTITY, "the request is not as it should be.",
            problems=_shape_problems(error.errors()),
        )  # fmt: skip

    @app.exception_handler(Exception)
    def of_nobody(request: Request, error: Exception) -> Response:
        _log.error("unexpected error at %s", request.url.path, exc_info=error)
        return answer(
            request, HTTPStatus.INTERNAL_SERVER_ERROR, "nothing was half-done; the error is in the server's log."
        )


def _shape_problems(found: Sequence[Mapping[str, Any]]) -> tuple[Problem, ...]:
    """What is wrong with the shape of a request; a field that nobody knows is told beside those that are missing."""
    missing = [str(one["loc"][-1]) for one in found if one["type"] == "missing"]
    return tuple(
        Problem(
            "RQ001", f"{'.'.join(str(part) for part in one['loc'][1:]) or 'the body'}: {one['msg']}.",
            _shape_fix(one, missing),
        )
        for one in found
    )  # fmt: skip


def _shape_fix(one: Mapping[str, Any], missing: Sequence[str]) -> str:
    if one["type"] == "missing":
        return "Send it."
    if one["type"] == "extra_forbidden":
        near = f" Perhaps it is {missing[0]} that you mean." if len(missing) == 1 else ""
        return f"Leave it out.{near}"
    return "Send it as the description of the API (/api/v1/openapi.json) says."


async def too_large(request: Request, limit: int) -> Response:
    """A body of more than `limit` bytes, as a page with the way back to its form; before any route."""
    return await run_in_threadpool(
        answer, request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"what was sent is larger than the {limit // 1_000_000} MB allowed here. Nothing of it was kept.",
        hint="Send less at once, or a smaller file.", back=_came_from(request),
    )  # fmt: skip


def _came_from(request: Request) -> str:
    """The page of ours whose form was sent; "" when the browser does not say."""
    came = urlsplit(request.headers.get("referer", ""))
    return local_path(came.path, "") if came.netloc == request.headers.get("host") else ""


async def _kept(request: Request) -> Response | None:
    """The page that keeps what was typed into the form that was refused; None when the form is none that is kept."""
    typed = await typed_in(request)
    if typed is None:
        return None
    found = await run_in_threadpool(signed_in, request)
    return await run_in_threadpool(ask_again, request, typed, found.viewer if found else None)


def answer(
    request: Request,
    status: HTTPStatus,
    message: str,
    *,
    hint: str = "",
    code: str = "",
    problems: tuple[Problem, ...] = (),
    back: str = "",
) -> Response:
    """The error as a problem for programs, as a page for people."""
    title = _TITLES.get(status, status.phrase)
    if request.url.path.startswith("/api/"):
        told = tuple(replace(one, fix=in_program_words(one.fix)) for one in problems)
        return problem(status, title=title, detail=message, hint=in_program_words(hint), code=code, problems=told)
    if status != HTTPStatus.INTERNAL_SERVER_ERROR:
        signed_in(request)  # where no route was found nobody has asked yet, and the page keeps one's places
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    page = ErrorPage(status=status, title=title, message=message, hint=hint, problems=problems, back=back)
    return show(request, viewer, "error.html.j2", page, status=status)
