"""A key is put right in the browser and by programs: seen first, confirmed by what was seen, done once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.actions.apply_launch import apply_launch
from tests.web.api_world import program, refusal
from tests.web.learning_world import right, start
from tests.web.test_message import words
from tests.web.world import AUDITOR, DANA, IVO, LAUNCH, LENA, MANAGER, REP, Site, copy_workspace, make_site

ROOM = f"/launches/{LAUNCH}/training/quizzes/price/regrade"
DOOR = f"/launches/{LAUNCH}/quizzes/price/regrade"


@pytest.fixture(scope="module")
def fixed_workspace(published_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rep failed at a figure whose key is put right since; tests work on copies."""
    folder = copy_workspace(published_workspace, tmp_path_factory.mktemp("fixed") / "workspace")
    site = make_site(folder)
    rep = site.as_(REP)
    path = start(rep)
    assert rep.post(path, right(site, path)).status_code == 303
    put_right(site)
    site.context.database.close()
    return folder


@pytest.fixture
def fixed(fixed_workspace: Path, tmp_path: Path) -> Iterator[Site]:
    made = make_site(copy_workspace(fixed_workspace, tmp_path / "workspace"))
    yield made
    made.context.database.close()


def put_right(site: Site) -> None:
    file = site.folder / "launches" / LAUNCH / "questions.yaml"
    text = file.read_text(encoding="utf-8")
    start_at = text.index("price-figure:")
    changed = re.sub(r"number: [0-9.]+", "number: 20", text[start_at:], count=1)
    assert changed != text[start_at:]
    file.write_text(text[:start_at] + changed, encoding="utf-8")
    apply_launch(site.context.acting_as(DANA), launch=LAUNCH)


def seen_on(page: str) -> str:
    return re.search(r'name="seen" value="([^"]+)"', page).group(1)


def test_it_is_seen_first_and_done_as_it_was_seen(fixed: Site) -> None:
    lena = fixed.as_(LENA)
    page = lena.get(ROOM)
    assert page.status_code == 200
    told = words(page.text)
    assert "1 key put right" in told
    assert REP in told
    assert "Nothing is changed yet" in told
    refused = lena.post(ROOM, {"seen": seen_on(page.text), "note": ""})
    assert refused.status_code == 422
    assert "reason" in words(refused.text) or "note" in words(refused.text)
    done = lena.post(ROOM, {"seen": seen_on(page.text), "note": "the price list says 20"})
    assert done.headers["location"] == ROOM
    assert "1 attempt graded again" in words(lena.get(ROOM).text)
    assert "Nothing to grade again" in words(lena.get(ROOM).text)


def test_another_effect_than_was_seen_is_not_done(fixed: Site) -> None:
    lena = fixed.as_(LENA)
    answered = lena.post(ROOM, {"seen": "sha256:0", "note": "why"})
    assert answered.status_code == 409
    assert "something else" in words(answered.text)
    assert "1 key put right" in words(lena.get(ROOM).text)
    assert lena.post(ROOM, {"note": "why"}).status_code == 409


def test_nobody_but_a_trainer_sees_or_does_it(fixed: Site) -> None:
    for who in (REP, MANAGER, IVO, AUDITOR):
        browser = fixed.as_(who)
        assert browser.get(ROOM).status_code == 403, who
        assert browser.post(ROOM, {"seen": "x", "note": "y"}).status_code == 403, who


def test_a_program_sees_and_does_the_same(fixed: Site) -> None:
    lena = program(fixed, LENA)
    told = lena.get(DOOR)
    assert told["done"] is False
    assert [one["item"] for one in told["plan"]["fixes"]] == ["price-figure"]
    assert refusal(lena.post, DOOR, {"seen": "", "note": "why"}).status == 409
    done = lena.post(DOOR, {"seen": told["plan"]["fingerprint"], "note": "the price list says 20"})
    assert done["plan"]["changes"][0]["rep"] == REP
    assert lena.get(DOOR)["plan"]["regraded"] == 0
    assert refusal(program(fixed, REP).get, DOOR).status == 403


def test_a_question_is_chosen_seen_and_dropped(fixed: Site) -> None:
    lena = fixed.as_(LENA)
    chosen = lena.get(f"{ROOM}?way=&way=dropped:price-figure&way=")
    assert chosen.status_code == 200
    told = words(chosen.text)
    assert "out of the maximum" in told
    assert "What was wrong with it" in told
    sent = {"seen": seen_on(chosen.text), "way": ["dropped:price-figure"]}
    refused = lena.post(ROOM, {**sent, "note": ""})
    assert refused.status_code == 422
    assert 'name="way" value="dropped:price-figure"' in refused.text, "what was chosen stays chosen"
    assert lena.post(ROOM, {**sent, "way": ["credited:price-figure"], "note": "why"}).status_code == 409
    assert lena.post(ROOM, {**sent, "note": "two readings"}).status_code == 303
    assert lena.get(f"{ROOM}?way=halved:price-figure").status_code == 422
    assert lena.get(f"{ROOM}?way=dropped:nothing").status_code == 404
    assert "A trainer took this question out of the marks" in words(fixed.as_(REP).get("/learn/attempts/1").text)


def test_several_questions_are_decided_at_once_by_one_preview(fixed: Site) -> None:
    lena = fixed.as_(LENA)
    first, second, third = re.findall(r'value="dropped:([a-z0-9-]+)"', lena.get(ROOM).text)[:3]
    ways = [f"dropped:{first}", f"dropped:{second}", f"credited:{third}"]
    told = lena.get(ROOM, params={"way": ways})
    assert "3 questions count otherwise" in words(told.text)
    assert re.findall(r'type="hidden" name="way" value="([^"]+)"', told.text) == [ways[2], *ways[:2]]
    assert re.findall(r'value="([^"]+)" selected', told.text) == ways, "what was chosen stays chosen"
    assert "maximum now" not in told.text, "nothing is decided yet"
    sent = {"seen": seen_on(told.text), "note": "a picture did not load"}
    assert lena.post(ROOM, {**sent, "way": ways[:2]}).status_code == 409, "less than was seen is something else"
    assert lena.post(ROOM, {**sent, "way": ways}).status_code == 303
    counts = {one["item"]: one["counts"] for one in program(fixed, LENA).get(DOOR)["plan"]["asked"]}
    assert (counts[first], counts[second], counts[third]) == ("dropped", "dropped", "credited")
    both = lena.get(ROOM, params={"way": [f"by-key:{first}", f"credited:{first}"]})
    assert both.status_code == 409


def test_a_program_credits_and_takes_it_back(fixed: Site) -> None:
    lena = program(fixed, LENA)
    told = lena.get(f"{DOOR}?credit=price-figure")
    assert [(one["item"], one["becomes"]) for one in told["plan"]["counts"]] == [("price-figure", "credited")]
    sent = {"seen": told["plan"]["fingerprint"], "note": "two readings", "credit": ["price-figure"]}
    assert refusal(lena.post, DOOR, {**sent, "drop": ["price-figure"]}).status == 409
    assert lena.post(DOOR, sent)["done"] is True
    again = lena.get(f"{DOOR}?by_key=price-figure")
    assert [(one["was"], one["becomes"]) for one in again["plan"]["counts"]] == [("credited", "by-key")]
