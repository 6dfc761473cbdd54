"""What putting forms together gives: the forms of a quiz, and how alike they came out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from readiness.domain.definition.assessment import Item, ParallelForms, Quiz
from readiness.ground.fingerprint import fingerprint

Told = Literal["answers", "estimate", "average"]


@dataclass(frozen=True, slots=True)
class Expected:
    """The share 0..1 of its mark that an item is expected to earn at the first try, and how that is known.

    `answers`: the mean of that many first attempts at just this wording; `estimate`: its author's; `average`: neither
    is known, so it counts as the other items of the pool do.
    """

    item: str
    share: float
    told: Told
    answers: int = 0


@dataclass(frozen=True, slots=True)
class KeptForm:
    """One form: its items in the order of the pool, and the share of its marks that people are expected to earn.

    `expected` None = nothing is known of any item.
    """

    number: int
    items: tuple[str, ...]
    expected: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """The forms of a quiz. `basis` is the fingerprint of what they were made from, `always` what stands in all of them.

    `uses`: in how many forms one drawn item stands at most; `shared`: how many drawn items two forms share at most.
    `apart`: how far the expected means of two forms are apart at most, None = not known. `is_proven` False: the solver
    reached its limit, so that another machine might have put them together otherwise; they are kept, and stay.
    """

    quiz: str
    basis: str
    seed: str
    always: tuple[str, ...]
    forms: tuple[KeptForm, ...]
    expected: tuple[Expected, ...]
    uses: int
    shared: int
    apart: float | None
    is_proven: bool

    def drawn(self, form: KeptForm) -> tuple[str, ...]:
        """The items of `form` that do not stand in all of them."""
        return tuple(key for key in form.items if key not in self.always)


def basis_of(quiz: Quiz, pool_print: str) -> str:
    """The fingerprint of what forms of a quiz are made from: its blueprint, its items, and how they are to be made.

    How many attempts back the exposure cap looks is not among it: it changes no form.
    """
    asks = quiz.forms or ParallelForms(count=2)
    return fingerprint(
        {
            "quiz": quiz.key, "fixed": quiz.items, "blueprint": quiz.blueprint, "pool": pool_print,
            "count": asks.count, "sharing": asks.sharing, "exposure_cap": asks.exposure_cap,
        }
    )  # fmt: skip


def mean_of(items: tuple[Item, ...], expected: dict[str, float]) -> float | None:
    """The expected share of the marks of these items; None when nothing is expected of any."""
    if not expected:
        return None
    total = sum(item.weight for item in items)
    return sum(item.weight * expected[item.key] for item in items) / total if total else None
