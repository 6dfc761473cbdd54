"""What takes a reminder to its reader: a mail, a webhook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A message as it goes out. `id` is the same however often it is tried; `items` is what it says, as plain JSON."""

    id: str
    to: str
    on: date
    subject: str
    text: str
    items: tuple[Mapping[str, Any], ...]


class Channel(Protocol):
    """A way to people outside the application."""

    @property
    def name(self) -> str:
        """`mail`, `webhook`: what the record calls it."""
        ...

    @property
    def twice_is_once(self) -> bool:
        """True where the receiver knows a note by its id, so that one which may have arrived can be taken again."""
        ...

    def carry(self, note: Note) -> None:
        """It is on its way. Raises OutsideFailure."""
        ...
