"""An essay in the browser, without a script, and for programs: written, handed in, marked, told."""

from __future__ import annotations

from readiness.actions.apply_launch import apply_launch
from tests.web.api_world import program, refusal
from tests.web.learning_world import PRICE, attempt_behind, publish, right, start
from tests.web.test_message import HOSTILE, words
from tests.web.world import AUDITOR, DANA, LAUNCH, LENA, MANAGER, OTHER_REP, REP, Site

ESSAY = """
  in-own-words:
    kind: essay
    stem: Say it in your own words.
    tests: [facts.price]
    min_words: 3
    response_template: They have
    grader_notes: Names the figure.
"""
LONG = f"They have servers {HOSTILE}\r\nand people who mind them."


def with_essay(site: Site) -> None:
    """The price quiz asks an essay too, which the trainer marks; applied and published."""
    folder = site.folder / "launches" / LAUNCH
    questions, launch = folder / "questions.yaml", folder / "launch.yaml"
    questions.write_text(questions.read_text(encoding="utf-8").rstrip() + ESSAY, encoding="utf-8")
    text = launch.read_text(encoding="utf-8")
    for was, becomes in (
        ("users-case, not-alone]\n", "users-case, not-alone, in-own-words]\n    grading: {graders: [trainers]}\n"),
        ("    confidence: true ", "    confidence: false "),
    ):
        assert was in text
        text = text.replace(was, becomes, 1)
    launch.write_text(text, encoding="utf-8")
    apply_launch(site.context.acting_as(DANA), launch=LAUNCH)
    publish(site)


def answers(site: Site, path: str, text: str) -> tuple[dict[str, str | list[str]], str]:
    """All fields answered rightly, the essay with this text; and the essay's field."""
    fields = right(site, path)
    number = next(n for n, e in enumerate(attempt_behind(site, path).form.items, start=1) if e.key == "in-own-words")
    return {**fields, f"q{number}": text, f"q{number}.was": "They have"}, f"q{number}"


def test_an_essay_goes_from_its_writer_to_its_grader_and_back(site: Site) -> None:
    with_essay(site)
    rep, lena, caller = site.as_(REP), site.as_(LENA), program(site, REP)
    path = start(rep)
    shown = rep.get(path).text
    assert "\nThey have</textarea>" in shown
    assert "Write at least 3 words" in words(shown)
    assert "Names the figure" not in shown
    fields, field = answers(site, path, "Too short")
    refused = rep.post(path, fields)
    assert refused.status_code == 422
    assert "It has 2 words, and 3 is the least. Write 1 word more." in words(refused.text)
    assert "Too short" in rep.get(path).text, "and what was written is kept"
    for _ in range(2):
        assert rep.post(path, {**fields, field: LONG, f"{field}.was": "Too short"}).status_code == 303
    waits = rep.get(path).text
    assert "The rest is marked; 1 answer waits for a person." in words(waits)
    assert HOSTILE not in waits
    assert "attempt 1 at quiz" in words(rep.get(PRICE).text).lower()
    number = path.rsplit("/", 1)[1]
    told = caller.get(f"/learn/attempts/{number}")
    assert (told["state"], told["result"], len(told["awaits"]["waits"])) == ("awaiting marks", None, 1)
    assert refusal(lambda: caller.put(f"/learn/attempts/{number}/answers", {"answers": {"1": None}})).status == 409

    queue = lena.get("/grading").text
    assert "essay, attempt 1" in words(queue)
    sheet = lena.get("/grading/1").text
    assert "Names the figure." in words(sheet)
    assert HOSTILE not in sheet
    for other in (REP, OTHER_REP):
        assert site.as_(other).get("/grading/1").status_code in {403, 404}
    assert "Names the figure" not in site.as_(AUDITOR).get("/grading/1").text
    assert lena.post("/grading/1", {"note": "No level chosen."}).status_code == 422
    given = lena.post("/grading/1", {"mark-mark": "4", "comment-mark": HOSTILE, "note": "Nearly all of it."})
    assert given.status_code == 303
    result = rep.get(path).text
    assert "Passed" in words(result)
    assert "Nearly all of it." in words(result)
    assert HOSTILE not in result
    told = caller.get(f"/learn/attempts/{number}")["result"]
    essay = next(one for one in told["questions"] if one["kind"] == "essay")
    assert (essay["fraction"], essay["is_enough"], essay["marks"][0]["note"]) == (0.75, False, "Nearly all of it.")

    again = {"mark-mark": "5", "note": "The figure is there."}
    assert site.as_(MANAGER).post("/grading/1/again", again).status_code == 403
    assert lena.post("/grading/1/again", {"mark-mark": "5"}).status_code == 422
    assert lena.post("/grading/1/again", again).status_code == 303
    assert "The figure is there." in words(rep.get(path).text)
    done = program(site, LENA).post("/grading/1/again", {"marks": {"mark": 4}, "note": "Not quite all."})
    assert (done["was"], done["is_passed"]) == (1, True)


def test_a_megabyte_is_no_essay_and_what_stands_in_the_field_at_first_is_none(site: Site) -> None:
    with_essay(site)
    rep = site.as_(REP)
    path = start(rep)
    fields, field = answers(site, path, "x" * 1_100_000)
    assert rep.post(path, fields).status_code in {413, 422}
    assert rep.post(path, {**fields, field: "word " * 5_000}).status_code == 422
    assert rep.post(path, {**fields, field: "They have"}).status_code == 303
    assert "not answered" in words(rep.get(path).text)
    assert "waits for a person" not in words(rep.get(path).text)
