"""The arithmetic of a network of tasks: order, loops, earliest and latest moments, the critical chain.

The critical path method (Kelley and Walker 1959) over whole numbers; nothing here knows a date or a launch. A network
is a mapping from key to the keys that come before it; every key named is a key of the mapping.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping

Network = Mapping[str, tuple[str, ...]]


def order(after: Network, rank: Callable[[str], tuple[int, ...]]) -> tuple[str, ...]:
    """Every key after those it waits for; among those that could come next, the one of lowest `rank` first.

    Keys in a loop, and those behind one, are left out.
    """
    followers = followers_of(after)
    open_count = {key: len(set(before)) for key, before in after.items()}
    heap = [(rank(key), key) for key, count in open_count.items() if not count]
    heapq.heapify(heap)
    found: list[str] = []
    while heap:
        _, key = heapq.heappop(heap)
        found.append(key)
        for follower in followers[key]:
            open_count[follower] -= 1
            if not open_count[follower]:
                heapq.heappush(heap, (rank(follower), follower))
    return tuple(found)


def loops(after: Network) -> tuple[tuple[str, ...], ...]:
    """One loop for every group of keys that wait for each other: (a, b, c, a) says b waits for a, c for b and a for c.

    The shortest way round the first key of the group, not each of the many ways there may be.
    """
    settled = set(order(after, lambda _: ()))
    left = {key: tuple(name for name in before if name not in settled) for key, before in after.items()}
    found: list[tuple[str, ...]] = []
    for start in after:
        if start in settled:
            continue
        came_from = _walk_back(start, left)
        if start not in came_from:
            continue
        loop = [start]
        while not (len(loop) > 1 and loop[-1] == start):
            loop.append(came_from[loop[-1]])
        found.append(tuple(loop))
        settled |= {key for key in came_from if start in _walk_back(key, left)}
    return tuple(found)


def _walk_back(start: str, after: Network) -> dict[str, str]:
    """Every key that `start` waits for at any distance, mapped to the next key on a shortest way from it to `start`."""
    came_from: dict[str, str] = {}
    edge = [start]
    while edge:
        beyond: list[str] = []
        for key in edge:
            for name in after[key]:
                if name not in came_from:
                    came_from[name] = key
                    beyond.append(name)
        edge = beyond
    return came_from


def followers_of(after: Network) -> dict[str, list[str]]:
    """The network turned round: for every key, those that wait for it."""
    followers: dict[str, list[str]] = {key: [] for key in after}
    for key, before in after.items():
        for name in dict.fromkeys(before):
            followers[name].append(key)
    return followers


def earliest_ends(ordered: tuple[str, ...], after: Network, days: Mapping[str, int], start: int) -> dict[str, int]:
    """The first boundary at which each task can be finished when nothing begins before `start`."""
    ends: dict[str, int] = {}
    for key in ordered:
        ends[key] = max((ends[name] for name in after[key]), default=start) + days[key]
    return ends


def latest_ends(
    ordered: tuple[str, ...], after: Network, days: Mapping[str, int], limits: Mapping[str, int]
) -> dict[str, int]:
    """The last boundary at which each task may be finished so that none passes its own limit."""
    ends = dict(limits)
    for key in reversed(ordered):
        for name in after[key]:
            ends[name] = min(ends[name], ends[key] - days[key])
    return ends


def critical_chain(
    ordered: tuple[str, ...], after: Network, days: Mapping[str, int], ends: Mapping[str, int], slack: Mapping[str, int]
) -> tuple[str, ...]:
    """One chain of least slack, first task first, each beginning the moment the one before it ends.

    `slack` holds the tasks that are still open; finished ones pass the time on but are not named. Empty when all are.
    """
    if not slack:
        return ()
    least = min(slack.values())
    key = next(key for key in reversed(ordered) if slack.get(key) == least)
    chain: list[str] = []
    driver: str | None = key
    while driver is not None:
        key = driver
        if key in slack:
            chain.append(key)
        begins = ends[key] - days[key]
        driver = next((name for name in after[key] if ends[name] == begins), None)
    return tuple(reversed(chain))
