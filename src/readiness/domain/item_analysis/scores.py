"""What is analysed: who earned what on which question, and what they chose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Choices:
    """What was chosen of one question: `picked[attempt, option]`; `is_key[option]` = choosing it is right.

    `typed`: the options are what people wrote, not what they were offered, so none of them is dead.
    """

    labels: tuple[str, ...]
    is_key: tuple[bool, ...]
    picked: Truths
    typed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question:
    """One question as it is worded: `weight` is its mark, `guess` the share that blind choosing earns, 0 = none.

    `must_pass`: everybody has to get it right, so that easy is as it should be.
    """

    key: str
    weight: float = 1.0
    version: str = ""
    guess: float = 0.0
    must_pass: bool = False
    choices: Choices | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scores:
    """`fractions[attempt, question]` of the mark, 0..1; NaN = was not asked. An unanswered question earned 0.

    `unanswered[attempt, question]` says which of those zeros were left empty; None = nobody knows. `later[attempt]`
    marks the later half in time; None = the order is not known, and no drift is looked for.
    """

    questions: tuple[Question, ...]
    fractions: Floats
    unanswered: Truths | None = None
    later: Truths | None = None

    def __post_init__(self) -> None:
        shape = np.shape(self.fractions)
        if len(shape) != 2 or shape[1] != len(self.questions):
            raise ValueError(f"scores of shape {shape} are not attempts × {len(self.questions)} questions")
        if np.isinf(self.fractions).any():
            raise ValueError("a score is infinite")
