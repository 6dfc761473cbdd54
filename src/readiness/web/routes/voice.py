"""The voice of the field: sent from a phone, seen again with what became of it, and the launch's queue to decide on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request, Response

from readiness.actions.send_voice import send_voice
from readiness.actions.triage_voice import Accepted, accept_voice, decline_voice, merge_voice
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.field_voice.proposal import BECOMES, FIELDS, Becomes
from readiness.ground.errors import Conflict, DefinitionError, NotApplied, Problem, ReadinessError
from readiness.reports.facet_names import FacetNames, facet_names
from readiness.reports.field_voice import (
    OwnVoice,
    VoiceForm,
    VoicePage,
    VoiceQueue,
    my_voices,
    voice_form,
    voice_launches,
    voice_page,
    voice_queue,
)
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.forms import Number, typed_lists
from readiness.web.limits import limit_submits
from readiness.web.not_applied import show_not_applied
from readiness.web.pages import back, plural, show

router = APIRouter()

Own = Annotated[Viewer, Depends(may(permissions.see_own_voice))]
Sends = Annotated[Viewer, Depends(may(permissions.send_voice))]
Sees = Annotated[Viewer, Depends(may(permissions.see_field_voice))]
Decides = Annotated[Viewer, Depends(may(permissions.triage_voice))]
Text = Annotated[str, Form()]
Sent = Annotated[Mapping[str, str], Depends(typed_lists)]

BECOMES_NAMES: Final[Mapping[Becomes, str]] = {
    "objection": "An objection with its response",
    "fact": "A fact that answers it",
    "proof-point": "A proof point",
    "words": "Other words in the message",
}
LABELS: Final[Mapping[str, str]] = {
    "says": "As the buyer says it", "kind": "Kind", "response.acknowledge": "Acknowledge",
    "response.reframe": "Reframe", "response.proof": "Proof points",
    "response.ask": "Ask next", "response.concede": "Concede honestly",
    "capabilities": "Capabilities", "competitor": "Competitor", "personas": "Personas",
    "conversation": "Conversation", "source": "Source", "statement": "Statement", "figure": "Figure",
    "holds_from": "Holds from", "holds_until": "Holds until", "customer": "Customer", "dated": "Dated",
    "expires_on": "Expires on", "permission": "Permission", "shows": "Shows capabilities",
    "text": "The new words",
}  # fmt: skip
OPTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": ("price", "need", "fit", "trust", "timing", "competitor", "authority", "risk"),
    "permission": ("internal", "approved", "public", "none"),
}
NAMED: Final[Mapping[str, str]] = {
    "response.proof": "proof_points", "capabilities": "capabilities", "competitor": "competitors",
    "personas": "personas", "shows": "capabilities",
}  # fmt: skip
"""Fields that name entries of the file, and their section."""
SEVERAL: Final = frozenset({"response.proof", "capabilities", "personas", "shows"})
LONG: Final = frozenset({"says", "response.acknowledge", "response.reframe", "statement", "text"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SendPage:
    """What can be sent about `form` (None = nothing is applied), what was sent; `typed` is that of a refused try."""

    launches: tuple[tuple[str, str], ...]
    form: VoiceForm | None
    mine: tuple[OwnVoice, ...]
    problems: tuple[Problem, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)

    def was(self, name: str) -> str:
        return self.typed.get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    queue: VoiceQueue
    names: FacetNames
    state: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPage:
    """`looked` is the edit to be confirmed, None = none was looked at. `typed` is that of the form `becomes`."""

    found: VoicePage
    becomes: Becomes
    problems: tuple[Problem, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    looked: Accepted | None = None
    names: Mapping[Becomes, str] = field(default_factory=lambda: BECOMES_NAMES)
    labels: Mapping[str, str] = field(default_factory=lambda: LABELS)
    options: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: OPTIONS)
    long: frozenset[str] = LONG
    several: frozenset[str] = SEVERAL

    def entries(self, name: str) -> tuple[tuple[str, str], ...]:
        """Key and title of what the field may name; () when it names nothing of the file."""
        if name == "conversation":
            return self.found.conversations
        section = f"{NAMED[name]}." if name in NAMED else ""
        return tuple(
            (claim.removeprefix(section), title)
            for claim, title in self.found.claims
            if section and claim.startswith(section)
        )

    @property
    def sections(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """The message in words, by section: claim and title."""
        found: dict[str, list[tuple[str, str]]] = {}
        for claim, title in self.found.claims:
            found.setdefault(claim.partition(".")[0].replace("_", " "), []).append((claim, title))
        return tuple((name, tuple(told)) for name, told in found.items())

    @property
    def forms(self) -> tuple[tuple[Becomes, tuple[tuple[str, str], ...]], ...]:
        """What it may become, each with its fields and what stands in them."""
        return tuple((kind, tuple((name, self._value(kind, name)) for name in FIELDS[kind])) for kind in BECOMES)

    def entry(self, kind: Becomes) -> str:
        return self.typed.get("entry", "") if kind == self.becomes else ""

    def _value(self, kind: Becomes, name: str) -> str:
        if kind == self.becomes and self.typed:
            return self.typed.get(name, "")
        return self.found.begins[kind].get(name, "")


@router.get("/voice")
def send_page(request: Request, viewer: Own, launch: str = "") -> Response:
    return _send_page(request, viewer, launch)


@router.post("/voice")
def send(
    request: Request, viewer: Sends, launch: Text = "", kind: Text = "", says: Text = "", about: Text = "",
    competitor: Text = "",
) -> Response:  # fmt: skip
    """What was heard is kept, once."""
    limit_submits(request, viewer)
    try:
        done = send_voice(
            acting(request, viewer), launch=launch, kind=kind, says=says, about=about, competitor=competitor,
            via="browser",
        )  # fmt: skip
    except DefinitionError as error:
        typed = {"kind": kind, "says": says, "about": about, "competitor": competitor}
        return _send_page(request, viewer, launch, problems=error.problems, typed=typed, status=status_of(error))
    others = f" {plural(done.alike, 'other person has', 'other people have')} heard the same." if done.alike else ""
    return back("/voice", f"Thank you, marketing has it.{others} You hear here what becomes of it.")


@router.get("/launches/{launch}/voice")
def queue_page(request: Request, launch: str, viewer: Sees, state: str = "", kind: str = "") -> Response:
    """What the field sent, as far as this viewer may see people."""
    context = acting(request, viewer)
    try:
        queue = voice_queue(context, launch=launch, viewer=viewer, state=state, kind=kind)
    except NotApplied:
        says = "Reps send what they hear once the launch is applied."
        return show_not_applied(request, viewer, launch=launch, title="Voice of the field", tab="voice", says=says)
    page = QueuePage(queue=queue, names=facet_names(context, (launch,)), state=state, kind=kind)
    return show(request, viewer, "voice/queue.html.j2", page)


@router.get("/launches/{launch}/voice/{group}")
def group_page(request: Request, launch: str, group: Number, viewer: Sees) -> Response:
    return _group_page(request, viewer, launch, group)


@router.post("/launches/{launch}/voice/{group}/accept")
def accept(request: Request, launch: str, group: Number, viewer: Decides, sent: Sent) -> Response:
    """The edit is looked at first; `do=write` writes just what was looked at."""
    becomes = sent.get("becomes", "")
    kind: Becomes = next((one for one in BECOMES if one == becomes), "objection")
    fields = {name: sent[name] for name in FIELDS[kind] if sent.get(name, "").strip()}
    is_write = sent.get("do") == "write"
    try:
        done = accept_voice(
            acting(request, viewer), launch=launch, group=group, becomes=becomes, entry=sent.get("entry", ""),
            fields=fields, preview=not is_write, seen=sent.get("seen", ""),
        )  # fmt: skip
    except (DefinitionError, Conflict) as error:
        return _group_page(request, viewer, launch, group, becomes=kind, typed=sent, error=error)
    if not done.written:
        return _group_page(request, viewer, launch, group, becomes=kind, typed=sent, looked=done)
    return back(f"/launches/{launch}/plan", f"Written into the launch file as {done.path}. This is what applying does.")


@router.post("/launches/{launch}/voice/{group}/merge")
def merge(
    request: Request, launch: str, group: Number, viewer: Decides, into: Text = "", reason: Text = ""
) -> Response:
    """`into` is the number of a group, or a claim of the message."""
    number = int(into) if into.isascii() and into.isdigit() and len(into) < 10 else 0
    try:
        merge_voice(
            acting(request, viewer),
            launch=launch,
            group=group,
            into=number,
            entry="" if number else into,
            reason=reason,
        )
    except (DefinitionError, Conflict) as error:
        return _group_page(request, viewer, launch, group, error=error)
    return back(f"/launches/{launch}/voice/{number or group}", "Merged; those who sent it can read so.")


@router.post("/launches/{launch}/voice/{group}/decline")
def decline(request: Request, launch: str, group: Number, viewer: Decides, reason: Text = "") -> Response:
    try:
        decline_voice(acting(request, viewer), launch=launch, group=group, reason=reason)
    except DefinitionError as error:
        return _group_page(request, viewer, launch, group, error=error)
    return back(f"/launches/{launch}/voice?state=open", "Declined; those who sent it can read the reason.")


def _send_page(
    request: Request, viewer: Viewer, launch: str, *, problems: tuple[Problem, ...] = (),
    typed: Mapping[str, str] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    context = acting(request, viewer)
    known = voice_launches(context)
    chosen = launch or (known[0][0] if known else "")
    page = SendPage(
        launches=known, form=voice_form(context, launch=chosen, viewer=viewer) if chosen else None,
        mine=my_voices(context), problems=problems, typed=typed or {},
    )  # fmt: skip
    return show(request, viewer, "voice/send.html.j2", page, status=status)


def _group_page(
    request: Request, viewer: Viewer, launch: str, group: int, *, becomes: Becomes | None = None,
    typed: Mapping[str, str] | None = None, looked: Accepted | None = None, error: ReadinessError | None = None,
) -> Response:  # fmt: skip
    found = voice_page(acting(request, viewer), launch=launch, group=group, viewer=viewer)
    problems: tuple[Problem, ...] = ()
    if error is not None:
        problems = error.problems or (Problem("", error.message, error.hint),)
    page = GroupPage(
        found=found, becomes=becomes or found.usual, problems=problems, typed=typed or {}, looked=looked
    )  # fmt: skip
    return show(request, viewer, "voice/group.html.j2", page, status=status_of(error) if error else 200)
