"""Parallel forms from banks of 120 to 500 items: from the pool to forms that are kept, and choosing one of them.

Run: python -m bench forms. Wall time, with this process's CPU time behind it; the means that come out are told, and
whether the solver got to the end. Nothing here fails on a slow day.
"""

from __future__ import annotations

import os
import random

from readiness.domain.definition.assessment import Draw, Item, ParallelForms, Quiz
from readiness.domain.form_assembly.assemble import assemble
from readiness.domain.form_assembly.choosing import choose_form
from readiness.domain.form_assembly.expectation import expectations
from readiness.domain.form_assembly.needs import serve
from readiness.ground.fingerprint import fingerprint

from bench.item_statistics import best  # isort: skip

CASES = (
    ("120 items, one draw of 20", 120, 1, 1, 20, 3, False),
    ("500 items, 10 claims × 4", 500, 10, 1, 4, 3, False),
    ("500 items, 10 claims × 4", 500, 10, 1, 4, 5, False),
    ("500 items, 10 claims × 4, each of 2 claims", 500, 10, 2, 4, 5, False),
    ("500 items, 10 claims × 3 bands × 1", 500, 10, 1, 1, 5, True),
)
"""Name, items, claims, claims an item tests, items a draw takes, forms, a draw for each band of difficulty."""


def main() -> None:
    print(f"load {os.getloadavg()[0]:.1f}; best of three")
    for name, count, claims, each, taken, forms, banded in CASES:
        items, quiz = bank(count, claims, each), quiz_of(claims, taken, forms, banded=banded)
        asked = tuple(items)
        expected, print_of = expectations(asked, {}), fingerprint(asked)
        served, _ = best(lambda quiz=quiz, asked=asked: serve(quiz, asked))
        made = assemble(quiz, asked, expected, pool_print=print_of, seed="1")
        wall, cpu = best(
            lambda quiz=quiz, asked=asked, expected=expected, print_of=print_of: assemble(
                quiz, asked, expected, pool_print=print_of, seed="1"
            )
        )
        chosen, _ = best(
            lambda quiz=quiz, made=made: choose_form(made, quiz.forms, seen={}, exposed={}, seed="a rep/1")
        )
        size = len(made.forms[0].items)
        print(
            f"  {name:<44} {forms} forms of {size:<3} {wall * 1000:7,.0f} ms ({cpu * 1000:,.0f} ms CPU)  means "
            f"{made.apart:.4f} apart, {made.shared} shared{'' if made.is_proven else ', NOT PROVEN'}; "
            f"possible? {served * 1000:.1f} ms, choosing {chosen * 1000:.2f} ms"
        )


def bank(count: int, claims: int, each: int) -> list[Item]:
    """Questions on claims by turns, some to be passed, estimated from 0.30 to 0.98."""
    chance = random.Random(1998)
    return [
        Item(
            key=f"q{n}", kind="true-false", stem="Is it?", truth=True, must_pass=n < 3,
            difficulty=round(chance.uniform(0.3, 0.98), 2), weight=chance.choice((1.0, 1.0, 2.0)),
            tests=tuple(f"facts.c{claim}" for claim in chance.sample(range(claims), each)),
        )
        for n in range(count)
    ]  # fmt: skip


def quiz_of(claims: int, taken: int, forms: int, *, banded: bool) -> Quiz:
    blueprint = tuple(
        Draw(count=taken, claims=(f"facts.c{claim}",), difficulty=band)
        for claim in range(claims)
        for band in (("easy", "medium", "hard") if banded else (None,))
    )
    return Quiz(key="core", title="Core", blueprint=blueprint, forms=ParallelForms(count=forms))


if __name__ == "__main__":
    main()
