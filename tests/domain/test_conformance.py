"""Documents held against the sample launch: each rule with what breaks it and what does not, order, sums, baselines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.checks.all_checks import RULES as CHECKED
from readiness.domain.checks.levels import read_levels
from readiness.domain.conformance.baseline import against, from_baseline, to_baseline
from readiness.domain.conformance.conform import Conformed, MessageOfLaunch
from readiness.domain.conformance.document import Document, Passage, Place
from readiness.domain.conformance.nearness import WordNearness
from readiness.domain.conformance.order import order_of
from readiness.domain.conformance.rules import RULES
from readiness.domain.conformance.sums import wrong_sums, wrong_totals
from readiness.domain.wording.sentences import sentences
from readiness.ground.errors import Unusable
from readiness.wiring.files import open_launch_files
from tests.conftest import REPOSITORY
from tests.domain.labelled_claims import (
    ON,
    SENTENCES,
    document_of,
    measured,
    measured_elsewhere,
    sample,
)
from tests.watchdog import no_hang


@pytest.fixture(scope="module")
def message() -> MessageOfLaunch:
    return MessageOfLaunch(sample(), ON)


def codes(found: Conformed) -> list[str]:
    return [one.code for one in found.findings]


def test_what_people_judged_is_judged_alike_as_often_as_the_reference_says() -> None:
    assert {one.what: (one.found, one.of, one.wrong, one.of_others) for one in measured()} == {
        "off the map": (25, 25, 0, 25),
        "off the map, against the map in other words": (25, 25, 8, 15),
        "figures that contradict the map": (15, 15, 0, 15),
        "figures that the map does not have": (10, 10, 0, 15),
        "competitors said to lack what they have": (10, 10, 0, 10),
        "unique and not": (8, 8, 0, 8),
        "sums that are wrong": (10, 10, 0, 13),
    }


def test_sentences_of_other_industries_are_judged_alike_but_for_superlatives_that_other_words_tell() -> None:
    count, by_code = measured_elsewhere()
    assert count >= 75
    assert {one.code: one.judged_otherwise for one in by_code if one.judged_otherwise} == {
        "CF102": ("It is the most accurate crack detector in the world.", "We have the best people in diagnostics.")
    }


def test_the_labelled_claims_are_many_of_both_classes_and_each_stands_once() -> None:
    every = [one for sentences in SENTENCES.values() for one in sentences]
    assert len(every) >= 150
    assert len(set(every)) >= len(every) - 2  # two stand in two lists: they answer two questions
    assert all(len(sentences) >= 8 for sentences in SENTENCES.values())


@pytest.mark.parametrize(
    ("code", "breaks", "keeps"),
    [
        ("CF101", "A seamless way to build.", "A way to build that shows each step."),
        ("CF102", "It is the fastest tool of them.", "Feature flags: the only tool that has them."),
        ("CF103", "GitLab is free forever.", "It is part of the Free plan for now."),
        ("CF104", "Try GitLab pipelines today.", "Try GitLab CI/CD at https://gitlab.example or mail sales@gitlab.example."),
        ("CF111", "Premium costs 29 USD per user and month.", "Premium costs 19 USD per user and month."),
        ("CF112", "Set-up takes seven hours.", "Set-up takes a day."),
        ("CF121", "We grow tomatoes in your greenhouse.", "We run jobs in parallel."),
        ("CF141", "Jenkins cannot run jobs in parallel.", "Jenkins cannot take feature flags into the pipeline."),
        ("CF142", "Only GitLab runs jobs in parallel.", "Only GitLab has feature flags in the pipeline."),
        ("CF143", "With GitLab you get portfolio management.", "Portfolio management stays where it is."),
        ("CF144", "Jenkins lacks a mobile application for tablets.", "Jenkins has a mobile application for tablets."),
        ("CF151", "24 + 20 = 45", "24 + 20 = 44"),
    ],
)  # fmt: skip
def test_each_rule_is_broken_by_one_and_kept_by_another(
    message: MessageOfLaunch, code: str, breaks: str, keeps: str
) -> None:
    assert code in codes(message.held_against(document_of("A title.", breaks)))
    assert code not in codes(message.held_against(document_of("A title.", keeps)))


def test_a_workspace_has_rules_told_otherwise_and_fixed_ones_of_a_baseline_stay_unsaid() -> None:
    text = document_of("A title.", "Premium costs 29 USD per user and month. A seamless way to build.")
    set_to, problems = read_levels({"CF111": "warning", "CF101": "off", "RD211": "off"}, (*CHECKED, *RULES.values()))
    assert problems == ()
    as_written = MessageOfLaunch(sample(), ON).held_against(text)
    as_set = MessageOfLaunch(sample(), ON, levels=set_to).held_against(text)
    assert [(one.code, one.level) for one in as_written.findings] == [("CF111", "error"), ("CF101", "warning")]
    assert [(one.code, one.level) for one in as_set.findings] == [("CF111", "warning")]


@pytest.mark.parametrize(
    ("code", "told"), [("CF001", "no check that can be set"), ("CF199", "no check 'CF199'"), ("cf111", "capitals")]
)
def test_what_is_no_rule_of_documents_cannot_be_set(code: str, told: str) -> None:
    _, (problem,) = read_levels({code: "off"}, (*CHECKED, *RULES.values()))
    assert problem.code == "ST007"
    assert told in f"{problem.message} {problem.fix}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Starter costs 4 USD per user and month, Premium 19 USD, Ultimate 99 USD.", ["CF112", "CF112"]),
        ("Premium costs 29 USD per user and month.", ["CF111"]),
        ("Premium for 44 users comes to 44 × 19 USD = 836 USD a month.", []),
        ("44 developers at 19 USD a month is 836 USD.", []),
        ("44 developers at 19 USD a month is 846 USD.", ["CF151"]),
        ("44 developers at 19 USD a month is 10,032 USD a year.", []),
        ("The hosted service includes 2,000 minutes a month.", ["CF112"]),
        ("At CERN 12,000 users run 150,000 jobs a month.", ["CF111"]),
        ("Call us: +49 30 1234567.", []),
        ("Portfolio management comes with it as well.", ["CF143"]),
    ],
)
def test_a_figure_beside_the_right_one_is_another_thing_and_what_is_worked_out_is_known(
    message: MessageOfLaunch, text: str, found: list[str]
) -> None:
    judged = [code for code in codes(message.held_against(document_of("A title.", text))) if code != "CF121"]
    assert judged == found


def test_a_share_of_parts_that_the_map_has_is_on_it() -> None:
    trial = open_launch_files(REPOSITORY).read("trial-extension").launch
    assert trial is not None
    held = MessageOfLaunch(trial, trial.launch_on)
    assert codes(held.held_against(document_of("A title.", "19 had no wage correction, that is 79 %."))) == []
    assert codes(held.held_against(document_of("A title.", "19 had no wage correction, that is 81 %."))) == ["CF112"]


def test_claims_behind_what_is_compared_of_one_document_are_counted() -> None:
    many = document_of(*["We grow tomatoes in your greenhouse all the year."] * 5)
    found = MessageOfLaunch(sample(), ON, WordNearness(most_characters=120)).held_against(many)
    assert (found.claims, found.uncompared, codes(found).count("CF121")) == (2, 3, 2)


def test_what_shares_nothing_with_the_message_is_said_to_be_near_nothing(message: MessageOfLaunch) -> None:
    (finding,) = message.held_against(document_of("A title.", "We grow tomatoes in your greenhouse.")).findings
    assert (finding.code, finding.message) == ("CF121", "nothing of the message is near it.")
    (finding,) = message.held_against(document_of("A title.", "We dry the code of cherries and pumpkins.")).findings
    assert "the nearest value proposition is" in finding.message
    assert "0.00" not in finding.message


def test_what_holds_depends_on_the_day() -> None:
    text = document_of("Until 22 March 2019 the hosted service has it in the Free plan.")
    assert codes(MessageOfLaunch(sample(), date(2018, 6, 1)).held_against(text)) == []
    (finding,) = MessageOfLaunch(sample(), date(2019, 6, 1)).held_against(text).findings
    assert finding.code == "CF113"
    assert finding.message.endswith("fact 'promotion-end-first-promise' held until 2019-03-22.")


def test_proof_that_may_not_be_shown_or_is_expired_is_found_by_figure_and_by_name() -> None:
    cern = sample().proof_points["cern"]

    def found(said: str, **changed: object) -> list[str]:
        points = {**sample().proof_points, "cern": replace(cern, **changed)}
        return codes(
            MessageOfLaunch(replace(sample(), proof_points=points), ON).held_against(document_of("Title.", said))
        )

    for said in ("At CERN 12,000 users run 120,000 jobs a month.", "It runs at CERN."):
        assert found(said) == []
        assert set(found(said, permission="internal")) == {"CF114"}
        assert set(found(said, expires_on=date(2018, 3, 21))) == {"CF113"}
        assert found(said, expires_on=ON) == []


def test_a_finding_names_its_place_and_what_contradicts_it(message: MessageOfLaunch) -> None:
    document = document_of("A title.", "It is quick. Premium costs 29 USD per user and month. It is fine.")
    (finding,) = message.held_against(document).findings
    assert document.passages[finding.passage].text[finding.start : finding.end] == "29 USD"
    assert finding.sentence == "Premium costs 29 USD per user and month."
    assert finding.message == (
        "it says “29 USD”; fact 'price' says “19 USD”: Premium costs 19 USD per user and month, self-managed and hosted."
    )


def slides(*texts: str) -> Document:
    passages = tuple(Passage(text, Place("slide", number)) for number, text in enumerate(texts, start=1))
    return Document(name="a.pptx", form="pptx", passages=passages, pages=len(texts))


def test_the_supplier_may_enter_after_the_tenth_slide_and_not_before(message: MessageOfLaunch) -> None:
    customer = ["You wait for your builds every day."] * 25
    late = [*customer[:10], "GitLab CI/CD for GitHub ends that.", *customer[11:]]
    early = [*customer[:9], "GitLab CI/CD for GitHub ends that.", *customer[10:]]
    assert "CF131" not in codes(message.held_against(slides(*late)))
    (found,) = [one for one in message.held_against(slides(*early)).findings if one.code == "CF131"]
    assert found.message == "GitLab is named on slide 10, in the opening (the first 10 of 25 slides)."


def test_an_opening_about_the_supplier_is_told_with_its_shares(message: MessageOfLaunch) -> None:
    about_us = document_of(
        *["We were founded in a garage long ago."] * 8, *["You wait for your builds every day."] * 40
    )
    (found,) = [one for one in message.held_against(about_us).findings if one.code == "CF132"]
    assert found.message == (
        "of the opening (the first 60 of 344 words) 100% of the sentences speak of the supplier, 0% of the customer."
    )
    assert codes(message.held_against(document_of(*["You wait for your builds every day."] * 40))) == []


def test_headers_notes_and_copyright_lines_are_no_part_of_the_story() -> None:
    pages = [Passage("GitLab", Place("page", number)) for number in range(1, 13)]
    legal = Passage("© 2018 GitLab", Place("page", 1))
    note = Passage("Name GitLab here.", Place("page", 1), "note")
    last = Passage("GitLab does it.", Place("page", 12))
    document = Document(name="a.pdf", form="pdf", passages=(legal, note, *pages, last), pages=12)
    order = order_of(document, supplier="GitLab", product="GitLab CI/CD")
    assert order.supplier is not None
    assert (order.supplier.place, order.product, order.leads_with) == (Place("page", 12), None, None)


def test_a_table_whose_total_is_wrong_is_found_and_others_are_left_alone() -> None:
    head = ("Team", "Users", "Share", "Price each")
    rows = [head, ("A", "24", "55 %", "19 USD"), ("B", "20", "45 %", "19 USD")]
    (wrong,) = wrong_totals([*rows, ("Total", "45", "100 %", "19 USD")])
    assert (wrong.row, wrong.column, wrong.says, wrong.right) == (3, 1, "45", "44")
    assert list(wrong_totals([*rows, ("Total", "44", "100 %", "")])) == []
    assert list(wrong_totals([*rows, ("Subtotal", "44", "", ""), ("Total", "60", "", "")])) == []
    assert list(wrong_totals([("x", "1.24"), ("y", "1.24"), ("z", "1.24"), ("Total", "3.7")])) == []


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=12), st.integers(-5, 5))
def test_a_sum_of_whole_numbers_is_right_exactly_when_it_fits(terms: list[int], off: int) -> None:
    total = sum(terms) + off
    if total < 0:
        return
    text = f"{total:,} = {' + '.join(map(str, terms))}"
    assert [one.right for one in wrong_sums(text)] == ([] if off == 0 else [f"{sum(terms):,}"])


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8), st.integers(0, 10**6))
def test_a_table_with_its_own_total_is_never_wrong_and_with_another_always(terms: list[int], more: int) -> None:
    terms = [*terms, 1]
    rows = [("Team", "Users"), *((f"t{n}", f"{one:,}") for n, one in enumerate(terms)), ("Total", f"{sum(terms):,}")]
    assert list(wrong_totals(rows)) == []
    assert len(list(wrong_totals([*rows[:-1], ("Total", str(sum(terms) + more + 1))]))) == 1


def test_what_was_known_stays_known_when_it_moves_and_what_was_mended_is_told(message: MessageOfLaunch) -> None:
    before = message.held_against(document_of("Title.", "GitLab is free forever.", "24 + 20 = 45", "24 + 20 = 45"))
    known = from_baseline(to_baseline("sample", [before]), "b.json")
    after = message.held_against(document_of("Title.", "24 + 20 = 45", "Something else.", "A seamless way."))
    compared = against(after, known)
    assert [codes(after)[number] for number in sorted(compared.known)] == ["CF151"]
    assert sorted(one.code for one in compared.fixed) == ["CF103", "CF131", "CF151"]
    assert against(before, known).fixed == ()
    assert len(against(before, known).known) == len(before.findings)


@pytest.mark.parametrize(
    "read", [None, [], {}, {"format": 2, "findings": []}, {"format": 1, "findings": [{"code": 1}]}]
)
def test_what_is_no_baseline_is_refused(read: object) -> None:
    with pytest.raises(Unusable) as error:
        from_baseline(read, "b.json")
    assert error.value.problems[0].code == "CF011"


@pytest.mark.parametrize(
    ("text", "count"),
    [("One. Two! Three?", 3), ("Mr. Gray works at Tallybird Inc. in Leeds.", 1), ("See e.g. Jenkins. And more.", 2), ("v10.6 is out", 1), ("", 0)],
)  # fmt: skip
def test_sentences_end_where_they_end(text: str, count: int) -> None:
    assert len(list(sentences(text))) == count


@given(st.text(max_size=400))
def test_any_text_is_judged_and_every_place_is_where_it_says(text: str) -> None:
    assert all(text[one.start : one.end] == one.text for one in sentences(text))
    document = document_of(*(line for line in (text, f"Jenkins cannot {text}") if line.strip()))
    for one in MessageOfLaunch(sample(), ON).held_against(document).findings:
        assert 0 <= one.start <= one.end <= len(document.passages[one.passage].text)
        assert one.code in RULES


@pytest.mark.parametrize(
    "text",
    ["1 + " * 20_000 + "1 = 2", "1 = " * 20_000, "1 of 1 " * 20_000, "from 1 to " * 15_000, "Jenkins has no " * 8_000, "19 USD " * 20_000,
     "We offer Jenkins " * 8_000, "only GitLab " * 8_000, "a" * 100_000, ". " * 50_000],
    ids=["sum", "equals", "parts", "changes", "denials", "prices", "claims", "only", "a word", "points"],
)  # fmt: skip
def test_no_text_is_judged_without_end(message: MessageOfLaunch, text: str) -> None:
    with no_hang():
        message.held_against(document_of(text))


def test_nearness_by_words_is_of_the_words_that_say_something() -> None:
    measure = WordNearness(frozenset({"gitlab"}))
    ((whole, half, none),) = measure.nearest(
        ["GitLab builds pipelines"], [["a build and its pipeline"], ["one pipeline"], ["something"]]
    )
    assert whole == 1
    assert 0 < half < 1
    assert none == 0
