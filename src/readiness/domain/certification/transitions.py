"""The states of a certification and the ways between them, as data: the one place where they are written down.

Nothing here moves anybody: a state follows from the evidence (`states.state_on`). A test folds any history and finds no
turn that is not in this table, and the reference page and its diagram are made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from readiness.domain.certification.states import StateName

Trigger = Literal[
    "enrolled", "withdrawn", "evidence", "content", "exemption", "revocation", "reissue", "correction", "elsewhere",
    "time",
]  # fmt: skip
"""What brings a turn. `correction`: a mark was put right, told when that was recorded. `elsewhere`: another
certification that counts, or counted, for this one."""

MEANING: Final[dict[StateName, str]] = {
    "not-enrolled": "something is wanting, and nobody has enrolled the person",
    "in-progress": "enrolled, and something is wanting",
    "certified": "everything is met and the end has not passed; or another certification counts for it",
    "expiring": "certified, within the last `warn_days`",
    "expired": "the end has passed",
    "lapsed": "it was certified, and a change of content asks something again",
    "revoked": "it was taken away, and neither re-issued nor earned again",
    "exempt": "left out by decision, through a day",
}
"""Each state in a clause, in the order of a life."""


class Transition(NamedTuple):
    """One way from a state to another, or, where the days change or a decision is taken, to the same."""

    before: StateName
    after: StateName
    trigger: Trigger


@dataclass(frozen=True, slots=True)
class Way:
    """What one trigger does: from any of `before` to any of `after`, or, when that is empty, to the same.

    `says` is when.
    """

    trigger: Trigger
    before: tuple[StateName, ...]
    after: tuple[StateName, ...]
    says: str


_HOLDS: Final[tuple[StateName, ...]] = ("certified", "expiring")
_BEGINS: Final[tuple[StateName, ...]] = ("not-enrolled", "in-progress")
_LOST: Final[tuple[StateName, ...]] = ("lapsed", "revoked", "expired")
_WANTS: Final[tuple[StateName, ...]] = (*_BEGINS, *_LOST, "exempt")

WAYS: Final[tuple[Way, ...]] = (
    Way("enrolled", ("not-enrolled",), ("in-progress",), "an apply enrols them"),
    Way("withdrawn", ("in-progress",), ("not-enrolled",), "they leave the role, or nothing is asked of it any more"),
    Way("evidence", _WANTS, _HOLDS, "the last requirement is met, a change is caught up with, or it is renewed"),
    Way("evidence", _HOLDS, _HOLDS, "it is renewed before its end"),
    Way("evidence", ("expired",), ("expired",), "a lapse is caught up with after the end"),
    Way("evidence", ("exempt",), ("exempt",), "a lapse is caught up with after the end, while exempt"),
    Way("content", _HOLDS, ("lapsed", "exempt"), "a `delta` or `recertify` asks something again"),
    Way("content", _WANTS, _HOLDS, "content that somebody had passed already is published"),
    Way("content", ("expired",), ("expired",), "something is asked again after the end"),
    Way("content", ("exempt",), ("exempt",), "something is asked again while exempt"),
    Way("exemption", _WANTS, ("exempt",), "they are exempt, with a reason and a last day"),
    Way("exemption", _HOLDS, (), "they are exempt and certified anyway, which comes first"),
    Way("revocation", _HOLDS, ("revoked", "expired", *_BEGINS), "it is revoked, and whatever counted for it too"),
    Way("revocation", _WANTS, ("revoked", "expired", *_BEGINS), "what was met is void, and an exemption ends"),
    Way("reissue", ("revoked", "expired", "exempt", *_BEGINS), _HOLDS, "it is given back, to the old end"),
    Way("reissue", ("revoked",), ("lapsed",), "it is given back, less what was asked again meanwhile"),
    Way("reissue", ("expired", "exempt", *_BEGINS), ("expired", "exempt"), "it is given back after its end"),
    Way("reissue", (*_WANTS, *_HOLDS), (), "there was nothing to give back"),
    Way("correction", (*_WANTS, *_HOLDS), (*_HOLDS, *_LOST, "exempt"), "a mark put right changes what was met or when"),
    Way("correction", (*_LOST, *_HOLDS), _BEGINS, "a mark put right takes away what was met"),
    Way("elsewhere", (*_WANTS, *_HOLDS), _HOLDS, "a certification that counts for it is earned or renewed"),
    Way("elsewhere", _HOLDS, (*_WANTS,), "what counted for it lapsed or was revoked, or this one was voided"),
    Way("elsewhere", (*_BEGINS, *_LOST), (*_BEGINS, *_LOST), "what counted for it changes after its end"),
    Way("elsewhere", ("exempt",), ("exempt",), "what counted for it changes while exempt"),
    Way("time", ("certified",), ("expiring",), "`warn_days` before the end"),
    Way("time", ("expiring",), ("expired", "exempt"), "the day after the end"),
    Way("time", ("lapsed", "revoked"), ("expired",), "the day after the end: only a full new set helps then"),
    Way("time", ("exempt",), (*_BEGINS, *_LOST), "the day after an exemption's last"),
)  # fmt: skip
"""Everything that can happen, trigger by trigger."""

TRANSITIONS: Final[frozenset[Transition]] = frozenset(
    Transition(before, after, way.trigger) for way in WAYS for before in way.before for after in way.after or (before,)
)
"""Every turn that there can be."""


def diagram() -> str:
    """The turns of a life as a Mermaid diagram; those of other certifications, of corrections, and to the
    same state, are left out.
    """
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{state.replace("-", " ")}" as {_id(state)}' for state in MEANING]
    lines.append("    [*] --> not_enrolled")
    arrows: dict[tuple[StateName, StateName], list[str]] = {}
    for one in sorted(TRANSITIONS, key=lambda one: (list(MEANING).index(one.before), list(MEANING).index(one.after))):
        if one.before != one.after and one.trigger not in {"elsewhere", "correction"}:
            arrows.setdefault((one.before, one.after), []).append(one.trigger)
    lines += [
        f"    {_id(before)} --> {_id(after)}: {', '.join(sorted(triggers))}"
        for (before, after), triggers in arrows.items()
    ]
    return "\n".join(lines)


def _id(state: StateName) -> str:
    return state.replace("-", "_")
