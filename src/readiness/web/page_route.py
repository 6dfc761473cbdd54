"""How a page is answered: what the form needs on the loop, then the door and the page in one go.

FastAPI resolves each dependency by itself, and each one that is not async is a visit to a thread of its own: of a
small page that was half the time. A `PageRoute` is declared like any other route. When its function takes nothing but
the request, parts of the address and dependencies on the request alone, and gives a Response, it is answered here;
whatever asks for more (a body that is validated, uploads) is left to FastAPI.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, get_args, get_origin

from fastapi import params
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, APIRouter
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import request_response
from starlette.types import Receive, Scope, Send

from readiness.ground.giving_way import on_the_loop
from readiness.web.forms import require_page_of_ours
from readiness.web.services import services_of


class PageRoute(APIRoute):
    """Give it to a room: `APIRouter(route_class=PageRoute)`."""

    is_brief: ClassVar = False
    """Whether its pages are answered on the loop: see `BriefRoute`."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **said: Any) -> None:
        super().__init__(path, endpoint, **said)
        self._asks = None if self.dependencies else _asks_of(endpoint, frozenset(self.param_convertors))
        self._page = request_response(self._answer)

    @property
    def answers(self) -> bool:
        """True when nothing about this page is left to FastAPI."""
        return self._asks is not None

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._asks is None or scope["method"] not in (self.methods or ()):
            await super().handle(scope, receive, send)
        else:
            await self._page(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        assert self._asks is not None
        try:
            await require_page_of_ours(request)
            given = {name: await read(request) for name, read in self._asks.awaited.items()}
            if self.is_brief and services_of(request).context.database.is_sqlite:
                return await on_the_loop(_answered, self.endpoint, self._asks, request, given)
            return await run_in_threadpool(_answered, self.endpoint, self._asks, request, given)
        finally:
            await request.close()


def is_answered_by_itself(room: APIRouter) -> bool:
    """True of a room whose every page is answered here: it needs nothing of what stands before others' routes."""
    return all(isinstance(route, PageRoute) and route.answers for route in room.routes)


class BriefRoute(PageRoute):
    """For rooms whose every page looks up a few rows by their keys and writes a few: they are answered on the loop.

    With SQLite, which is in this process, that waits for nothing but locks and the disk, and then gives way. A page
    that goes through many people has no place here, for everybody else would wait for it.
    """

    is_brief = True


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the address: of its path, or of its query with a default."""

    kind: str
    reader: TypeAdapter[Any] | None
    default: Any = None


@dataclass(frozen=True, slots=True)
class _Asks:
    """What a page's function is given, by name of its parameter."""

    request: tuple[str, ...]
    parts: Mapping[str, _Part]
    called: Mapping[str, Callable[[Request], Any]]
    awaited: Mapping[str, Callable[[Request], Any]]


def _answered(endpoint: Callable[..., Response], asks: _Asks, request: Request, given: dict[str, Any]) -> Response:
    for name in asks.request:
        given[name] = request
    for name, call in asks.called.items():  # the door first: who may not enter is told nothing of the address
        given[name] = call(request)
    if asks.parts:
        given |= _read(asks.parts, request)
    return endpoint(**given)


def _read(parts: Mapping[str, _Part], request: Request) -> dict[str, Any]:
    found: dict[str, Any] = {}
    problems: list[Any] = []
    for name, part in parts.items():
        source = request.path_params if part.kind == "path" else request.query_params
        value = source.get(name)
        if value is None:
            found[name] = part.default
        elif part.reader is None:
            found[name] = value
        else:
            try:
                found[name] = part.reader.validate_python(value)
            except ValidationError as error:
                problems += [{**told, "loc": (part.kind, name, *told["loc"])} for told in error.errors()]
    if problems:
        raise RequestValidationError(problems)
    return found


def _asks_of(endpoint: Callable[..., Any], in_path: frozenset[str]) -> _Asks | None:
    """None when the function asks for something that is FastAPI's to give."""
    signature = inspect.signature(endpoint, eval_str=True)
    if inspect.iscoroutinefunction(endpoint) or not _is_response(signature.return_annotation):
        return None
    request: list[str] = []
    parts: dict[str, _Part] = {}
    called: dict[str, Callable[[Request], Any]] = {}
    awaited: dict[str, Callable[[Request], Any]] = {}
    for name, parameter in signature.parameters.items():
        kind = parameter.annotation
        bare, marks = (get_args(kind)[0], get_args(kind)[1:]) if get_origin(kind) is Annotated else (kind, ())
        depends: list[Any] = [mark.dependency for mark in marks if isinstance(mark, params.Depends)]
        if bare is Request:
            request.append(name)
        elif depends:
            if not _is_of_the_request(depends[0]):
                return None
            (awaited if inspect.iscoroutinefunction(depends[0]) else called)[name] = depends[0]
        elif name in in_path:
            parts[name] = _Part("path", None if kind is str else TypeAdapter(kind))
        elif bare in {str, int} and not marks and parameter.default is not parameter.empty:
            parts[name] = _Part("query", None if kind is str else TypeAdapter(kind), parameter.default)
        else:
            return None
    return _Asks(tuple(request), parts, called, awaited)


def _is_of_the_request(call: Any) -> bool:
    """True for a dependency that takes the request and nothing else, and leaves nothing to be tidied up."""
    asked = list(inspect.signature(call, eval_str=True).parameters.values())
    is_tidied = inspect.isgeneratorfunction(call) or inspect.isasyncgenfunction(call)
    return not is_tidied and len(asked) == 1 and asked[0].annotation is Request


def _is_response(kind: Any) -> bool:
    return inspect.isclass(kind) and issubclass(kind, Response)
