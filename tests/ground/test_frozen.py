"""A frozen record, and so an entry of the launch file, is a frozen dataclass in all that anybody can see."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, fields, replace
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.definition.entry import entry
from readiness.ground.frozen import field, frozen
from readiness.ground.frozen import fields as our_fields
from readiness.ground.frozen import replace as our_replace


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
    more: Mapping[str, Any] = dataclasses.field(default_factory=dict)


VALUES = st.fixed_dictionaries(
    {"key": st.text(max_size=2)},
    optional={"many": st.tuples(st.integers(0, 1)), "more": st.dictionaries(st.text(max_size=1), st.integers(0, 1))},
)


@given(VALUES, VALUES)
def test_it_is_made_compared_and_changed_as_a_frozen_dataclass_is(one: dict[str, Any], other: dict[str, Any]) -> None:
    ours, plain = Mine(**one), Plain(**one)
    assert dataclasses.asdict(ours) == dataclasses.asdict(plain)
    assert (ours == Mine(**other)) is (plain == Plain(**other))
    assert replace(ours, **other) == our_replace(ours, **other) == Mine(**{**one, **other})
    assert repr(ours) == repr(plain).replace("Plain(", "Mine(")
    assert copy.deepcopy(ours) == ours == pickle.loads(pickle.dumps(ours))
    assert ours != plain
    assert [each.name for each in fields(ours)] == ["key", "many", "more"]
    assert [each.name for each in our_fields(ours)] == ["key", "many", "more"]


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
    with pytest.raises(TypeError, match=r"is without, has twice, or does not have: (key|yek)"):
        Mine(**given_)
    with pytest.raises(TypeError):
        Mine("a")


@frozen
class Placed:
    low: int
    high: int = 9
    secret: str = field(default="", repr=False)
    seen: int = field(default=0, compare=False)


@dataclasses.dataclass(frozen=True)
class PlainPlaced:
    low: int
    high: int = 9
    secret: str = dataclasses.field(default="", repr=False)
    seen: int = dataclasses.field(default=0, compare=False)


PLACES = st.integers(0, 3).flatmap(lambda many: st.tuples(*[st.integers(0, 1)] * many))
NAMED = st.dictionaries(st.sampled_from(["low", "high", "secret", "seen", "else"]), st.integers(0, 1))


@given(PLACES, NAMED, PLACES, NAMED)
def test_what_goes_by_place_goes_where_a_dataclass_puts_it_or_is_refused_as_there(
    placed: tuple[int, ...], named: dict[str, Any], other: tuple[int, ...], others: dict[str, Any]
) -> None:
    made = []
    for given_, by_name in ((placed, named), (other, others)):
        try:
            plain = PlainPlaced(*given_, **by_name)
        except TypeError:
            with pytest.raises(TypeError, match="Placed is without, has twice, or does not have: "):
                Placed(*given_, **by_name)
            return
        made.append((Placed(*given_, **by_name), plain))
    (one, as_plain), (two, two_plain) = made
    assert dataclasses.asdict(one) == dataclasses.asdict(as_plain)
    assert repr(one) == repr(as_plain).removeprefix("Plain")
    assert (one == two) is (as_plain == two_plain)
    if one == two:
        assert hash(one) == hash(two)


def test_too_many_by_place_are_refused() -> None:
    with pytest.raises(TypeError, match="5 values by their place"):
        Placed(1, 2, "", 0, 5)  # type: ignore[call-arg]


@frozen
class More(Placed):
    high: int = 7
    last: tuple[str, ...] = ()


def test_a_record_of_another_kind_has_its_fields_too_each_where_it_first_stood() -> None:
    assert More(1) == More(low=1, high=7, secret="", seen=0, last=())
    assert [(each.name, each.default) for each in dataclasses.fields(More)] == [
        ("low", dataclasses.MISSING), ("high", 7), ("secret", ""), ("seen", 0), ("last", ()),
    ]  # fmt: skip
    assert [each.default for each in dataclasses.fields(Placed)][1:] == [9, "", 0]
    match More(1, 2):
        case Placed(low, high):
            assert (low, high) == (1, 2)


def test_a_dataclass_asks_for_what_it_needs_of_a_record_above_it() -> None:
    @dataclasses.dataclass(frozen=True)
    class Below(Placed):
        depth: int = 1

    assert [each.name for each in dataclasses.fields(Below)] == ["low", "high", "secret", "seen", "depth"]


def test_a_default_that_can_change_or_comes_from_the_other_kind_of_field_is_refused() -> None:
    with pytest.raises(TypeError, match="a default never changes"):
        frozen(type("Listed", (), {"__annotations__": {"some": "list[int]"}, "some": []}))
    with pytest.raises(TypeError, match=r"a `field` of ground\.frozen"):
        frozen(type("Theirs", (), {"__annotations__": {"some": "int"}, "some": dataclasses.field(default=1)}))
    with pytest.raises(ValueError, match="mutable default"):
        dataclasses.dataclass(type("Ours", (), {"__annotations__": {"some": "int"}, "some": field(default=1)}))
    with pytest.raises(TypeError, match="says nothing of init"):
        field(default=1, init=False)
