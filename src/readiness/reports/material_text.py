"""One material on one screen: its text, who approved it as it reads, and what changed since it was last approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.materials.approval import Approval, Decision, earlier_approvals, latest_decisions
from readiness.domain.materials.content import content_fingerprint
from readiness.domain.materials.difference import Difference, difference
from readiness.domain.materials.publication import CONTENT_KINDS, Publication
from readiness.domain.materials.shown import Rendering, approvers, content_key, shown_to_everybody
from readiness.domain.materials.spec import KIND_NAMES, KINDS, REVIEWERS_ONLY
from readiness.ground.errors import Conflict, NotFound
from readiness.ground.keys import did_you_mean
from readiness.store import approvals, materials
from readiness.store.launches import require_version
from readiness.store.materials import MaterialVersion

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionWord:
    """What one function says of the text as it reads: `decision` None = nothing yet.

    `is_asked`: the gate asks for it. `earlier` is the last other text it approved, "" when there is none; `earlier_at`
    says when.
    """

    function: str
    is_asked: bool
    decision: Decision | None
    by: str
    by_name: str
    at: datetime | None
    note: str
    earlier: str
    earlier_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialPage:
    """A piece as it now reads. `html` is safe to show as it is.

    `changes` None = there is nothing to compare with: no function approved another text. `since` is the function whose
    approval is compared with. `may_decide` are the functions in which the viewer may approve or reject. `others_read`
    is the fingerprint that everybody else may read now, "" when they may read none.
    """

    launch: str
    launch_name: str
    name: str
    kind: str
    kind_name: str
    key: str
    title: str
    fingerprint: str
    rendered_at: datetime
    html: str
    words: tuple[FunctionWord, ...]
    may_decide: tuple[str, ...]
    changes: Difference | None
    since: str
    since_at: datetime | None
    versions: int
    others_read: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicText:
    """A piece as everybody may read it. `is_latest`: nothing newer is under review."""

    launch: str
    launch_name: str
    name: str
    kind_name: str
    title: str
    fingerprint: str
    rendered_at: datetime
    html: str
    is_latest: bool


@dataclass(frozen=True, slots=True)
class PublicLine:
    """A piece that everybody may read."""

    name: str
    kind: str
    title: str


def material_page(context: Context, *, launch: str, name: str, since: str = "") -> MaterialPage:
    """The piece called `name` (`battlecard/jenkins`) for those who work on it.

    Compared with the last other text that the function `since` approved; without it, the viewer's own function, else
    whoever approved last. Raises NotFound for no such piece, Conflict when nothing is rendered yet.
    """
    kind, key = _split(name)
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        texts = materials.renderings(session, launch, kind, key)
        if not texts:
            raise _missing(session, launch, name)
        made = approvals.approvals(session, launch)
        public = _public(session, definition, (kind, key), texts, made)
    now = texts[-1]
    words = _words(definition, made, now)
    own = _functions_of(definition, context.actor)
    changes, against = _changes(texts, words, since or next((f for f in own if _earlier(words, f)), ""))
    return MaterialPage(
        launch=launch, launch_name=definition.product.name, name=name, kind=kind, kind_name=KIND_NAMES[kind], key=key,
        title=now.title, fingerprint=now.fingerprint, rendered_at=now.rendered_at,
        html=context.pages.fragment(now.markdown), words=words, may_decide=own, changes=changes,
        since=against.function if against else "", since_at=against.earlier_at if against else None,
        versions=len(texts), others_read=public.fingerprint if public else "",
    )  # fmt: skip


def public_text(context: Context, *, launch: str, name: str) -> PublicText:
    """The piece as everybody may read it (`domain.materials.shown` has the rule).

    Raises NotFound when there is no such piece and when nobody but the staff may read it: the answer is the same.
    """
    kind, key = _split(name, quietly=True)
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        texts = materials.renderings(session, launch, kind, key)
        found = _public(session, definition, (kind, key), texts, approvals.approvals(session, launch))
    if found is None:
        raise _not_public()
    text = next(one for one in texts if (one.fingerprint, one.rendered_at) == (found.fingerprint, found.rendered_at))
    return PublicText(
        launch=launch, launch_name=definition.product.name, name=name, kind_name=KIND_NAMES[kind], title=text.title,
        fingerprint=text.fingerprint, rendered_at=text.rendered_at, html=context.pages.fragment(text.markdown),
        is_latest=text == texts[-1],
    )  # fmt: skip


def public_lines(context: Context, *, launch: str) -> tuple[str, tuple[PublicLine, ...]]:
    """The launch's name and every piece of it that everybody may read, in the order of the kinds; often empty."""
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        titles = {name: version.title for name, version in materials.current(session, launch).items()}
        times = materials.rendering_times(session, launch)
        made = approvals.approvals(session, launch)
        log = materials.publications(session, launch)
    lines = []
    for (kind, key), texts in times.items():
        shown = shown_to_everybody(
            kind, key, [Rendering(*text) for text in texts], asked=approvers(definition, kind), approvals=made,
            publications=log, content_now=_content(definition, kind, key),
        )  # fmt: skip
        if shown is not None:
            lines.append(PublicLine(f"{kind}/{key}", kind, titles[kind, key]))
    ordered = sorted(lines, key=lambda line: (list(KIND_NAMES).index(line.kind), line.name))
    return definition.product.name, tuple(ordered)


def _split(name: str, *, quietly: bool = False) -> tuple[str, str]:
    kind, _, key = name.partition("/")
    if kind in KINDS and key and len(name) <= LONGEST_NAME and not (quietly and kind in REVIEWERS_ONLY):
        return kind, key
    if quietly:
        raise _not_public()
    raise NotFound(f"{name[:LONGEST_NAME]!a} is no material.", hint=did_you_mean(kind[:64], KINDS))


def _not_public() -> NotFound:
    return NotFound(
        "there is nothing of this name that you may read.",
        hint="Materials appear here once they are approved, training once it is published.",
    )


def _missing(session: Session, launch: str, name: str) -> NotFound | Conflict:
    standing = materials.current_fingerprints(session, launch)
    if not standing:
        return Conflict(f"no material of '{launch}' has been rendered yet.", hint=f"Run: readiness apply {launch}")
    known = [f"{kind}/{key}" for kind, key in standing]
    return NotFound(f"launch '{launch}' has no material {name!a}.", hint=did_you_mean(name, known))


def _public(
    session: Session,
    definition: Launch,
    name: tuple[str, str],
    texts: Sequence[MaterialVersion],
    made: Sequence[Approval],
) -> Rendering | None:
    kind, key = name
    is_content = kind in CONTENT_KINDS
    log: tuple[Publication, ...] = materials.publications(session, definition.key) if is_content else ()
    return shown_to_everybody(
        kind, key, [Rendering(text.fingerprint, text.rendered_at) for text in texts],
        asked=approvers(definition, kind), approvals=made, publications=log,
        content_now=_content(definition, kind, key),
    )  # fmt: skip


def _content(definition: Launch, kind: str, key: str) -> str | None:
    """The content fingerprint of what a module or role-play now says; None for whatever is not published."""
    if kind not in CONTENT_KINDS or kind in REVIEWERS_ONLY:
        return None
    unit = content_key(kind, key)
    entries: Mapping[str, object] = definition.modules if kind == "module" else definition.role_plays
    return content_fingerprint(definition, kind, unit, ()) if unit in entries else None


def _words(definition: Launch, made: Sequence[Approval], now: MaterialVersion) -> tuple[FunctionWord, ...]:
    """Every function that is asked or ever decided on the piece: the asked ones first, in the gate's order."""
    about = [one for one in made if (one.kind, one.key) == (now.kind, now.key)]
    asked = approvers(definition, now.kind)
    latest = latest_decisions(about, now.kind, now.key, now.fingerprint)
    earlier = earlier_approvals(about, now.kind, now.key, now.fingerprint)
    names = {member.email.casefold(): member.name for member in definition.team.values()}
    found = []
    for function in dict.fromkeys((*asked, *(one.function for one in about))):
        said = latest.get(function)
        before = earlier.get(function)
        found.append(
            FunctionWord(
                function=function, is_asked=function in asked, decision=said.decision if said else None,
                by=said.by if said else "", by_name=names.get(said.by.casefold(), said.by) if said else "",
                at=said.at if said else None, note=said.note if said else "",
                earlier=before.fingerprint if before else "", earlier_at=before.at if before else None,
            )
        )  # fmt: skip
    return tuple(found)


def _earlier(words: Sequence[FunctionWord], function: str) -> bool:
    return any(word.function == function and word.earlier and word.decision is None for word in words)


def _changes(
    texts: Sequence[MaterialVersion], words: Sequence[FunctionWord], since: str
) -> tuple[Difference | None, FunctionWord | None]:
    """The changes since that function's approval; since the latest of all when it approved nothing else."""
    comparable = [word for word in words if word.earlier]
    chosen = next((word for word in comparable if word.function == since), None)
    if chosen is None:
        chosen = max(comparable, key=lambda word: word.earlier_at, default=None)  # type: ignore[arg-type, return-value]
    before = next((text for text in reversed(texts) if chosen and text.fingerprint == chosen.earlier), None)
    if chosen is None or before is None:
        return None, None
    return difference(before.markdown, texts[-1].markdown), chosen


def _functions_of(definition: Launch, email: str) -> tuple[str, ...]:
    own = {member.function for member in definition.team.values() if member.email.casefold() == email.casefold()}
    return tuple(sorted(own))
