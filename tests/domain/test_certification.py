"""Where a person stands: worked examples with the days computed by hand, and the laws that hold for any evidence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.certification.population import (
    FOREVER,
    Place,
    group_count,
    group_labels,
    new_until,
    stays_of,
)
from readiness.domain.certification.standing import PASSED_BY, Standing, requirements_met, standing_of
from readiness.domain.certification.states import ALWAYS, state_on, states_over
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.gating import Population
from readiness.domain.enrolment.requirement import requirements_of
from readiness.domain.evidence.record import Evidence
from readiness.domain.materials.publication import Publication

CERTIFICATION = Certification(
    key="field", name="Field", role="rep", modules=("basics",), quizzes=("pricing",), role_plays=("call",),
    attestation=True, valid_days=100, warn_days=10,
)  # fmt: skip
START = datetime(2018, 1, 1, 9, tzinfo=UTC)


def at(day: int, hour: int = 0) -> datetime:
    """`day` days after Monday 1 January 2018."""
    return START + timedelta(days=day, hours=hour)


def on(day: int) -> date:
    return at(day).date()


def piece(kind: str, subject: str, day: float, **more: object) -> Evidence:
    happened = START + timedelta(days=day)
    facts: dict[str, object] = {
        "launch": "x", "person": "ann@example.com", "kind": kind, "subject": subject, "happened_at": happened,
        "source": "terminal", "recorded_by": "ann@example.com", "key": f"{kind}{subject}{day}{sorted(more.items())}",
        "passed": True if kind in {"quiz-attempt", "role-play"} else None,
    }  # fmt: skip
    return Evidence(**(facts | more))  # type: ignore[arg-type]


def module(day: float, **more: object) -> Evidence:
    return piece("module-completed", "basics", day, **more)


def quiz(day: float, **more: object) -> Evidence:
    return piece("quiz-attempt", "pricing", day, **more)


def play(day: float, **more: object) -> Evidence:
    return piece("role-play", "call", day, **more)


def attest(day: float, **more: object) -> Evidence:
    return piece("attestation", "field", day, **more)


def published(
    kind: str, key: str, version: int, day: float, change: str = "delta", fingerprint: str = ""
) -> Publication:
    return Publication(
        launch="x", kind=kind, key=key, version=version, fingerprint=fingerprint or f"{key}-{version}", change=change,  # type: ignore[arg-type]
        note=f"note {version}", by="pat@example.com", at=START + timedelta(days=day),
    )  # fmt: skip


FULL = [module(1), quiz(2), play(3), attest(4)]


def test_nothing_recorded_is_in_progress_when_enrolled_and_not_enrolled_otherwise():
    assert state_on(standing_of(CERTIFICATION, []), on(0)).name == "in-progress"
    found = state_on(standing_of(CERTIFICATION, [], enrolled=False), on(0))
    assert (found.name, found.because) == ("not-enrolled", "not enrolled; 0 of 4 met")


def test_certified_on_the_day_the_last_requirement_was_met():
    found = standing_of(CERTIFICATION, FULL)
    # Day 4 + 100 days = day 104; warned from day 94.
    assert (found.met, found.needed) == (4, 4)
    assert (found.certified_on, found.expires_on, found.warn_from) == (on(4), on(104), on(94))


@pytest.mark.parametrize(
    ("day", "state"),
    [(4, "certified"), (93, "certified"), (94, "expiring"), (104, "expiring"), (105, "expired"), (4000, "expired")],
)
def test_certification_holds_through_its_last_day_and_not_one_more(day: int, state: str):
    assert state_on(standing_of(CERTIFICATION, FULL), on(day)).name == state


def test_days_are_utc_days_whatever_the_offset_of_the_evidence():
    late = datetime.fromisoformat("2018-01-09T23:30:00-05:00")  # 10 January 04:30 UTC
    found = standing_of(CERTIFICATION, [*FULL[:3], attest(0, happened_at=late)])
    assert found.certified_on == date(2018, 1, 10)


def test_failing_later_takes_nothing_away():
    assert standing_of(CERTIFICATION, [*FULL, quiz(20, passed=False, fraction=0.1)]) == standing_of(CERTIFICATION, FULL)


@pytest.mark.parametrize("kind", ["quiz-attempt", "role-play"])
def test_what_is_not_graded_meets_nothing(kind: str):
    key = {"quiz-attempt": "pricing", "role-play": "call"}[kind]
    assert standing_of(CERTIFICATION, [piece(kind, key, 1, passed=None)]).met == 0


def test_a_manager_who_declines_meets_nothing():
    assert standing_of(CERTIFICATION, [*FULL[:3], attest(4, passed=False)]).met == 3


def test_evidence_of_something_else_meets_nothing():
    other = [
        piece("quiz-attempt", "history", 1),
        piece("attestation", "office", 1),
        piece("exemption", "office", 1, until=on(9)),
    ]
    assert standing_of(CERTIFICATION, other) == Standing(certification="field", needed=4, enrolled=True)


def test_a_certification_that_asks_nothing_certifies_nobody():
    empty = Certification(key="empty", name="Empty", role="rep")
    assert standing_of(empty, FULL).certified_on is None


def test_one_newer_pass_renews_nothing_and_a_full_new_set_renews_everything():
    again = [module(90), quiz(91), play(92)]
    assert standing_of(CERTIFICATION, [*FULL, *again]).expires_on == on(104)
    renewed = standing_of(CERTIFICATION, [*FULL, *again, attest(95)])
    assert (renewed.certified_on, renewed.expires_on) == (on(95), on(195))


def test_a_new_set_after_the_end_certifies_again():
    late = [module(200), quiz(201), play(202), attest(203)]
    assert state_on(standing_of(CERTIFICATION, [*FULL, *late[:3]]), on(202)).name == "expired"
    assert state_on(standing_of(CERTIFICATION, [*FULL, *late]), on(203)).name == "certified"


def test_a_minor_publication_changes_nothing():
    log = [published("quiz", "pricing", 1, 0), published("quiz", "pricing", 2, 10, "minor")]
    evidence = [module(1), quiz(2, fingerprint="pricing-1"), play(3), attest(4)]
    assert state_on(standing_of(CERTIFICATION, evidence, log), on(20)).name == "certified"
    later = [module(1), quiz(12, fingerprint="pricing-1"), play(3), attest(4)]
    assert standing_of(CERTIFICATION, later, log).certified_on == on(12), "the version before a minor one still counts"


def test_a_delta_asks_that_content_again_and_keeps_the_old_end():
    log = [published("quiz", "pricing", 1, 0), published("quiz", "pricing", 2, 10, "delta")]
    evidence = [module(1), quiz(2, fingerprint="pricing-1"), play(3), attest(4)]
    lapsed = standing_of(CERTIFICATION, evidence, log)
    assert (lapsed.met, lapsed.lapsed_on) == (3, on(10))
    assert state_on(lapsed, on(12)).because == (
        "since 2018-01-11, quiz 'pricing' version 2 (delta): note 2; 3 of 4 met"
    )
    old = [*evidence, quiz(11, fingerprint="pricing-1")]
    assert state_on(standing_of(CERTIFICATION, old, log), on(12)).name == "lapsed", (
        "the superseded content no longer counts"
    )
    caught_up = standing_of(CERTIFICATION, [*evidence, quiz(12, fingerprint="pricing-2")], log)
    assert (caught_up.lapsed_on, caught_up.certified_on, caught_up.expires_on) == (None, on(4), on(104))


def test_a_delta_past_the_end_leaves_it_expired_until_a_full_new_set():
    log = [published("quiz", "pricing", 1, 0), published("quiz", "pricing", 2, 110)]
    evidence = [module(1), quiz(2, fingerprint="pricing-1"), play(3), attest(4), quiz(120, fingerprint="pricing-2")]
    assert state_on(standing_of(CERTIFICATION, evidence, log), on(121)).name == "expired"


def test_a_delta_before_certification_is_no_lapse():
    log = [published("quiz", "pricing", 1, 0), published("quiz", "pricing", 2, 3)]
    evidence = [module(1), quiz(2, fingerprint="pricing-1")]
    found = standing_of(CERTIFICATION, evidence, log)
    assert (found.met, found.lapsed_on) == (1, None)
    wanting = {met.requirement.key: met.asked_again for met in requirements_met(CERTIFICATION, evidence, log)}
    assert wanting["pricing"] == "quiz 'pricing' version 2 (delta): note 2"


def test_recertify_voids_every_requirement_of_the_certification():
    log = [published("module", "basics", 1, 0), published("module", "basics", 2, 10, "recertify")]
    found = standing_of(CERTIFICATION, FULL, log)
    assert (found.met, found.lapsed_on, state_on(found, on(10)).name) == (0, on(10), "lapsed")
    again = [module(11), quiz(12), play(13)]
    assert state_on(standing_of(CERTIFICATION, [*FULL, *again], log), on(13)).name == "lapsed"
    anew = standing_of(CERTIFICATION, [*FULL, *again, attest(14)], log)
    assert (anew.lapsed_on, anew.certified_on, anew.expires_on) == (None, on(14), on(114))


def test_publications_of_content_that_is_not_asked_change_nothing():
    log = [published("module", "extra", 1, 5, "recertify"), published("module", "extra", 2, 6, "recertify")]
    assert standing_of(CERTIFICATION, FULL, log) == standing_of(CERTIFICATION, FULL)


def test_evidence_without_a_fingerprint_speaks_for_what_was_published_then():
    log = [published("quiz", "pricing", 1, 0), published("quiz", "pricing", 2, 10)]
    assert standing_of(CERTIFICATION, [quiz(9)], log).met == 0
    assert standing_of(CERTIFICATION, [quiz(10)], log).met == 1, "at the instant of publication it is published"


def test_the_first_publication_asks_for_its_content_whatever_its_class():
    for change in ("minor", "delta", "recertify"):
        log = [published("quiz", "pricing", 1, 10, change)]
        assert standing_of(CERTIFICATION, [module(1), quiz(9)], log).met == 1
        assert standing_of(CERTIFICATION, [module(1), quiz(9, fingerprint="pricing-1")], log).met == 2, (
            "a pilot of it counts"
        )


def test_a_pass_on_content_nobody_published_waits_until_somebody_does():
    log = [published("quiz", "pricing", 1, 0), published("quiz", "pricing", 2, 20)]
    pilot = [module(1), play(3), attest(4), quiz(5, fingerprint="pricing-2")]
    assert standing_of(CERTIFICATION, pilot, log[:1]).met == 3
    assert standing_of(CERTIFICATION, pilot, log).certified_on == on(20)


def test_going_back_to_an_earlier_content_brings_back_who_saw_it():
    log = [
        published("quiz", "pricing", 1, 0, fingerprint="A"),
        published("quiz", "pricing", 2, 10, fingerprint="B"),
        published("quiz", "pricing", 3, 20, fingerprint="A"),
    ]
    evidence = [module(1), quiz(2, fingerprint="A"), play(3), attest(4)]
    assert state_on(standing_of(CERTIFICATION, evidence, log[:2]), on(15)).name == "lapsed"
    back = standing_of(CERTIFICATION, evidence, log)
    assert (back.lapsed_on, back.certified_on, back.expires_on) == (None, on(4), on(104))


def test_revoked_until_a_full_new_set_after_the_revocation():
    revoked = [*FULL, piece("revocation", "field", 10, note="cheated")]
    found = state_on(standing_of(CERTIFICATION, revoked), on(11))
    assert (found.name, found.because) == ("revoked", "since 2018-01-11, revoked: cheated; 0 of 4 met")
    assert state_on(standing_of(CERTIFICATION, [*revoked, quiz(12)]), on(12)).name == "revoked"
    assert standing_of(CERTIFICATION, [*revoked, module(11), quiz(12), play(13), attest(14)]).certified_on == on(14)


def test_at_the_same_instant_a_revocation_has_the_last_word():
    evidence = [*FULL, piece("revocation", "field", 4, note="no"), piece("exemption", "field", 4, until=on(50))]
    found = standing_of(CERTIFICATION, evidence)
    assert (found.met, found.exempt_until) == (0, None)


@pytest.mark.parametrize(("day", "state"), [(10, "exempt"), (30, "exempt"), (31, "in-progress")])
def test_exempt_through_its_last_day(day: int, state: str):
    found = standing_of(CERTIFICATION, [piece("exemption", "field", 10, until=on(30), note="on loan")])
    assert state_on(found, on(day)).name == state


def test_a_later_exemption_takes_the_place_of_an_earlier_one():
    evidence = [piece("exemption", "field", 10, until=on(30)), piece("exemption", "field", 12, until=on(20))]
    assert state_on(standing_of(CERTIFICATION, evidence), on(21)).name == "in-progress"


def test_certified_comes_before_exempt():
    evidence = [*FULL, piece("exemption", "field", 1, until=on(200))]
    assert state_on(standing_of(CERTIFICATION, evidence), on(5)).name == "certified"
    assert state_on(standing_of(CERTIFICATION, evidence), on(105)).name == "exempt"


def test_exempt_to_the_last_day_there_is():
    found = standing_of(CERTIFICATION, [piece("exemption", "field", 1, until=date.max)])
    assert states_over(found)[0] == (ALWAYS, "exempt")
    assert state_on(found, date.max).name == "exempt"


# ---- laws, for any evidence and any publish log -------------------------------------------------------------------

days = st.integers(0, 60).map(lambda d: d / 2)
fingerprints = st.sampled_from([None, "A", "B", "C"])


@st.composite
def pieces(draw: st.DrawFn) -> Evidence:
    kind = draw(
        st.sampled_from(["module-completed", "quiz-attempt", "role-play", "attestation", "exemption", "revocation"])
    )
    subject = {"module-completed": "basics", "quiz-attempt": "pricing", "role-play": "call"}.get(kind, "field")
    day = draw(days)
    more: dict[str, object] = {}
    if kind in {"module-completed", "quiz-attempt", "role-play"}:
        more = {"fingerprint": draw(fingerprints), "passed": draw(st.sampled_from([True, True, False, None]))}
    if kind == "exemption":
        more = {"until": on(int(day) + draw(st.integers(0, 30))), "note": draw(st.sampled_from(["a", "b"]))}
    if kind == "revocation":
        more = {"note": "why"}
    return piece(kind, subject, day, **more)


@st.composite
def logs(draw: st.DrawFn) -> list[Publication]:
    found, versions = [], {"module": 0, "quiz": 0}
    for day in sorted(draw(st.lists(days, max_size=6))):
        kind = draw(st.sampled_from(["module", "quiz"]))
        versions[kind] += 1
        change = draw(st.sampled_from(["minor", "delta", "recertify"]))
        key = {"module": "basics", "quiz": "pricing"}[kind]
        found.append(published(kind, key, versions[kind], day, change, draw(st.sampled_from(["A", "B", "C"]))))
    return found


@given(st.lists(pieces(), max_size=14), logs(), st.randoms())
@settings(max_examples=300)
def test_any_order_of_arrival_gives_the_same_standing(evidence, log, random):
    shuffled, mixed = list(evidence), list(log)
    random.shuffle(shuffled)
    random.shuffle(mixed)
    assert standing_of(CERTIFICATION, shuffled, mixed) == standing_of(CERTIFICATION, evidence, log)


@given(st.lists(pieces(), max_size=10), logs())
def test_the_same_evidence_twice_is_the_same_evidence(evidence, log):
    assert standing_of(CERTIFICATION, evidence * 2, log) == standing_of(CERTIFICATION, evidence, log)


@given(st.lists(pieces(), max_size=14), logs())
def test_the_line_of_states_says_what_each_day_says(evidence, log):
    found = standing_of(CERTIFICATION, evidence, log)
    line = states_over(found)
    for day in (on(n) for n in range(-5, 250)):
        assert next(name for start, name in reversed(line) if start <= day) == state_on(found, day).name


@given(st.lists(pieces(), max_size=14), logs())
def test_met_requirements_are_as_many_as_the_standing_says(evidence, log):
    met = requirements_met(CERTIFICATION, evidence, log)
    assert sum(one.met_at is not None for one in met) == standing_of(CERTIFICATION, evidence, log).met


@given(st.lists(pieces(), max_size=14), logs())
@settings(max_examples=300)
def test_the_fold_agrees_with_a_slow_telling_of_the_rules(evidence, log):
    found = standing_of(CERTIFICATION, evidence, log)
    assert (found.met, found.certified_on, found.lapsed_on is not None, found.exempt_until) == slow_standing(
        evidence, log
    )


def slow_standing(evidence: list[Evidence], log: list[Publication]) -> tuple[int, date | None, bool, date | None]:
    """The rules as the documentation tells them, instant by instant, each time from all evidence: the oracle.

    It keeps nothing but the day of certification from one instant to the next.
    """
    asked = requirements_of(CERTIFICATION)
    instants = sorted({e.happened_at for e in evidence} | {p.at for p in log})
    certified_at, voided, lapsed, exempt = None, False, False, None
    void_at: datetime | None = None
    void_is_revocation = False
    met: dict[object, datetime] = {}
    for now in instants:
        for step in ("publications", "passes", "revocations"):
            known = [p for p in log if p.at <= now]
            if step == "publications":
                for index, p in enumerate(known):
                    first = not any((q.kind, q.key) == (p.kind, p.key) for q in known[:index])
                    if p.at == now and p.change == "recertify" and not first:
                        void_at, void_is_revocation, voided = now, False, True
            if step == "revocations":
                gone = [e for e in evidence if e.kind == "revocation" and e.happened_at == now]
                if gone:
                    void_at, void_is_revocation, voided, exempt = now, True, True, None
            if step == "passes":
                for e in sorted(
                    (e for e in evidence if e.kind == "exemption" and e.happened_at == now),
                    key=lambda e: (e.until, e.note),
                ):
                    exempt = e.until
            seen = [e for e in evidence if e.happened_at < now or (e.happened_at == now and step != "publications")]
            met = {}
            for requirement in asked:
                versions = [p for p in known if (p.kind, p.key) == (requirement.kind, requirement.key)]
                best = [
                    e.happened_at
                    for e in seen
                    if (e.kind, e.subject) == (PASSED_BY[requirement.kind], requirement.key)
                    and (e.passed is True or (e.passed is None and e.kind not in {"quiz-attempt", "role-play"}))
                    and (
                        void_at is None
                        or e.happened_at > void_at
                        or (e.happened_at == void_at and not void_is_revocation)
                    )
                    and slow_counts(e, versions)
                ]
                if best:
                    met[requirement] = max(best)
            if len(met) == len(asked):
                if certified_at is None or voided or min(met.values()) > certified_at:
                    certified_at, voided = now, False
                lapsed = False
            elif certified_at is not None:
                lapsed = True
    return len(met), certified_at.date() if certified_at else None, lapsed, exempt


def slow_counts(e: Evidence, versions: list[Publication]) -> bool:
    """Whether a pass counts for what is published now, looked at from the publish log of its content alone."""
    if not versions:
        return True
    if e.fingerprint is None:
        later = [p for p in versions if p.at > e.happened_at]
        seen = len(versions) - len(later)
        return seen > 0 and all(p.change == "minor" for p in later)
    last = len(versions) - 1
    while last > 0 and versions[last].change == "minor":
        last -= 1
    return e.fingerprint in {p.fingerprint for p in versions[last:]}


# ---- who counts, and where ----------------------------------------------------------------------------------------

HERE = Place("rep", "East", "E1", "Team 1", 7, on(0))


def test_nobody_counts_before_being_hired_nor_from_the_day_of_leaving():
    (stay,) = stays_of([HERE], "rep", hired_on=on(5), left_on=on(9))
    assert (stay.start, stay.until) == (on(5), on(9))
    assert stays_of([HERE], "rep", hired_on=on(9), left_on=on(9)) == []
    assert stays_of([HERE], "boss", hired_on=None, left_on=None) == []


def test_leave_counts_both_its_ends_and_overlapping_leaves_are_one():
    stays = stays_of([HERE], "rep", hired_on=None, left_on=None, leaves=[(on(3), on(5)), (on(4), on(6)), (on(9), None)])
    assert [(s.start, s.until, s.on_leave) for s in stays if s.on_leave] == [
        (on(3), on(4), True), (on(4), on(6), True), (on(6), on(7), True), (on(9), FOREVER, True),
    ]  # fmt: skip
    assert [(s.start, s.until) for s in stays if not s.on_leave] == [(on(0), on(3)), (on(7), on(9))]


def test_hired_within_days_counts_from_the_day_after_the_last_of_them():
    # Hired on day 0, excluded within 30 days: day 29 is the last excluded one.
    assert new_until(on(0), 30) == on(30)
    assert new_until(None, 30) == new_until(on(0), 0) == ALWAYS


def test_the_excluded_are_counted_once_each_and_only_when_the_population_excludes_them():
    numbers = {("", "certified"): 3, ("", "expiring"): 1, ("", "lapsed"): 2, ("", "exempt"): 4, ("leave", "certified"): 5,
               ("new", "in-progress"): 6, ("leave+new", "not-enrolled"): 7}  # fmt: skip
    found = group_count("x", numbers, Population(exclude_on_leave=True, exclude_hired_within_days=30))
    assert (found.counted, found.certified, found.excluded_leave, found.excluded_new, found.exempt) == (6, 4, 12, 6, 4)
    found = group_count("x", numbers, Population(exclude_on_leave=False, exclude_hired_within_days=0))
    assert (found.counted, found.certified, found.excluded_leave, found.excluded_new, found.exempt) == (24, 9, 0, 0, 4)


def test_a_territory_name_in_two_regions_is_two_groups_and_no_territory_is_one_too():
    labels = group_labels("territory", [("East", "North"), ("West", "North"), ("West", "South"), ("West", "")])
    assert list(labels.values()) == ["East / North", "West / North", "South", "(no territory)"]
