"""What an entry of the launch file is: a frozen record made with keywords, since its fields have no order."""

from __future__ import annotations

from typing import TypeVar, dataclass_transform

from readiness.ground.frozen import field, frozen

C = TypeVar("C")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def entry(cls: type[C]) -> type[C]:
    """`cls` with its annotations as fields."""
    return frozen(kw_only=True)(cls)
