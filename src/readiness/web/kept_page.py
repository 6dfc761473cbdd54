"""The answer to a form that came too late: sign in, and go on with what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request, Response

from readiness.domain.access.roles import Viewer
from readiness.web.kept_form import Typed, kept
from readiness.web.pages import show


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """`kept` is what was typed, signed. `standing`: whether nobody is signed in, `by` is (and the form was older than
    that), or somebody else. `still` = it was tried before.
    """

    kept: str
    by: str
    standing: str
    somebody: str
    still: bool


def ask_again(request: Request, typed: Typed, viewer: Viewer | None, *, still: bool = False) -> Response:
    """401 with the page that keeps what was typed; a part of a page is told where its answer would have stood."""
    standing = "nobody" if viewer is None else "same" if viewer.email == typed.by else "another"
    somebody = viewer.email if viewer else ""
    if request.headers.get("hx-request") == "true":
        page = KeptPage(kept="", by=typed.by, standing=standing, somebody=somebody, still=still)
        part = show(request, viewer, "kept/part.html.j2", page, status=HTTPStatus.UNAUTHORIZED)
        part.headers["x-shown-here"] = "yes"
        return part
    page = KeptPage(kept=kept(request, typed), by=typed.by, standing=standing, somebody=somebody, still=still)
    return show(request, viewer, "kept/ask.html.j2", page, status=HTTPStatus.UNAUTHORIZED)
