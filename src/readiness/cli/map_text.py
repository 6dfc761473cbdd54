"""The message of a launch in plain text: situations, gaps, personas and conversations, pieces and their approvals."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.reports.materials import MaterialLine
from readiness.reports.message_map import Block, Cell, MapRow, MessageBoard, PersonaRow, RequirementRows, TalkCell

_MARKS = {"covered": "✓", "weak": "!", "open": "✗"}


def map_text(board: MessageBoard, *, gaps_only: bool = False) -> str:
    """Situations in which the same can be said stand together. `gaps_only` leaves out those that can be answered,
    personas that hear something in every conversation, and pieces that everybody approved.
    """
    return "\n".join(_lines(board, gaps_only=gaps_only))


def _lines(board: MessageBoard, *, gaps_only: bool) -> Iterator[str]:
    yield f"{board.name} ({board.launch}), the message on {board.on}"
    if not board.is_applied:
        yield "Not applied yet: this is the file as it reads now."
    if not board.groups:
        yield "No selling situation yet: write requirements, and the competitors the buyer chooses between."
    else:
        found = board.counts
        yield (
            f"{sum(found.values())} selling situations: {found['covered']} ready to say, {found['weak']} with gaps, "
            f"{found['open']} without an answer"
        )
    if board.generic.words:
        yield _generic(board)
    for group in board.groups:
        yield from _group(group, gaps_only=gaps_only)
    yield from _talks(board, gaps_only=gaps_only)
    yield from _agreed(board.pieces, gaps_only=gaps_only)


def _generic(board: MessageBoard) -> str:
    """As `check` counts them (RD218), with the most used."""
    rate = board.generic
    most = ", ".join(f"{word} × {times}" for word, times in rate.claims[:5])
    told = f"{board.generic_per_thousand:.1f} generic claims per 1,000 words"
    return f"{told}: {rate.count} in {rate.words:,}{f' ({most})' if most else ''}"


def _group(group: RequirementRows, *, gaps_only: bool) -> Iterator[str]:
    blocks = [block for block in group.blocks if not (gaps_only and block.rows[0].state == "covered")]
    if not blocks:
        return
    yield f"\n{group.requirement.title} ({group.requirement.key})"
    for block in blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    row = block.rows[0]
    yield f"  {_MARKS[row.state]} {', '.join(map(_against, block.rows))}"
    yield from (f"      ✗ {gap}" for gap in row.gaps)
    for cell in row.answers:
        yield from _cell(cell)


def _against(row: MapRow) -> str:
    competitor = row.competitor
    if competitor is None:
        return "no competitor"
    return f"{'beside' if row.is_partner else 'against'} {competitor.title}"


def _cell(cell: Cell) -> Iterator[str]:
    yield f"      {cell.proposition.title} ({cell.proposition.key})"
    shown = [one.title + (f" [{one.standing}]" if one.standing else "") for one in cell.capabilities]
    yield f"        with   {'; '.join(shown)}"
    for one in cell.proof:
        yield f"        proof  {one.title}" + (f" [{one.fault}]" if one.fault else "")
    yield from (f"        ! {gap}" for gap in cell.gaps)


def _talks(board: MessageBoard, *, gaps_only: bool) -> Iterator[str]:
    rows = [row for row in board.personas if not gaps_only or any(cell.is_empty for cell in row.cells)]
    if rows:
        yield "\nWho hears what, in which conversation"
    for row in rows:
        yield from _persona(row, gaps_only=gaps_only)
    served = [one for one in board.conversations if not one.training]
    if served and board.personas:
        yield f"  No module or quiz serves: {', '.join(one.conversation.title for one in served)}"


def _persona(row: PersonaRow, *, gaps_only: bool) -> Iterator[str]:
    yield f"  {row.persona.title}, {row.role}"
    width = max((len(cell.conversation) for cell in row.cells), default=0)
    for cell in row.cells:
        if cell.is_empty or not gaps_only:
            yield f"    {cell.conversation:<{width}}  {_heard(cell)}"
    if not gaps_only and not row.anywhere.is_empty:
        yield f"    {'in any':<{width}}  {_heard(row.anywhere)}"


def _heard(cell: TalkCell) -> str:
    if cell.is_empty:
        return "✗ nothing"
    told = [(len(cell.propositions), "value proposition"), (len(cell.objections), "objection")]
    told.append((len(cell.role_plays), "role-play"))
    return ", ".join(f"{count} {name}{'s' if count > 1 else ''}" for count, name in told if count)


def _agreed(pieces: tuple[MaterialLine, ...], *, gaps_only: bool) -> Iterator[str]:
    rows = [one for one in pieces if not gaps_only or one.waiting_for or one.rejected_by]
    if not rows:
        return
    yield "\nWho agreed to it, as it reads"
    width = max(len(one.name) for one in rows)
    for one in rows:
        told = [f"approved by {', '.join(one.approved_by)}"] if one.approved_by else []
        told += [f"rejected by {', '.join(one.rejected_by)}"] if one.rejected_by else []
        earlier = dict.fromkeys(one.approved_earlier, " (approved an earlier text)")
        waits = [f"{function}{earlier.get(function, '')}" for function in one.waiting_for]
        told += [f"waits for {', '.join(waits)}"] if waits else []
        yield f"  {one.name:<{width}}  {'; '.join(told) or 'nobody has to'}"
