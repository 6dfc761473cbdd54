"""Where the product stands against each named competitor, capability by capability (field S1, S2, S10).

A capability that is not available stands nowhere: it is in no list here.
"""

from __future__ import annotations

from readiness.domain.definition.message import Capability
from readiness.domain.definition.model import Launch
from readiness.ground.frozen import frozen


@frozen
class Versus:
    """Against one competitor: capability keys by standing, in file order. `unstated` = the file does not say."""

    competitor: str
    unique: tuple[str, ...]
    stronger: tuple[str, ...]
    parity: tuple[str, ...]
    weaker: tuple[str, ...]
    unstated: tuple[str, ...]


def versus(launch: Launch, competitor: str) -> Versus:
    """How each available capability stands against this competitor; raises KeyError for one that is not named."""
    launch.competitors[competitor]
    by_standing: dict[str, list[str]] = {name: [] for name in ("unique", "stronger", "parity", "weaker", "unstated")}
    for key, capability in launch.capabilities.items():
        if capability.available:
            by_standing[capability.standing.get(competitor, "unstated")].append(key)
    return Versus(competitor, **{name: tuple(keys) for name, keys in by_standing.items()})


def unique_capabilities(launch: Launch) -> tuple[str, ...]:
    """Available capabilities that are unique against every named rival; empty when no rival is named."""
    rivals = rivals_of(launch)
    return tuple(
        key
        for key, capability in launch.capabilities.items()
        if rivals and capability.available and all(capability.standing.get(rival) == "unique" for rival in rivals)
    )


def rivals_of(launch: Launch) -> tuple[str, ...]:
    """The named competitors that the buyer chooses against: all but partners."""
    return tuple(key for key, competitor in launch.competitors.items() if competitor.kind != "partner")


def undervalued(capability: Capability) -> bool:
    """True when customers value it less before they understand it than after (field S2)."""
    return capability.value is not None and capability.value.perceived < capability.value.actual


def by_undervaluation(launch: Launch) -> tuple[str, ...]:
    """Available capabilities, those first that customers undervalue most; file order among equals."""
    available = [(key, c) for key, c in launch.capabilities.items() if c.available]
    ranked = sorted(available, key=lambda pair: -_difference(pair[1]))
    return tuple(key for key, _ in ranked)


def _difference(capability: Capability) -> int:
    return capability.value.actual - capability.value.perceived if capability.value else 0
