"""Forms of a quiz put together from its pool; needs the extra `assessment`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from readiness.domain.definition.assessment import Item, ParallelForms, Quiz
from readiness.domain.form_assembly.assembly import Assembly, Expected, KeptForm, basis_of, mean_of
from readiness.domain.form_assembly.needs import forms_problems, serve
from readiness.domain.form_assembly.solve import SECONDS, Candidate, solve
from readiness.domain.quiz.forms import always_in, blueprint_problems, fits
from readiness.ground.errors import DefinitionError, OutsideFailure


def assemble(
    quiz: Quiz, items: Sequence[Item], expected: Sequence[Expected], *, pool_print: str, seed: str,
    seconds: float = SECONDS,
) -> Assembly:  # fmt: skip
    """The forms that `quiz` asks for, from its pool; `expected` is of every item of it, or of none.

    The same quiz, pool, expectations and seed give the same forms. Raises DefinitionError with everything that the
    bank lacks, OutsideFailure when the solver found nothing in its time although there is something.
    """
    problems = (*blueprint_problems(quiz, items), *forms_problems(quiz, items))
    if problems:
        raise DefinitionError(f"the forms of quiz '{quiz.key}' cannot be put together.", problems=problems)
    asks = quiz.forms or ParallelForms(count=2)
    served = serve(quiz, items)
    shares = {one.item: one.share for one in expected}
    always = frozenset(item.key for item in always_in(quiz, items))
    candidates = [
        Candidate(
            item.key, item.weight, shares.get(item.key, 0.0),
            tuple(place for place, draw in enumerate(quiz.blueprint) if fits(draw, item)), item.key in always,
        )
        for item in sorted(items, key=lambda one: one.key)
    ]  # fmt: skip
    solved = solve(
        candidates, [draw.count for draw in quiz.blueprint], count=asks.count, uses=served.uses, placed=served.placed,
        seed=f"{quiz.key}\n{seed}", seconds=seconds,
    )  # fmt: skip
    if solved is None:
        raise OutsideFailure(
            f"the solver found no forms of quiz '{quiz.key}' within {seconds:g} seconds.",
            hint="Try again when the machine is less busy, or ask for fewer forms.",
        )
    forms = tuple(_form(n, items, always | drawn, shares) for n, drawn in enumerate(solved.forms, start=1))
    means = [form.expected for form in forms if form.expected is not None]
    drawn_once = [set(form.items) - always for form in forms]
    return Assembly(
        quiz=quiz.key, basis=basis_of(quiz, pool_print), seed=seed, forms=forms, expected=tuple(expected),
        always=tuple(item.key for item in items if item.key in always),
        uses=max((sum(key in one for one in drawn_once) for one in drawn_once for key in one), default=0),
        shared=max((len(one & other) for one, other in combinations(drawn_once, 2)), default=0),
        apart=round(max(means) - min(means), 6) if means else None, is_proven=solved.is_proven,
    )  # fmt: skip


def _form(number: int, items: Sequence[Item], keys: frozenset[str], shares: dict[str, float]) -> KeptForm:
    asked = tuple(item for item in items if item.key in keys)
    mean = mean_of(asked, shares)
    return KeptForm(number, tuple(item.key for item in asked), None if mean is None else round(mean, 6))
