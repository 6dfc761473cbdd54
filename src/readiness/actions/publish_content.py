"""A module, quiz or role-play is published as it now reads: from here on, this is what people are held to."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.context import Context
from readiness.domain.definition.model import ChangeClass, Launch
from readiness.domain.materials.content import content_entry, content_fingerprint, content_units
from readiness.domain.materials.publication import Publication, latest_publication, may_publish, meaning
from readiness.ground.errors import DefinitionError, NotAllowed, Problem
from readiness.store import journal, materials, standings
from readiness.store.launches import require_version
from readiness.store.quizzes import accepted_items


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
    context: Context, *, launch: str, kind: str, key: str, change: ChangeClass | None = None, note: str = ""
) -> Published:
    """The content of the applied definition is the latest version in the publish log; standings follow it.

    `change` and `note` are those declared in the definition when not given. A later version that asks something of
    people needs a note. Raises NotAllowed for anybody but the launch's owner and its team of enablement or marketing,
    NotFound for content that does not exist, DefinitionError when the note is missing.
    """
    by = context.by()
    with context.database.transaction() as session:
        definition = require_version(session, launch).definition
        entry = content_entry(definition, kind, key)
        _allow(definition, by)
        standings.lock(session, launch)
        now = content_fingerprint(definition, kind, key, accepted_items(session, launch, definition))
        last = latest_publication(materials.publications(session, launch), kind, key)
        if last is not None and last.fingerprint == now:
            return Published(last, False, last.fingerprint, "nothing changed; the version that stands stands.")
        version = last.version + 1 if last else 1
        chosen = change or entry.change
        why = note.strip() or entry.change_note
        if version > 1 and chosen != "minor" and not why:
            raise _no_note(kind, key, chosen)
        publication = Publication(
            launch=launch, kind=kind, key=key, version=version, fingerprint=now, change=chosen, note=why, by=by,
            at=context.clock.now(), simulated=context.clock.simulated,
        )  # fmt: skip
        materials.publish(session, publication)
        journal.record(
            session, context.clock, actor=by, verb="published", subject=f"{kind}/{key} version {version}",
            launch=launch, fingerprint=now, detail={"change": chosen, "note": why},
        )  # fmt: skip
        standings.bring_up_to_date(session, launch)
    return Published(publication, True, last.fingerprint if last else None, meaning(chosen, version=version))


def publish_all(
    context: Context, *, launch: str, change: ChangeClass | None = None, note: str = ""
) -> tuple[Published, ...]:
    """Every module, quiz and role-play of the applied definition is published as it now reads, in file order.

    Each is published by itself: killed in between, the next call goes on where this one stopped.
    """
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
    _allow(definition, context.by())
    return tuple(
        publish_content(context, launch=launch, kind=kind, key=key, change=change, note=note)
        for kind, key in content_units(definition)
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
