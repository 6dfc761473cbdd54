"""One person's way through one certification, event by event, in order of time: the fold itself.

`standing` tells what it comes to. Whatever order evidence arrived in, the way is the same: events are sorted first, and
those that sort as equal do the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from readiness.domain.certification.pauses import ends_on
from readiness.domain.certification.reasons import reason_of
from readiness.domain.certification.rule import (
    EXEMPTED,
    NOBODY,
    PASSED,
    PUBLISHED,
    REVOKED,
    Event,
    Happened,
    Life,
    Rule,
    TestingOut,
)
from readiness.domain.materials.publication import Publication

ALL = -1
"""The place of what concerns every requirement."""


class _Taken(NamedTuple):
    """What a revocation took, to be given back by a re-issue."""

    latest: list[datetime | None]
    saw: list[str]
    in_round: bool


class Course:
    """One person's way through one certification. After `run` it stands at the end of all that happened."""

    __slots__ = (
        "because",
        "certified_at",
        "events",
        "exempt_because",
        "exempt_until",
        "expires_on",
        "good",
        "held",
        "in_round",
        "lapsed_at",
        "latest",
        "life",
        "met",
        "needed",
        "others",
        "renewing",
        "revoked_at",
        "rule",
        "saw",
        "since",
        "since_why",
        "taken",
        "told",
        "via",
        "waiting",
    )  # fmt: skip

    def __init__(self, rule: Rule, happened: Happened | list[Event], life: Life = NOBODY) -> None:
        self.rule, self.life = rule, life
        self.events = happened.events() if isinstance(happened, Happened) else happened
        self.needed = needed = rule.needed
        self.latest: list[datetime | None] = [None] * needed
        self.saw: list[str] = [""] * needed
        self.met = 0
        self.certified_at: datetime | None = None
        self.expires_on: date | None = None
        self.in_round = False
        """True while `certified_at` is a round that passes can renew; False before the first and after a voiding."""
        self.lapsed_at: datetime | None = None
        self.because: dict[int, str] = {}
        self.waiting: dict[tuple[int, str], datetime] = {}
        self.exempt_until: date | None = None
        self.exempt_because = ""
        self.good: Sequence[frozenset[str] | None] = rule.good[0]
        self.renewing: dict[int, str] = {}
        self.revoked_at: datetime | None = None
        self.since: datetime | None = None
        """Since when an equivalent may count: the last revocation not taken back; `since_why` is its reason."""
        self.since_why = ""
        self.taken: _Taken | None = None
        self.told = ""
        """What asked for everything again while it was revoked."""
        self.via: dict[int, str] = {}
        self.held: list[tuple[datetime, bool]] = []
        """When it was earned (True) and revoked (False), in order of time."""
        self.others: dict[str, Course] = {}

    def run(self) -> Course:
        """All events are taken in, in order of time."""
        rule = self.rule
        events = sorted(self.events)
        if rule.publications:
            # Publications before a person's first event change nothing but what counts, which the rule knows already.
            earlier = bisect_right(rule.instants, events[0][0]) if events else len(rule.instants)
            self.good = rule.good[earlier]
            if earlier < len(rule.publications):
                events = sorted([*events, *rule.publications[earlier:]], key=_told)
        places, mine = rule.places, rule.certification.key
        for event in events:
            rank = event[1]
            if rank == PASSED:
                place = places.get(event[2:4])
                if place is not None:
                    self._done(event[0], place, event[4])
            elif rank == PUBLISHED:
                self._publishes(event)
            elif event[3] != mine:
                continue
            elif rank == EXEMPTED:
                self.exempt_until, self.exempt_because = event[4], event[5]
            elif rank == REVOKED:
                self._revokes(event[0], event[5])
            else:
                self._reissues(event[0])
        return self

    def other(self, name: str) -> Course:
        """The person's way through another certification that the rule names."""
        if name not in self.others:
            launch, rule = self.rule.others[name].launch, self.rule.others[name].rule
            events = self.life.elsewhere[launch].events() if launch in self.life.elsewhere else []
            mine = self.events if launch == "" else events
            self.others[name] = Course(rule, mine, self.life).run()
        return self.others[name]

    def had(self, at: datetime) -> bool:
        """Whether it was earned by then, and not revoked since."""
        before = bisect_right(self.held, (at, True))
        return bool(before) and self.held[before - 1][1]

    def _done(self, at: datetime, place: int, fingerprint: str) -> None:
        rule = self.rule
        if place in rule.renewal:
            self._renews(at, place, fingerprint)
        if place < self.needed:
            self._passes(at, place, fingerprint)
        for way in rule.testing_out.get(place, ()):
            if self._counts(place, fingerprint) and self._fits(way, at):
                for covered in way.places:
                    self._passes(at, covered, "")
                    self.via[covered] = way.asked.quiz

    def _counts(self, place: int, fingerprint: str) -> bool:
        good = self.good[place]
        return not fingerprint or good is None or fingerprint in good

    def _fits(self, way: TestingOut, at: datetime) -> bool:
        """Whether this person may test out: hired long enough, having held what has to have been held."""
        days, hired_on = way.asked.hired_days, self.life.hired_on
        if days and (hired_on is None or at.date() < hired_on + timedelta(days=days)):
            return False
        return not way.asked.held or (way.asked.held in self.rule.others and self.other(way.asked.held).had(at))

    def _passes(self, at: datetime, place: int, fingerprint: str) -> None:
        if not self._counts(place, fingerprint):
            self.waiting[place, fingerprint] = at
            return
        if self.latest[place] is None:
            self.met += 1
            self.because.pop(place, None)
        elif self.saw[place] and self.saw[place] != fingerprint:
            self.waiting[place, self.saw[place]] = self.latest[place]  # type: ignore[assignment]
        self.latest[place], self.saw[place] = at, fingerprint
        self.via.pop(place, None)
        if self.met == self.needed:
            self._complete(at)

    def _renews(self, at: datetime, place: int, fingerprint: str) -> None:
        """Inside the window of the certification that stands, what renewing asks is met; all of it renews."""
        asked = self.rule.certification.renewal
        if asked is None or not self.in_round or self.expires_on is None or not self._counts(place, fingerprint):
            return
        first = self.expires_on - timedelta(days=asked.window_days)
        if not first <= at.date() <= self.expires_on + timedelta(days=asked.grace_days):
            return
        self.renewing[place] = fingerprint
        if len(self.renewing) == len(self.rule.renewal):
            self._issue(at, self.expires_on)

    def _complete(self, at: datetime) -> None:
        """Everything is met at `at`: certified, renewed, or caught up with a change."""
        if not self.in_round or min(self.latest) > self.certified_at:  # type: ignore[type-var, operator]
            self._issue(at, at.date())
        self.lapsed_at = None
        self.because.clear()

    def _issue(self, at: datetime, counts_from: date) -> None:
        """It is certified at `at`, for as many days as it is valid after `counts_from`."""
        asked = self.rule.certification
        self.certified_at, self.in_round = at, True
        self.expires_on = ends_on(counts_from, asked.valid_days, self.life.leaves, at_most=asked.leave_pause_days)
        self.renewing.clear()
        self.revoked_at = self.taken = None
        self.held.append((at, True))

    def _publishes(self, event: Event) -> None:
        at, _, order, place, change, publication = event
        self.good = self.rule.good[order + 1]
        if change != "minor" and self.renewing.get(place, publication.fingerprint) != publication.fingerprint:
            del self.renewing[place]
        if place < self.needed and change == "recertify":
            self._void(at, reason_of(publication))
            if self.revoked_at is not None:
                self.taken, self.told = None, reason_of(publication)
        elif place < self.needed:
            self._changes(at, place, change, publication)

    def _changes(self, at: datetime, place: int, change: str, publication: Publication) -> None:
        """New content at one place, which asks for this content alone, or for nothing."""
        if self.taken is not None and change != "minor" and self.taken.saw[place] != publication.fingerprint:
            self.taken.latest[place] = None
        seen_before = self.waiting.get((place, publication.fingerprint))
        if self.latest[place] is not None:
            if change == "minor" or self.saw[place] == publication.fingerprint:
                return
            if self.saw[place]:
                self.waiting[place, self.saw[place]] = self.latest[place]  # type: ignore[assignment]
            self.via.pop(place, None)
            if seen_before is not None:
                self.latest[place], self.saw[place] = seen_before, publication.fingerprint
                return
            self.latest[place], self.saw[place] = None, ""
            self.met -= 1
            self.because[place] = reason_of(publication)
            if self.in_round and self.lapsed_at is None:
                self.lapsed_at = at
        elif seen_before is not None:
            self.latest[place], self.saw[place] = seen_before, publication.fingerprint
            self.met += 1
            self.because.pop(place, None)
            if self.met == self.needed:
                self._complete(at)

    def _revokes(self, at: datetime, why: str) -> None:
        self.exempt_until, self.exempt_because = None, ""
        latest, saw, in_round = list(self.latest), list(self.saw), self.in_round
        if self.taken is not None:
            for place, before in enumerate(self.taken.latest):
                if latest[place] is None:
                    latest[place], saw[place] = before, self.taken.saw[place]
            in_round = in_round or self.taken.in_round
        self._void(at, f"revoked: {why}")
        self.since, self.since_why, self.told = at, f"revoked: {why}", ""
        self.held.append((at, False))
        if self.certified_at is not None:
            self.revoked_at, self.taken = at, _Taken(latest, saw, in_round)

    def _reissues(self, at: datetime) -> None:
        """What the last revocation took, less what was asked again since, counts again, to the old end."""
        self.since = None
        if self.revoked_at is None:
            return
        taken, self.taken, self.revoked_at = self.taken, None, None
        self.held.append((at, True))
        self.because.pop(ALL, None)
        if taken is None:
            self.because = {ALL: self.told}
            return
        for place, before in enumerate(taken.latest):
            if self.latest[place] is None and before is not None:
                self.latest[place], self.saw[place] = before, taken.saw[place]
                self.met += 1
        if taken.in_round:
            self.in_round, self.certified_at = True, at
        if self.met == self.needed:
            self._complete(at)
        else:
            self.lapsed_at = at
            again = "asked again while it was revoked"
            self.because |= {place: again for place, met in enumerate(self.latest) if met is None}

    def _void(self, at: datetime, because: str) -> None:
        needed = self.needed
        self.latest, self.saw, self.met = [None] * needed, [""] * needed, 0
        self.waiting.clear()
        self.renewing.clear()
        self.via.clear()
        self.in_round = False
        self.because = {ALL: because}
        if self.certified_at is not None and self.lapsed_at is None:
            self.lapsed_at = at


def _told(event: Event) -> tuple[object, ...]:
    return event[:3] if event[1] == PUBLISHED else event
