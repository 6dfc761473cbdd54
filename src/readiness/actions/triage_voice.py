"""A group of voices is accepted into the launch file, merged with what says the same, or declined with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlmodel import Session

from readiness.actions.edit_launch_file import edit_launch_file, judge_edits, require_readable, unsound
from readiness.context import Context
from readiness.domain.field_voice.proposal import SECTIONS, NewEntry, Proposal, proposed
from readiness.domain.field_voice.triage import Decision, VoiceGroup, groups_of, merged_into
from readiness.domain.materials.difference import Difference, difference
from readiness.domain.messaging.claims import claims_of
from readiness.ground.errors import Conflict, DefinitionError, NotFound, OutsideFailure, Problem
from readiness.ground.fingerprint import fingerprint
from readiness.ground.keys import did_you_mean
from readiness.ground.notes import fit_note
from readiness.ports.edits import AddEntry, ChangedFile, Edit, SetText
from readiness.store import field_voice, journal
from readiness.store.launches import require_version

MOST_MAILS = 50
"""Senders who are written to at once; the others find it on their home page."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file of the launch, as lines that differ."""

    name: str
    changes: Difference


@dataclass(frozen=True, slots=True)
class Accepted:
    """`path` is what was written (`objections.two-tools`), `files` how the launch's files read differently by it.

    `warnings` are what `check` now says and did not before. `seen` names exactly this edit. Not `written`: a preview.
    """

    group: int
    path: str
    files: tuple[FileChange, ...]
    warnings: tuple[Problem, ...]
    seen: str
    written: bool
    mailed: int = 0


@dataclass(frozen=True, slots=True)
class Triaged:
    """The decision, and how many of the senders had a mail about it."""

    group: int
    decision: Decision
    mailed: int


def accept_voice(
    context: Context, *, launch: str, group: int, becomes: str, entry: str, fields: Mapping[str, str],
    preview: bool = False, seen: str = "",
) -> Accepted:  # fmt: skip
    """The launch file has what was made of it, comments and order kept; it counts once the launch is applied.

    `seen` is that of the preview which was looked at, "" = none was. Raises NotFound, DefinitionError with every
    problem, Conflict when the file has changed since the preview. Nothing is written then.
    """
    by = context.by()
    voices = _require(context, launch, group)
    if (
        (last := voices.decision)
        and last.decision == "accepted"
        and last.entry == _path(becomes, entry)
        and not preview
    ):
        return Accepted(group, last.entry, (), (), seen, written=True)
    proposal, problems = proposed(becomes, entry.strip(), fields, require_readable(context, launch=launch))
    if proposal is None:
        raise unsound(launch, problems)
    edits = [_edit(proposal)]
    made, warnings = judge_edits(context, launch=launch, edits=edits)
    files = tuple(_changes(context.launches.folder(launch), made))
    now = fingerprint({path.name: file.after.decode("utf-8", "replace") for path, file in made.items()})
    if preview:
        return Accepted(group, proposal.path, files, warnings, now, written=False)
    if seen and seen != now:
        raise Conflict("the file has changed since you looked at the edit; nothing was written.", hint="Look again.")
    decision = Decision(group, "accepted", 0, proposal.path, "", by, context.clock.now())
    edit_launch_file(
        context, launch=launch, edits=edits, verb="accepted", subject=f"field voice {group} as {proposal.path}",
        detail={"group": group, "voices": [voice.id for voice in voices.voices]},
        also=lambda session: _decide(context, session, launch, decision),
    )  # fmt: skip
    mailed = _tell(context, voices, f"It is taken up in the launch file as {proposal.path}.")
    return Accepted(group, proposal.path, files, warnings, now, written=True, mailed=mailed)


def merge_voice(
    context: Context, *, launch: str, group: int, into: int = 0, entry: str = "", reason: str = ""
) -> Triaged:
    """The group belongs to another one (`into`), or to what the launch file says already (`entry`).

    Raises NotFound, DefinitionError unless exactly one of the two is named, Conflict for a circle.
    """
    by, said = context.by(), fit_note(reason)
    voices = _require(context, launch, group)
    if bool(into) == bool(entry):
        told = Problem(
            "FV007", "it is not said into what.", "Name another group, or an entry such as objections.price."
        )
        raise DefinitionError("this cannot be merged.", problems=[told])
    if entry:
        claims = claims_of(require_readable(context, launch=launch))
        if entry not in claims:
            told = Problem("FV007", f"the message has no '{entry[:80]}'.", did_you_mean(entry, claims), path="entry")
            raise DefinitionError("this cannot be merged.", problems=[told])
    with context.database.transaction() as session:
        if into:
            into = merged_into(field_voice.decisions_of(session, launch)).get(into, into)
            if into == group:
                raise Conflict(f"group {group} cannot be merged into itself.", hint="Name another group.")
            _group_in(session, launch, into)
        decision = Decision(group, "merged", into, entry, said, by, context.clock.now())
        if _is_same(voices.decision, decision):
            return Triaged(group, decision, 0)
        _decide(context, session, launch, decision)
        journal.record(
            session, context.clock, actor=by, verb="merged", subject=f"field voice {group}", launch=launch,
            detail={"into": into or entry, "reason": said},
        )  # fmt: skip
    told_so = (
        f"It belongs to what the message says at {entry}." if entry else "Others sent the same; it goes on with theirs."
    )
    return Triaged(group, decision, _tell(context, voices, told_so))


def decline_voice(context: Context, *, launch: str, group: int, reason: str) -> Triaged:
    """It is not taken up; the senders read the reason. Raises NotFound, DefinitionError without a reason."""
    by, said = context.by(), fit_note(reason, name="reason", required=True)
    voices = _require(context, launch, group)
    decision = Decision(group, "declined", 0, "", said, by, context.clock.now())
    if _is_same(voices.decision, decision):
        return Triaged(group, decision, 0)
    with context.database.transaction() as session:
        _decide(context, session, launch, decision)
        journal.record(
            session, context.clock, actor=by, verb="declined", subject=f"field voice {group}", launch=launch,
            detail={"reason": said},
        )  # fmt: skip
    return Triaged(group, decision, _tell(context, voices, f"It is not taken up: {said}"))


def _is_same(last: Decision | None, decision: Decision) -> bool:
    return last is not None and replace(last, by=decision.by, at=decision.at) == decision


def _require(context: Context, launch: str, group: int) -> VoiceGroup:
    with context.database.reading() as session:
        return _group_in(session, launch, group)


def _group_in(session: Session, launch: str, group: int) -> VoiceGroup:
    definition = require_version(session, launch).definition
    groups = groups_of(field_voice.voices_of(session, launch), field_voice.decisions_of(session, launch), definition)
    for one in groups:
        if one.number == group:
            return one
        if any(voice.id == group for voice in one.voices):
            raise NotFound(f"field voice {group} is in group {one.number}.", hint=f"Name {one.number}.")
    raise NotFound(f"launch '{launch}' has no field voice {group}.", hint=f"Run: readiness voice queue {launch}")


def _path(becomes: str, entry: str) -> str:
    """What an entry of this kind and key is called; words are called by their path."""
    section = next((held for kind, held in SECTIONS.items() if kind == becomes), "")
    return f"{section}.{entry.strip()}" if section else ""


def _edit(proposal: Proposal) -> Edit:
    if isinstance(proposal, NewEntry):
        return AddEntry(proposal.section, proposal.entry, proposal.fields)
    return SetText(proposal.path, proposal.text)


def _changes(folder: Path, made: Mapping[Path, ChangedFile]) -> Iterable[FileChange]:
    for path, file in made.items():
        before, after = (file.before or b"").decode("utf-8", "replace"), file.after.decode("utf-8", "replace")
        yield FileChange(path.relative_to(folder).as_posix(), difference(before, after))


def _decide(context: Context, session: Session, launch: str, decision: Decision) -> None:
    field_voice.add_decision(session, context.clock, launch, decision)


def _tell(context: Context, group: VoiceGroup, what: str) -> int:
    """The senders are written to. A mail that fails leaves it on their home page."""
    mailed = 0
    for sender in group.senders[:MOST_MAILS]:
        own = next(voice.says for voice in group.voices if voice.sender == sender)
        text = f"You sent us: \u201c{own}\u201d\n\n{what}\n\n{context.actor}\n"
        try:
            context.mail.send(sender, "What became of what you sent from the field", text)
        except OutsideFailure:
            return mailed
        mailed += 1
    return mailed
