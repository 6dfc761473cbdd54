"""Kits: the ones a rep made, one as it reads today, its documents, and what reps rewrote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from readiness.context import Context
from readiness.domain.kit.plan import PIECES, LeftOut, PlannedPart, Reader, plan_kit
from readiness.domain.kit.request import KitRequest
from readiness.domain.kit.unnamed import unnamed
from readiness.ground.errors import Conflict, NotFound
from readiness.ports.handouts import Handout
from readiness.store import kits
from readiness.store.approved_for_kit import lacking_for
from readiness.store.launches import require_version

REWRITTEN: Final = "kits/rewritten.md.j2"
_EMPTY_TITLE: Final = re.compile(r"\A#[ \t]*\n")
"""A battlecard and a calculator stand under the kit's own headings."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of the launch that a kit may be for."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class KitLine:
    number: int
    account: str
    person: str
    role: str
    conversation: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KitDesk:
    """One's own kits, newest first, and what a new one may be for."""

    launch: str
    launch_name: str
    kits: tuple[KitLine, ...]
    personas: tuple[Choice, ...]
    requirements: tuple[Choice, ...]
    competitors: tuple[Choice, ...]
    conversations: tuple[Choice, ...]
    calculators: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KitPart:
    """`markdown` is the part as it stands, `html` the same safe to show; `words` are the rep's own in an open part, ""
    while it says what it said. `made_of` are the approved materials it rests on.
    """

    key: str
    piece: str
    reader: Reader
    title: str
    is_open: bool
    words: str
    markdown: str
    html: str
    made_of: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KitSheet:
    """A kit as it reads today: made of what is approved today, whatever was approved when it was made.

    `spoken_to_as` is the persona whose message the person is told.
    """

    launch: str
    launch_name: str
    number: int
    request: KitRequest
    spoken_to_as: str
    parts: tuple[KitPart, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def materials(self) -> tuple[str, ...]:
        """The approved materials that its parts rest on."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.made_of))


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteLine:
    """What a rep made of an open part, and in what situation: not whose, and not for whom. `text` "" = taken back."""

    number: int
    part: str
    was: str
    text: str
    role: str
    requirement: str
    competitor: str
    conversation: str
    at: datetime


def kit_desk(context: Context, *, launch: str) -> KitDesk:
    """Of whoever acts. Raises NotFound before the launch is applied."""
    by = context.by().casefold()
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        made = kits.kits_of(session, launch, by)
    lines = tuple(
        KitLine(one.number, one.request.account, one.request.person, one.request.role, one.request.conversation, one.at)
        for one in made
    )
    return KitDesk(
        launch=launch, launch_name=definition.product.name, kits=lines,
        personas=tuple(Choice(key, f"{one.name}, {one.title}") for key, one in definition.personas.items()),
        requirements=tuple(Choice(key, one.problem) for key, one in definition.requirements.items()),
        competitors=tuple(Choice(key, one.name) for key, one in definition.competitors.items()),
        conversations=tuple(Choice(key, one.name) for key, one in definition.conversations.items()),
        calculators=tuple(Choice(key, one.name) for key, one in definition.calculators.items()),
    )  # fmt: skip


def kit_sheet(context: Context, *, launch: str, number: int) -> KitSheet:
    """The kit as it reads today, for whoever made it; for everybody else it is not there (NotFound).

    Raises Conflict when the launch no longer has what it is for.
    """
    by = context.by().casefold()
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        kit = kits.kit(session, launch, number)
        if kit is None or kit.by != by:
            raise NotFound(f"you have no kit {number} of '{launch}'.", hint="Kits are seen by those who made them.")
        words = kits.rewritten(session, number)
        try:
            lacking = lacking_for(session, definition, kit.request, context.templates.fingerprint)
            plan = plan_kit(definition, kit.request, lacking, context.clock.today())
        except KeyError as error:
            raise Conflict(f"the launch no longer has {error}.", hint="Make the kit anew.") from error
    persona = definition.personas[kit.request.persona]
    return KitSheet(
        launch=launch, launch_name=definition.product.name, number=number, request=kit.request,
        spoken_to_as=f"{persona.name}, {persona.title}",
        parts=tuple(_part(context, one, words.get(one.key, "")) for one in plan.parts), left_out=plan.left_out,
    )  # fmt: skip


def kit_handout(context: Context, sheet: KitSheet, reader: Reader) -> Handout:
    """One of the kit's two documents: for the buyer, or for our own people."""
    lines: list[str] = []
    piece = ""
    for part in sheet.parts:
        if part.reader != reader:
            continue
        if part.piece != piece:
            piece = part.piece
            lines.append(f"## {PIECES[piece][0]}\n")
        alone = [one.piece for one in sheet.parts].count(piece) == 1
        lines += [] if alone else [f"### {part.title}\n"]
        lines.append(f"{_lower(part.markdown, by=1 if alone else 2)}\n")
    today = context.clock.today()
    asked = sheet.request
    names = {"buyer": f"For {asked.person}, {asked.account}", "us": f"{asked.account}: {asked.person}"}
    notes = {"buyer": "", "us": "For our own people. Not to be handed to a buyer."}
    return Handout(
        title=names[reader],
        kicker=f"{today.day} {today:%B %Y}",
        note=notes[reader],
        markdown="\n".join(lines),
        on=today,
    )


def kit_rewrites(context: Context, *, launch: str) -> tuple[RewriteLine, ...]:
    """What reps made of open parts, newest first."""
    with context.database.reading() as session:
        require_version(session, launch)
        found = kits.rewrites(session, launch)
    return tuple(
        RewriteLine(
            number=one.number, part=one.part, was=_unnamed(one.was, of.request), text=_unnamed(one.text, of.request),
            role=_unnamed(of.request.role, of.request),
            requirement=of.request.requirement, competitor=of.request.competitor,
            conversation=of.request.conversation, at=one.at,
        )
        for one, of in found
    )  # fmt: skip


def _unnamed(text: str, request: KitRequest) -> str:
    return unnamed(text, account=request.account, person=request.person)


def _part(context: Context, part: PlannedPart, words: str) -> KitPart:
    own = words if part.is_open else ""
    template, shown = (REWRITTEN, {"text": own}) if own else (part.template, part.context)
    markdown = context.templates.render(template, shown).strip()
    markdown = _EMPTY_TITLE.sub("", markdown).strip()
    return KitPart(
        key=part.key, piece=part.piece, reader=part.reader, title=part.title, is_open=part.is_open, words=own,
        markdown=markdown, html=context.pages.fragment(_lower(markdown, by=3)), made_of=part.made_of,
    )  # fmt: skip


def _lower(markdown: str, *, by: int) -> str:
    """Headings below those of the document; whatever else begins with # is escaped text."""
    return "\n".join(f"{'#' * by}{line}" if line.startswith("##") else line for line in markdown.splitlines())
