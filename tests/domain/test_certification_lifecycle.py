"""The life of a certification: renewing, re-issuing, testing out, counting for another, leave; and the state machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.certification.history import Past, history_of, turns_of
from readiness.domain.certification.pauses import ends_on
from readiness.domain.certification.rule import Happened, Life, Rule, happened_to, rules_of
from readiness.domain.certification.standing import Standing, standing_from, ticks_from
from readiness.domain.certification.states import state_on, states_over
from readiness.domain.certification.transitions import TRANSITIONS, Transition
from readiness.domain.definition.certifying import Certification, ModuleTestOut, Renewal
from readiness.domain.evidence.corrections import corrected
from readiness.domain.evidence.record import Evidence
from readiness.domain.materials.publication import Publication
from tests.domain.test_certification import CERTIFICATION, FULL, at, attest, module, on, piece, play, published, quiz

RENEWABLE = replace(CERTIFICATION, renewal=Renewal(window_days=20, grace_days=5, quizzes=("again",)))
OTHER = Certification(key="office", name="Office", role="rep", modules=("manners",), valid_days=40, warn_days=5)
LAUNCH = "x"


def rule(certification: Certification, log: tuple[Publication, ...] = (), *others: Certification) -> Rule:
    asked = rules_of(LAUNCH, {LAUNCH: (certification, *others)}, {LAUNCH: tuple(log)})
    return next(one for one in asked if one.certification.key == certification.key)


def stands(
    certification: Certification, evidence, log=(), *others: Certification, life: Life | None = None
) -> Standing:
    made = rule(certification, tuple(log), *others)
    return standing_from(made, happened_to(evidence), enrolled=True, life=life or Life())


def again(day: float, **more: object) -> Evidence:
    return piece("quiz-attempt", "again", day, **more)


def reissue(day: float) -> Evidence:
    return piece("reissue", "field", day, note="it was a mistake")


def revoke(day: float) -> Evidence:
    return piece("revocation", "field", day, note="cheated")


# ---- renewing -----------------------------------------------------------------------------------------------------
# FULL certifies on day 4: valid 100 days, through day 104. The window: day 84 to day 109, both included.


@pytest.mark.parametrize(("day", "end"), [(83, 104), (84, 204), (104, 204), (105, 204), (109, 204), (110, 104)])
def test_what_renewing_asks_renews_inside_the_window_and_counts_on_from_the_old_end(day: int, end: int):
    assert stands(RENEWABLE, [*FULL, again(day)]).expires_on == on(end)


def test_a_renewal_is_dated_on_the_day_it_was_passed():
    renewed = stands(RENEWABLE, [*FULL, again(90)])
    assert (renewed.certified_on, renewed.expires_on, renewed.renews_through) == (on(90), on(204), on(209))


def test_in_grace_it_is_expired_and_says_until_when_the_renewal_is_open():
    found = state_on(stands(RENEWABLE, FULL), on(109))
    assert (found.name, found.because) == ("expired", f"ended on {on(104)}; the renewal is open through {on(109)}")
    assert state_on(stands(RENEWABLE, FULL), on(110)).because.endswith("everything has to be passed again")


def test_after_the_window_the_full_path_certifies_anew_from_that_day():
    late = [module(200), quiz(201), play(202), attest(203)]
    assert stands(RENEWABLE, [*FULL, again(150), *late]).expires_on == on(303)


def test_renewing_twice_counts_on_twice_and_a_second_pass_in_one_window_counts_once():
    assert stands(RENEWABLE, [*FULL, again(90), again(91)]).expires_on == on(204)
    assert stands(RENEWABLE, [*FULL, again(90), again(190)]).expires_on == on(304)


def test_a_renewal_of_several_things_needs_all_of_them_in_one_window():
    both = replace(CERTIFICATION, renewal=Renewal(window_days=20, quizzes=("again",), attestation=True))
    assert stands(both, [*FULL, again(90)]).expires_on == on(104)
    assert stands(both, [*FULL, again(90), attest(95)]).expires_on == on(204)
    assert stands(both, [*FULL, attest(80), again(90)]).expires_on == on(104), "before the window it counts for nothing"


def test_a_renewal_does_not_end_a_lapse_and_a_voided_certification_is_not_renewed():
    log = (published("quiz", "pricing", 1, 0), published("quiz", "pricing", 2, 88))
    lapsed = stands(RENEWABLE, [*FULL, again(90)], log)
    assert (state_on(lapsed, on(90)).name, lapsed.expires_on) == ("lapsed", on(204))
    assert stands(RENEWABLE, [*FULL, revoke(88), again(90)]).expires_on == on(104)


def test_a_changed_renewal_quiz_is_asked_as_it_is_published_and_changes_nobody_s_standing():
    log = (published("quiz", "again", 1, 0), published("quiz", "again", 2, 92, "recertify"))
    both = replace(CERTIFICATION, renewal=Renewal(window_days=20, quizzes=("again",), attestation=True))
    old = [*FULL, again(90, fingerprint="again-1"), attest(95)]
    assert (stands(both, old, log).expires_on, stands(both, old, log).lapsed_on) == (on(104), None)
    assert stands(both, [*old, again(96, fingerprint="again-2")], log).expires_on == on(204)


def test_a_window_over_a_leap_day_counts_calendar_days():
    leap = replace(RENEWABLE, valid_days=365)
    begun = [replace(one, happened_at=one.happened_at.replace(year=2019, month=3)) for one in FULL]
    assert stands(leap, begun).expires_on == date(2020, 3, 4)
    assert date(2020, 3, 4) - timedelta(days=20) == date(2020, 2, 13), "29 February 2020 is one of them"
    first = again(0, happened_at=at(0).replace(year=2020, month=2, day=13))
    assert stands(leap, [*begun, first]).expires_on == date(2021, 3, 4)
    before = again(0, happened_at=at(0).replace(year=2020, month=2, day=12))
    assert stands(leap, [*begun, before]).expires_on == date(2020, 3, 4)


# ---- revoking and re-issuing --------------------------------------------------------------------------------------


def test_a_reissue_gives_back_what_was_revoked_to_the_old_end():
    found = stands(CERTIFICATION, [*FULL, revoke(10), reissue(20)])
    assert (state_on(found, on(20)).name, found.certified_on, found.expires_on) == ("certified", on(20), on(104))
    assert (found.met, found.revoked_on, found.lapsed_on) == (4, None, None)


def test_a_reissue_after_the_old_end_is_expired_and_one_of_nothing_changes_nothing():
    assert state_on(stands(CERTIFICATION, [*FULL, revoke(10), reissue(120)]), on(120)).name == "expired"
    assert stands(CERTIFICATION, [*FULL, reissue(20)]) == stands(CERTIFICATION, FULL)
    assert stands(CERTIFICATION, [module(1), revoke(10), reissue(20)]).met == 0


def test_what_was_asked_again_meanwhile_is_still_asked_after_a_reissue():
    log = (published("quiz", "pricing", 1, 0), published("quiz", "pricing", 2, 15))
    found = stands(CERTIFICATION, [*FULL, revoke(10), reissue(20)], log)
    assert (state_on(found, on(20)).name, found.met) == ("lapsed", 3)
    caught_up = stands(CERTIFICATION, [*FULL, revoke(10), reissue(20), quiz(21)], log)
    assert (state_on(caught_up, on(21)).name, caught_up.expires_on) == ("certified", on(104))
    log = (published("module", "basics", 1, 0), published("module", "basics", 2, 15, "recertify"))
    assert stands(CERTIFICATION, [*FULL, revoke(10), reissue(20)], log).met == 0


def test_earned_again_after_a_revocation_is_no_longer_revoked_and_a_second_revocation_takes_that_too():
    anew = [*FULL, revoke(10), module(11), quiz(12), play(13), attest(14)]
    assert stands(CERTIFICATION, anew).revoked_on is None
    assert state_on(stands(CERTIFICATION, [*anew, revoke(15)]), on(16)).name == "revoked"
    assert stands(CERTIFICATION, [*anew, revoke(15), reissue(16)]).expires_on == on(114)


def test_an_exemption_is_not_given_back():
    gone = [*FULL, piece("exemption", "field", 5, until=on(300), note="on loan"), revoke(10), reissue(20)]
    assert stands(CERTIFICATION, gone).exempt_until is None


# ---- testing out --------------------------------------------------------------------------------------------------

TESTED = replace(CERTIFICATION, test_outs=(ModuleTestOut(quiz="challenge", hired_days=365),))


def challenge(day: float, **more: object) -> Evidence:
    return piece("quiz-attempt", "challenge", day, **more)


@pytest.mark.parametrize(("hired", "met"), [(on(1), 0), (on(0), 1), (None, 0)])
def test_the_experienced_test_out_of_the_modules_and_nobody_else(hired: date | None, met: int):
    assert stands(TESTED, [challenge(365)], life=Life(hired)).met == met


def test_testing_out_may_cover_some_modules_and_ask_for_an_earlier_certification():
    two = replace(
        CERTIFICATION, modules=("basics", "extra"),
        test_outs=(ModuleTestOut(quiz="challenge", modules=("extra",), held="office"),),
    )  # fmt: skip
    manners = piece("module-completed", "manners", 1)
    assert stands(two, [challenge(2)], (), OTHER).met == 0
    assert stands(two, [manners, challenge(2)], (), OTHER).met == 1
    assert stands(two, [challenge(0.5), manners], (), OTHER).met == 0, "it has to have been held before"
    revoked = piece("revocation", "office", 1.5, note="why")
    assert stands(two, [manners, revoked, challenge(2)], (), OTHER).met == 0
    assert stands(two, [manners, challenge(200)], (), OTHER).met == 1, "an end that has passed takes no experience away"


def test_a_module_that_changes_after_testing_out_is_asked_again():
    free = replace(CERTIFICATION, test_outs=(ModuleTestOut(quiz="challenge"),))
    log = (published("module", "basics", 1, 0), published("module", "basics", 2, 10))
    assert stands(free, [challenge(5)], log).met == 0
    assert stands(free, [challenge(11)], log).met == 1


# ---- counting for another -----------------------------------------------------------------------------------------

EQUAL = replace(CERTIFICATION, equivalent_to=("office", "old/field"))
MANNERS = piece("module-completed", "manners", 2)


def test_another_certification_counts_for_this_one_as_long_as_it_holds():
    found = stands(EQUAL, [MANNERS], (), OTHER)
    # OTHER: certified on day 2, valid 40 days, through day 42; this one warns 10 days before.
    assert (found.met, found.certified_on, found.expires_on, found.counts) == (0, on(2), on(42), "office")
    assert [state_on(found, on(day)).name for day in (31, 32, 42, 43)] == [
        "certified",
        "expiring",
        "expiring",
        "expired",
    ]
    assert state_on(found, on(3)).because == f"certified on {on(2)}, through {on(42)}, because 'office' counts for it"


def test_what_lasts_longer_counts():
    assert stands(EQUAL, [*FULL, MANNERS], (), OTHER).counts == ""
    late = piece("module-completed", "manners", 90)
    assert stands(EQUAL, [*FULL, late], (), OTHER).expires_on == on(130)


def test_another_launch_counts_by_its_key_and_an_unknown_one_does_not():
    old = replace(CERTIFICATION, modules=("basics",), quizzes=(), role_plays=(), attestation=False)
    made = rules_of(LAUNCH, {LAUNCH: (EQUAL, OTHER), "old": (old,)}, {})[0]
    life = Life(elsewhere={"old": happened_to([module(3)])})
    found = standing_from(made, Happened(), enrolled=True, life=life)
    assert (found.counts, found.expires_on) == ("old/field", on(103))
    assert stands(EQUAL, [], (), life=life).counts == ""


def test_a_revocation_and_a_recertify_here_end_what_was_earned_there_before():
    revoked = stands(EQUAL, [MANNERS, revoke(10)], (), OTHER)
    assert (state_on(revoked, on(11)).name, revoked.lapsed_because) == ("revoked", "revoked: cheated")
    assert state_on(stands(EQUAL, [MANNERS, revoke(10), reissue(12)], (), OTHER), on(12)).name == "certified"
    newer = piece("module-completed", "manners", 12)
    assert state_on(stands(EQUAL, [MANNERS, revoke(10), newer], (), OTHER), on(12)).name == "certified"
    log = (published("quiz", "pricing", 1, 0), published("quiz", "pricing", 2, 10, "recertify"))
    assert stands(EQUAL, [MANNERS], log, OTHER).counts == ""


def test_what_counts_does_not_count_on():
    third = replace(OTHER, key="third", modules=("other",), equivalent_to=("office",))
    asked = replace(CERTIFICATION, equivalent_to=("third",))
    assert stands(asked, [MANNERS], (), OTHER, third).counts == ""


# ---- leave --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("leaves", "at_most", "end"),
    [
        ((), 30, 104),
        (((10, 19),), 30, 114),
        (((10, 19),), 0, 104),
        (((10, 19),), 4, 108),
        (((0, 9),), 30, 109),
        (((104, 110),), 30, 111),
        (((105, 110),), 30, 104),
        (((98, None),), 30, 134),
        (((10, 19), (15, 24), (108, 110)), 60, 122),
    ],
)
def test_leave_moves_the_end_by_its_days_up_to_the_limit(leaves, at_most: int, end: int):
    # Certified on day 4. Both ends of a leave are leave; the day it is certified is no day of the clock.
    given = tuple((on(first), None if last is None else on(last)) for first, last in leaves)
    paused = replace(CERTIFICATION, leave_pause_days=at_most)
    found = stands(paused, FULL, life=Life(leaves=given))
    assert (found.expires_on, found.warn_from) == (on(end), on(end - 10))


def test_leave_across_the_end_moves_the_window_of_renewal_too():
    paused = replace(RENEWABLE, leave_pause_days=30)
    away = Life(leaves=((on(100), on(119)),))
    assert stands(paused, [*FULL, again(103)], life=away).expires_on == on(124), "the window begins on day 104 now"
    assert stands(paused, [*FULL, again(104)], life=away).expires_on == on(224)


def test_leave_over_a_leap_day_has_one_day_more():
    assert ends_on(date(2020, 2, 1), 10, [(date(2020, 2, 5), date(2020, 3, 1))], at_most=99) == date(2020, 3, 8)
    assert ends_on(date(2019, 2, 1), 10, [(date(2019, 2, 5), date(2019, 3, 1))], at_most=99) == date(2019, 3, 8)


# ---- laws, for any life -------------------------------------------------------------------------------------------

WHOLE = replace(
    CERTIFICATION, valid_days=15, warn_days=4, leave_pause_days=6, equivalent_to=("office",),
    renewal=Renewal(window_days=5, grace_days=3, quizzes=("again",), modules=("basics",)),
    test_outs=(ModuleTestOut(quiz="challenge", hired_days=5), ModuleTestOut(quiz="pricing", held="office")),
)  # fmt: skip
SHORT = replace(OTHER, valid_days=9, warn_days=2)
days = st.integers(0, 80).map(lambda d: d / 2)


@st.composite
def pieces(draw: st.DrawFn) -> Evidence:
    kind, subject = draw(
        st.sampled_from(
            [
                ("module-completed", "basics"), ("quiz-attempt", "pricing"), ("role-play", "call"),
                ("attestation", "field"), ("module-completed", "manners"), ("quiz-attempt", "again"),
                ("quiz-attempt", "challenge"), ("exemption", "field"), ("revocation", "field"), ("reissue", "field"),
                ("revocation", "office"), ("reissue", "office"),
            ]
        )
    )  # fmt: skip
    day = draw(days)
    more: dict[str, object] = {}
    if kind in {"module-completed", "quiz-attempt", "role-play"}:
        more = {"fingerprint": draw(st.sampled_from([None, None, "A", "B"])), "passed": True}
    if kind == "exemption":
        more = {"until": on(int(day) + draw(st.integers(0, 10))), "note": draw(st.sampled_from(["a", "b"]))}
    if kind in {"revocation", "reissue"}:
        more = {"note": "why"}
    return piece(kind, subject, day, **more)


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[Evidence], tuple[Publication, ...], Life]:
    """Rounds of a full set here and there, between anything that may happen."""
    evidence = draw(st.lists(pieces(), max_size=12))
    for begun in draw(st.lists(days, max_size=3)):
        evidence += [module(begun), quiz(begun), play(begun), attest(begun)]
    log, versions = [], dict.fromkeys(("basics", "pricing", "again", "manners"), 0)
    for day in sorted(draw(st.lists(days, max_size=4))):
        key = draw(st.sampled_from(sorted(versions)))
        versions[key] += 1
        kind = "module" if key in {"basics", "manners"} else "quiz"
        change = draw(st.sampled_from(["minor", "delta", "recertify"]))
        log.append(published(kind, key, versions[key], day, change, draw(st.sampled_from("AB"))))
    leaves = tuple(
        (on(first), draw(st.sampled_from([None, on(first + 3), on(first + 12)])))
        for first in draw(st.lists(st.integers(0, 50), max_size=2))
    )
    return evidence, tuple(log), Life(draw(st.sampled_from([None, on(-9), on(10)])), leaves)


@given(lives(), st.randoms())
@settings(max_examples=150, deadline=None)
def test_any_order_of_arrival_and_any_repetition_give_the_same_standing(life, random):
    evidence, log, person = life
    mixed = [*evidence, *random.sample(evidence, min(3, len(evidence)))]
    random.shuffle(mixed)
    assert stands(WHOLE, mixed, log, SHORT, life=person) == stands(WHOLE, evidence, log, SHORT, life=person)


@given(lives())
@settings(max_examples=80, deadline=None)
def test_where_no_order_is_to_be_kept_the_short_way_says_what_the_fold_says(life):
    evidence, log, person = life
    for asked in (WHOLE, replace(WHOLE, equivalent_to=()), replace(RENEWABLE, leave_pause_days=9)):
        made, happened = rule(asked, log, SHORT), happened_to(evidence)
        short = standing_from(made, happened, enrolled=True, life=person)
        slow = standing_from(_without_short_way(made), happened, enrolled=True, life=person)
        assert short == slow
        assert ticks_from(made, happened, person).count("1") == short.met


def _without_short_way(made: Rule) -> Rule:
    """The same rule, which remembers of everything that its order matters."""
    return replace(made, _plain=_Anything())


class _Anything(dict):
    def __contains__(self, _: object) -> bool:
        return True

    def __getitem__(self, _: object) -> None:
        return None


@given(lives())
@settings(max_examples=80, deadline=None)
def test_the_line_of_states_says_what_each_day_says(life):
    evidence, log, person = life
    found = stands(WHOLE, evidence, log, SHORT, life=person)
    line = states_over(found)
    for day in (on(n) for n in range(-5, 90)):
        assert next(name for start, name in reversed(line) if start <= day) == state_on(found, day).name


ENROLLED = ((on(0), None),)


def past_of(evidence, log, person: Life, recorded=None, *, enrolled=ENROLLED, asked: Certification = WHOLE) -> Past:
    return Past(
        "field", lambda at: rule(asked, tuple(p for p in log if p.at <= at), SHORT), evidence, log, enrolled, person,
        recorded=recorded or {},
    )  # fmt: skip


@st.composite
def corrected_lives(draw: st.DrawFn):
    """A life, and marks that were put right later: up to twice each, to passed or not; and when that was recorded."""
    evidence, log, person = draw(lives())
    marked = {e.key: e for e in evidence if e.kind in {"quiz-attempt", "role-play"}}
    recorded = {}
    for key in draw(st.lists(st.sampled_from(sorted(marked)), max_size=4, unique=True)) if marked else ():
        first = marked[key]
        if draw(st.booleans()):
            evidence = [replace(e, passed=False) if e.key == key else e for e in evidence]
        later = first.happened_at
        for number in range(1, draw(st.integers(1, 2)) + 1):
            later += timedelta(days=draw(st.integers(0, 30)), hours=1)
            evidence.append(put_right(first, number=number, passed=draw(st.booleans())))
            recorded[evidence[-1].key] = later
    return evidence, log, person, recorded


def put_right(first: Evidence, *, passed: bool, number: int = 1) -> Evidence:
    fraction = 1.0 if passed else 0.2
    return corrected(first, number=number, fraction=fraction, passed=passed, by="lena", note="x", source="regrade")


@given(corrected_lives(), st.sampled_from([(), ((on(3), None),), ((on(3), on(9)),)]))
@settings(max_examples=150, deadline=None)
def test_no_turn_ever_happens_that_is_not_in_the_table(life, enrolled):
    turns = history_of(past_of(*life, enrolled=enrolled), until=on(120))
    assert [one for one in turns_of(turns) if Transition(*one) not in TRANSITIONS] == []


@given(corrected_lives())
@settings(max_examples=80, deadline=None)
def test_a_history_ends_on_every_day_where_the_standing_was_as_known_by_then(life):
    evidence, log, person, recorded = life
    turns = history_of(past_of(*life), until=on(100))
    for day in range(0, 100, 7):
        until = at(day, 14).replace(hour=23, minute=59)
        seen = [e for e in evidence if recorded.get(e.key, e.happened_at) <= until]
        now = stands(WHOLE, seen, tuple(p for p in log if p.at <= until), SHORT, life=person)
        told = [turn.after for turn in turns if turn.on <= on(day)]
        assert (told[-1] if told else "not-enrolled") == state_on(now, on(day)).name
    for before, after in pairwise(turns):
        assert (before.after, before.on) == (after.before, min(before.on, after.on))


def told_of(turns) -> list[tuple[date, str, str, str]]:
    return [(turn.on, turn.before, turn.after, turn.trigger) for turn in turns]


def test_a_correction_is_a_turn_of_the_day_it_was_recorded_and_what_was_so_before_stays_told():
    decided = [*FULL, revoke(10), reissue(20)]
    first = next(e for e in FULL if e.kind == "quiz-attempt")
    right = put_right(first, passed=False)
    before = history_of(past_of(decided, (), Life(), asked=CERTIFICATION), until=on(30))
    past = past_of([*decided, right], (), Life(), {right.key: at(30)}, asked=CERTIFICATION)
    after = history_of(past, until=on(30))
    assert after[:-1] == before
    assert told_of(after)[-3:] == [
        (on(10), "certified", "revoked", "revocation"),
        (on(20), "revoked", "certified", "reissue"),
        (on(30), "certified", "in-progress", "correction"),
    ]
    assert (after[-1].at, after[-1].by, after[-1].key) == (at(30), "lena", right.key)
    assert after[-1].cause.endswith("not passed as put right (regrade): x")
    assert history_of(past, until=on(29)) == before, "a day before it, nobody knew"


def test_a_mark_put_right_that_gives_a_pass_certifies_from_the_attempt_on_and_is_told_when_recorded():
    failed = [replace(e, passed=False) if e.kind == "quiz-attempt" else e for e in FULL]
    right = put_right(next(e for e in failed if e.kind == "quiz-attempt"), passed=True)
    turns = history_of(past_of([*failed, right], (), Life(), {right.key: at(9)}, asked=CERTIFICATION), until=on(12))
    assert told_of(turns)[1:] == [(on(9), "in-progress", "certified", "correction")]
    assert turns[-1].holds_through == stands(CERTIFICATION, FULL).holds_through == on(104)


def test_a_decision_that_moves_nothing_is_told():
    turns = history_of(past_of([module(1), revoke(5), reissue(6)], (), Life(), asked=CERTIFICATION), until=on(9))
    assert told_of(turns)[1:] == [
        (on(5), "in-progress", "in-progress", "revocation"),
        (on(6), "in-progress", "in-progress", "reissue"),
    ]
