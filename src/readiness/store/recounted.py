"""Counting from a recount: the same questions as `kept_counts`, answered by going through everybody it saw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlmodel import Session

from readiness.domain.certification.population import group_labels, is_wanting
from readiness.domain.certification.states import state_on
from readiness.domain.definition.gating import Population
from readiness.store import people
from readiness.store.kept_counts import Numbers, Told
from readiness.store.recount import Recount, Seen, group_of, numbers_of


@dataclass(frozen=True, slots=True)
class RecountedCounts:
    """Everybody a recount saw, counted for one population."""

    session: Session
    counted: Recount
    population: Population

    def numbers(self, certification: str | None, within: str, regions: frozenset[str] | None) -> Numbers:
        """People per group; a manager's group has no region and is named by mail address."""
        new_days = self.population.exclude_hired_within_days
        found = numbers_of(self.counted, certification=certification, within=within, new_days=new_days, regions=regions)
        if within != "manager":
            return cast("Numbers", found)
        emails = people.emails_of(self.session, [name for _, name in found if isinstance(name, int)])
        return {("", emails[name] if isinstance(name, int) else ""): counts for (_, name), counts in found.items()}

    def wanting(
        self,
        certification: str | None,
        within: str,
        regions: frozenset[str] | None,
        groups: Collection[str] | None,
        limit: int,
    ) -> Told:
        """The first of those who count and are not certified, in these groups (None = in all)."""
        found = self._wanting(certification, regions)
        if groups is not None:
            labels = group_labels(within, self.numbers(certification, within, regions))
            wanted = {pair for pair, label in labels.items() if label in groups}
            raw: Collection[tuple[str, Any]] = self._by_id(wanted) if within == "manager" else wanted
            found = [seen for seen in found if group_of(seen, within) in raw]
        return self._told(found[:limit])

    def managers(self, regions: frozenset[str] | None) -> Counter[tuple[str, str]]:
        """People who lead, per (absence, state)."""
        return Counter(self._state(seen) for seen in self._leading(regions))

    def wanting_managers(self, regions: frozenset[str] | None, limit: int) -> Told:
        """The first of those who lead, count and are not certified."""
        leading = set(map(id, self._leading(regions)))
        found = [seen for seen in self._wanting(None, regions) if id(seen) in leading]
        return self._told(found[:limit])

    def _state(self, seen: Seen) -> tuple[str, str]:
        return self.counted.state(seen, self.population.exclude_hired_within_days)

    def _wanting(self, certification: str | None, regions: frozenset[str] | None) -> list[Seen]:
        """Everybody who counts and is not certified, those who never were first."""
        found = [
            seen
            for seen in self.counted.seen
            if certification in (None, seen.standing.certification)
            and (regions is None or seen.place.region in regions)
            and is_wanting(self._state(seen), self.population)
        ]
        found.sort(key=lambda s: (s.standing.holds_through or date.min, s.person_id, s.standing.certification))
        return found

    def _leading(self, regions: frozenset[str] | None) -> list[Seen]:
        certifications = self.counted.definition.certifications
        manages = {key for key, certification in certifications.items() if certification.manages}
        return [
            seen
            for seen in self.counted.seen
            if (regions is None or seen.place.region in regions)
            and (seen.person_id in self.counted.leaders or seen.standing.certification in manages)
        ]

    def _by_id(self, pairs: Collection[tuple[str, str]]) -> set[tuple[str, Any]]:
        """The groups of managers as `group_of` tells them."""
        ids = people.person_ids(self.session, [name for _, name in pairs if name])
        return {(region, ids[name] if name else None) for region, name in pairs}

    def _told(self, found: list[Seen]) -> Told:
        emails = people.emails_of(self.session, [seen.person_id for seen in found])
        return tuple((emails[seen.person_id], state_on(seen.standing, self.counted.day).because) for seen in found)
