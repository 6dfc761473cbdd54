"""An entry of the launch file is a frozen dataclass in all that anybody can see."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, field, fields, replace
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.definition.entry import entry


@entry
class Mine:
    """An entry."""

    known: ClassVar[int] = 3
    key: str
    many: tuple[int, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Plain:
    key: str
    many: tuple[int, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


VALUES = st.fixed_dictionaries(
    {"key": st.text(max_size=2)},
    optional={"many": st.tuples(st.integers(0, 1)), "more": st.dictionaries(st.text(max_size=1), st.integers(0, 1))},
)


@given(VALUES, VALUES)
def test_it_is_made_compared_and_changed_as_a_frozen_dataclass_is(one: dict[str, Any], other: dict[str, Any]) -> None:
    ours, plain = Mine(**one), Plain(**one)
    assert dataclasses.asdict(ours) == dataclasses.asdict(plain)
    assert (ours == Mine(**other)) is (plain == Plain(**other))
    assert replace(ours, **other) == Mine(**{**one, **other})
    assert repr(ours) == repr(plain).replace("Plain(", "Mine(")
    assert copy.deepcopy(ours) == ours == pickle.loads(pickle.dumps(ours))
    assert ours != plain
    assert [each.name for each in fields(ours)] == ["key", "many", "more"]


def test_it_is_hashed_by_what_it_says() -> None:
    assert {Mine(key="a", more=None), Mine(key="a", more=None)} == {Mine(key="a", more=None)}
    assert hash(Mine(key="a", more=None)) == hash(replace(Mine(key="b", more=None), key="a"))
    with pytest.raises(TypeError):
        hash(Mine(key="a"))


def test_it_never_changes() -> None:
    one = Mine(key="a")
    with pytest.raises(FrozenInstanceError, match=r"Mine\.key cannot be changed"):
        one.key = "b"
    with pytest.raises(FrozenInstanceError):
        one.other = 1
    with pytest.raises(FrozenInstanceError):
        del one.key


@pytest.mark.parametrize("given_", [{}, {"many": ()}, {"key": "a", "yek": "b"}])
def test_what_is_missing_or_unknown_is_refused(given_: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=r"is without, or does not have: (key|yek)"):
        Mine(**given_)
    with pytest.raises(TypeError):
        Mine("a")
