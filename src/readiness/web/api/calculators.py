"""Calculators: which there are, one worked out with a buyer's figures, and its page as a file."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Depends, Query, Request, Response

from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.value.given import figures_given
from readiness.ports.handouts import MEDIA_TYPES, Form
from readiness.reports.calculators import (
    CalculatorLines,
    CalculatorSheet,
    calculator_handout,
    calculator_lines,
    calculator_sheet,
)
from readiness.web.access import acting, may
from readiness.web.api.shape import api_router
from readiness.web.routes.calculators import file_of

router = api_router("calculators")
files = api_router("calculators", once=False)

Anybody = Annotated[Viewer, Depends(may(permissions.see_published))]
Figures = Annotated[
    list[Annotated[str, Query(max_length=120)]],
    Query(alias="input", max_length=100, description="A figure of the buyer's, `hours=12`; again for each."),
]
NO_FIGURES: Final[list[str]] = []

HANDOUT: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {kind.partition(";")[0]: {"schema": {"type": "string"}} for kind in MEDIA_TYPES.values()},
        "description": "A file",
    }
}
"""What an operation answers whose answer is a handout in the form asked for."""


@router.get("/launches/{launch}/calculators")
def calculators(request: Request, launch: str, viewer: Anybody) -> CalculatorLines:
    """Every calculator for the staff; for everybody else those that are approved as they now read."""
    return calculator_lines(acting(request, viewer), launch=launch, everything=permissions.see_message(viewer))


@router.get("/launches/{launch}/calculators/{key}")
def calculator(
    request: Request, launch: str, key: str, viewer: Anybody, given: Figures = NO_FIGURES
) -> CalculatorSheet:
    """One worked out; what is not given is the file's figure. `swings` begin with the figure that matters most."""
    return calculator_sheet(
        acting(request, viewer), launch=launch, key=key, given=figures_given(given),
        everything=permissions.see_message(viewer),
    )  # fmt: skip


@files.get("/launches/{launch}/calculators/{key}/page.{form}", response_class=Response, responses=HANDOUT)
def calculator_file(
    request: Request, launch: str, key: str, form: Form, viewer: Anybody, given: Figures = NO_FIGURES,
    account: Annotated[str, Query(max_length=200)] = "",
) -> Response:  # fmt: skip
    """The page with the buyer's figures to hand over; 502 when the server lacks what the form needs."""
    context = acting(request, viewer)
    handout = calculator_handout(
        context, launch=launch, key=key, given=figures_given(given), account=account,
        everything=permissions.see_message(viewer),
    )  # fmt: skip
    return file_of(context.handouts.write(handout, form), form, key)
