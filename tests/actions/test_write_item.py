"""Questions written into the launch file and taken out of it: whole or not at all, by trainers, once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from readiness.actions.apply_launch import apply_launch
from readiness.actions.retire_item import retire_item
from readiness.actions.write_item import write_item
from readiness.context import Context
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound
from readiness.ports.edits import NoEdits
from readiness.reports.journal import journal
from readiness.reports.question_bank import question
from readiness.reports.quiz_items import quiz_items
from tests.conftest import REPOSITORY
from tests.web.world import DANA, IVO, LAUNCH, Site

FIELDS = {
    "kind": "single",
    "stem": "What does it cost?",
    "tests": ["facts.price"],
    "options": [{"text": "19 USD", "correct": True, "feedback": "As the FAQ says."}, {"text": "Nothing"}],
}


def questions(context: Context) -> str:
    return (context.launches.folder(LAUNCH) / "questions.yaml").read_text(encoding="utf-8")


def original() -> str:
    return (REPOSITORY / "launches" / LAUNCH / "questions.yaml").read_text(encoding="utf-8")


def verbs(context: Context) -> list[str]:
    return [line.verb for line in journal(context, launch=LAUNCH)]


def write(context: Context, key: str = "what-it-costs", **changes):
    return write_item(context, launch=LAUNCH, key=key, fields=FIELDS | changes)


def problems(context: Context, key: str = "what-it-costs", **changes) -> str:
    with pytest.raises(DefinitionError) as told:
        write(context, key, **changes)
    assert questions(context) == original()
    return "\n".join(f"{one.code} {one.message}" for one in told.value.problems)


def test_it_stands_at_the_end_of_the_file_that_has_the_others_and_nothing_else_moved(lena: Context) -> None:
    done = write(lena)
    assert (done.files, done.is_new) == (("questions.yaml",), True)
    assert questions(lena).startswith(original().rstrip("\n"))
    reading = lena.launches.read(LAUNCH)
    assert reading.launch is not None
    assert reading.launch.items["what-it-costs"] == done.item
    assert verbs(lena).count("wrote") == 1


def test_the_same_again_is_nothing_and_another_under_its_key_is_refused(lena: Context) -> None:
    write(lena)
    text = questions(lena)
    assert write(lena).is_new is False
    with pytest.raises(Conflict, match="has an item 'what-it-costs' already"):
        write(lena, stem="Another?")
    assert questions(lena) == text
    assert verbs(lena).count("wrote") == 1


def test_it_is_asked_only_once_the_launch_is_applied_again(lena: Context) -> None:
    def status() -> tuple[str, tuple[str, ...]]:
        line = question(lena, launch=LAUNCH, key="what-it-costs").line
        return line.pending, line.quizzes

    write(lena)
    assert status()[0] == "new"
    assert "what-it-costs" not in {line.item.key for line in quiz_items(lena, launch=LAUNCH)}
    apply_launch(lena.acting_as(DANA), launch=LAUNCH)
    assert status() == ("", ("core",))


def test_everything_wrong_is_told_at_once_reader_and_kind_and_references(lena: Context) -> None:
    told = problems(
        lena, tests=["facts.prise", "nothing"], weight=1000, conversation="tea", options=[{"text": "a"}, {"text": " A"}]
    )
    for code in ("RD007", "RD010 'items.what-it-costs.tests.1'", "names conversations.tea", "RD302", "RD304"):
        assert told.count(code) == 1, told


def test_a_reference_that_does_not_exist_is_told(lena: Context) -> None:
    assert "names facts.prise, which does not exist" in problems(lena, tests=["facts.prise"])


@pytest.mark.parametrize("key", ["", "Big", "a b", "a.b", "../x", "x" * 65, "a:\n b", "-a"])
def test_a_key_that_is_none_is_refused_beside_what_else_is_wrong(lena: Context, key: str) -> None:
    told = problems(lena, key, weight=1000)
    assert "RD009" in told
    assert "RD007" in told


@pytest.mark.parametrize("text", ["rings\x07", "flips\u202etxet", "cut\x00", "x" * 2001])
def test_text_that_hides_something_or_never_ends_is_refused(lena: Context, text: str) -> None:
    assert "QZ004" in problems(lena, stem=text)
    assert "QZ004" in problems(lena, options=[{"text": text, "correct": True}, {"text": "b"}])


@pytest.mark.parametrize(
    "text",
    [
        "{{ 7 * 7 }}", "]: {}\n- x: !!python/object:os.system", "yes", "12", "# not a comment", "a: b\nc: d",
        "<script>alert(1)</script>", "'quoted\" both'", "  spaces  ", "- a\n- b", "%TAG", "\ttab", "é 漢字 ‌x", "| x",
    ],
)  # fmt: skip
def test_any_text_reads_back_as_it_was_typed(lena: Context, text: str) -> None:
    write(lena, stem=text, feedback=text)
    reading = lena.launches.read(LAUNCH)
    assert reading.launch is not None
    assert reading.launch.items["what-it-costs"].stem == text.strip()
    assert len(reading.launch.items) == original().count("\n    kind:") + 1


def test_line_ends_of_browsers_become_those_of_files(lena: Context) -> None:
    assert write(lena, feedback="one\r\ntwo").item.feedback == "one\ntwo"


@pytest.mark.parametrize("email", [IVO, "nobody@elsewhere.example"])
def test_only_trainers_write_and_retire(site: Site, email: str) -> None:
    acting = site.context.acting_as(email)
    with pytest.raises(NotAllowed, match="is no trainer"):
        write(acting)
    with pytest.raises(NotAllowed, match="is no trainer"):
        retire_item(acting, launch=LAUNCH, item="price-figure")
    assert questions(acting) == original()


def test_what_was_wrong_before_stands_in_nobodys_way(lena: Context) -> None:
    path: Path = lena.launches.folder(LAUNCH) / "launch.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("tier: 1 ", "tier: 9 "), encoding="utf-8")
    assert write(lena).is_new
    assert "tier: 9" in path.read_text(encoding="utf-8")


def test_where_nobody_writes_launch_files_it_says_so(lena: Context) -> None:
    with pytest.raises(Conflict, match="cannot be edited here"):
        write(replace(lena, edits=NoEdits()))


def test_a_question_that_no_quiz_names_is_retired(lena: Context) -> None:
    write(lena)
    done = retire_item(lena, launch=LAUNCH, item="what-it-costs")
    assert (done.quizzes, done.is_new) == ((), True)
    assert questions(lena) == original()
    assert verbs(lena).count("retired") == 1


def test_retiring_what_quizzes_name_is_refused_unless_it_leaves_them_too(lena: Context) -> None:
    with pytest.raises(Conflict, match="every form of difference"):
        retire_item(lena, launch=LAUNCH, item="match-competitors")
    assert questions(lena) == original()
    done = retire_item(lena, launch=LAUNCH, item="match-competitors", from_quizzes=True)
    assert done.quizzes == ("difference",)
    reading = lena.launches.read(LAUNCH)
    assert reading.launch is not None
    assert "match-competitors" not in reading.launch.items
    assert "match-competitors" not in reading.launch.quizzes["difference"].items


def test_retired_again_is_nothing_and_what_never_was_is_not_found(lena: Context) -> None:
    retire_item(lena, launch=LAUNCH, item="match-competitors", from_quizzes=True)
    assert retire_item(lena, launch=LAUNCH, item="match-competitors").is_new is False
    with pytest.raises(NotFound, match="no authored item"):
        retire_item(lena, launch=LAUNCH, item="price-figur")


def test_a_quiz_that_would_ask_nothing_without_it_keeps_it(lena: Context) -> None:
    path = lena.launches.folder(LAUNCH) / "launch.yaml"
    text = path.read_text(encoding="utf-8")
    lone = text.replace("quizzes:\n", "quizzes:\n  lone: {title: Lone, items: [price-figure]}\n", 1)
    path.write_text(lone, encoding="utf-8")
    with pytest.raises(DefinitionError) as told:
        retire_item(lena, launch=LAUNCH, item="price-figure", from_quizzes=True)
    assert "RD311" in {one.code for one in told.value.problems}
    assert (path.read_text(encoding="utf-8"), questions(lena)) == (lone, original())


def test_a_file_that_somebody_else_saves_meanwhile_is_theirs(lena: Context) -> None:
    class Meanwhile:
        """Somebody saves between the reading and the writing of an edit."""

        def changed(self, key, edits):
            made = lena.edits.changed(key, edits)
            path = lena.launches.folder(key) / "questions.yaml"
            path.write_text(original() + "\n# theirs\n", encoding="utf-8")
            return made

    with pytest.raises(Conflict, match="changed by somebody else"):
        write(replace(lena, edits=Meanwhile()))
    assert questions(lena).endswith("# theirs\n")
    assert "wrote" not in verbs(lena)
