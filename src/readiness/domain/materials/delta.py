"""What a module teaches differently than it did: what somebody reads who completed the earlier version.

A delta holds every part that came, changed or went, and no part that reads as it did. A part that came is whole, of one
that changed only the fields that differ are told, as they were and as they are now. Where entries are taught in another
order than before, that is told too: value propositions are taught in the order in which they are said.

Reading time: the author's own minutes for the whole module, by the share of its words that the delta has (what was and
what is now, both are read), rounded up, at least one minute and never more than the whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from readiness.domain.definition.model import Launch
from readiness.domain.definition.vocabulary import CLAIM_SECTIONS
from readiness.domain.materials.parts import HEADINGS, Field, Part, parts_of

How = Literal["changed", "new", "gone", "reordered"]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """`was` "" = it said nothing before; `now` "" = it says nothing any more."""

    label: str
    was: str
    now: str
    is_markdown: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One part that reads differently. `fields` of a new part are all of it, of one that is gone none.

    For `reordered`, `name` is a section and the fields have one: the titles in their order.
    """

    name: str
    how: How
    heading: str
    title: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class ModuleDelta:
    """`changes` in the order of the module; empty = the two versions teach the same. `minutes` 0 when it is empty."""

    changes: tuple[Change, ...]
    minutes: int

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims of the message that changed, came or went."""
        named = (one.name for one in self.changes if one.how != "reordered")
        return tuple(name for name in named if name.partition(".")[0] in CLAIM_SECTIONS)

    def headings(self) -> tuple[tuple[str, tuple[Change, ...]], ...]:
        """The changes under the headings of the module, in their order."""
        found: dict[str, list[Change]] = {}
        for one in self.changes:
            found.setdefault(one.heading, []).append(one)
        return tuple((heading, tuple(changes)) for heading, changes in found.items())


def module_delta(before: Launch, after: Launch, module: str) -> ModuleDelta:
    """From the module as `before` teaches it to the module as `after` does. Raises KeyError when either has none."""
    entry = after.modules[module]
    return delta_of(parts_of(before, before.modules[module]), parts_of(after, entry), minutes=entry.minutes)


def delta_of(before: Sequence[Part], after: Sequence[Part], *, minutes: int) -> ModuleDelta:
    """From these parts to those; `minutes` is the reading time of all of `after`."""
    old, new = {part.name: part for part in before}, {part.name: part for part in after}
    changes: list[Change] = []
    for section in HEADINGS:
        changes += _reordered(section, before, after)
        changes += [_came(part) for name, part in new.items() if part.section == section and name not in old]
        changes += [
            _changed(old[name], part)
            for name, part in new.items()
            if part.section == section and name in old and old[name].shown != part.shown
        ]
        changes += [
            Change(name, "gone", part.heading, part.title, ())
            for name, part in old.items()
            if part.section == section and name not in new
        ]
    return ModuleDelta(tuple(changes), _minutes(changes, after, minutes))


def applied(before: Sequence[Part], delta: ModuleDelta, after: Sequence[Part]) -> Mapping[str, Part]:
    """What somebody knows who knew `before` and read the delta: `after` in the parts that it names, else `before`."""
    now = {part.name: part for part in after}
    known = {part.name: part for part in before}
    for change in delta.changes:
        if change.how == "gone":
            del known[change.name]
        elif change.how != "reordered":
            known[change.name] = now[change.name]
    return known


def claims_changed(before: Launch, after: Launch, modules: Iterable[str]) -> frozenset[str]:
    """The claims that any of these modules teaches otherwise in `after` than in `before`."""
    return frozenset(
        claim
        for key in modules
        if key in before.modules and key in after.modules
        for claim in module_delta(before, after, key).claims
    )


def _came(part: Part) -> Change:
    fields = tuple(FieldChange(one.label, "", one.text, one.is_markdown) for one in part.fields)
    return Change(part.name, "new", part.heading, part.title, fields)


def _changed(before: Part, after: Part) -> Change:
    """Only what differs; the whole of it when what differs cannot be seen field by field."""
    old, new = _by_label(before.fields), _by_label(after.fields)
    labels = list(dict.fromkeys([*(one.label for one in after.fields), *(one.label for one in before.fields)]))
    fields = tuple(
        _field_change(label, old.get(label), new.get(label)) for label in labels if old.get(label) != new.get(label)
    )
    if not fields:
        fields = tuple(_field_change(label, old.get(label), new.get(label)) for label in labels)
    return Change(after.name, "changed", after.heading, after.title, fields)


def _by_label(fields: Iterable[Field]) -> dict[str, Field]:
    """One field for each label; two of the same label are told together."""
    found: dict[str, Field] = {}
    for one in fields:
        earlier = found.get(one.label)
        found[one.label] = Field(one.label, f"{earlier.text}; {one.text}", one.is_markdown) if earlier else one
    return found


def _field_change(label: str, before: Field | None, after: Field | None) -> FieldChange:
    was, now = before.text if before else "", after.text if after else ""
    is_markdown = any(one is not None and one.is_markdown for one in (before, after))
    if is_markdown and was and now and "```" not in was + now:
        was, now = _differing(was, now)
    return FieldChange(label, was, now, is_markdown)


def _differing(was: str, now: str) -> tuple[str, str]:
    """Of two Markdown texts the paragraphs that are not in both, in their order."""
    old, new = was.split("\n\n"), now.split("\n\n")
    gone: list[str] = []
    came: list[str] = []
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            gone += old[a1:a2]
            came += new[b1:b2]
    return "\n\n".join(gone), "\n\n".join(came)


def _reordered(section: str, before: Sequence[Part], after: Sequence[Part]) -> list[Change]:
    """Told when the entries that both versions have stand in another order."""
    new = [part for part in after if part.section == section]
    both = {part.name for part in before} & {part.name for part in new}
    order = [part.name for part in before if part.name in both]
    if section == "sources" or order == [part.name for part in new if part.name in both]:
        return []
    was = "; ".join(part.title for part in before if part.name in both)
    return [
        Change(
            section, "reordered", HEADINGS[section], "Now in this order",
            (FieldChange("Order", was, "; ".join(part.title for part in new)),),
        )
    ]  # fmt: skip


def _minutes(changes: Sequence[Change], after: Sequence[Part], minutes: int) -> int:
    if not changes:
        return 0
    whole = sum(_words(one.text) for part in after for one in part.fields)
    told = sum(_words(one.title) + sum(_words(f.was) + _words(f.now) for f in one.fields) for one in changes)
    return max(1, min(minutes, math.ceil(minutes * told / max(whole, 1))))


def _words(text: str) -> int:
    return len(text.split())
