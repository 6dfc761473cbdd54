"""What was typed before a session ended, brought back into its form; nothing is done by it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from readiness.web.access import anybody, signed_in
from readiness.web.forms import PROVES_ITSELF
from readiness.web.kept_form import show_again, typed_before
from readiness.web.kept_page import ask_again
from readiness.web.pages import show

router = APIRouter()

(PATH,) = PROVES_ITSELF
Visitor = Annotated[None, Depends(anybody)]


@router.get(PATH)
def nothing_kept(_visitor: Visitor) -> Response:
    return RedirectResponse("/", 303)


@router.get(f"{PATH}/signed-in")
def go_back(request: Request, _visitor: Visitor) -> Response:
    """Where the window that signed in ends: the other one has the form."""
    found = signed_in(request)
    return show(request, found.viewer if found else None, "kept/signed_in.html.j2", None)


@router.post(PATH)
def bring_back(request: Request, _visitor: Visitor, kept: Annotated[str, Form()] = "") -> Response:
    typed = typed_before(request, kept)
    found = signed_in(request)
    if found is None or found.viewer.email != typed.by:
        return ask_again(request, typed, found.viewer if found else None, still=True)
    return show_again(request, found.viewer, typed)
