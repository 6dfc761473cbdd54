"""The page of a launch's question statistics, its file and its JSON: for those who see keys, and nobody else."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest

from readiness.actions.start_attempt import start_attempt
from readiness.actions.submit_attempt import submit_attempt
from readiness.domain.quiz.answers import key_of
from readiness.store.tables.people import PersonRow, PostingRow
from tests.web.test_message import words
from tests.web.world import ADMINISTRATOR, AUDITOR, DANA, IVO, LAUNCH, LENA, MANAGER, OTHER_REP, REP, RUTH, Site

PAGE = f"/launches/{LAUNCH}/training/questions/statistics"
JSON = f"/api/v1/launches/{LAUNCH}/questions/statistics"


def answer(site: Site, rep: str, *, right: int, quiz: str = "price") -> None:
    """Hands in a form in which the first `right` questions (by key) are right and the others are left empty."""
    context = site.context.acting_as(rep)
    attempt = start_attempt(context, launch=LAUNCH, quiz=quiz, rep=rep)
    items = {item.key: item for item in attempt.items}
    known = sorted(attempt.form.items, key=lambda shown: shown.key)[:right]
    answers = {shown.key: key_of(items[shown.key], shown) for shown in known}
    submit_attempt(context, attempt_id=attempt.id, answers=answers)


def crowd(site: Site, many: int = 36) -> None:
    with site.context.database.transaction() as session:
        made = [PersonRow(email=f"p{n}@launch.example", name=f"P{n}") for n in range(many)]
        session.add_all(made)
        session.flush()
        for one in made:
            session.add(
                PostingRow(person_id=one.id, role="account-executive", region="EMEA", valid_from=date(2017, 1, 1))
            )
    for n in range(many):
        answer(site, f"p{n}@launch.example", right=n % 7)


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}.csv", JSON])
@pytest.mark.parametrize("email", [LENA, DANA, AUDITOR, ADMINISTRATOR])
def test_those_who_see_the_bank_see_its_statistics(school: Site, path: str, email: str) -> None:
    assert school.as_(email).get(path).status_code == 200


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}.csv", JSON])
@pytest.mark.parametrize("email", [IVO, MANAGER, REP, RUTH])
def test_nobody_else_does(school: Site, path: str, email: str) -> None:
    assert school.as_(email).get(path).status_code == 403


def test_before_the_first_attempt_the_page_says_so(school: Site) -> None:
    shown = words(school.as_(LENA).get(PAGE).text)
    assert "Nobody has handed it in yet" in shown
    assert "As a file" not in shown


def test_a_few_attempts_are_shown_with_a_word_on_how_few_they_are(school: Site) -> None:
    answer(school, REP, right=6)
    answer(school, OTHER_REP, right=3)
    shown = words(school.as_(LENA).get(f"{PAGE}?quiz=price").text)
    assert "2 attempts (the first of each person)" in shown
    assert "Fewer than 30 attempts" in shown
    assert "are told from 10 attempts on" in shown
    assert "Skewness" not in shown
    assert "too few attempts to say" in shown
    assert "To look at" not in shown


def test_flagged_questions_stand_first_with_their_options_and_what_to_do(school: Site) -> None:
    crowd(school)
    shown = words(school.as_(LENA).get(f"{PAGE}?quiz=price").text)
    assert "36 attempts" in shown
    assert "To look at" in shown
    assert "Replace it with what people really confuse" in shown
    assert "Best third" in shown


def test_limits_narrow_what_is_counted_and_can_be_taken_away(school: Site) -> None:
    answer(school, REP, right=6)
    lena = school.as_(LENA)
    assert "within these limits" in words(lena.get(f"{PAGE}?quiz=price&until=2017-01-01").text)
    assert "within these limits" in words(lena.get(f"{PAGE}?quiz=price&role=sales-manager").text)
    slip = lena.get(f"{PAGE}?quiz=price&role=account-exec")
    assert slip.status_code == 404
    assert "Did you mean 'account-executive'?" in words(slip.text).replace("&#39;", "'")
    assert 'value="account-exec"' in slip.text
    assert "1 attempt (all, repeated ones included)" in words(lena.get(f"{PAGE}?quiz=price&attempts=all").text)


def test_wrong_limits_are_told_and_the_form_keeps_what_was_typed(school: Site) -> None:
    lena = school.as_(LENA)
    answered = lena.get(f"{PAGE}?since=soon")
    assert answered.status_code == 409
    assert "'soon' is not a day." in words(answered.text).replace("&#39;", "'")
    assert 'value="soon"' in answered.text
    assert lena.get(f"{PAGE}?since=2018-02-02&until=2018-02-01").status_code == 409
    assert lena.get(f"{PAGE}?quiz=nothing").status_code == 404
    assert lena.get(f"{PAGE}?quiz={'x' * 101}").status_code == 422


def test_the_file_has_every_question(school: Site) -> None:
    answer(school, REP, right=2)
    answered = school.as_(LENA).get(f"{PAGE}.csv?quiz=price")
    assert answered.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answered.text.removeprefix("\ufeff"))))
    assert len(rows) == 6
    assert sorted(row["facility"] for row in rows) == ["0.0"] * 4 + ["1.0"] * 2


def test_programs_get_the_same_figures(school: Site) -> None:
    answer(school, REP, right=3)
    answer(school, OTHER_REP, right=0)
    (quiz,) = school.as_(LENA).get(f"{JSON}?quiz=price").json()["quizzes"]
    assert (quiz["figures"]["attempts"], quiz["figures"]["mean"]) == (2, 1.5)
    assert sorted(line["figures"]["facility"] for line in quiz["questions"]) == [0, 0, 0, 0.5, 0.5, 0.5]
    assert school.as_(LENA).get(f"{JSON}?since=2018-02-02&until=2018-02-01").status_code == 409


def test_bank_and_quiz_lead_to_the_statistics(school: Site) -> None:
    lena = school.as_(LENA)
    assert f'href="{PAGE}"' in lena.get(PAGE.rpartition("/")[0]).text
    assert re.search(rf'href="{PAGE}\?quiz=price"', lena.get(f"/launches/{LAUNCH}/training/quizzes/price").text)
