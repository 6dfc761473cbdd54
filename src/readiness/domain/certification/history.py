"""How somebody came to stand where they stand: every turn of one certification, its day, why, and what brought it.

Nothing is kept for it. Each turn is found by folding what had happened by then, with what was published by then, by the
very rules that tell today's standing, so that the history cannot say otherwise than a count of that day would have. A
mark that was put right later counts as it was until the correction was recorded, and then as corrected: what was so is
still told, and then what it became. A decision is told even when it moved nothing. The history is told by the
certification as the launch file now has it, and by the roster and other launches as they are known now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from readiness.domain.certification.rule import (
    DECISIONS,
    EXEMPTED,
    NOBODY,
    PASSED,
    PUBLISHED,
    REISSUED,
    REVOKED,
    Happened,
    Life,
    Rule,
    happened_to,
    meets,
    naive,
)
from readiness.domain.certification.standing import Standing, standing_from
from readiness.domain.certification.states import StateName, state_on, states_over
from readiness.domain.certification.transitions import Trigger
from readiness.domain.evidence.corrections import in_force
from readiness.domain.evidence.record import Evidence
from readiness.domain.materials.publication import Publication

_ENROLS, _CORRECTED, _ELSEWHERE = -1, 8, 9
_RANKS = {"exemption": EXEMPTED, "revocation": REVOKED, "reissue": REISSUED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One change of state, or of the days of the same state, or a decision that changed neither. `at` None = it is the
    day alone that brought it; of a correction it is when that was recorded.

    `why` is the reason of the new state as of that day. `cause` says what brought it, `by` who did or recorded it, and
    `key` is the natural key of the evidence; both "" when nobody did. `holds_through` is the last day of what holds.
    """

    on: date
    at: datetime | None
    before: StateName
    after: StateName
    trigger: Trigger
    why: str
    cause: str
    by: str = ""
    key: str = ""
    holds_through: date | None = None
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """What a history is told from. `rule_at` gives the rule with what was published by an instant, anywhere.

    `enrolled` are (first day, day of withdrawal or None). `life` holds all that happened elsewhere. `recorded` says by
    key when each correction was recorded; one that is not in it was known as soon as it happened.
    """

    certification: str
    rule_at: Callable[[datetime], Rule]
    evidence: Sequence[Evidence] = ()
    publications: Sequence[Publication] = ()
    enrolled: Sequence[tuple[date, date | None]] = ()
    life: Life = NOBODY
    elsewhere: Mapping[str, Sequence[Publication]] = field(default_factory=dict)
    recorded: Mapping[str, datetime] = field(default_factory=dict)


class _Moment(NamedTuple):
    at: datetime
    rank: int


def history_of(past: Past, *, until: date) -> tuple[Turn, ...]:
    """Every turn up to the end of `until`, the first one first; empty when nothing ever moved."""
    found: list[Turn] = []
    before = Standing(past.certification, 0)
    state: StateName = "not-enrolled"
    since: datetime | None = None
    for moment in sorted(_moments(past, until)):
        for turn in _by_time(before, state, since, moment.at):
            found.append(turn)
            state = turn.after
        now = _standing(past, moment)
        told = state_on(now, moment.at.date())
        if told.name != state or _days(now) != _days(before) or _decided(past, moment):
            trigger, cause, by, key, simulated = _cause(past, moment)
            if trigger in {"evidence", "content"} and (now.counts or before.counts):
                trigger = "elsewhere"
            found.append(
                Turn(
                    on=moment.at.date(), at=moment.at.replace(tzinfo=UTC), before=state, after=told.name,
                    trigger=trigger, why=told.because, cause=cause, by=by, key=key, holds_through=now.holds_through,
                    simulated=simulated,
                )
            )  # fmt: skip
        before, state, since = now, told.name, moment.at
    found += _by_time(before, state, since, _start(until, after=1))
    return tuple(turn for turn in found if turn.on <= until)


def _days(standing: Standing) -> tuple[date | None, ...]:
    """What makes another turn of the same state: what holds, and how long."""
    return (
        standing.certified_on if standing.holds_through else None, standing.holds_through, standing.exempt_until,
        standing.revoked_on,
    )  # fmt: skip


def _decided(past: Past, moment: _Moment) -> bool:
    """Whether something was decided about this certification then: that is told whatever it changed."""
    return any(
        e.kind in DECISIONS and e.subject == past.certification and _known(past, e) == moment for e in past.evidence
    )


def _known(past: Past, e: Evidence) -> _Moment:
    """From when on a piece of evidence speaks: since it happened, or, of a correction, since it was recorded."""
    happened_at = naive(e.happened_at)
    if e.corrects is None:
        return _Moment(happened_at, _RANKS.get(e.kind, PASSED))
    return _Moment(max(happened_at, naive(past.recorded.get(e.key, e.happened_at))), _CORRECTED)


def _moments(past: Past, until: date) -> set[_Moment]:
    """Every instant at which something may have turned, each kind of thing by itself, as the fold takes them in."""
    found = {_Moment(naive(p.at), PUBLISHED) for p in past.publications}
    found |= {_known(past, e) for e in past.evidence if _may_turn(e)}
    for launch, happened in past.life.elsewhere.items():
        found |= {_Moment(at, _ELSEWHERE) for at in happened.instants}
        found |= {_Moment(naive(p.at), _ELSEWHERE) for p in past.elsewhere.get(launch, ())}
    for first, withdrawn in past.enrolled:
        found.add(_Moment(_start(first), _ENROLS))
        if withdrawn is not None:
            found.add(_Moment(_start(withdrawn), _ENROLS))
    return {moment for moment in found if moment.at.date() <= until}


def _may_turn(e: Evidence) -> bool:
    """Whether it may have moved anything; a correction may by taking a pass away, too."""
    return e.kind in DECISIONS or e.corrects is not None or meets(e.kind, e.passed)


def _standing(past: Past, moment: _Moment) -> Standing:
    """The standing of everything up to and with this moment, as far as it was known then."""
    day = moment.at.date()
    seen = in_force(e for e in past.evidence if _known(past, e) <= moment)
    life = past.life._replace(
        elsewhere={launch: _until(happened, moment) for launch, happened in past.life.elsewhere.items()}
    )
    enrolled = any(first <= day and (gone is None or day < gone) for first, gone in past.enrolled)
    return standing_from(past.rule_at(moment.at.replace(tzinfo=UTC)), happened_to(seen), enrolled=enrolled, life=life)


def _until(happened: Happened, moment: _Moment) -> Happened:
    """What had happened elsewhere; at the same instant, what happened here comes first."""
    latest = moment.at
    pairs = [
        (at, what)
        for at, what in zip(happened.instants, happened.what, strict=True)
        if at < latest or (at == latest and moment.rank == _ELSEWHERE)
    ]
    return Happened([at for at, _ in pairs], tuple(what for _, what in pairs))


def _by_time(standing: Standing, state: StateName, since: datetime | None, until: datetime) -> Iterator[Turn]:
    """What the days alone bring after `since` and before, or at the start of the day of, `until`."""
    for day, _ in states_over(standing):
        if since is None or _start(day) <= since or _start(day) > until:
            continue
        told = state_on(standing, day)
        if told.name != state:
            yield Turn(
                on=day, at=None, before=state, after=told.name, trigger="time", why=told.because,
                cause="the day came", holds_through=standing.holds_through,
            )  # fmt: skip
            state = told.name


def _cause(past: Past, moment: _Moment) -> tuple[Trigger, str, str, str, bool]:
    """Trigger, what it was, who, natural key, whether simulated."""
    if moment.rank == _ENROLS:
        leaves = any(gone is not None and _start(gone) == moment.at for _, gone in past.enrolled)
        return ("withdrawn", "no longer asked", "", "", False) if leaves else ("enrolled", "enrolled", "", "", False)
    if moment.rank == _ELSEWHERE:
        return "elsewhere", "something earned, or asked again, in another launch", "", "", False
    if moment.rank == PUBLISHED:
        published = [p for p in past.publications if naive(p.at) == moment.at]
        told = "; ".join(f"{p.kind} '{p.key}' version {p.version} published ({p.change})" for p in published)
        return "content", told, ", ".join(dict.fromkeys(p.by for p in published)), "", False
    here = in_force(e for e in past.evidence if _known(past, e) == moment and _may_turn(e))
    mine = [e for e in here if e.kind not in DECISIONS or e.subject == past.certification]
    told = "; ".join(dict.fromkeys(_said(e) for e in mine or here))
    by = ", ".join(dict.fromkeys(e.recorded_by for e in mine or here))
    key = (mine or here)[-1].key
    simulated = any(e.simulated for e in mine or here)
    if moment.rank in {PASSED, _CORRECTED}:
        return "evidence" if moment.rank == PASSED else "correction", told, by, key, simulated
    if not mine:
        return "elsewhere", told, by, key, simulated
    return mine[-1].kind, told, by, key, simulated  # type: ignore[return-value]


def _said(e: Evidence) -> str:
    """One piece of evidence as a short clause."""
    kind = e.kind.replace("-", " ")
    note = f": {e.note}" if e.note and (e.kind in DECISIONS or e.corrects is not None) else ""
    until = f" through {e.until}" if e.until else ""
    subject = "" if e.kind in DECISIONS else f" '{e.subject}'"
    corrected = f", {'passed' if e.passed else 'not passed'} as put right" if e.corrects is not None else ""
    return f"{kind}{subject}{until}{corrected} ({e.source}){note}"


def _start(day: date, *, after: int = 0) -> datetime:
    """The first instant of a day, or of the day after it; of the last day that there is, its last."""
    if after and day == date.max:
        return datetime.combine(day, time.max)
    return datetime.combine(date.fromordinal(day.toordinal() + after), time())


def turns_of(turns: Iterable[Turn]) -> tuple[tuple[StateName, StateName, Trigger], ...]:
    """What is told of each turn by the table of transitions."""
    return tuple((turn.before, turn.after, turn.trigger) for turn in turns)
