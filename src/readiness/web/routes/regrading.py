"""A question was put right: a trainer sees whose marks and certifications move, and confirms just that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final, get_args

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from pydantic import StringConstraints

from readiness.actions.regrade_quiz import RegradePlan, regrade_preview, regrade_quiz, ways_to_count
from readiness.domain.access.permissions import author_training
from readiness.domain.access.roles import Viewer
from readiness.domain.checks.rule import plural
from readiness.domain.quiz.grading import Counts
from readiness.ground.errors import Conflict, DefinitionError
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.pages import back, show

router = APIRouter()

Author = Annotated[Viewer, Depends(may(author_training))]
Way = Annotated[str, StringConstraints(max_length=200)]
SHOWN: Final = 200
"""Attempts and certifications told one by one on the page; the API has all."""


NOTHING: Final = "nothing"
"""The fingerprint of no preview: whoever has seen none confirms none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegradePage:
    """What grading again would do, to be confirmed. `refused`: why it was not done just now, "" = nobody tried.

    `ways`: by key of a question, how it is to count by the preview; empty = none was chosen.
    """

    plan: RegradePlan
    ways: Mapping[str, Counts]
    note: str = ""
    refused: str = ""
    shown: int = SHOWN

    @property
    def asked(self) -> list[tuple[str, str, str]]:
        """Key and stem of each question that may be chosen, and how it counts today, whatever was chosen."""
        today = {one.item: one.was for one in self.plan.counts}
        return [(one.item, one.stem, today.get(one.item, one.counts)) for one in self.plan.asked]

    @property
    def chosen(self) -> list[str]:
        """What was chosen, as the form sends it."""
        return [f"{way}:{key}" for key, way in self.ways.items()]

    @property
    def path(self) -> str:
        return f"/launches/{self.plan.launch}/training/quizzes/{self.plan.quiz}"


@router.get("/launches/{launch}/training/quizzes/{key}/regrade")
def regrade_page(
    request: Request, launch: str, key: str, viewer: Author, way: Annotated[list[Way] | None, Query()] = None
) -> Response:
    return _page(request, viewer, launch, key, _ways(way or ()))


@router.post("/launches/{launch}/training/quizzes/{key}/regrade")
def regrade(
    request: Request, launch: str, key: str, viewer: Author, seen: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "", way: Annotated[list[Way] | None, Form()] = None,
) -> Response:  # fmt: skip
    """Just what the page showed is done, or nothing is."""
    ways = _ways(way or ())
    try:
        done = regrade_quiz(
            acting(request, viewer), launch=launch, quiz=key, counts=ways, note=note, seen=seen or NOTHING
        )
    except (Conflict, DefinitionError) as error:
        told = " ".join([error.message, *(f"{one.message} {one.fix}" for one in error.problems), error.hint]).strip()
        return _page(request, viewer, launch, key, ways, refused=told, note=note, status=status_of(error))
    path = f"/launches/{launch}/training/quizzes/{key}/regrade"
    if done.is_nothing:
        return back(path, "Nothing was left to grade again.", "plain")
    return back(
        path,
        f"{plural(done.regraded, 'attempt')} graded again: {plural(len(done.changes), 'mark')} changed, "
        f"{len(done.newly_passed)} newly passed, {len(done.no_longer_passed)} no longer, "
        f"{plural(len(done.moves), 'certification')} moved.",
    )


def _ways(asked: Iterable[str]) -> Mapping[str, Counts]:
    """How the chosen questions are to count, from `dropped:KEY`; of "" nothing is asked. Raises DefinitionError for any
    other way to count, Conflict when a question is to count in two.
    """
    found: dict[str, list[str]] = {way: [] for way in get_args(Counts)}
    for one in filter(None, asked):
        way, _, key = one.partition(":")
        if way not in found:
            raise DefinitionError(
                f"there is no way to count called '{way[:20]}'.", hint=f"One of: {', '.join(get_args(Counts))}."
            )
        found[way].append(key)
    return ways_to_count(credit=found["credited"], drop=found["dropped"], by_key=found["by-key"])


def _page(
    request: Request, viewer: Viewer, launch: str, key: str, ways: Mapping[str, Counts], *, refused: str = "",
    note: str = "", status: int = 200,
) -> Response:  # fmt: skip
    """The preview; without what was chosen when that cannot be."""
    context = acting(request, viewer)
    try:
        plan = regrade_preview(context, launch=launch, quiz=key, counts=ways)
    except Conflict as error:
        plan, ways = regrade_preview(context, launch=launch, quiz=key), {}
        refused, status = refused or f"{error.message} {error.hint}", status_of(error)
    page = RegradePage(plan=plan, ways=ways, note=note, refused=refused)
    return show(request, viewer, "training/regrade.html.j2", page, status=status)
