"""The voice of the field on screens: what one sent, the queue of a launch, one group with what it could become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.access.permissions import see_message
from readiness.domain.access.roles import Viewer
from readiness.domain.access.scope import scopes_of
from readiness.domain.definition.model import Launch
from readiness.domain.field_voice.likeness import sounds_like
from readiness.domain.field_voice.proposal import BECOMES, USUAL, Becomes, suggested, text_paths
from readiness.domain.field_voice.triage import OPEN, STATES, Decision, State, VoiceGroup, groups_of
from readiness.domain.field_voice.voice import ABOUT_SECTIONS, KIND_NAMES, KINDS, Voice, VoiceKind
from readiness.domain.messaging.claims import claim_title, claims_of
from readiness.domain.people.address import mail_address
from readiness.ground.errors import DefinitionError, NotFound, Problem
from readiness.ground.keys import did_you_mean
from readiness.reports.material_text import public_lines
from readiness.store import field_voice, launches
from readiness.store.launches import require_version

_MADE_OF = {
    "objection-cards": "objections.", "value-proposition-sheet": "value_propositions.", "battlecard": "competitors.",
}  # fmt: skip
"""Kind of a material → the section of the message that it shows one entry of (of objections all)."""

NEWS = timedelta(days=14)
"""So long does a decision stand on the home page of those who sent it."""


@dataclass(frozen=True, slots=True)
class OwnVoice:
    """One thing I sent, and what became of it."""

    voice: Voice
    launch_name: str
    state: State
    told: str
    decided: Decision | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceLine:
    """One group of a queue. `heard_by` counts people; `first`, `last` are its first and its last voice."""

    number: int
    kind: VoiceKind
    kind_name: str
    says: str
    heard_by: int
    competitors: tuple[str, ...]
    regions: tuple[str, ...]
    first: Voice
    last: Voice
    state: State
    entry: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceQueue:
    """The groups that the viewer may see, most heard first. `counts`: state → groups, before narrowing."""

    launch: str
    name: str
    whose: str
    lines: tuple[VoiceLine, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicePage:
    """One group. `alike` are claims of the file that sound like it, `others` open groups to merge it into.

    `begins` is what each form begins with, by what it may become; `texts` are the texts that can be replaced, by path;
    `conversations` key and name of those that an objection can belong to.
    """

    launch: str
    name: str
    line: VoiceLine
    voices: tuple[Voice, ...]
    decision: Decision | None
    usual: Becomes
    begins: Mapping[str, Mapping[str, str]]
    alike: tuple[tuple[str, str], ...]
    others: tuple[tuple[int, str], ...]
    claims: tuple[tuple[str, str], ...]
    texts: Mapping[str, str]
    conversations: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceForm:
    """What can be sent about one launch: kinds, claims of its message and competitors, each with its name."""

    launch: str
    name: str
    kinds: tuple[tuple[str, str], ...]
    claims: tuple[tuple[str, str], ...]
    competitors: tuple[tuple[str, str], ...]


def voice_launches(context: Context) -> tuple[tuple[str, str], ...]:
    """Key and product name of every applied launch, the latest launch day first."""
    with context.database.reading() as session:
        found = sorted(launches.applied_launches(session), key=lambda one: (one.launch_on, one.key), reverse=True)
    return tuple((one.key, one.name) for one in found)


def voice_form(context: Context, *, launch: str, viewer: Viewer) -> VoiceForm:
    """Claims and competitors are those that the viewer has read of: whoever is not of the staff, in materials that are
    approved for everybody. Raises NotFound before the launch is applied.
    """
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
    shown: set[str] | None = None
    if not see_message(viewer):
        _, lines = public_lines(context, launch=launch)
        shown = {_MADE_OF[line.kind] + line.name.partition("/")[2] for line in lines if line.kind in _MADE_OF}

    def is_shown(claim: str) -> bool:
        return shown is None or claim in shown or (claim.startswith("objections.") and "objections.all" in shown)

    return VoiceForm(
        launch=launch,
        name=definition.product.name,
        kinds=tuple(KIND_NAMES.items()),
        claims=tuple(
            (claim, claim_title(definition, claim))
            for section in ABOUT_SECTIONS
            for claim in claims_of(definition, section)
            if is_shown(claim)
        ),
        competitors=tuple(
            (key, one.name) for key, one in definition.competitors.items() if is_shown(f"competitors.{key}")
        ),
    )


def my_voices(context: Context, *, news: bool = False) -> tuple[OwnVoice, ...]:
    """What the actor sent, newest first; `news`: only what was decided on within the last two weeks, by others."""
    sender = mail_address(context.by())
    with context.database.reading() as session:
        sent = field_voice.voices_from(session, sender)
        found = {launch: _of_launch(session, launch, sent) for launch in dict.fromkeys(one.launch for one in sent)}
    held = []
    for voice in sent:
        name, groups = found[voice.launch]
        group = next(one for one in groups if voice in one.voices)
        held.append(OwnVoice(voice, name, group.state, group.told, group.decision))
    if not news:
        return tuple(held)
    since = context.clock.now() - NEWS
    told = [one for one in held if one.decided and one.decided.at >= since and one.decided.by != sender]
    return tuple(sorted(told, key=lambda one: one.decided.at if one.decided else since, reverse=True))


def voice_queue(
    context: Context, *, launch: str, viewer: Viewer, state: str = "", kind: str = "", competitor: str = ""
) -> VoiceQueue:
    """What the field sent, as far as the viewer may see people. `state` "open" = new and accepted.

    Raises NotFound before the launch is applied, DefinitionError for a state or kind that is none.
    """
    problems = [
        Problem("FV008", f"there is no {name} '{given[:40]}'.", did_you_mean(given, known))
        for name, given, known in (("state", state, (*STATES, "open")), ("kind", kind, KINDS))
        if given and given not in known
    ]
    if problems:
        raise DefinitionError("the list cannot be narrowed to that.", problems=problems)
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        groups = _seen_groups(session, context, definition, viewer)
    counts: dict[str, int] = {one: sum(group.state == one for group in groups) for one in STATES}
    wanted = OPEN if state == "open" else {state} if state else set(STATES)
    lines = tuple(
        voice_line(group)
        for group in groups
        if group.state in wanted and kind in {"", group.kind}
        if not competitor or any(voice.competitor == competitor for voice in group.voices)
    )
    scopes = scopes_of(viewer)
    whose = " and ".join(scope.says for scope in scopes) if scopes else "you alone"
    return VoiceQueue(launch=launch, name=definition.product.name, whose=whose, lines=lines, counts=counts)


def voice_page(context: Context, *, launch: str, group: int, viewer: Viewer) -> VoicePage:
    """Raises NotFound also for a group none of whose senders the viewer may see."""
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        groups = _seen_groups(session, context, definition, viewer)
    found = next((one for one in groups if one.number == group or any(v.id == group for v in one.voices)), None)
    if found is None:
        raise NotFound(f"there is no field voice {group} that you may see.", hint="See the queue of the launch.")
    reading = context.launches.read(launch)
    written = reading.launch or definition
    known = {claim: claim_title(written, claim) for claim in claims_of(written)}
    on = f"{found.voices[0].at.date()}"
    competitor = next((voice.competitor for voice in found.voices if voice.competitor), "")
    return VoicePage(
        launch=launch, name=definition.product.name, line=voice_line(found), voices=found.voices,
        decision=found.decision, usual=USUAL[found.kind],
        begins={
            kind: suggested(kind, found.says, senders=len(found.senders), competitor=competitor, on=on)
            for kind in BECOMES
        },
        alike=tuple((claim, known[claim]) for claim in sounds_like(found.says, known)),
        others=tuple(
            (one.number, one.says[:120]) for one in groups if one.number != found.number and one.kind == found.kind
        ),
        claims=tuple(known.items()), texts=text_paths(written),
        conversations=tuple((key, one.name) for key, one in written.conversations.items()),
    )  # fmt: skip


def voice_line(group: VoiceGroup) -> VoiceLine:
    """The group in a line."""
    return VoiceLine(
        number=group.number, kind=group.kind, kind_name=KIND_NAMES[group.kind], says=group.says,
        heard_by=len(group.senders), first=group.voices[0], last=max(group.voices, key=lambda voice: voice.id),
        competitors=tuple(dict.fromkeys(voice.competitor for voice in group.voices if voice.competitor)),
        regions=tuple(dict.fromkeys(voice.region for voice in group.voices if voice.region)), state=group.state,
        entry=group.entry, told=group.told,
    )  # fmt: skip


def _seen_groups(session: Session, context: Context, definition: Launch, viewer: Viewer) -> tuple[VoiceGroup, ...]:
    voices = field_voice.voices_of(
        session, definition.key, scopes=scopes_of(viewer), viewer=viewer.email, day=context.clock.today()
    )
    return groups_of(voices, field_voice.decisions_of(session, definition.key), definition)


def _of_launch(session: Session, launch: str, sent: tuple[Voice, ...]) -> tuple[str, tuple[VoiceGroup, ...]]:
    """Its product's name, and the groups of one's own voices alone: what others sent is theirs."""
    definition = require_version(session, launch).definition
    own = [voice for voice in sent if voice.launch == launch]
    return definition.product.name, groups_of(own, field_voice.decisions_of(session, launch), definition)
