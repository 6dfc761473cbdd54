"""A module, quiz or role-play is published as it now reads: from here on, this is what people are held to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from readiness.actions.assemble_forms import Ahead, keep_forms, put_together
from readiness.actions.write_changes import write_changes
from readiness.context import Context
from readiness.domain.definition.assessment import Item
from readiness.domain.definition.model import Launch
from readiness.domain.definition.vocabulary import ChangeClass
from readiness.domain.materials.assemble import materials_for
from readiness.domain.materials.content import content_entry, content_fingerprint, content_units
from readiness.domain.materials.publication import (
    Publication,
    is_of,
    latest_publication,
    may_publish,
    meaning,
    missing_approvals,
)
from readiness.domain.materials.spec import KINDS
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, Problem
from readiness.ground.notes import fit_note
from readiness.store import approvals, journal, materials, requirement_progress, standings
from readiness.store.launches import require_version
from readiness.store.quizzes import accepted_items
from readiness.store.task_progress import task_progress

_SHOWN = 4
"""Pieces named in a refusal; the rest are counted."""

UNAPPROVED = "not approved by"
"""What a note in the publish log says first when the content went out without approvals that its launch asks for."""


@dataclass(frozen=True, slots=True)
class Published:
    """The publication that stands. `is_new` is False when just this content was published already.

    `previous_fingerprint` is what people were held to before, None for a first version; `means` says in a sentence what
    the publication asks of them.
    """

    publication: Publication
    is_new: bool
    previous_fingerprint: str | None
    means: str


def publish_content(
    context: Context,
    *,
    launch: str,
    kind: str,
    key: str,
    change: ChangeClass | None = None,
    note: str = "",
    unapproved: bool = False,
    seen: str = "",
) -> Published:
    """The content of the applied definition is the latest version in the publish log; standings follow it.

    `change` and `note` are those declared in the definition when not given. A later version that asks something of
    people needs a note. Every function whose approval of such content the launch's tasks ask for has approved it as it
    reads; with `unapproved` it goes out without, the note says why, and log and journal say so. `seen` is the content
    fingerprint whose effect was shown, if it was. Raises NotAllowed for anybody but the launch's owner and its team of
    enablement or marketing, NotFound for content that does not exist, Conflict when approvals are missing or the
    content is no longer what was seen, DefinitionError when the note is missing or the bank cannot serve the forms,
    OutsideFailure when those need the extra `assessment`. A module's changes are then written into the output folder;
    what a crash leaves out there, the next rendering writes.
    """
    by, note = context.by(), fit_note(note)
    ahead = _forms_ahead(context, launch=launch, kind=kind, key=key)
    with context.database.transaction() as session:
        definition = require_version(session, launch).definition
        entry = content_entry(definition, kind, key)
        _allow(definition, by)
        standings.lock(session, launch)
        accepted = accepted_items(session, launch, definition)
        now = content_fingerprint(definition, kind, key, accepted)
        if seen and seen != now:
            raise Conflict(
                f"{kind} '{key}' reads differently now; nothing was published.",
                hint="See its effect again, then publish.",
            )
        last = latest_publication(materials.publications(session, launch), kind, key)
        if last is not None and last.fingerprint == now:
            if ahead is None or ahead.was is not None:
                return Published(last, False, last.fingerprint, "nothing changed; the version that stands stands.")
            keep_forms(context, session, launch=launch, ahead=ahead)
            forms = len(ahead.assembly.forms)
            return Published(
                last, False, last.fingerprint, f"the version that stands stands; its {forms} forms were put together."
            )
        version = last.version + 1 if last else 1
        chosen = change or entry.change
        why = note or entry.change_note
        if version > 1 and chosen != "minor" and not why:
            raise _no_note(kind, key, chosen)
        missing = _missing(context, session, definition, kind=kind, key=key, accepted=accepted)
        if missing and not unapproved:
            raise _unapproved(launch, kind, key, missing)
        if missing:
            why = f"{UNAPPROVED} {' and '.join(missing)}: {fit_note(note, name='reason (--note)', required=True)}"
        publication = Publication(
            launch=launch, kind=kind, key=key, version=version, fingerprint=now, change=chosen, note=why, by=by,
            at=context.clock.now(), simulated=context.clock.simulated,
        )  # fmt: skip
        materials.publish(session, publication)
        if ahead is not None:
            keep_forms(context, session, launch=launch, ahead=ahead)
        journal.record(
            session, context.clock, actor=by, verb="published", subject=f"{kind}/{key} version {version}",
            launch=launch, fingerprint=now,
            detail={"change": chosen, "note": why, **({"unapproved": missing} if missing else {})},
        )  # fmt: skip
        standings.bring_up_to_date(session, launch)
        requirement_progress.bring_up_to_date(session, launch)
    if kind == "module" and version > 1:
        write_changes(context, launch=launch)
    return Published(publication, True, last.fingerprint if last else None, meaning(chosen, version=version))


def _forms_ahead(context: Context, *, launch: str, kind: str, key: str) -> Ahead | None:
    """The forms of a quiz that asks for some, put together before anything is locked; None for everything else."""
    if kind != "quiz":
        return None
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        told = definition.quizzes.get(key)
        if told is None or told.forms is None or not may_publish(definition, context.by()):
            return None
        return put_together(session, definition, told)


def approvals_lacking(context: Context, *, launch: str, kind: str, key: str) -> tuple[Problem, ...]:
    """What `publish_content` would refuse the content for as it now reads; empty when it is published, or approved."""
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        accepted = accepted_items(session, launch, definition)
        last = latest_publication(materials.publications(session, launch), kind, key)
        if last is not None and last.fingerprint == content_fingerprint(definition, kind, key, accepted):
            return ()
        return tuple(_problems(_missing(context, session, definition, kind=kind, key=key, accepted=accepted)))


def publish_all(
    context: Context, *, launch: str, change: ChangeClass | None = None, note: str = "", unapproved: bool = False
) -> tuple[Published, ...]:
    """Every module, quiz and role-play of the applied definition is published as it now reads, in file order.

    Each is published by itself: killed in between, the next call goes on where this one stopped. Nothing is published
    while approvals of any of it are missing. Raises as `publish_content` does, with everything that is missing.
    """
    note = fit_note(note)
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        _allow(definition, context.by())
        if not unapproved:
            _require_approved(context, session, definition)
    return tuple(
        publish_content(context, launch=launch, kind=kind, key=key, change=change, note=note, unapproved=unapproved)
        for kind, key in content_units(definition)
    )


def _require_approved(context: Context, session: Session, definition: Launch) -> None:
    """Raises Conflict with every approval that is missing of content which is not published as it now reads."""
    accepted = accepted_items(session, definition.key, definition)
    log = materials.publications(session, definition.key)
    missing: dict[str, tuple[str, ...]] = {}
    for kind, key in content_units(definition):
        last = latest_publication(log, kind, key)
        if last is None or last.fingerprint != content_fingerprint(definition, kind, key, accepted):
            lacking = _missing(context, session, definition, kind=kind, key=key, accepted=accepted)
            missing |= {function: (*missing.get(function, ()), *names) for function, names in lacking.items()}
    if missing:
        raise Conflict(
            "nothing was published: not all of it is approved as it now reads.",
            hint=_way_out(definition.key), problems=_problems(missing),
        )  # fmt: skip


def _missing(
    context: Context, session: Session, definition: Launch, *, kind: str, key: str, accepted: Sequence[Item]
) -> Mapping[str, tuple[str, ...]]:
    """Function → pieces of the content that it has to approve first. Asked for by the tasks that are not skipped."""
    progress = task_progress(session, definition.key)
    asked = [
        task.function
        for task in progress.graph.tasks
        if task.action == "approve" and kind in task.concerns and progress.states[task.key].state != "skipped"
    ]
    if not asked:
        return {}
    made = materials_for(definition, accepted, context.templates.fingerprint, tuple(k for k in KINDS if k == kind))
    specs = [spec for spec in made if is_of(spec, kind, key)]
    return missing_approvals(specs, list(dict.fromkeys(asked)), approvals.approvals(session, definition.key))


def _unapproved(launch: str, kind: str, key: str, missing: Mapping[str, tuple[str, ...]]) -> Conflict:
    return Conflict(
        f"{kind} '{key}' is not approved as it now reads.", hint=_way_out(launch), problems=_problems(missing)
    )


def _problems(missing: Mapping[str, tuple[str, ...]]) -> list[Problem]:
    return [
        Problem("PB002", f"{function} has not approved {_few(names)}.", f"Ask a member of {function}.")
        for function, names in missing.items()
    ]


def _few(names: tuple[str, ...]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _way_out(launch: str) -> str:
    return (
        f"Approve with: readiness task approve {launch} TASK, or readiness materials approve {launch} PIECE (after "
        f"readiness apply {launch}, if the file changed). To publish without: --unapproved --note 'why'."
    )


def _allow(definition: Launch, by: str) -> None:
    if not may_publish(definition, by):
        raise NotAllowed(
            f"{by} may not publish content of '{definition.key}'.",
            hint="Its owner may, and team members of enablement or marketing.",
        )


def _no_note(kind: str, key: str, change: str) -> DefinitionError:
    return DefinitionError(
        f"{kind} '{key}' cannot be published without a note.",
        problems=[
            Problem(
                "PB001",
                f"a {change} change asks people to do something again, and nobody says why.",
                "Pass --note, or write change_note in the launch file.",
            )
        ],
    )
