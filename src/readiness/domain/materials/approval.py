"""Who approved what: a decision binds to one fingerprint and says nothing about any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Decision = Literal["approved", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One function's decision on one piece as it read then. `by` is a mail address, `at` aware UTC."""

    launch: str
    kind: str
    key: str
    fingerprint: str
    function: str
    decision: Decision
    by: str
    at: datetime
    note: str = ""
    simulated: bool = False


def latest_decisions(approvals: Iterable[Approval], kind: str, key: str, fingerprint: str) -> dict[str, Approval]:
    """The last decision of each function on exactly this fingerprint; `approvals` come in the order they were made."""
    return {a.function: a for a in approvals if (a.kind, a.key, a.fingerprint) == (kind, key, fingerprint)}


def approved_by(approvals: Iterable[Approval], kind: str, key: str, fingerprint: str) -> frozenset[str]:
    """The functions whose last decision on exactly this fingerprint is `approved`."""
    latest = latest_decisions(approvals, kind, key, fingerprint)
    return frozenset(function for function, approval in latest.items() if approval.decision == "approved")


def earlier_approvals(approvals: Iterable[Approval], kind: str, key: str, fingerprint: str) -> dict[str, Approval]:
    """Each function's newest approval of another text of the piece than this one, unless it was taken back."""
    last: dict[tuple[str, str], Approval] = {}
    for one in approvals:
        if (one.kind, one.key) == (kind, key) and one.fingerprint != fingerprint:
            last[one.function, one.fingerprint] = one
    standing = sorted((one for one in last.values() if one.decision == "approved"), key=lambda one: one.at)
    return {one.function: one for one in standing}


def other_voice(latest: Mapping[str, Approval], *, function: str, by: str) -> str | None:
    """The other function for which `by` approved what `latest` is about; None when they speak for `function` alone.

    Two functions are asked so that two people look: whoever is in the team twice stands for one of them at a time.
    """
    return next(
        (
            other
            for other, said in latest.items()
            if other != function and said.decision == "approved" and said.by.casefold() == by.casefold()
        ),
        None,
    )
