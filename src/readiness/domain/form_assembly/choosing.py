"""Who gets which form: nobody the same items twice while there are others, and no item everybody's."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping

from readiness.domain.definition.assessment import ParallelForms
from readiness.domain.form_assembly.assembly import Assembly, KeptForm

Seen = Mapping[str, int]
"""Item → the number of the last attempt of this person that asked it."""


def choose_form(
    assembly: Assembly, asks: ParallelForms, *, seen: Seen, exposed: Mapping[str, int], seed: str
) -> KeptForm:
    """The form for one attempt, the first that stands out by, in this order:

    the fewest drawn items this person was asked before; no item over the exposure cap, if one can be had; items they
    were asked the longest ago; the least exposed items; and then what `seed` says. `exposed` counts how many of the
    attempts that the cap looks at, less this one, asked an item; without a cap nobody has to count.
    """
    most = most_times(asks)

    def rank(form: KeptForm) -> tuple[float, ...]:
        drawn = assembly.drawn(form)
        again = [seen[key] for key in drawn if key in seen]
        worst = max((exposed.get(key, 0) for key in drawn), default=0)
        chance = hashlib.sha256(f"{seed}\n{form.number}".encode()).digest()
        return (
            len(again), worst >= most, max(again, default=0), 0 if most == math.inf else worst,
            int.from_bytes(chance[:6], "big"),
        )  # fmt: skip

    return min(assembly.forms, key=rank)


def most_times(asks: ParallelForms) -> float:
    """How many of the last attempts may ask one drawn item; infinite without a cap."""
    return math.inf if asks.exposure_cap is None else math.floor(asks.exposure_cap * asks.exposure_attempts + 1e-9)
