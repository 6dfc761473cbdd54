"""The categories of a rubric in the form of a question: a row each, and what of them would stand in the launch file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.datastructures import FormData

from readiness.ground.errors import Problem

FIELDS: Final = {
    "name": ("category", "Category"), "weight": ("category-weight", "Weight of category"),
    "anchors": ("category-levels", "Levels of category"), "points": ("category-points", "Points of category"),
    "key": ("category-key", "Key of category"),
}  # fmt: skip
"""A field of a category, as the file calls it: how its input is called and labelled, before the row's number."""

_NO_WORD = re.compile(r"[^a-z0-9]+")
_APART = re.compile(r"[\s;,]+")
_FIGURE = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)$")


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One category as it was typed: `levels` one a line, lowest first; `points` apart by spaces, one for each level."""

    key: str = ""
    name: str = ""
    weight: str = ""
    levels: str = ""
    points: str = ""
    must_pass: bool = False

    @property
    def is_blank(self) -> bool:
        typed = (self.key, self.name, self.weight, self.levels, self.points)
        return not any(one.strip() for one in typed) and not self.must_pass

    def fields(self) -> dict[str, Any]:
        """As it would stand in the file, without its key: nothing for what was left blank."""
        said: dict[str, Any] = {
            "name": self.name.strip(), "weight": figure(self.weight), "must_pass": self.must_pass,
            "anchors": [line.strip() for line in self.levels.splitlines() if line.strip()],
            "points": [figure(one) for one in _APART.split(self.points) if one],
        }  # fmt: skip
        return {name: value for name, value in said.items() if value not in ("", None, [], False)}


def typed_rows(form: FormData, count: int) -> tuple[CategoryRow, ...]:
    """So many rows as they were typed, blank ones too."""

    def text(name: str) -> str:
        found = form.get(name, "")
        return found if isinstance(found, str) else ""

    return tuple(
        CategoryRow(
            key=text(f"category-key-{n}").strip(), name=text(f"category-{n}"), weight=text(f"category-weight-{n}"),
            levels=text(f"category-levels-{n}"), points=text(f"category-points-{n}"),
            must_pass=text(f"category-must-{n}") == "yes",
        )
        for n in range(count)
    )  # fmt: skip


def keys_of(rows: Sequence[CategoryRow]) -> Mapping[int, str]:
    """Row → key, of the rows that say something: as typed, else made of the name; each once, so that no row is lost."""
    found: dict[int, str] = {}
    for place, row in enumerate(rows):
        if row.is_blank:
            continue
        wanted = row.key or _made_of(row.name) or f"category-{place + 1}"
        key, number = wanted, 1
        while key in found.values():
            number += 1
            key = f"{wanted[:60]}-{number}"
        found[place] = key
    return found


def rubric_fields(rows: Sequence[CategoryRow]) -> dict[str, Any]:
    """The rubric as it would stand in the file; empty = there is none."""
    return {key: rows[place].fields() for place, key in keys_of(rows).items()}


def slips(rows: Sequence[CategoryRow], path: str) -> Iterator[Problem]:
    """What the file could not even say: two rows with one key."""
    typed: dict[str, int] = {}
    for place, key in keys_of(rows).items():
        if not (wanted := rows[place].key):
            continue
        if wanted in typed:
            said = f"'{wanted[:80]}' is the key of category {typed[wanted]} already."
            yield Problem("RD003", said, "Give each category a key of its own, or none.", path=f"{path}.{key}.key")
        typed.setdefault(wanted, place + 1)


def field_at(rows: Sequence[CategoryRow], rest: str, message: str) -> tuple[str, str] | None:
    """The input, and its label, that a problem at `rest` of the rubric is about; None = the rubric as a whole.

    Of a category of which something is missing the message names it in quotes.
    """
    key, _, part = rest.partition(".")
    place = next((place for place, known in keys_of(rows).items() if known == key), None)
    if place is None:
        return None
    name = part.partition(".")[0]
    if name not in FIELDS:
        name = next((one for one in FIELDS if f"'{one}'" in message), "key" if rows[place].key else "name")
    called, label = FIELDS[name]
    return f"{called}-{place}", f"{label} {place + 1}"


def figure(text: str) -> int | float | str | None:
    """A number as it would be read from the file; anything else stays text, for the reader to refuse. None = blank."""
    text = text.strip()
    if not text:
        return None
    if re.fullmatch(r"[+-]?\d{1,15}", text):
        return int(text)
    return float(text) if _FIGURE.match(text) else text


def _made_of(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _NO_WORD.sub("-", plain).strip("-")[:60].strip("-")
