"""Forms put together by mixed-integer programming: as alike in difficulty as the bank allows, and the same anywhere.

Form after form, each with a *shadow* of all that follow (van der Linden and Adema, "Simultaneous assembly of multiple
test forms", 1998): a form is only chosen so that the rest of the bank still serves the others. Within a tolerance of
the mean that is asked for, the form of the least cost is taken, the costs being drawn by the seed; one form has the
least cost, up to chance, so whoever solves it finds the same one, with whatever version and on whatever machine, as
long as it is solved to the end (a gap of 0). The tolerance is the first of TOLERANCES for which there is a form.

Needs the extra `assessment`.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

TOLERANCES = (0.0025, 0.005, 0.01, 0.02, 0.04, 0.08)
"""How far a form's expected mean may be from the one all share; after the last, any."""

SECONDS = 20.0
"""For all forms of a quiz together; a form that takes longer is taken as far as it came, and told as not proven."""

COSTS = 100_000
_SHARED = 10 * COSTS
"""What an item costs for each form it stands in already: more than any choice by chance is worth."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item of the pool. `fits` are the places of the draws that may take it, `expected` 0..1."""

    key: str
    weight: float
    expected: float
    fits: tuple[int, ...]
    is_always: bool


@dataclass(frozen=True, slots=True)
class Solved:
    """The keys of the drawn items of each form. `is_proven` False: the time was up before one was solved to the end."""

    forms: tuple[frozenset[str], ...]
    is_proven: bool


def solve(
    candidates: Sequence[Candidate], rooms: Sequence[int], *, count: int, uses: int, placed: int, seed: str,
    seconds: float = SECONDS,
) -> Solved | None:  # fmt: skip
    """`count` forms, each taking `rooms[place]` items for the draw at that place, or None when there are none.

    A drawn item stands in at most `uses` forms; `placed` of the always-in items of each form count towards draws.
    """
    until = time.monotonic() + seconds
    program = _Program(candidates, rooms, count=count, placed=placed)
    mean = program.shared_mean(uses)
    if mean is None:
        return None
    left = {one.key: uses for one in candidates if not one.is_always}
    forms: list[frozenset[str]] = []
    proven = True
    for number in range(1, count + 1):
        costs = {key: _chance(seed, number, key) + _SHARED * (uses - allowed) for key, allowed in left.items()}
        found = program.form(left, costs, mean, remaining=count - number, until=until)
        if found is None:
            return None
        chosen, is_proven = found
        proven = proven and is_proven
        forms.append(chosen)
        left = {key: allowed - (key in chosen) for key, allowed in left.items()}
    return Solved(tuple(forms), proven)


def _chance(seed: str, number: int, key: str) -> int:
    """1..COSTS, the same for the same three everywhere."""
    said = hashlib.sha256(f"{seed}\n{number}\n{key}".encode()).digest()
    return 1 + int.from_bytes(said[:8], "big") % COSTS


class _Program:
    """The constraints that all forms share.

    Columns: each drawn item in this form (0 or 1), each drawn item in the shadow, how many of each kind of items each
    draw takes in this form, and the same in the shadow. Items of a kind fit the same draws. Only the first columns have
    to be whole: once they are, the rest is a flow in a network, which whole numbers solve when anything does.
    """

    def __init__(self, candidates: Sequence[Candidate], rooms: Sequence[int], *, count: int, placed: int) -> None:
        self.drawn = [one for one in candidates if not one.is_always and one.fits]
        always = [one for one in candidates if one.is_always]
        self.rooms = np.array(rooms, dtype=float)
        self.count, self.placed = count, placed
        kinds = sorted({one.fits for one in self.drawn})
        fixed = sorted({one.fits for one in always if one.fits})
        flows = [(k, place) for k, fits in enumerate([*kinds, *fixed]) for place in fits]
        self.n, self.m = len(self.drawn), len(flows)
        self.of_kind = np.zeros((len(kinds), self.n))
        for i, one in enumerate(self.drawn):
            self.of_kind[kinds.index(one.fits), i] = 1.0
        self.leaving = np.zeros((len(kinds) + len(fixed), self.m))
        self.arriving = np.zeros((len(rooms), self.m))
        for column, (k, place) in enumerate(flows):
            self.leaving[k, column] = self.arriving[place, column] = 1.0
        self.of_drawn, self.of_always = self.leaving[: len(kinds)], self.leaving[len(kinds) :]
        self.supply = np.array([sum(one.fits == fits for one in always) for fits in fixed], dtype=float)
        self.weight = np.array([one.weight for one in self.drawn])
        self.expected = np.array([one.expected for one in self.drawn])
        self.always_marks = sum(one.weight for one in always)
        self.always_expected = sum(one.weight * one.expected for one in always)
        self.is_known = len({one.expected for one in candidates}) > 1

    def shared_mean(self, uses: int) -> float | None:
        """The mean that all forms can have: what the draws have on average, or the nearest that the bank allows.

        A linear program over all forms together; rounded, so that the last bit of a float decides nothing. None when
        there are no such forms.
        """
        wanted, n, m = self._average(), self.n, self.m
        constant = self.count * (self.always_expected - wanted * self.always_marks)
        marks = self.weight * (self.expected - wanted)
        # Columns: how often each item is taken, the flows, and how far all forms together are from the wanted mean.
        apart = [[*marks, *np.zeros(m), -1.0], [*-marks, *np.zeros(m), -1.0]]
        equal, at_most = self._flow(self.count)
        result = milp(
            np.array([*np.zeros(n + m), 1.0]),
            constraints=[
                *_rows(_beside(self.of_kind, -self.of_drawn, 1), 0, 0),
                *_rows(_beside(n, equal[0], 1), *equal[1:]),
                *_rows(_beside(n, at_most[0], 1), -np.inf, at_most[1]),
                LinearConstraint(np.array(apart), -np.inf, [-constant, constant]),
            ],
            bounds=Bounds(0, np.array([*np.full(n, float(uses)), *np.full(m + 1, np.inf)])),
        )
        if result.x is None:
            return None
        taken = np.asarray(result.x[:n])
        weights = float(self.weight @ taken) + self.count * self.always_marks
        earned = float((self.weight * self.expected) @ taken) + self.count * self.always_expected
        return round(earned / weights, 6) if weights else 0.0

    def form(
        self, left: Mapping[str, int], costs: Mapping[str, int], mean: float, *, remaining: int, until: float
    ) -> tuple[frozenset[str], bool] | None:
        """The drawn items of the next form, and whether no cheaper one there is was proven; None when there is none."""
        n, m, r = self.n, self.m, remaining
        may = np.array([left[one.key] for one in self.drawn], dtype=float)
        now, later = self._flow(1), self._flow(r)
        whole = np.concatenate([np.ones(n), np.zeros(n + 2 * m)])
        constraints = [
            *_rows(self._columns(item=self.of_kind, flow=-self.of_drawn), 0, 0),
            *_rows(self._columns(shadow=self.of_kind, shadow_flow=-self.of_drawn), 0, 0),
            *_rows(self._columns(flow=now[0][0]), *now[0][1:]),
            *_rows(self._columns(shadow_flow=later[0][0]), *later[0][1:]),
            *_rows(self._columns(flow=now[1][0]), -np.inf, now[1][1]),
            *_rows(self._columns(shadow_flow=later[1][0]), -np.inf, later[1][1]),
            *_rows(self._columns(item=np.eye(n), shadow=np.eye(n)), -np.inf, may),
        ]
        most = np.concatenate([np.minimum(1.0, may), np.minimum(float(r), may), np.full(2 * m, np.inf)])
        cost = np.zeros(2 * n + 2 * m)
        cost[:n] = [costs[one.key] for one in self.drawn]
        for tolerance in (*TOLERANCES, None) if self.is_known else (None,):
            near = [] if tolerance is None else self._near(mean, tolerance, r)
            result = milp(
                cost, integrality=whole, bounds=Bounds(0, most), constraints=[*constraints, *near],
                options={"mip_rel_gap": 0.0, "time_limit": max(0.05, until - time.monotonic())},
            )  # fmt: skip
            if result.x is not None:
                chosen = frozenset(one.key for one, x in zip(self.drawn, result.x, strict=False) if x > 0.5)
                return chosen, result.status == 0
        return None

    def _flow(self, forms: int) -> tuple[tuple[Any, Any, Any], tuple[Any, Any]]:
        """Of the flows of so many forms: every place is filled, so many always-in items have one, and no more than
        there are.
        """
        equal = np.vstack([self.arriving, self.of_always.sum(axis=0, keepdims=True)])
        need = np.array([*self.rooms * forms, float(self.placed * forms)])
        return (equal, need, need), (self.of_always, self.supply * forms)

    def _near(self, mean: float, tolerance: float, remaining: int) -> list[LinearConstraint]:
        """The form, and all that follow together, earn `mean` of their marks, give or take `tolerance`."""
        found = []
        for sign in (1.0, -1.0):
            target = mean + sign * tolerance
            marks = (sign * self.weight * (self.expected - target))[None, :]
            constant = sign * (self.always_expected - target * self.always_marks)
            found += _rows(self._columns(item=marks), -np.inf, 1e-9 - constant)
            if remaining:
                found += _rows(self._columns(shadow=marks), -np.inf, 1e-9 - constant * remaining)
        return found

    def _average(self) -> float:
        """What a form has on average when every draw takes what fits it alike."""
        earned, weights = self.always_expected, self.always_marks
        for place, room in enumerate(self.rooms):
            fitting = np.array([place in one.fits for one in self.drawn], dtype=bool)
            if fitting.any():
                weights += room * float(self.weight[fitting].mean())
                earned += room * float((self.weight * self.expected)[fitting].mean())
        return round(earned / weights, 6) if weights else 0.0

    def _columns(self, *, item: Any = None, shadow: Any = None, flow: Any = None, shadow_flow: Any = None) -> Any:
        """Rows over all columns: what is given, and zeros elsewhere."""
        given = ((item, self.n), (shadow, self.n), (flow, self.m), (shadow_flow, self.m))
        return _beside(*(wide if part is None else part for part, wide in given))


def _rows(matrix: Any, low: Any, high: Any) -> list[LinearConstraint]:
    """One constraint a row; none where there are no rows, which scipy does not take."""
    return [LinearConstraint(csr_array(matrix), low, high)] if len(matrix) else []


def _beside(*parts: Any) -> Any:
    """Matrices side by side; a number is so many columns of zeros."""
    count = next(len(part) for part in parts if not isinstance(part, int))
    return np.hstack([np.zeros((count, part)) if isinstance(part, int) else part for part in parts])
