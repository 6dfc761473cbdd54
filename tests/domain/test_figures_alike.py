"""Figures that say the same in other words, days and numbers that are a document's own, and rows that are made alike."""

from __future__ import annotations

import pytest

from readiness.domain.conformance.conform import MessageOfLaunch
from readiness.domain.conformance.document import Document, Passage, Place, Table
from readiness.domain.conformance.table_rows import right_in_rows, wrong_rows
from readiness.domain.wording.figures import figures
from readiness.domain.wording.promises import promised
from readiness.domain.wording.shares import shares
from readiness.wiring.files import open_launch_files
from tests.conftest import REPOSITORY
from tests.domain.labelled_claims import OTHER_INDUSTRIES, document_of
from tests.watchdog import no_hang


@pytest.fixture(scope="module")
def school() -> MessageOfLaunch:
    launch = open_launch_files(OTHER_INDUSTRIES).read("school").launch
    assert launch is not None
    return MessageOfLaunch(launch, launch.launch_on)


def told(message: MessageOfLaunch, *texts: str) -> list[str]:
    found = message.held_against(document_of("A title.", *texts)).findings
    return [one.code for one in found if one.code.startswith("CF11")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Two thirds of the calls", ["66.67"]),
        ("every second call", ["50"]),
        ("one tube in 400", ["0.25"]),
        ("nine out of ten", ["90"]),
        ("fell by a third.", ["33.33"]),
        ("a quarter as many", ["25"]),
        ("was halved", ["50"]),
        ("half of the teachers, and half the time", ["50", "50"]),
        ("the first half of the year", []),
        ("two and a half of them", []),
        ("half the battle", []),
        ("a third option", []),
        ("a quarter of an hour", []),
        ("every second week", []),
        ("in one of two ways", []),
        ("two in three weeks", []),
        ("19 in 24 hours, five in 2026", []),
    ],
)
def test_shares_in_words_are_read_and_what_only_looks_like_one_is_not(text: str, found: list[str]) -> None:
    assert [f"{one.value:.2f}".rstrip("0").rstrip(".") for one in shares(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Three quarters of the office's phone calls are about absences.", []),
        ("75 % of the office's phone calls are about absences.", []),
        ("Two thirds of the office's phone calls are about absences.", ["CF111"]),
        ("More than half of the office's phone calls are about absences.", []),
        ("At Oakhurst Academy calls before nine fell by three quarters.", []),
        ("At Oakhurst Academy calls before nine fell by 75 %.", []),
        ("Half the battle is won before nine.", []),
        ("Two thirds of all buses are late.", ["CF112"]),
    ],
)
def test_a_share_in_words_is_held_against_the_share_of_the_map_nearly(
    school: MessageOfLaunch, text: str, found: list[str]
) -> None:
    assert told(school, text) == found


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("US$ 1.2m", "$1,200,000"),
        ("3.900 EUR", "EUR 3,900"),
        ("3.900,50 €", "EUR 3,900.50"),
        ("CHF 1'200'000", "1.2 million CHF"),
        ("1 200 000 EUR", "EUR 1.2 mn"),
        ("15.09.2027", "15 September 2027"),
        ("09/15/2027", "15th of September 2027"),
        ("04/12/2027", "12 April 2027"),
        ("04/12/2027", "4 December 2027"),
        ("10 working days", "two weeks"),
        ("half a day", "12 hours"),
    ],
)
def test_the_same_figure_is_the_same_in_another_country(written: str, same: str) -> None:
    (one,), (other,) = figures(written), figures(same)
    assert one.same_as(other)


def test_a_promise_in_its_own_words_is_none_where_it_is_denied_and_a_bare_number_has_its_neighbours_unit() -> None:
    launch = open_launch_files(OTHER_INDUSTRIES).read("lab").launch
    assert launch is not None
    lab = MessageOfLaunch(launch, launch.launch_on)

    def found(text: str) -> list[str]:
        return [one.code for one in lab.held_against(document_of("A title.", text)).findings if one.level == "error"]

    assert found("We guarantee accreditation.") == ["CF103"]
    assert found("We cannot guarantee accreditation, and nobody can.") == []
    assert found(
        "It is not the case that we guarantee accreditation less than others: we guarantee accreditation."
    ) == ["CF103"]
    assert found("Looking for a tube takes 2 instead of 25 minutes.") == []
    assert found("Searching for a tube takes 2 instead of 35 minutes.") == ["CF111"]


def test_lengths_of_time_in_other_units_are_the_same_and_others_are_not(school: MessageOfLaunch) -> None:
    assert told(school, "A school is set up in two weeks.") == []
    assert told(school, "A school is set up in three weeks.") == ["CF111"]


@pytest.mark.parametrize(
    "text",
    [
        "As of 3 May 2018 the office hours are unchanged.",
        "Springfield, Monday, 3 May 2018",
        "Your letter of 3 May 2018 reached us.",
        "Thank you for your time on 3 May 2018.",
        "Shall we say Tuesday, 3 May 2018, in your office.",
        "I call you on 3 May 2018 at 10:30.",
        "Our offer is valid until 3 May 2018.",
        "Please let me know by 3 May 2018.",
        "On 3 May 2018 at 09:12, Maria Lopez wrote:",
        "Date: Mon, 3 May 2018 09:12:44 +0200",
        "Larkfield, 12 Station Road, Springfield 62704",
        "Offer 2027-118 is enclosed.",
        "For your 820 pupils that is USD 3,690 a year.",
    ],
)
def test_what_a_document_says_of_itself_and_of_the_talk_is_no_claim(school: MessageOfLaunch, text: str) -> None:
    assert told(school, text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In a pilot with 24 restaurants, four in five had no wage correction.", []),
        ("In a pilot with 24 restaurants, half of them had no wage correction.", ["CF111"]),
        ("The trial lasts a month and needs no credit card.", []),
        ("The trial lasts 14 days and needs no credit card.", ["CF111"]),
        ("If your pay period is two weeks, the old trial would have done.", []),
        ("Tallybird, 3 May 2027.", []),
    ],
)
def test_a_figure_that_the_map_has_elsewhere_still_contradicts_the_fact_it_is_plainly_said_of(
    text: str, found: list[str]
) -> None:
    trial = open_launch_files(REPOSITORY).read("trial-extension").launch
    assert trial is not None
    judged = MessageOfLaunch(trial, trial.launch_on).held_against(document_of("A title.", text)).findings
    assert [one.code for one in judged if one.code != "CF131"] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It is on sale until 3 May 2018.", ["CF112"]),
        ("The timetable module is released on 3 May 2018.", ["CF111"]),
        ("As of 3 May 2018 the timetable module is released.", ["CF111"]),
        ("For 820 pupils that is USD 3,960 a year.", ["CF112", "CF112"]),
    ],
)
def test_a_day_or_an_amount_that_is_said_of_the_product_stays_one(
    school: MessageOfLaunch, text: str, found: list[str]
) -> None:
    assert told(school, text) == found


PRICES = (("Turbines", "Each", "A year"), ("10", "EUR 3,900", "EUR 39,000"), ("25", "EUR 3,900", "EUR 97,500"))


def test_a_row_that_is_not_made_as_the_others_are_is_told_and_others_need_no_source() -> None:
    (odd,) = wrong_rows((*PRICES, ("40", "EUR 3,900", "EUR 165,000")))
    assert (odd.row, odd.column, odd.says, odd.right) == (3, 2, "EUR 165,000", "156,000")
    assert odd.made_of == "40 × EUR 3,900"
    assert list(wrong_rows((*PRICES, ("40", "EUR 3,900", "EUR 156,000")))) == []
    assert {39_000, 97_500} <= {int(one) for one in right_in_rows(PRICES)}
    assert list(wrong_rows((PRICES[0], PRICES[1], ("25", "7", "8")))) == []  # one row shows nothing


def test_shares_of_a_total_are_held_to_it_row_by_row() -> None:
    table = (("Place", "Tubes", "Share"), ("Ward", "310", "50 %"), ("Way", "186", "30 %"), ("Bench", "93", "15 %"))
    assert list(wrong_rows((*table, ("Freezer", "31", "5 %"), ("Total", "620", "100 %")))) == []
    (odd,) = wrong_rows((*table, ("Freezer", "31", "8 %"), ("Total", "620", "100 %")))
    assert (odd.says, odd.right) == ("8 %", "5 %")


def test_a_wrong_row_of_a_document_is_found_at_its_cell(school: MessageOfLaunch) -> None:
    rows = (*PRICES, ("40", "EUR 3,900", "EUR 165,000"))
    passages = tuple(Passage(" · ".join(row), Place("line", number)) for number, row in enumerate(rows, start=1))
    document = Document(name="a.md", form="markdown", passages=passages, tables=(Table(rows, (0, 1, 2, 3)),))
    (found,) = [one for one in school.held_against(document).findings if one.code == "CF152"]
    assert document.passages[found.passage].text[found.start : found.end] == "EUR 165,000"


@pytest.mark.parametrize(
    ("text", "promise", "found"),
    [
        ("Truancy is ended for good.", "end truancy", True),
        ("We are ending truancy.", "end truancy", True),
        ("A sample will never be lost again.", "never lose a sample", True),
        ("All failures are prevented.", "prevents every failure", True),
        ("It is forever free.", "free forever", True),
        ("Truancy is not ended by software.", "end truancy", False),
        ("Nobody can guarantee accreditation.", "guarantee accreditation", False),
        ("We cannot guarantee accreditation.", "guarantee accreditation", False),
        ("Keep it instead of leaving GitHub.", "leave GitHub", False),
        ("You lose a sample and never find it.", "never lose a sample", False),
        ("It stays on GitHub instead of moving.", "instead of GitHub", False),
        ("It is free for now, and it always was good.", "always free", False),
    ],
)
def test_a_promise_is_found_in_the_passive_and_not_where_it_is_denied(text: str, promise: str, found: bool) -> None:
    assert bool(list(promised(text, (promise,)))) is found


def test_texts_that_nearly_say_something_come_to_an_end() -> None:
    with no_hang():
        for nearly in (
            "half of the ",
            "one in ",
            "as of ",
            "every second ",
            "a third ",
            "1.200.",
            "3,900 ",
            "is ended ",
        ):
            text = nearly * 20_000
            list(shares(text))
            list(figures(text))
            list(promised(text, ("end truancy", "never lose a sample")))
