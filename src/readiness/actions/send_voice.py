"""Somebody in the field sends what they heard or wrote: kept as it is, beside what says the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time

from readiness.context import Context
from readiness.domain.field_voice.likeness import nearest_of
from readiness.domain.field_voice.voice import Voice, VoiceKind, voice_problems
from readiness.domain.messaging.claims import claims_of
from readiness.domain.people.address import mail_address
from readiness.ground.errors import DefinitionError
from readiness.store import field_voice, journal, people
from readiness.store.launches import require_version

MOST_A_DAY = 200
"""Of one person; whoever sends more is a program that runs away."""


@dataclass(frozen=True, slots=True)
class SentVoice:
    """`alike`: how many others had sent the same before. `is_new` False = it had been sent in these words today."""

    voice: Voice
    alike: int
    is_new: bool


def send_voice(
    context: Context, *, launch: str, kind: str, says: str, about: str = "", competitor: str = "", via: str
) -> SentVoice:
    """What the actor heard is on record. The same words on the same day are one voice.

    Raises NotFound before the launch is applied, DefinitionError with everything that is wrong.
    """
    by, said = mail_address(context.by()), says.replace("\r\n", "\n").strip()
    today = context.clock.today()
    with context.database.transaction() as session:
        definition = require_version(session, launch).definition
        if problems := voice_problems(
            kind, said, about=about, competitor=competitor, claims=dict.fromkeys(claims_of(definition)),
            competitors=definition.competitors,
        ):  # fmt: skip
            raise DefinitionError("this cannot be sent.", problems=problems)
        found: VoiceKind = kind  # type: ignore[assignment]  # one of the kinds, by now
        since = datetime.combine(today, time.min, UTC)
        earlier = field_voice.sent_already(session, launch=launch, kind=kind, sender=by, says=said, since=since)
        if earlier is not None:
            return SentVoice(earlier, _alike(field_voice.voices_of(session, launch), earlier), is_new=False)
        known = field_voice.compared_with(session, launch, kind)
        posting = people.posting_on(session, by, today)
        voice = field_voice.add_voice(
            session, context.clock, launch=launch, group=nearest_of(said, known), kind=found, says=said, about=about,
            competitor=competitor, sender=by, region=posting.region if posting else "", via=via,
        )  # fmt: skip
        journal.record(
            session, context.clock, actor=by, verb="sent", subject=f"{kind} {voice.id} from the field", launch=launch,
            detail={"group": voice.group, "via": via},
        )  # fmt: skip
        alike = _alike(field_voice.voices_of(session, launch), voice)
    return SentVoice(voice, alike, is_new=True)


def _alike(voices: tuple[Voice, ...], voice: Voice) -> int:
    return len({one.sender for one in voices if one.group == voice.group and one.sender != voice.sender})
