"""How a field of the definition may be constrained: markers to put inside `Annotated[…]`, and the parsed tree they
judge.

One set of markers serves the reader (problems with line and column), the JSON Schema and the documentation.
"""

from __future__ import annotations

from typing import NamedTuple

from readiness.ground.errors import Where
from readiness.ground.frozen import frozen

Atom = str | int | float | bool | None


class Scalar(NamedTuple):
    """A leaf of the parsed file; YAML 1.2 core scalars only. Dates stay text."""

    value: Atom
    where: Where


class Items(NamedTuple):
    """A sequence of the parsed file."""

    items: tuple[Node, ...]
    where: Where


class Entries(NamedTuple):
    """A mapping of the parsed file, in file order; a key may stand twice (the reader says so)."""

    entries: tuple[tuple[Scalar, Node], ...]
    where: Where


Node = Scalar | Items | Entries


@frozen
class Ref:
    """The text is the key of an entry in this section of the launch file."""

    section: str


@frozen
class Claim:
    """The text is `section.key`: any entry of one of the message sections that a module may teach and an item test."""


@frozen
class Between:
    """A number in this closed range. `hint` is added to the error: what people usually meant."""

    low: float
    high: float
    hint: str = ""


@frozen
class OneOf:
    """The text is one of these; an open vocabulary that is still spell-checked."""

    values: tuple[str, ...]


@frozen
class Email:
    """The text looks like a mail address: something@something, no spaces."""


@frozen
class Key:
    """The entry's own key; not written in the file, taken from the mapping above it."""


@frozen
class NonEmpty:
    """A list or mapping with at least one entry."""


@frozen
class About:
    """One sentence for editors and the reference."""

    text: str
