"""`restore` is the way back from `plain`, and refuses what is not of the shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Annotated, Literal

import pytest

from readiness.ground.fingerprint import plain
from readiness.ground.restore import restore


@dataclass(frozen=True)
class Cat:
    kind: Literal["cat"]
    lives: int = 9


@dataclass(frozen=True)
class Dog:
    kind: Literal["dog"]
    good: bool = True


@dataclass(frozen=True)
class House:
    name: Annotated[str, "shown"]
    size: float
    built: date
    seen: datetime | None
    pets: tuple[Cat | Dog, ...] = ()
    rooms: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    at: tuple[int, int] = (0, 0)


HOUSE = House(
    "h", 1.0, date(2018, 2, 1), datetime(2018, 2, 1, 9, tzinfo=UTC), (Dog("dog"), Cat("cat", 8)), {"hall": 2}, (3, 4)
)


def test_a_value_survives_its_json_form() -> None:
    again = restore(House, plain(HOUSE))
    assert again == House(**{**HOUSE.__dict__, "rooms": MappingProxyType({"hall": 2})})


def test_a_whole_number_comes_back_as_the_fraction_it_was() -> None:
    assert isinstance(restore(House, plain(HOUSE) | {"size": 1}).size, float)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": 1}, {"size": True}, {"built": "soon"}, {"pets": [{"kind": "cow"}]}, {"pets": {}}, {"at": [1]},
        {"rooms": []}, {"unknown": 1}, {"built": None}, {"pets": ["dog"]},
    ],
)  # fmt: skip
def test_what_is_not_of_the_shape_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        restore(House, plain(HOUSE) | wrong)


def test_a_missing_field_without_default_is_refused() -> None:
    told = plain(HOUSE)
    del told["name"]
    with pytest.raises(ValueError, match="name"):
        restore(House, told)
