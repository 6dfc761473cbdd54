"""The question bank: found, written, accepted, tried and retired; and its keys for nobody else."""

from __future__ import annotations

import re

import pytest

from readiness.actions.apply_launch import apply_launch
from readiness.reports.question_bank import question, question_bank
from tests.web.test_message import HOSTILE, words
from tests.web.world import ADMINISTRATOR, AUDITOR, DANA, IVO, LAUNCH, LENA, MANAGER, REP, RUTH, Site

BANK = f"/launches/{LAUNCH}/training/questions"
NEW = f"{BANK}/new"
DRAFT = "drafted-response-references"
SINGLE = {
    "kind": "single", "key": "what-it-costs", "stem": "What does it cost?", "tests": ["facts.price"], "do": "write",
    "option-0": "19 USD", "option-1": "Nothing", "right": "0", "feedback-0": "As the FAQ says.",
}  # fmt: skip
EACH = {
    "single": SINGLE,
    "multiple": SINGLE | {"kind": "multiple", "option-2": "Free until 2019", "right": ["0", "2"]},
    "true-false": {"kind": "true-false", "truth": "false"},
    "numeric": {"kind": "numeric", "number": "19", "tolerance": "0.5", "unit": "USD"},
    "short-text": {"kind": "short-text", "accept": "Premium\r\nthe Premium plan\r\n\r\n"},
    "matching": {"kind": "matching", "left-0": "a", "right-0": "1", "left-1": "b", "right-1": "2"},
    "ordering": {"kind": "ordering", "order": "first\r\nsecond\r\nthird"},
    "scenario": SINGLE | {"kind": "scenario", "situation": "A call.", "fraction-0": "1", "fraction-1": "-0.5"},
}


def text(site: Site) -> str:
    return (site.folder / "launches" / LAUNCH / "questions.yaml").read_text(encoding="utf-8")


def status(site: Site, key: str) -> tuple[str, str]:
    line = question(site.context, launch=LAUNCH, key=key).line
    return line.status, line.pending


@pytest.mark.parametrize("path", [BANK, f"{BANK}/price-figure"])
@pytest.mark.parametrize("email", [LENA, DANA, AUDITOR, ADMINISTRATOR])
def test_those_who_see_training_see_the_bank(site: Site, path: str, email: str) -> None:
    assert site.as_(email).get(path).status_code == 200


@pytest.mark.parametrize("path", [BANK, f"{BANK}/price-figure", NEW, f"{BANK}/nothing"])
@pytest.mark.parametrize("email", [IVO, MANAGER, REP, RUTH])
def test_nobody_else_sees_a_key(site: Site, path: str, email: str) -> None:
    assert site.as_(email).get(path).status_code == 403


def test_a_question_is_headed_by_what_it_asks_and_its_key_stands_beside(site: Site) -> None:
    shown = site.as_(LENA).get(f"{BANK}/price-figure").text
    assert "<h1>What does Premium cost per user and month, in US dollars?</h1>" in shown
    assert '<code class="soft small">price-figure</code>' in shown
    assert "<title>What does Premium cost per user" in shown
    assert "Asked in What it is and what it is not, Price and promise Source" in words(shown)


@pytest.mark.parametrize("kind", EACH)
def test_a_question_of_each_kind_is_written_and_shown(site: Site, kind: str) -> None:
    visitor = site.as_(LENA)
    assert visitor.get(f"{NEW}?kind={kind}").status_code == 200
    sent = {"key": "mine", "stem": "So?", "tests": ["facts.price"], "do": "write"} | EACH[kind] | {"key": "mine"}
    answered = visitor.post(NEW, sent)
    assert (answered.status_code, answered.headers.get("location")) == (303, f"{BANK}/mine"), words(answered.text)
    assert status(site, "mine") == ("authored", "new")
    shown = visitor.get(f"{BANK}/mine")
    assert shown.status_code == 200
    assert "new with the next apply" in shown.text
    assert "applied again" in shown.text


def test_author_difficulty_and_review_state_are_written_and_an_essay_waits_for_a_quiz_that_names_it(site: Site) -> None:
    lena = site.as_(LENA)
    more = {"author": "Ada Lind", "difficulty": "0.7", "review": "draft"}
    assert lena.post(NEW, SINGLE | more).status_code == 303
    item = question(site.context, launch=LAUNCH, key="what-it-costs").line.item
    assert (item.author, item.difficulty, item.review) == ("Ada Lind", 0.7, "draft")
    refused = lena.post(NEW, SINGLE | {"key": "other", "difficulty": "70"})
    assert refused.status_code == 422
    assert "70 is above 1" in words(refused.text).replace("70.0", "70")
    essay = {
        "kind": "essay", "key": "why", "stem": "Explain why.", "tests": ["facts.price"], "grader_notes": "Names the plan.",
        "mark_steps": "5", "min_words": "20", "max_words": "10", "response_template": "Because", "response_lines": "6",
        "review": "reviewed", "do": "write",
    }  # fmt: skip
    assert lena.get(f"{NEW}?kind=essay").status_code == 200
    swapped = lena.post(NEW, essay)
    assert swapped.status_code == 422
    assert "20 words at least and 10 at most" in words(swapped.text)
    assert lena.post(NEW, essay | {"max_words": "80"}).status_code == 303
    line = question(site.context, launch=LAUNCH, key="why").line
    assert (line.item.grader_notes, line.item.review, line.quizzes) == ("Names the plan.", "reviewed", ())
    shown = words(lena.get(f"{BANK}/why").text)
    assert (line.item.mark_steps, line.item.min_words, line.item.max_words) == (5, 20, 80)
    assert (line.item.response_template, line.item.response_lines) == ("Because", 6)
    assert "20 to 80 words" in shown
    assert "A quiz asks it where it names it" in shown
    assert "Names the plan." in shown
    assert lena.post(f"{BANK}/why", {"q-1": "It is so."}).status_code == 200, "and says that nobody can mark it"
    assert site.as_(LENA).get(f"/api/v1/launches/{LAUNCH}/questions/why").status_code == 200


def test_a_new_question_is_asked_from_the_next_apply_on(site: Site) -> None:
    site.as_(LENA).post(NEW, SINGLE)
    assert "1 question takes effect with the next apply" in words(site.as_(LENA).get(BANK).text)
    apply_launch(site.context.acting_as(DANA), launch=LAUNCH)
    assert status(site, "what-it-costs") == ("authored", "")
    assert "takes effect" not in words(site.as_(LENA).get(BANK).text)


def test_sent_twice_it_is_written_once(site: Site) -> None:
    visitor = site.as_(LENA)
    visitor.post(NEW, SINGLE)
    written = text(site)
    assert visitor.post(NEW, SINGLE).status_code == 303
    assert text(site) == written
    other = visitor.post(NEW, SINGLE | {"stem": "Another?"})
    assert other.status_code == 409
    assert "Another?" in other.text


def test_a_refused_question_comes_back_whole_with_every_problem(site: Site) -> None:
    before = text(site)
    sent = SINGLE | {
        "key": "Not A Key", "weight": "heavy", "option-1": "19 usd", "feedback": "kept this", "source": "kept that",
    }  # fmt: skip
    answered = site.as_(LENA).post(NEW, sent)
    assert answered.status_code == 422
    for said in ("is not a key", "is &#39;heavy&#39;, not a number", "Not A Key", "19 usd", "kept this", "kept that"):
        assert said in answered.text, said
    assert "kind of question" not in answered.text
    assert re.search(r'name="right" value="0" checked', answered.text)
    assert re.search(r'value="facts.price" checked', answered.text)
    assert text(site) == before


def test_an_empty_form_is_told_everything_it_lacks(site: Site) -> None:
    answered = site.as_(LENA).post(NEW, {"kind": "single", "do": "write"})
    assert answered.status_code == 422
    assert "The question has no key" in answered.text
    assert "is empty text" in words(answered.text) or "is empty" in words(answered.text)


def test_more_rows_keep_what_was_typed_and_write_nothing(site: Site) -> None:
    before = text(site)
    answered = site.as_(LENA).post(NEW, SINGLE | {"do": "more"})
    assert answered.status_code == 200
    assert 'name="option-5"' in answered.text
    assert "As the FAQ says." in answered.text
    many = site.as_(LENA).post(NEW, SINGLE | {"do": "more", "option-999": "x"})
    assert 'name="option-30"' not in many.text
    assert text(site) == before


def test_a_kind_that_does_not_exist_is_not_found(site: Site) -> None:
    assert site.as_(LENA).post(NEW, SINGLE | {"kind": "riddle"}).status_code == 404
    assert "What kind of question is it?" in site.as_(LENA).get(f"{NEW}?kind={HOSTILE}").text


@pytest.mark.parametrize("email", [AUDITOR, IVO, REP])
def test_nobody_else_writes_decides_or_retires(site: Site, email: str) -> None:
    before, visitor = text(site), site.as_(email)
    assert visitor.post(NEW, SINGLE).status_code == 403
    assert visitor.post(f"{BANK}/decide", {"decision": "accepted", "item": [DRAFT]}).status_code == 403
    assert visitor.post(f"{BANK}/price-figure/retire").status_code == 403
    assert text(site) == before
    assert status(site, DRAFT)[0] == "draft"


def test_an_administrator_who_is_no_trainer_of_the_launch_is_told_whom_to_ask(site: Site) -> None:
    answered = site.as_(ADMINISTRATOR).post(NEW, SINGLE)
    assert answered.status_code == 403
    assert LENA in answered.text


def test_script_in_every_field_is_text_wherever_it_is_shown(site: Site) -> None:
    visitor = site.as_(LENA)
    sent = SINGLE | {
        "stem": HOSTILE, "option-0": HOSTILE, "option-1": f"{HOSTILE} 2", "feedback-0": HOSTILE, "feedback": HOSTILE,
        "source": HOSTILE,
    }  # fmt: skip
    refused = visitor.post(NEW, sent | {"key": HOSTILE})
    assert refused.status_code == 422
    assert HOSTILE not in refused.text
    assert visitor.post(NEW, sent).status_code == 303
    apply_launch(site.context.acting_as(DANA), launch=LAUNCH)
    for path in (BANK, f"{BANK}/what-it-costs", f"/launches/{LAUNCH}/training/quizzes/core/preview?keys=yes"):
        assert HOSTILE not in visitor.get(path).text, path


@pytest.mark.parametrize(
    ("asked", "only"),
    [
        ({"kind": "numeric"}, lambda line: line.item.kind == "numeric"),
        ({"status": "waiting"}, lambda line: line.status in {"draft", "reworded"}),
        ({"quiz": "difference"}, lambda line: "difference" in line.quizzes),
        ({"claim": "facts.price"}, lambda line: "facts.price" in line.item.tests),
        ({"kind": "numeric", "status": "authored"}, lambda line: line.status == "authored"),
    ],
)
def test_the_bank_is_filtered(site: Site, asked: dict[str, str], only) -> None:
    found = question_bank(site.context, launch=LAUNCH, **asked)
    assert found.lines
    assert all(only(line) for line in found.lines)
    assert f"{len(found.lines)} of {found.total} questions" in words(site.as_(LENA).get(BANK, params=asked).text)


def test_a_filter_that_finds_nothing_says_so(site: Site) -> None:
    assert "No question fits" in site.as_(LENA).get(f"{BANK}?kind={HOSTILE}").text


def test_drafts_are_accepted_and_rejected_several_at_once_and_twice(site: Site) -> None:
    visitor, two = site.as_(LENA), [DRAFT, "drafted-response-stay-free"]
    for decision in ("accepted", "rejected"):
        sent = {"decision": decision, "item": two, "came": "kind=single&nothing=1"}
        for _ in range(2):
            answered = visitor.post(f"{BANK}/decide", sent)
            assert (answered.status_code, answered.headers["location"]) == (303, f"{BANK}?kind=single")
        assert [status(site, key)[0] for key in two] == [decision, decision]


def test_deciding_on_nothing_and_on_what_is_no_draft(site: Site) -> None:
    visitor = site.as_(LENA)
    assert visitor.post(f"{BANK}/decide", {"decision": "accepted"}).status_code == 303
    assert visitor.post(f"{BANK}/decide", {"decision": "accepted", "item": ["price-figure"]}).status_code == 404
    assert visitor.post(f"{BANK}/decide", {"decision": "burned", "item": [DRAFT]}).status_code == 422


def test_a_question_is_tried_as_a_rep_sees_it_and_checked_at_once(site: Site) -> None:
    visitor = site.as_(LENA)
    right = visitor.post(f"{BANK}/price-figure", {"q1": "19", "q1.was": ""})
    assert "✓ Right." in right.text
    wrong = visitor.post(f"{BANK}/price-figure", {"q1": "21", "q1.was": ""})
    assert "✗ Not right." in wrong.text
    none = visitor.post(f"{BANK}/stages-sort", {"q1": ["99"], "q1.was": ""})
    assert "Not an answer." in none.text
    hostile = visitor.post(f"{BANK}/price-figure", {"q1": HOSTILE, "q1.was": ""})
    assert HOSTILE not in hostile.text
    long = visitor.post(f"{BANK}/price-figure", {"q1": "9" * 5000, "q1.was": ""})
    assert long.status_code == 200


@pytest.mark.parametrize("seed", ["1", "2", "x' OR 1=1"])
def test_a_form_of_a_quiz_is_tried_with_any_seed(site: Site, seed: str) -> None:
    visitor, path = site.as_(LENA), f"/launches/{LAUNCH}/training/quizzes/core/preview"
    blank = visitor.get(path, params={"seed": seed})
    assert blank.text.count("<fieldset") == 8
    assert "Key:" not in blank.text
    assert "Key:" in visitor.get(path, params={"seed": seed, "keys": "yes"}).text
    handed = visitor.post(f"{path}?seed={seed}", {})
    assert "0 %: not passed" in words(handed.text)


def test_a_question_is_retired_and_leaves_with_the_next_apply(site: Site) -> None:
    visitor = site.as_(LENA)
    refused = visitor.post(f"{BANK}/match-competitors/retire")
    assert refused.status_code == 409
    assert "every form of difference" in refused.text
    done = visitor.post(f"{BANK}/match-competitors/retire", {"from_quizzes": "yes"})
    assert (done.status_code, done.headers["location"]) == (303, BANK)
    assert status(site, "match-competitors") == ("authored", "leaves")
    assert visitor.post(f"{BANK}/match-competitors/retire").status_code == 303
    apply_launch(site.context.acting_as(DANA), launch=LAUNCH)
    assert visitor.get(f"{BANK}/match-competitors").status_code == 404


def test_the_bank_of_a_launch_without_questions_says_what_to_do(site: Site) -> None:
    small = site.folder / "launches" / "small"
    small.mkdir()
    (small / "launch.yaml").write_text(
        "readiness: 1\nkey: small\ntier: 3\nowner: a\nlaunch_on: 2018-03-22\n"
        "product: {name: Small, supplier: S, summary: It is small.}\n"
        "markets: {us: {name: US, holidays: US}}\n"
        f"team: {{a: {{name: A, email: {LENA}, function: enablement}}}}\n"
        "facts: {price: {statement: It is dear., source: us}}\n"
        "gate: {criteria: {clean: {kind: checks-clean}}}\n",
        encoding="utf-8",
    )
    visitor, bank = site.as_(LENA), "/launches/small/training/questions"
    assert "There is no question yet" in visitor.get(bank).text
    sent = {"kind": "true-false", "key": "dear", "stem": "Is it dear?", "truth": "true", "tests": ["facts.price"]}
    written = visitor.post(f"{bank}/new", sent)
    assert written.status_code == 303, words(written.text)
    assert "new with the next apply" in visitor.get(bank).text


def test_each_problem_stands_beside_its_field_and_above_the_form(site: Site) -> None:
    sent = SINGLE | {"key": "No Key", "stem": "", "weight": "much", "option-2": "", "feedback-2": "Of nothing"}
    sent |= {"tests": []}
    page = site.as_(LENA).post(NEW, sent).text
    above = page[page.index('id="to-mend"') : page.index('<form method="post" action="/launches')]
    for field in ("key", "stem", "weight", "tests"):
        assert f'href="#f-{field}"' in above, field
        assert f'id="f-{field}"' in page, field
        assert f'id="w-{field}"' in page, field
    for field in ("key", "stem", "weight"):
        assert re.search(rf'id="f-{field}"[^>]*aria-invalid="true"[^>]*aria-describedby="[^"]*w-{field}"', page), field


def test_a_problem_of_a_row_stands_at_the_row_that_was_typed(site: Site) -> None:
    sent = SINGLE | {"option-1": "", "option-3": "", "feedback-3": "An answer is missing here."}
    page = site.as_(LENA).post(NEW, sent).text
    assert re.search(r'id="f-option-3"[^>]*aria-invalid="true" aria-describedby="w-option-3"', page)
    assert '<a href="#f-option-3">Option 4</a>' in page


def test_whoever_trains_elsewhere_is_told_before_they_write_here(site: Site) -> None:
    root = site.as_(ADMINISTRATOR)
    for path in (BANK, f"{BANK}/{DRAFT}", f"{NEW}?kind=single"):
        page = root.get(path).text
        assert "you are none of them" in page, path
        assert LENA in page, path
        for offered in ('name="decision"', ">Write it<", ">Write a question</a>"):
            assert offered not in page, path
    assert "you are none of them" not in site.as_(LENA).get(BANK).text


def test_the_bank_comes_in_pages_that_keep_their_filters_and_together_are_all_of_it(site: Site) -> None:
    whole = question_bank(site.context, launch=LAUNCH)
    keys, after = [], ""
    while True:
        part = question_bank(site.context, launch=LAUNCH, after=after, limit=7)
        assert len(part.lines) <= 7
        assert (part.found, part.total, part.counts) == (whole.found, whole.total, whole.counts)
        keys += [line.item.key for line in part.lines]
        if not (after := part.next):
            break
    assert keys == [line.item.key for line in whole.lines]
    assert whole.next == ""


def test_a_page_after_a_question_that_is_gone_begins_again(site: Site) -> None:
    answered = site.as_(LENA).get(f"{BANK}?kind=single&after=gone")
    assert answered.status_code == 303
    assert answered.headers["location"] == f"{BANK}?quiz=&claim=&status=&kind=single"
    first = question_bank(site.context, launch=LAUNCH).lines[0].item.key
    shown = site.as_(LENA).get(f"{BANK}?after={first}").text
    assert f'questions/{first}"' not in shown
    assert "First page" in shown


def test_the_bank_shows_what_the_check_finds_in_all_questions_to_whoever_asks(site: Site) -> None:
    browser = site.as_(LENA)
    assert f"{BANK}?lint=yes" in browser.get(BANK).text
    assert "RD333" not in browser.get(f"{BANK}?lint=yes").text
    browser.post(NEW, SINGLE | {"option-1": "All of the above"})
    page = browser.get(f"{BANK}?lint=yes").text
    row = next(row for row in page.split("<tr>") if "/rules/RD333" in row)
    assert f'href="{BANK}/what-it-costs"' in row
    assert "RD333" not in browser.get(BANK).text
    assert site.as_(REP).get(f"{BANK}?lint=yes").status_code == 403
    told = browser.get(f"/api/v1/launches/{LAUNCH}/questions/lint").json()
    assert any(one["code"] == "RD333" and "what-it-costs" in one["message"] for one in told)
    assert site.as_(REP).get(f"/api/v1/launches/{LAUNCH}/questions/lint").status_code == 403


def test_the_rubric_of_an_essay_is_written_as_in_the_file_and_bad_input_is_told_all_at_once(site: Site) -> None:
    lena = site.as_(LENA)
    essay = {
        "kind": "essay", "key": "opens", "stem": "How do you open?", "tests": ["facts.price"], "do": "write",
        "category-0": "Asks first", "category-weight-0": "sixty", "category-levels-0": "Tells\r\n\r\nAsks",
        "category-points-0": "0 2 5", "category-must-0": "yes",
        "category-2": "", "category-weight-2": "30", "category-key-2": "asks-first",
        "category-3": "Honest", "category-weight-3": "40", "category-key-3": "Honest!", "category-levels-3": "Promises\nPlain",
        "category-4": "Warm", "category-weight-4": "1", "category-key-4": "warm", "category-levels-4": "Cold\nWarm",
        "category-5": "Warmer", "category-weight-5": "1", "category-key-5": "warm", "category-levels-5": "Cold\nWarm",
        "mark_steps": "3",
    }  # fmt: skip
    refused = lena.post(NEW, essay)
    assert refused.status_code == 422
    wrong = set(re.findall(r'id="w-([a-z0-9-_]+)"', refused.text))
    assert {"category-weight-0", "category-2", "category-key-3", "category-key-5", "mark_steps"} <= wrong
    assert 'value="sixty"' in refused.text
    assert 'value="Honest!"' in refused.text
    assert "Tells\n\nAsks" in refused.text.replace("\r\n", "\n")
    mended = {
        **{name: text for name, text in essay.items() if not name.endswith(("-2", "-4", "-5")) and name != "mark_steps"},
        "category-weight-0": "60", "category-points-0": "0, 5", "category-key-3": "",
    }  # fmt: skip
    ninety = lena.post(NEW, mended | {"category-weight-3": "30"})
    assert ninety.status_code == 422
    assert "90" in ninety.text
    several = lena.post(
        NEW,
        {**mended, "tests": [], "category-weight-3": "30", "category-levels-3": "Plain", "category-points-0": "0 9 5"},
    )
    wrong = set(re.findall(r'id="w-([a-z0-9-_]+)"', several.text))
    assert {"tests", "rubric", "category-levels-3", "category-points-0"} <= wrong
    more = lena.post(NEW, mended | {"do": "more"})
    assert more.status_code == 200
    assert 'name="category-5"' in more.text
    assert lena.post(NEW, mended).status_code == 303
    written = question(site.context, launch=LAUNCH, key="opens").line.item
    assert [(one.key, one.weight, one.anchors, one.points, one.must_pass) for one in written.rubric.values()] == [
        ("asks-first", 60, ("Tells", "Asks"), (0, 5), True), ("honest", 40, ("Promises", "Plain"), (), False),
    ]  # fmt: skip
    shown = lena.get(f"{BANK}/opens")
    assert "Asks first" in shown.text
    assert "60 %" in shown.text
