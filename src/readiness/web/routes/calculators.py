"""Calculators: which there are, one worked out with the figures in the address, and its page to hand over.

The staff sees every calculator; everybody else those that are approved as they now read. Nothing is kept: the figures
are in the address, so that a page can be sent and opened again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from readiness.context import Context
from readiness.domain.access.permissions import see_message, see_published
from readiness.domain.access.roles import Viewer
from readiness.domain.value.given import LONGEST, FiguresGiven, number
from readiness.ground.errors import DefinitionError, Problem
from readiness.ports.handouts import FORMS, MEDIA_TYPES, Form
from readiness.reports.calculators import (
    CalculatorLines,
    CalculatorSheet,
    calculator_handout,
    calculator_lines,
    calculator_sheet,
)
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.pages import show
from readiness.web.tornado_chart import Tornado, tornado

router = APIRouter(prefix="/launches/{launch}/value")

Reader = Annotated[Viewer, Depends(may(see_published))]
_ACCOUNT: Final = "for"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalculatorsPage:
    found: CalculatorLines


@dataclass(frozen=True, slots=True, kw_only=True)
class CalculatorPage:
    """`typed` is what was sent, by key of input; `problems` say why some of it does not count. `query` is the address's
    own, to be taken along. `chart` None = no figure moves the result.
    """

    sheet: CalculatorSheet
    typed: Mapping[str, str]
    account: str
    problems: tuple[Problem, ...]
    query: str
    chart: Tornado | None
    forms: tuple[Form, ...] = FORMS

    @property
    def wrong(self) -> Mapping[str, str]:
        """What is wrong with a figure, by key of input."""
        return {one.path: one.message for one in self.problems if one.path}


@router.get("")
def calculators_page(request: Request, launch: str, viewer: Reader) -> Response:
    found = calculator_lines(acting(request, viewer), launch=launch, everything=see_message(viewer))
    return show(request, viewer, "value/calculators.html.j2", CalculatorsPage(found=found))


@router.get("/{key}")
def calculator_page(request: Request, launch: str, key: str, viewer: Reader) -> Response:
    """The form with what comes of its figures; what cannot be read is told, and the file's own figure stands for it."""
    context, everything = acting(request, viewer), see_message(viewer)
    typed = {name: text[:LONGEST] for name, text in request.query_params.items() if name != _ACCOUNT and text.strip()}
    given, problems = _read(typed), tuple[Problem, ...]()
    try:
        sheet = calculator_sheet(context, launch=launch, key=key, given=given, everything=everything)
    except DefinitionError as error:
        problems = error.problems
        sheet = _with_what_can_be(context, launch, key, given, everything=everything)
    page = CalculatorPage(
        sheet=sheet, typed=typed, account=request.query_params.get(_ACCOUNT, "")[:200], problems=problems,
        query=request.url.query, chart=_chart(sheet),
    )  # fmt: skip
    status = status_of(DefinitionError("")) if problems else 200
    return show(request, viewer, "value/calculator.html.j2", page, status=status)


@router.get("/{key}/page.{form}")
def calculator_file(request: Request, launch: str, key: str, form: Form, viewer: Reader) -> Response:
    """The page to hand over, as a file in that form."""
    context = acting(request, viewer)
    sent = request.query_params
    given = _read({name: text for name, text in sent.items() if name != _ACCOUNT and text.strip()})
    handout = calculator_handout(
        context, launch=launch, key=key, given=given, account=sent.get(_ACCOUNT, ""), everything=see_message(viewer)
    )
    return file_of(context.handouts.write(handout, form), form, key)


def file_of(content: bytes, form: Form, name: str) -> Response:
    """The file to save; `name` is a key of ours, without ending."""
    headers = {"content-disposition": f'attachment; filename="{name}.{form}"'}
    return Response(content, media_type=MEDIA_TYPES[form], headers=headers)


def _with_what_can_be(
    context: Context, launch: str, key: str, given: FiguresGiven, *, everything: bool
) -> CalculatorSheet:
    """With the figures that are some; with the file's own where those cannot be worked with either."""
    try:
        return calculator_sheet(
            context, launch=launch, key=key, given=FiguresGiven(given.values), everything=everything
        )
    except DefinitionError:
        return calculator_sheet(context, launch=launch, key=key, given=FiguresGiven({}), everything=everything)


def _read(typed: Mapping[str, str]) -> FiguresGiven:
    """The figures that are some, and what is wrong with the others."""
    read = {key: number(text) for key, text in typed.items()}
    given = {key: value for key, value in read.items() if value is not None}
    wrong = tuple(
        Problem(
            "CV002", f"“{typed[key][:LONGEST]}” is no figure.", "Write a number, such as 12 or 0.25.", path=key[:64]
        )
        for key, value in read.items()
        if value is None
    )
    return FiguresGiven(given, wrong)


def _chart(sheet: CalculatorSheet) -> Tornado | None:
    bars = [
        (one.name, one.at_low, one.at_high)
        for one in sheet.swings
        if one.size and one.at_low is not None and one.at_high is not None
    ]
    return tornado(bars, sheet.headline.value) if bars else None
