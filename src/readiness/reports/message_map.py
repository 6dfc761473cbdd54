"""The message of a launch on one screen: its map with every gap in words, who it is for, and the pieces made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from readiness.context import Context
from readiness.domain.checks.claims import NO_CLAIMS, GenericRate, generic_rate
from readiness.domain.definition.model import Launch
from readiness.domain.definition.vocabulary import Standing
from readiness.domain.messaging.proof import Reason
from readiness.domain.messaging.situations import Gap, GapKind, SituationRow, message_map
from readiness.domain.messaging.talks import Coverage, Talk, coverage
from readiness.ground.errors import DefinitionError
from readiness.reports.materials import MaterialLine, material_lines
from readiness.store.launches import current_version

MESSAGE_KINDS: Final = ("value-proposition-sheet", "objection-cards", "battlecard", "calculator")

_SAID: Final[Mapping[GapKind, str]] = {
    "no-proposition": "No value proposition answers this.",
    "no-proof": "Names no proof.",
    "proof-shows-nothing": "Its proof shows none of these capabilities.",
    "proof-expired": "The proof that shows it is out of date.",
    "proof-not-permitted": "The proof that shows it may not be told outside.",
    "lead-not-ahead": "Leads with what this competitor has too: {}.",
    "nothing-ahead": "Nothing in it is ahead of this competitor: {}.",
    "standing-unstated": "The file does not say where this stands: {}.",
    "not-available": "Promises what is not there: {}.",
}
_NOT_COUNTED: Final[Mapping[Reason, str]] = {
    "none": "",
    "shows-nothing": "shows something else",
    "expired": "out of date",
    "not-permitted": "not permitted outside",
}


@dataclass(frozen=True, slots=True)
class Named:
    """An entry of the message: its key, and what it says in a line."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class ShownCapability:
    """`standing` None = without a competitor, or unsaid."""

    title: str
    standing: Standing | None
    is_lead: bool


@dataclass(frozen=True, slots=True)
class ShownProof:
    """`fault` says why it does not count here; "" = it does."""

    title: str
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """An answer in words. `gaps` empty = it can be said and proven."""

    proposition: Named
    capabilities: tuple[ShownCapability, ...]
    proof: tuple[ShownProof, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRow:
    """One situation. `cells` has a place for every column, None where that proposition does not answer.

    `competitor` None = the buyer compares us with nobody; `is_partner`: sold beside it, not against it.
    """

    competitor: Named | None
    is_partner: bool
    cells: tuple[Cell | None, ...]
    gaps: tuple[str, ...]

    @property
    def answers(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell is not None)

    @property
    def state(self) -> str:
        """covered: an answer without a gap; weak: only answers with gaps; open: none."""
        if not self.answers:
            return "open"
        return "covered" if any(not cell.gaps for cell in self.answers) else "weak"


@dataclass(frozen=True, slots=True)
class Block:
    """Situations of one requirement in which exactly the same can be said; `id` names it within the page."""

    id: str
    rows: tuple[MapRow, ...]


@dataclass(frozen=True, slots=True)
class RequirementRows:
    """A business requirement with every situation it stands in; each row's block is at its place in `block_ids`."""

    requirement: Named
    rows: tuple[MapRow, ...]
    blocks: tuple[Block, ...]
    block_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkCell:
    """What is meant for one persona in one conversation, in words."""

    conversation: str
    propositions: tuple[str, ...]
    objections: tuple[str, ...]
    role_plays: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.propositions or self.objections or self.role_plays)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonaRow:
    """A persona with a cell for each conversation; `anywhere` is what names no conversation."""

    persona: Named
    role: str
    cells: tuple[TalkCell, ...]
    anywhere: TalkCell


@dataclass(frozen=True, slots=True)
class ConversationColumn:
    conversation: Named
    training: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageBoard:
    """The whole screen. `is_applied` False = the launch was never applied, this is its file; then `pieces` is empty.

    `generic` are the generic claims in all that is said to customers, as RD218 counts them; `generic_per_thousand` of
    its words. `groups` is empty when the file names no requirement, `personas` when it names none.
    """

    launch: str
    name: str
    on: date
    is_applied: bool
    propositions: tuple[Named, ...]
    groups: tuple[RequirementRows, ...]
    conversations: tuple[ConversationColumn, ...]
    personas: tuple[PersonaRow, ...]
    pieces: tuple[MaterialLine, ...]
    generic: GenericRate = NO_CLAIMS
    generic_per_thousand: float = 0.0

    @property
    def counts(self) -> Mapping[str, int]:
        """Situations by state: covered, weak, open."""
        states = [row.state for group in self.groups for row in group.rows]
        return {state: states.count(state) for state in ("covered", "weak", "open")}


def message_board(context: Context, *, launch: str) -> MessageBoard:
    """The message as applied, else as the file has it, on today's date.

    Raises NotFound for a launch that is neither, DefinitionError with every problem for a file that cannot be read.
    """
    definition, is_applied = standing_definition(context, launch=launch)
    today = context.clock.today()
    found = message_map(definition, today)
    talks = coverage(definition)
    generic = generic_rate(definition)
    propositions = tuple(Named(key, definition.value_propositions[key].headline) for key in found.propositions)
    return MessageBoard(
        launch=definition.key,
        name=definition.product.name,
        on=today,
        is_applied=is_applied,
        propositions=propositions,
        groups=_groups(definition, found.rows, found.propositions),
        conversations=_columns(definition, talks),
        personas=_personas(definition, talks),
        pieces=_pieces(context, launch) if is_applied else (),
        generic=generic,
        generic_per_thousand=round(generic.per_1000, 1),
    )


def standing_definition(context: Context, *, launch: str) -> tuple[Launch, bool]:
    """The definition that was applied and True; before the first apply, what the file says and False."""
    with context.database.reading() as session:
        version = current_version(session, launch)
    if version is not None:
        return version.definition, True
    reading = context.launches.read(launch)
    if reading.launch is None:
        raise DefinitionError(
            f"launch '{launch}' is unsound, so its message cannot be shown.",
            hint=f"Mend the file; all of it: readiness check {launch}",
            problems=reading.problems,
        )
    return reading.launch, False


def _pieces(context: Context, launch: str) -> tuple[MaterialLine, ...]:
    return tuple(line for line in material_lines(context, launch=launch) if line.kind in MESSAGE_KINDS)


def _groups(launch: Launch, rows: Sequence[SituationRow], propositions: Sequence[str]) -> tuple[RequirementRows, ...]:
    by_requirement: dict[str, list[MapRow]] = {}
    for row in rows:
        by_requirement.setdefault(row.situation.requirement, []).append(_row(launch, row, propositions))
    return tuple(_group(launch, key, tuple(found)) for key, found in by_requirement.items())


def _group(launch: Launch, requirement: str, rows: tuple[MapRow, ...]) -> RequirementRows:
    alike: dict[tuple[object, ...], list[MapRow]] = {}
    for row in rows:
        alike.setdefault((row.cells, row.gaps), []).append(row)
    ids = {same: f"s-{requirement}-{number}" for number, same in enumerate(alike, start=1)}
    return RequirementRows(
        Named(requirement, launch.requirements[requirement].problem),
        rows,
        tuple(Block(ids[same], tuple(found)) for same, found in alike.items()),
        tuple(ids[row.cells, row.gaps] for row in rows),
    )


def _row(launch: Launch, row: SituationRow, propositions: Sequence[str]) -> MapRow:
    against = row.situation.competitor
    cells = {answer.proposition: answer for answer in row.answers}
    shown: list[Cell | None] = []
    for key in propositions:
        answer = cells.get(key)
        if answer is None:
            shown.append(None)
            continue
        shown.append(
            Cell(
                proposition=Named(key, launch.value_propositions[key].headline),
                capabilities=tuple(
                    ShownCapability(
                        launch.capabilities[one.capability].name,
                        one.standing,
                        launch.capabilities[one.capability].lead,
                    )
                    for one in answer.capabilities
                ),
                proof=tuple(
                    ShownProof(launch.proof_points[one.proof].statement, _NOT_COUNTED[one.fault] if one.fault else "")
                    for one in answer.proof
                ),
                gaps=tuple(_said(launch, gap) for gap in answer.gaps),
            )
        )
    return MapRow(
        competitor=Named(against, launch.competitors[against].name) if against else None,
        is_partner=against is not None and launch.competitors[against].kind == "partner",
        cells=tuple(shown),
        gaps=tuple(_said(launch, gap) for gap in row.gaps),
    )


def _said(launch: Launch, gap: Gap) -> str:
    names = [launch.capabilities[key].name for key in gap.about if key in launch.capabilities]
    return _SAID[gap.kind].format(", ".join(names))


def _columns(launch: Launch, talks: Coverage) -> tuple[ConversationColumn, ...]:
    return tuple(
        ConversationColumn(
            Named(one.conversation, launch.conversations[one.conversation].name),
            (
                *(launch.modules[key].title for key in one.modules),
                *(launch.quizzes[key].title for key in one.quizzes),
            ),
        )
        for one in talks.conversations
    )


def _personas(launch: Launch, talks: Coverage) -> tuple[PersonaRow, ...]:
    return tuple(
        PersonaRow(
            persona=Named(row.persona, launch.personas[row.persona].name),
            role=launch.personas[row.persona].title,
            cells=tuple(_talk(launch, talk) for talk in row.talks),
            anywhere=_talk(launch, row.anywhere),
        )
        for row in talks.rows
    )


def _talk(launch: Launch, talk: Talk) -> TalkCell:
    return TalkCell(
        conversation=launch.conversations[talk.conversation].name if talk.conversation else "",
        propositions=tuple(launch.value_propositions[key].headline for key in talk.propositions),
        objections=tuple(launch.objections[key].says for key in talk.objections),
        role_plays=tuple(launch.role_plays[key].title for key in talk.role_plays),
    )
