"""What a rep needs against one competitor, and "how are you different from them?" in thirty seconds."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.domain.definition.message import ValueProposition
from readiness.domain.definition.model import Launch
from readiness.domain.materials import views
from readiness.domain.materials.views import Json
from readiness.domain.messaging.proof import permitted_outside
from readiness.domain.messaging.standing import Versus, versus

WORDS_PER_SECOND = 2.5
"""150 words a minute, the usual pace of English spoken to be understood (audiobook practice: 150 to 160)."""

SECONDS = 30
MOST_WORDS = int(SECONDS * WORDS_PER_SECOND)


def battlecard(launch: Launch, competitor: str) -> Json:
    """The content of the battlecard against `competitor`; raises KeyError for one that is not named."""
    entry = launch.competitors[competitor]
    against = versus(launch, competitor)
    ahead = sorted((*against.unique, *against.stronger), key=lambda key: not launch.capabilities[key].lead)
    compared = [
        {"name": launch.capabilities[key].name, "standing": name}
        for name in ("unique", "stronger", "parity", "weaker")
        for key in getattr(against, name)
    ]
    return {
        "competitor": {
            "name": entry.name,
            "kind": entry.kind,
            "claim": entry.claim,
            "better_at": list(entry.better_at),
            "checked_on": entry.checked_on.isoformat() if entry.checked_on else None,
            "recheck_by": entry.recheck_by.isoformat() if entry.recheck_by else None,
            "source": entry.source,
        },
        "answer": None if entry.kind == "partner" else answer_to(launch, competitor),
        "traps": list(entry.trap_questions),
        "ahead": [_difference(launch, key, competitor) for key in ahead],
        "standing": compared,
        "unstated": [launch.capabilities[key].name for key in against.unstated if compared],
        "missing": [c.name for c in launch.capabilities.values() if not c.available],
        "questions": questions_against(launch, competitor, ahead),
        "objections": [views.objection(launch, o) for o in launch.objections.values() if o.competitor == competitor],
        "propositions": [
            {"headline": v.headline, "outcome": v.outcome}
            for v in launch.value_propositions.values()
            if competitor in v.competitors
        ],
    }


def answer_to(launch: Launch, competitor: str) -> Json:
    """“How are you different from them?”: the author's own words, else the message's as `thirty_seconds` has them."""
    made = thirty_seconds(launch, competitor)
    written = launch.competitors[competitor].answer
    if not written:
        return {**made, "written": "", "words": _said(one["text"] for one in made["beats"])}
    words = _said([written])
    return {**made, "beats": [], "written": written, "words": words, "seconds": round(words / WORDS_PER_SECOND)}


def thirty_seconds(launch: Launch, competitor: str) -> Json:
    """The spoken answer: beats of label and text that together take no longer than SECONDS to say.

    The order is the customer's problem, what the competitor does well, what differs, what shows it, a question; the
    words are the author's. When it would take too long, the question is left out first, then the problem, then the
    proof: what they do well and what differs always stay.
    """
    against = versus(launch, competitor)
    ahead = sorted((*against.unique, *against.stronger), key=lambda key: not launch.capabilities[key].lead)[:2]
    proposition = _proposition(launch, competitor, ahead)
    name = launch.competitors[competitor].name
    beats = [
        ("Their problem", launch.requirements[proposition.requirement].problem if proposition else "", 2),
        ("What they do well", _concession(launch, competitor), 0),
        ("What differs", _said_difference(launch, against, ahead, name), 0),
        ("What shows it", _shown(launch, ahead), 1),
        ("Ask", next(iter(questions_against(launch, competitor, ahead)), ""), 3),
    ]
    kept = [beat for beat in beats if beat[1]]
    for least in (3, 2, 1):
        if _words(kept) <= MOST_WORDS:
            break
        kept = [beat for beat in kept if beat[2] != least]
    return {
        "beats": [{"label": label, "text": text} for label, text, _ in kept],
        "seconds": round(_words(kept) / WORDS_PER_SECOND),
        "unproven": not _shown(launch, ahead),
    }


def questions_against(launch: Launch, competitor: str, ahead: Iterable[str]) -> list[str]:
    """Questions that lead to where we are ahead, the sharpest first, each once, at most six.

    First what to ask after this competitor's objections, then after objections about those capabilities, then what to
    ask the personas who are promised them.
    """
    wanted = set(ahead)
    found = [o.response.ask for o in launch.objections.values() if o.response and o.competitor == competitor]
    found += [
        o.response.ask
        for o in launch.objections.values()
        if o.response and o.competitor in {None, competitor} and wanted & set(o.capabilities)
    ]
    personas = [
        persona
        for v in launch.value_propositions.values()
        if wanted & set(v.capabilities) or competitor in v.competitors
        for persona in v.personas
    ]
    found += [question for key in personas for question in launch.personas[key].questions]
    return list(dict.fromkeys(filter(None, found)))[:6]


def _difference(launch: Launch, key: str, competitor: str) -> Json:
    entry = launch.capabilities[key]
    points = [p for p in launch.proof_points.values() if key in p.shows]
    shown = views.capability(entry)
    return {
        "name": entry.name,
        "description": entry.description,
        "value": shown["value"] if shown["undervalued"] else None,
        "standing": entry.standing[competitor],
        "proof": [views.proof(launch, point) for point in points],
    }


def _proposition(launch: Launch, competitor: str, ahead: Iterable[str]) -> ValueProposition | None:
    """The one that promises what we are ahead in; else one written for this competitor."""
    wanted = set(ahead)
    entries = list(launch.value_propositions.values())
    return next(
        (v for v in entries if wanted & set(v.capabilities)),
        next((v for v in entries if competitor in v.competitors), None),
    )


def _concession(launch: Launch, competitor: str) -> str:
    entry = launch.competitors[competitor]
    if not entry.better_at:
        return ""
    return f"{entry.name} is better at this: {_sentence(entry.better_at[0])}"


def _said_difference(launch: Launch, against: Versus, ahead: list[str], name: str) -> str:
    if not ahead:
        return f"On what we have compared so far, we do not claim to be ahead of {name}."
    alone = [_sentence(launch.capabilities[key].name) for key in ahead if key in against.unique]
    further = [_sentence(launch.capabilities[key].name) for key in ahead if key not in against.unique]
    said = [f"With us, and not with {name}:", *alone] if alone else []
    said += ["Where we go further:", *further] if further else []
    return " ".join(said)


def _shown(launch: Launch, ahead: Iterable[str]) -> str:
    wanted = set(ahead)
    points = (p for p in launch.proof_points.values() if wanted & set(p.shows) and permitted_outside(p))
    return next((p.statement for p in points), "")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _words(beats: Iterable[tuple[str, str, int]]) -> int:
    return _said(text for _, text, _ in beats)


def _said(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)
