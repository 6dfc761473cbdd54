"""Order, loops and the critical path, against an oracle that tries every way through."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.tasks.network import critical_chain, earliest_ends, latest_ends, loops, order


def rank(_key: str) -> tuple[int, ...]:
    return ()


@st.composite
def networks(draw, acyclic: bool = True):
    """Up to eight tasks of 0–5 days; each waits for some of the earlier ones (or of all, when loops are wanted)."""
    names = [f"t{i}" for i in range(draw(st.integers(1, 8)))]
    after = {}
    for i, name in enumerate(names):
        choices = names[:i] if acyclic else names
        after[name] = tuple(draw(st.lists(st.sampled_from(choices), unique=True, max_size=3))) if choices else ()
    shuffled = draw(st.permutations(names))
    return {name: after[name] for name in shuffled}, {name: draw(st.integers(0, 5)) for name in names}


def longest(after: dict[str, tuple[str, ...]], days: dict[str, int], key: str) -> int:
    """By trying every way: the days of the longest chain that ends with `key`."""
    return days[key] + max((longest(after, days, name) for name in after[key]), default=0)


@given(networks())
def test_every_task_stands_after_those_it_waits_for(case):
    after, _ = case
    ordered = order(after, rank)
    assert sorted(ordered) == sorted(after)
    place = {key: i for i, key in enumerate(ordered)}
    assert all(place[name] < place[key] for key in after for name in after[key])
    assert loops(after) == ()


@given(networks())
def test_earliest_ends_are_the_longest_chains(case):
    after, days = case
    ends = earliest_ends(order(after, rank), after, days, 10)
    assert ends == {key: 10 + longest(after, days, key) for key in after}


@given(networks(), st.integers(0, 60))
def test_the_critical_chain_is_as_long_as_the_longest_chain_of_all(case, limit):
    after, days = case
    ordered = order(after, rank)
    ends = earliest_ends(ordered, after, days, 0)
    latest = latest_ends(ordered, after, days, dict.fromkeys(after, limit))
    slack = {key: latest[key] - ends[key] for key in after}
    chain = critical_chain(ordered, after, days, ends, slack)
    assert sum(days[key] for key in chain) == max(longest(after, days, key) for key in after)
    assert {slack[key] for key in chain} == {min(slack.values())}
    assert all(one in after[other] for one, other in pairwise(chain))


@given(networks(), st.data())
def test_latest_ends_are_the_last_that_keep_every_limit(case, data):
    after, days = case
    limits = {key: data.draw(st.integers(0, 40)) for key in after}
    ordered = order(after, rank)
    latest = latest_ends(ordered, after, days, limits)
    for key in after:
        followers = [latest[f] - days[f] for f in after if key in after[f]]
        assert latest[key] == min([limits[key], *followers])


@given(networks(acyclic=False))
def test_loops_are_told_exactly_when_no_order_is_whole(case):
    after, _ = case
    found = loops(after)
    assert (len(order(after, rank)) == len(after)) == (found == ())
    for loop in found:
        assert loop[0] == loop[-1]
        assert all(before in after[behind] for before, behind in pairwise(loop))
    in_loops = [key for loop in found for key in loop[:-1]]
    assert len(in_loops) == len(set(in_loops))


def test_the_loop_is_named_in_the_order_of_the_work_and_what_hangs_behind_is_not():
    after = {"a": ("c",), "b": ("a",), "c": ("b",), "behind": ("c",), "self": ("self",), "free": ()}
    assert loops(after) == (("a", "b", "c", "a"), ("self", "self"))


def test_finished_work_passes_time_on_and_is_not_on_the_critical_chain():
    after = {"a": (), "b": ("a",), "c": ("b",)}
    days = {"a": 2, "b": 0, "c": 1}
    ends = earliest_ends(("a", "b", "c"), after, days, 0)
    assert critical_chain(("a", "b", "c"), after, days, ends, {"a": 1, "c": 1}) == ("a", "c")
    assert critical_chain(("a", "b", "c"), after, days, ends, {}) == ()
