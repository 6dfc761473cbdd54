"""Cleared or held: waivers, their ends, and the properties that make a verdict trustworthy."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.definition.gating import CertifiedShare, Gate, ManagersCertified, SignOffs
from readiness.domain.gate.figures import Figures, Group, LeftOut, Share, SignOffFact
from readiness.domain.gate.verdict import Inputs, Verdict, decide, decide_from, identity, inputs_of
from readiness.domain.gate.waiver import Waiver
from readiness.ground.fingerprint import canonical_json, fingerprint
from readiness.ground.restore import restore

ON = date(2018, 2, 1)
AT = datetime(2018, 2, 1, 9, tzinfo=UTC)
SHARE = CertifiedShare(kind="certified-share", key="reps", at_least=0.8, each_market=True)
SIGNED = SignOffs(kind="sign-offs", key="signed", by=("sales",))
GATE = Gate(criteria={"reps": SHARE, "signed": SIGNED})


def _figures(us: tuple[int, int] = (4, 5), de: tuple[int, int] = (5, 5), *, signed: bool = True) -> Figures:
    shares = tuple(
        Share("reps", market, (Group("", *count),), left_out=(LeftOut("on leave", 1),))
        for market, count in (("us", us), ("de", de))
    )
    sign_off = SignOffFact("sales", "s@x.org", AT, "sha256:now")
    return Figures("atlas", "sha256:now", "", ("us", "de"), shares=shares, sign_offs=(sign_off,) if signed else ())


def _waiver(criterion: object = SHARE, **changes: object) -> Waiver:
    base = Waiver(
        number=1, launch="atlas", criterion="reps", market="", criterion_fingerprint=fingerprint(criterion),
        reason="two reps join on Monday", requested_by="a@x.org", approved_by="b@x.org", function="leadership",
        given_at=AT, until=date(2018, 2, 10),
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def _decide(figures: Figures, *waivers: Waiver, on: date = ON, gate: Gate = GATE) -> Verdict:
    return decide(gate, figures, waivers, on, decided_at=AT)


def test_a_launch_is_cleared_when_every_criterion_is_met_in_every_market() -> None:
    verdict = _decide(_figures())
    assert verdict.outcome == "cleared"
    assert [(c.key, c.market, c.outcome) for c in verdict.criteria] == [
        ("reps", "us", "met"), ("reps", "de", "met"), ("signed", "", "met"),
    ]  # fmt: skip


def test_one_market_below_holds_the_whole_launch_and_not_the_other_market() -> None:
    figures = _figures(us=(3, 5))
    assert [c.name for c in _decide(figures).unmet()] == ["reps in us"]
    assert _decide(replace(figures, market="de", markets=("de",))).cleared
    assert not _decide(replace(figures, market="us", markets=("us",))).cleared


def test_the_verdict_says_who_counts_and_who_was_left_out() -> None:
    verdict = _decide(_figures())
    assert (
        verdict.population
        == "People on the roster on 2018-02-01, less those on leave; leavers and exempt people do not count."
    )
    assert verdict.criteria[0].left_out == (LeftOut("on leave", 1),)
    assert verdict.criteria[2].left_out == ()


def test_a_waiver_clears_what_it_names_and_shows_in_the_verdict() -> None:
    verdict = _decide(_figures(us=(3, 5)), _waiver())
    assert verdict.cleared
    assert [(c.name, c.waiver) for c in verdict.waived()] == [("reps in us", _waiver())]
    assert verdict.waived()[0].found.met is False


def test_a_waiver_counts_through_its_last_day_and_the_verdict_flips_back_after_it() -> None:
    figures = _figures(us=(3, 5))
    assert _decide(figures, _waiver(), on=date(2018, 2, 10)).cleared
    after = _decide(figures, _waiver(), on=date(2018, 2, 11))
    assert not after.cleared
    assert after.unmet()[0].waiver_gone == "The waiver approved by b@x.org ended on 2018-02-10."


def test_a_waiver_does_not_reach_back_before_it_was_given() -> None:
    assert not _decide(_figures(us=(3, 5)), _waiver(), on=date(2018, 1, 31)).cleared


def test_a_waiver_for_one_market_does_not_cover_another() -> None:
    assert _decide(_figures(us=(3, 5)), _waiver(market="us")).cleared
    assert not _decide(_figures(us=(3, 5)), _waiver(market="de")).cleared


def test_a_withdrawn_waiver_no_longer_counts() -> None:
    gone = _waiver(withdrawn_at=AT, withdrawn_by="c@x.org")
    verdict = _decide(_figures(us=(3, 5)), gone)
    assert not verdict.cleared
    assert verdict.unmet()[0].waiver_gone == "The waiver approved by b@x.org was withdrawn by c@x.org."


def test_a_waiver_lapses_when_its_criterion_reads_differently() -> None:
    stricter = Gate(criteria={"reps": replace(SHARE, at_least=0.95), "signed": SIGNED})
    verdict = _decide(_figures(us=(3, 5)), _waiver(), gate=stricter)
    assert not verdict.cleared
    assert "reads differently" in verdict.unmet()[0].waiver_gone


def test_of_two_waivers_the_one_that_lasts_longest_shows() -> None:
    longer = _waiver(number=2, until=date(2018, 3, 1))
    assert _decide(_figures(us=(3, 5)), _waiver(), longer).waived()[0].waiver == longer


def test_a_waiver_of_a_met_criterion_is_not_used() -> None:
    assert _decide(_figures(), _waiver()).waived() == ()


def test_managers_are_judged_for_the_launch_unless_each_market_is_asked() -> None:
    gate = Gate(criteria={"m": ManagersCertified(kind="managers-certified", key="m")})
    figures = replace(_figures(), shares=(Share("m", "", (Group("", 2, 2),)),))
    assert [c.name for c in _decide(figures, gate=gate).criteria] == ["m"]


def test_the_inputs_go_to_json_and_back_and_decide_the_same() -> None:
    inputs = inputs_of(GATE, _figures(us=(3, 5)), [_waiver()], ON, decided_at=AT)
    again = restore(Inputs, json.loads(canonical_json(inputs)))
    assert again == inputs
    assert decide_from(again) == decide_from(inputs)
    assert restore(Verdict, json.loads(canonical_json(decide_from(inputs)))) == decide_from(inputs)


def test_one_identity_means_one_verdict_whatever_the_hour() -> None:
    first = inputs_of(GATE, _figures(), [], ON, decided_at=AT)
    later = replace(first, as_of=ON + timedelta(days=3), decided_at=AT + timedelta(days=3))
    assert identity(first, decide_from(first)) == identity(later, decide_from(later))
    waived = replace(first, figures=_figures(us=(3, 5)), waivers=(_waiver(),))
    after = replace(waived, as_of=date(2018, 2, 11))
    assert identity(waived, decide_from(waived)) != identity(after, decide_from(after)), "the waiver ended between them"


counts = st.integers(0, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
days = st.dates(date(2018, 1, 1), date(2018, 3, 31))
waivers = st.lists(
    st.builds(
        lambda number, market, until, given, withdrawn, lapsed: _waiver(
            number=number, market=market, until=until,
            given_at=datetime(given.year, given.month, given.day, tzinfo=UTC),
            withdrawn_at=withdrawn and datetime(withdrawn.year, withdrawn.month, withdrawn.day, tzinfo=UTC),
            criterion_fingerprint="sha256:other" if lapsed else fingerprint(SHARE),
        ),
        st.integers(1, 99), st.sampled_from(["", "us", "de"]), days, days, st.none() | days, st.booleans(),
    ),
    max_size=4,
)  # fmt: skip


@given(counts, counts, st.booleans(), waivers, days)
def test_held_exactly_when_a_criterion_is_unmet_and_unwaived(
    us: tuple[int, int], de: tuple[int, int], signed: bool, given_waivers: list[Waiver], on: date
) -> None:
    verdict = _decide(_figures(us, de, signed=signed), *given_waivers, on=on)
    assert (verdict.outcome == "held") is any(not c.found.met and c.waiver is None for c in verdict.criteria)
    assert all((c.outcome == "waived") is (c.waiver is not None) for c in verdict.criteria)
    assert all((c.outcome == "met") is c.found.met for c in verdict.criteria)
    assert verdict == _decide(_figures(us, de, signed=signed), *given_waivers, on=on)


@given(counts, counts, st.booleans(), waivers, days)
def test_more_certified_people_never_turn_met_to_unmet(
    us: tuple[int, int], de: tuple[int, int], signed: bool, given_waivers: list[Waiver], on: date
) -> None:
    before = _decide(_figures(us, de, signed=signed), *given_waivers, on=on)
    more = (min(us[0] + 1, us[1]), us[1])
    after = _decide(_figures(more, de, signed=signed), *given_waivers, on=on)
    for was, now in zip(before.criteria, after.criteria, strict=True):
        assert was.outcome != "met" or now.outcome == "met"
    assert not before.cleared or after.cleared


@given(waivers, days)
def test_the_order_of_the_waivers_does_not_matter(given_waivers: list[Waiver], on: date) -> None:
    numbered = [replace(w, number=i) for i, w in enumerate(given_waivers)]
    figures = _figures(us=(3, 5))
    assert _decide(figures, *numbered, on=on) == _decide(figures, *reversed(numbered), on=on)
