"""Questions of a file become items of the launch file: whole or not at all, by trainers, once; and go out again."""

from __future__ import annotations

import pytest

from readiness.actions.accept_items import accept_items
from readiness.actions.import_items import ItemsImported, import_items
from readiness.context import Context
from readiness.ground.errors import DefinitionError, NotAllowed, NotFound
from readiness.reports.item_export import export_items
from readiness.reports.journal import journal
from tests.web.world import DANA, IVO, LAUNCH, Site

GIFT = """// [id:what-it-costs]
::What it costs::What does one user cost a month? {#19:0.5 ####As the FAQ says.}

$CATEGORY: $course$/top/facts/price

Which of these is the price? {=19 USD#Right. ~Nothing ~49 USD}
"""


def files(context: Context) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in context.launches.texts(LAUNCH).items()}


def imported(context: Context, text: str = GIFT, called: str = "bank.gift", **more: object) -> ItemsImported:
    return import_items(
        context, launch=LAUNCH, data=text.encode(), called=called, **{"tests": ("facts.price",), **more}
    )  # fmt: skip


def test_every_question_is_written_behind_the_others_and_nothing_else_moves(lena: Context) -> None:
    before = files(lena)["questions.yaml"].decode()
    done = imported(lena)
    assert [(one.item.key, one.line) for one in done.items] == [
        ("what-it-costs", 2), ("which-of-these-is-the-price", 6),
    ]  # fmt: skip
    assert done.files == ("questions.yaml",)
    after = files(lena)["questions.yaml"].decode()
    assert after.startswith(before.rstrip("\n"))
    assert "# " in after, "comments stay"
    now = lena.launches.read(LAUNCH).launch
    assert now is not None
    costs = now.items["what-it-costs"]
    assert (costs.number, costs.tolerance, costs.feedback) == (19.0, 0.5, "As the FAQ says.")
    assert [line.subject for line in journal(lena, launch=LAUNCH) if line.verb == "wrote"] == ["2 items"]


def test_a_preview_says_the_same_and_writes_nothing(lena: Context) -> None:
    before = files(lena)
    shown = imported(lena, preview=True)
    assert files(lena) == before
    assert len(shown.items) == 2
    assert shown.items == imported(lena).items


def test_the_same_file_again_changes_nothing(lena: Context) -> None:
    imported(lena)
    before, lines = files(lena), len(journal(lena, launch=LAUNCH))
    again = imported(lena)
    assert again.items == ()
    assert again.unchanged == ("what-it-costs", "which-of-these-is-the-price")
    assert files(lena) == before
    assert len(journal(lena, launch=LAUNCH)) == lines


@pytest.mark.parametrize("actor", [IVO, "nobody@elsewhere.example"])
def test_only_a_trainer_imports(site: Site, actor: str) -> None:
    before = files(site.context)
    with pytest.raises(NotAllowed):
        imported(site.context.acting_as(actor))
    assert files(site.context) == before


def test_everything_that_is_wrong_is_told_at_once_with_its_line_and_nothing_is_written(lena: Context) -> None:
    before = files(lena)
    text = (
        "Fine? {=yes ~no}\n\n"  # 1
        "// [tag:objections.no-such-one]\nOff the map? {=yes ~no}\n\n"  # 4
        "Two right? {=yes =also ~no}\n\n"  # 6
        "Read the price page first.\n\n"  # 8
        "Same twice? {=yes ~YES ~no}\n"  # 10
    )
    with pytest.raises(DefinitionError) as refused:
        imported(lena, text)
    told = [(problem.code, problem.where.line) for problem in refused.value.problems if problem.where]
    assert told == [("IX007", 4), ("RD302", 6), ("IX008", 8), ("RD304", 10)]
    assert all(problem.fix for problem in refused.value.problems)
    assert files(lena) == before


def test_a_question_that_names_no_claim_is_refused(lena: Context) -> None:
    with pytest.raises(DefinitionError) as refused:
        imported(lena, "Why? {=so ~not so}", tests=())
    assert [problem.code for problem in refused.value.problems] == ["IX007"]


def test_what_has_no_place_is_left_out_only_when_that_was_said(lena: Context) -> None:
    text = "Which? {=19 USD ~Nothing}\n\nRead the price page first.\n"
    with pytest.raises(DefinitionError):
        imported(lena, text)
    done = imported(lena, text, skip_uncarried=True)
    assert [one.item.key for one in done.items] == ["which"]
    assert [(one.question, one.line) for one in done.lost if one.whole] == [("Read the price page first.", 3)]


def test_an_item_of_the_same_key_that_reads_differently_is_not_overwritten(lena: Context) -> None:
    imported(lena)
    with pytest.raises(DefinitionError) as refused:
        imported(lena, GIFT.replace("#19:0.5", "#21"))
    assert [(problem.code, problem.where.line) for problem in refused.value.problems] == [("IX009", 2)]


def test_an_error_that_only_the_whole_launch_shows_is_told_at_the_question(lena: Context) -> None:
    text = "Fine? {=yes ~no}\n\n// [tag:conversation:no-such-talk]\nAbout what? {=yes ~no}\n"
    with pytest.raises(DefinitionError) as refused:
        imported(lena, text)
    assert [(problem.code, problem.where.line) for problem in refused.value.problems] == [("RD010", 4)]


def test_items_come_as_drafts_that_no_quiz_asks_when_that_is_wanted(lena: Context) -> None:
    done = imported(lena, as_drafts=True)
    assert {one.item.review for one in done.items} == {"draft"}


def test_items_go_into_the_file_that_was_named_and_no_other_is_made(lena: Context) -> None:
    assert imported(lena, into="launch.yaml").files == ("launch.yaml",)
    before = files(lena)
    for name in ("../elsewhere.yaml", "/tmp/elsewhere.yaml", "prices.txt", ".hidden.yaml", "a b.yaml"):
        with pytest.raises(NotFound, match="no file") as refused:
            imported(lena, "Which? {=19 USD ~Nothing}", into=name)
        assert "include" in refused.value.hint
    assert files(lena) == before


def test_a_file_that_is_not_there_yet_is_made_and_included(lena: Context) -> None:
    text = "Which? {=19 USD ~Nothing}"
    imported(lena, text, into="prices.yaml", preview=True)
    assert "prices.yaml" not in files(lena)
    assert imported(lena, text, into="prices.yaml").files == ("prices.yaml", "launch.yaml")
    assert list(lena.launches.texts(LAUNCH)) == ["launch.yaml", "questions.yaml", "prices.yaml"]
    reading = lena.launches.read(LAUNCH)
    assert reading.launch is not None
    assert "which" in reading.launch.items
    assert imported(lena, text, into="prices.yaml").unchanged == ("which",)
    assert imported(lena, "And when? {=Now ~Later}", into="prices.yaml").files == ("prices.yaml",)


def test_a_file_that_is_there_and_not_included_is_left_alone(lena: Context) -> None:
    stray = lena.launches.folder(LAUNCH) / "stray.yaml"
    stray.write_text("items: {}\n", encoding="utf-8")
    with pytest.raises(NotFound):
        imported(lena, "Which? {=19 USD ~Nothing}", into="stray.yaml")
    assert stray.read_text(encoding="utf-8") == "items: {}\n"


def test_warnings_of_the_check_are_shown_before_and_after(lena: Context) -> None:
    text = "Which? {=19 USD ~Nothing ~All of the above}"
    shown = imported(lena, text, preview=True)
    assert [one.code for one in shown.warnings] == ["RD333"]
    assert [one.code for one in imported(lena, text).warnings] == ["RD333"]


def test_a_file_that_is_no_text_is_refused(lena: Context) -> None:
    with pytest.raises(DefinitionError) as refused:
        import_items(lena, launch=LAUNCH, data=GIFT.encode("utf-16"), called="bank.gift", tests=("facts.price",))
    assert [(p.code, str(p.where)) for p in refused.value.problems] == [("IX002", "bank.gift:1:1")]


@pytest.mark.parametrize("form", ["gift", "moodle-xml"])
def test_a_bank_that_goes_out_and_in_again_changes_nothing(lena: Context, form: str) -> None:
    """All but the orderings, which are told. What the file cannot say, a unit in GIFT, is left as it stands; a draft
    that was accepted stays the engine's.
    """
    accept_items(lena, launch=LAUNCH, items=None, decision="accepted")
    out = export_items(lena, launch=LAUNCH, form=form)
    whole = [one for one in out.lost if one.whole]
    assert out.count == out.total - len(whole)
    assert all("order" in one.what for one in whole)
    before = files(lena)
    again = imported(lena, out.text, f"bank.{form}", form=form, tests=())
    assert again.items == ()
    assert len(again.unchanged) == out.count
    assert files(lena) == before


def test_a_quiz_goes_out_alone_and_one_that_is_not_there_is_refused(lena: Context) -> None:
    quiz = next(iter(lena.launches.read(LAUNCH).launch.quizzes))
    out = export_items(lena, launch=LAUNCH, form="aiken", quiz=quiz)
    assert out.name == f"{quiz}-questions.txt"
    assert out.count + len({one.question for one in out.lost if one.whole}) == out.total
    with pytest.raises(NotFound):
        export_items(lena, launch=LAUNCH, form="gift", quiz="no-such-quiz")


def test_five_hundred_questions_are_written_at_once(lena: Context) -> None:
    text = "\n\n".join(f"::q{n}::What is {n} and {n}? {{#{2 * n}}}" for n in range(500))
    assert len(imported(lena, text).items) == 500


def test_a_marketer_of_the_team_imports_too(site: Site) -> None:
    assert len(imported(site.context.acting_as(DANA)).items) == 2
