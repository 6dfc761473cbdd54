"""The voice of the field: sent by reps, grouped, decided on by marketing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Query, Request
from pydantic import Field

from readiness.actions.send_voice import SentVoice, send_voice
from readiness.actions.triage_voice import Accepted, Triaged, accept_voice, decline_voice, merge_voice
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.field_voice.proposal import Becomes
from readiness.domain.field_voice.voice import VoiceKind
from readiness.reports.field_voice import OwnVoice, VoiceLine, VoicePage, my_voices, voice_page, voice_queue
from readiness.web.access import acting, may
from readiness.web.api.shape import Body, Cursor, Limit, Page, api_router, page_of
from readiness.web.forms import Number
from readiness.web.limits import limit_submits

router = api_router("field voice")

Own = Annotated[Viewer, Depends(may(permissions.see_own_voice))]
Sends = Annotated[Viewer, Depends(may(permissions.send_voice))]
Sees = Annotated[Viewer, Depends(may(permissions.see_field_voice))]
Decides = Annotated[Viewer, Depends(may(permissions.triage_voice))]
Short = Annotated[str, Field(max_length=200)]
Narrow = Annotated[str, Query(max_length=40)]


class VoiceBody(Body):
    """`about`: a claim of the message (`objections.price`), `competitor` a key of it; "" = not said."""

    kind: VoiceKind
    says: Annotated[str, Field(max_length=2000)]
    about: Short = ""
    competitor: Short = ""


class AcceptBody(Body):
    """`entry`: the new key, or for words the path of the text. `fields`: dotted, lists with commas.

    With `preview` nothing is written; `seen` of the preview binds the edit to what was looked at.
    """

    becomes: Becomes
    entry: Short
    fields: Annotated[Mapping[Short, Annotated[str, Field(max_length=4000)]], Field(max_length=20)]
    preview: bool = False
    seen: Short = ""


class MergeBody(Body):
    """Exactly one of `into` (another group) and `entry` (what the message says already)."""

    into: Annotated[int, Field(ge=0, le=2_147_483_647)] = 0
    entry: Short = ""
    reason: Annotated[str, Field(max_length=2000)] = ""


class DeclineBody(Body):
    reason: Annotated[str, Field(max_length=2000)]


@router.get("/me/voice")
def mine(request: Request, viewer: Own, cursor: Cursor = "", limit: Limit = 50) -> Page[OwnVoice]:
    """What I sent, newest first, with what became of each."""
    found = my_voices(acting(request, viewer))
    return page_of(found, cursor=cursor, limit=limit, key=lambda one: str(one.voice.id))


@router.post("/launches/{launch}/voice")
def send(request: Request, launch: str, body: VoiceBody, viewer: Sends) -> SentVoice:
    """Send what was heard; the same words on the same day are one."""
    limit_submits(request, viewer)
    return send_voice(
        acting(request, viewer), launch=launch, kind=body.kind, says=body.says, about=body.about,
        competitor=body.competitor, via="api",
    )  # fmt: skip


@router.get("/launches/{launch}/voice")
def queue(
    request: Request, launch: str, viewer: Sees, state: Narrow = "", kind: Narrow = "", competitor: Narrow = "",
    cursor: Cursor = "", limit: Limit = 50,
) -> Page[VoiceLine]:  # fmt: skip
    """The groups of what people whom you may see sent, most heard first. `state`: open, new, accepted …"""
    found = voice_queue(
        acting(request, viewer), launch=launch, viewer=viewer, state=state, kind=kind, competitor=competitor
    )
    return page_of(found.lines, cursor=cursor, limit=limit, key=lambda one: str(one.number))


@router.get("/launches/{launch}/voice/{group}")
def group(request: Request, launch: str, group: Number, viewer: Sees) -> VoicePage:
    """One group: who sent what, what sounds like it, what it could become."""
    return voice_page(acting(request, viewer), launch=launch, group=group, viewer=viewer)


@router.post("/launches/{launch}/voice/{group}/accept")
def accept(request: Request, launch: str, group: Number, body: AcceptBody, viewer: Decides) -> Accepted:
    """It becomes an edit of the launch file, which then goes the way of every edit: plan, apply, approval."""
    return accept_voice(
        acting(request, viewer), launch=launch, group=group, becomes=body.becomes, entry=body.entry,
        fields=body.fields, preview=body.preview, seen=body.seen,
    )  # fmt: skip


@router.post("/launches/{launch}/voice/{group}/merge")
def merge(request: Request, launch: str, group: Number, body: MergeBody, viewer: Decides) -> Triaged:
    """It goes on with another group, or is what the message says already."""
    return merge_voice(
        acting(request, viewer), launch=launch, group=group, into=body.into, entry=body.entry, reason=body.reason
    )


@router.post("/launches/{launch}/voice/{group}/decline")
def decline(request: Request, launch: str, group: Number, body: DeclineBody, viewer: Decides) -> Triaged:
    """It is not taken up, for a reason that the senders read."""
    return decline_voice(acting(request, viewer), launch=launch, group=group, reason=body.reason)
