"""Evidence whose mark was corrected: which piece speaks, whatever the order in which they came.

Evidence is never edited. A correction is evidence of its own: the same person, kind, subject, content and moment as the
piece whose key it names in `corrects`, with another mark. Of a piece and its corrections the one with the highest
`correction` speaks, and the others are as if they had never been. That is told by the pieces alone, so it cannot matter
which came first, and a correction that comes before what it corrects speaks for it already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from readiness.domain.evidence.record import Evidence


def in_force(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The pieces that speak, in the order given: those of which no later correction is among them."""
    pieces = tuple(evidence)
    if not any(one.corrects for one in pieces):
        return pieces
    last: dict[tuple[str, str, str], int] = {}
    for one in pieces:
        spoken = _spoken_of(one)
        last[spoken] = max(last.get(spoken, 0), one.correction)
    return tuple(one for one in pieces if one.correction == last[_spoken_of(one)])


def corrected(
    evidence: Evidence, *, number: int, fraction: float, passed: bool, by: str, note: str, source: str
) -> Evidence:
    """The correction number `number` (from 1) of evidence that corrects nothing itself."""
    assert evidence.corrects is None
    return replace(
        evidence, key=f"{evidence.key}|correction|{number}", corrects=evidence.key, correction=number,
        fraction=fraction, passed=passed, recorded_by=by, note=note, source=source,
    )  # fmt: skip


def next_correction(evidence: Sequence[Evidence], key: str) -> int:
    """The number that the next correction of the piece with this key has, when these are known."""
    return max((one.correction for one in evidence if key in (one.key, one.corrects)), default=0) + 1


def _spoken_of(one: Evidence) -> tuple[str, str, str]:
    return one.launch, one.person, one.corrects or one.key
