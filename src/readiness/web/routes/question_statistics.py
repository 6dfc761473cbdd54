"""Statistics of questions: which work and which do not, with their options; for those who see the question bank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from readiness.domain.access.permissions import see_training
from readiness.domain.access.roles import Viewer
from readiness.domain.item_analysis.flags import ENOUGH, FEW, RULES, Rule, signed
from readiness.domain.item_analysis.given import Which
from readiness.ground.days import read_day
from readiness.ground.errors import Conflict, NotFound, OutsideFailure, ReadinessError
from readiness.reports.item_statistics import (
    COLUMNS,
    ItemStatistics,
    QuestionLine,
    QuizStatistics,
    csv_rows,
    item_statistics,
    quizzes_of,
)
from readiness.reports.message_map import Named
from readiness.web.access import acting, may
from readiness.web.csv_files import csv_file
from readiness.web.errors import status_of
from readiness.web.pages import show

router = APIRouter()

Reader = Annotated[Viewer, Depends(may(see_training))]
Short = Annotated[str, Query(max_length=100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsPage:
    """`quiz` None = the launch has none, or `problem` says why nothing can be shown. `asked` are the filters as typed.

    `flagged` are its questions that somebody should look at; `query` is that of the same figures as a file.
    """

    launch: str
    name: str
    quizzes: tuple[Named, ...]
    asked: Mapping[str, str]
    quiz: QuizStatistics | None
    flagged: tuple[QuestionLine, ...]
    query: str
    problem: str = ""
    hint: str = ""
    enough: int = ENOUGH
    few: int = FEW

    @property
    def is_narrowed(self) -> bool:
        return any(self.asked[name] for name in ("since", "until", "role", "region"))

    def rule(self, code: str) -> Rule:
        return RULES[code]

    def signed(self, share: float) -> str:
        return signed(share)


@router.get("/launches/{launch}/training/questions/statistics")
def statistics_page(
    request: Request, launch: str, viewer: Reader, quiz: Short = "", since: Short = "", until: Short = "",
    attempts: Short = "", role: Short = "", region: Short = "",
) -> Response:  # fmt: skip
    """One quiz: that which is named, else the first."""
    context = acting(request, viewer)
    there = quizzes_of(context, launch=launch)
    asked = {
        "quiz": quiz or (there.quizzes[0].key if there.quizzes else ""), "since": since.strip(), "until": until.strip(),
        "attempts": "all" if attempts == "all" else "", "role": role.strip(), "region": region.strip(),
    }  # fmt: skip
    found: ItemStatistics | None = None
    refused: ReadinessError | None = None
    if there.quizzes:
        try:
            found = item_statistics(context, launch=launch, quiz=asked["quiz"], which=_which(asked), with_keys=True)
        except (Conflict, NotFound, OutsideFailure) as error:
            refused = error
    one = found.quizzes[0] if found else None
    page = StatisticsPage(
        launch=there.launch, name=there.name, quizzes=there.quizzes, asked=asked, quiz=one,
        flagged=tuple(line for line in one.questions if _is_to_look_at(line)) if one else (),
        query=urlencode({name: value for name, value in asked.items() if value}),
        problem=refused.message if refused else "", hint=refused.hint if refused else "",
    )  # fmt: skip
    status = 200 if refused is None or isinstance(refused, OutsideFailure) else status_of(refused)
    return show(request, viewer, "training/statistics.html.j2", page, status=status)


@router.get("/launches/{launch}/training/questions/statistics.csv")
def statistics_file(
    request: Request, launch: str, viewer: Reader, quiz: Short = "", since: Short = "", until: Short = "",
    attempts: Short = "", role: Short = "", region: Short = "",
) -> Response:  # fmt: skip
    """The same figures, a row a question and wording."""
    asked = {"since": since, "until": until, "attempts": attempts, "role": role, "region": region}
    found = item_statistics(
        acting(request, viewer), launch=launch, quiz=quiz, which=_which(asked), with_keys=True
    )  # fmt: skip
    return csv_file(f"{found.launch}-questions.csv", COLUMNS, csv_rows(found))


def _which(asked: Mapping[str, str]) -> Which:
    return Which(
        first_only=asked["attempts"] != "all", since=_day(asked["since"]), until=_day(asked["until"]),
        role=asked["role"], region=asked["region"],
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return read_day(text) if text else None
    except ValueError as error:
        raise Conflict(str(error)) from error


def _is_to_look_at(line: QuestionLine) -> bool:
    return any(flag.severity != "note" for flag in line.figures.flags)
