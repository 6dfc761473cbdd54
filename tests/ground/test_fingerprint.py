from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import MappingProxyType

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from readiness.ground.errors import Problem, Where
from readiness.ground.fingerprint import QUIET, canonical_json, fingerprint, plain, quiet, short
from readiness.ground.frozen import frozen

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@dataclass(frozen=True)
class Piece:
    name: str
    due: date
    parts: tuple[str, ...] = ()


def test_a_published_vector_gives_the_published_bytes():
    # RFC 8785, section 3.2.2: literals, numbers and the order of keys.
    value = {"numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 1e-27], "literals": [None, True, False], "a": "€"}
    assert canonical_json(value) == (
        '{"a":"€","literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}'.encode()
    )


@given(JSON)
def test_the_order_of_keys_makes_no_difference(value):
    def turned(v):
        if isinstance(v, dict):
            return {k: turned(v[k]) for k in reversed(list(v))}
        return [turned(x) for x in v] if isinstance(v, list) else v

    assert fingerprint(value) == fingerprint(turned(value))


@given(JSON, JSON)
def test_different_values_have_different_fingerprints(one, other):
    assert (canonical_json(one) == canonical_json(other)) == (fingerprint(one) == fingerprint(other))


def test_dataclasses_mappings_dates_and_sets_have_one_json_form():
    piece = Piece("a", date(2018, 3, 22), ("x",))
    assert plain(piece) == {"name": "a", "due": "2018-03-22", "parts": ["x"]}
    assert plain(MappingProxyType({"b": {3, 1, 2}})) == {"b": [1, 2, 3]}
    assert plain(datetime(2018, 3, 22, 9, tzinfo=UTC)) == "2018-03-22T09:00:00+00:00"


def test_a_value_without_a_json_form_is_refused():
    with pytest.raises(TypeError, match="object has no canonical JSON form"):
        fingerprint({"a": object()})


def test_people_see_twelve_digits():
    assert short(fingerprint("x")) == fingerprint("x")[7:19]


@frozen
class PieceOfToday:
    """`Piece` with a field that came later."""

    name: str
    due: date
    parts: tuple[str, ...] = ()
    author: str | None = quiet(None)


def test_a_field_that_came_later_changes_no_fingerprint_until_it_says_something():
    before = Piece("a", date(2027, 1, 4), ("x",))
    assert fingerprint(PieceOfToday("a", date(2027, 1, 4), ("x",))) == fingerprint(before)
    assert fingerprint(PieceOfToday("a", date(2027, 1, 4), ("x",), "Ada")) != fingerprint(before)
    assert plain(PieceOfToday("a", date(2027, 1, 4), author="Ada"))["author"] == "Ada"


def test_a_place_in_a_file_is_told_by_its_names():
    problem = Problem("RD001", "It is away.", where=Where("launch.yaml", 3))
    assert plain(problem)["where"] == {"file": "launch.yaml", "line": 3, "column": 0}


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8)
    | st.floats(allow_nan=False, allow_infinity=False) | st.floats(-1e4, 1e4).map(lambda x: round(x, 3)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(ANY_JSON)
def test_the_quick_way_writes_the_bytes_of_the_reference(value):
    assert canonical_json(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value", [-0.0, 1.0, 1e15, 1e16, 1e21, 1e-5, 1e-7, 2**53 - 1, {"\U0001f600": 1, "\uffff": 2}, '\x7f\u2028\x00"\\/']
)
def test_numbers_and_texts_that_writers_disagree_on_are_written_as_the_reference_does(value: object):
    assert canonical_json(value) == rfc8785.dumps(value)


def test_what_the_reference_refuses_is_refused():
    for value in (2**53, float("nan"), "\ud800"):
        with pytest.raises(rfc8785.CanonicalizationError):
            canonical_json(value)


@dataclass(frozen=True)
class Graded:
    mark: float
    dropped: bool = field(default=False, metadata={QUIET: True})
    why: tuple[str, ...] = field(default_factory=tuple, metadata={QUIET: True})


def test_a_quiet_field_of_a_dataclass_says_nothing_until_it_is_given_a_value_too():
    assert plain(Graded(1.5)) == {"mark": 1.5}
    assert plain(Graded(1.5, dropped=True, why=("late",))) == {"mark": 1.5, "dropped": True, "why": ["late"]}
