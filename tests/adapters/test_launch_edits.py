"""Machine edits keep what the author wrote."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from readiness.adapters.launch_edits import LaunchEdits
from readiness.adapters.launch_files import WorkspaceLaunches
from readiness.ground.errors import Conflict, DefinitionError, NotFound, Unusable
from readiness.ports.edits import AddEntry, Remove
from tests.conftest import REPOSITORY

KEY = "gitlab-cicd-for-github"
SMALL = "trial-extension"


@pytest.fixture
def edits(sample: Path) -> LaunchEdits:
    return LaunchEdits(WorkspaceLaunches(sample))


def different_lines(edits: LaunchEdits, key: str, name: str = "launch.yaml") -> list[str]:
    """Lines of the edited file that are not in the sample, and lines of the sample that are gone (with a minus)."""
    old = (REPOSITORY / "launches" / key / name).read_text(encoding="utf-8").splitlines()
    new = (edits.launches.folder(key) / name).read_text(encoding="utf-8").splitlines()
    return [f"-{line}" for line in old if line not in new] + [line for line in new if line not in old]


def test_only_the_line_of_the_value_changes(edits: LaunchEdits) -> None:
    edits.set_value(KEY, "objections.stay-free.says", "For ever: yes or no?")
    assert different_lines(edits, KEY) == [
        "-    says: Will it stay free?",
        "    says: 'For ever: yes or no?'",
    ]


def test_value_is_set_in_the_included_file_that_holds_it(edits: LaunchEdits) -> None:
    changed = edits.set_value(KEY, "items.price-figure.number", 21)
    assert changed.name == "questions.yaml"
    assert different_lines(edits, KEY) == []
    reading = edits.launches.read(KEY)
    assert reading.launch is not None
    assert reading.launch.items["price-figure"].number == 21


def test_several_values_are_set_at_once_each_in_its_own_line(edits: LaunchEdits) -> None:
    day = date(2027, 4, 1)
    values = {"product.name": "Sixty-day trial", "launch_on": day, "facts.trial-length.holds_from": day}
    changed = edits.rewrite(SMALL, values, without=("starts_on",))
    assert changed == edits.launches.folder(SMALL) / "launch.yaml"
    launch = edits.launches.read(SMALL).launch
    assert launch is not None
    assert (launch.product.name, launch.launch_on, launch.starts_on) == ("Sixty-day trial", day, None)
    different = different_lines(edits, SMALL)
    assert {line.strip() for line in different if not line.startswith("-")} == {
        "name: Sixty-day trial", "launch_on: 2027-04-01", "holds_from: 2027-04-01",
    }  # fmt: skip
    assert len(different) == 7, different


def test_of_several_values_none_is_set_when_one_has_no_place(edits: LaunchEdits) -> None:
    with pytest.raises(NotFound):
        edits.rewrite(SMALL, {"product.name": "Sixty-day trial", "facts.nothing.holds_from": date(2027, 4, 1)})
    assert different_lines(edits, SMALL) == []


def test_text_that_looks_like_something_else_stays_text(edits: LaunchEdits) -> None:
    for text in ("10.10", "true", "null", "2018-03-22", "0x1F", "~", "- a", "a: b", "#no", "*x", "1_000", "yes", "''"):
        edits.set_value(SMALL, "product.version", text)
        reading = edits.launches.read(SMALL)
        assert reading.launch is not None
        assert reading.launch.product.version == text


def test_entry_is_added_after_the_last_one_of_its_section(edits: LaunchEdits) -> None:
    edits.add_entry(
        SMALL, "personas", "owner", {"name": "Ina", "title": "Owner", "part": "buyer", "questions": ["Why?"]}
    )
    lines = (edits.launches.folder(SMALL) / "launch.yaml").read_text(encoding="utf-8").splitlines()
    first = lines.index("  owner:")
    assert lines[first + 1 : first + 5] == [
        "    name: Ina",
        "    title: Owner",
        "    part: buyer",
        "    questions: [Why?]",
    ]
    assert lines.index("  shift-lead:") < first < lines.index("requirements:")
    assert all(not line.startswith("-") for line in different_lines(edits, SMALL))


def test_entry_of_a_section_that_is_not_there_yet_makes_the_section(edits: LaunchEdits) -> None:
    edits.add_entry(SMALL, "segments", "small", {"name": "Small places"})
    reading = edits.launches.read(SMALL)
    assert reading.launch is not None
    assert reading.launch.segments["small"].name == "Small places"


def test_list_item_is_taken_out_alone(edits: LaunchEdits) -> None:
    edits.remove(KEY, "modules.first-call.teaches.1")
    assert different_lines(edits, KEY) == ["-      - personas.dakota"]


def test_edit_that_breaks_a_reference_is_refused_and_nothing_is_written(edits: LaunchEdits) -> None:
    file = edits.launches.folder(SMALL) / "launch.yaml"
    before = file.read_bytes()
    with pytest.raises(DefinitionError) as refused:
        edits.remove(SMALL, "personas.shift-lead")
    assert {problem.code for problem in refused.value.problems} == {"RD005", "RD010"} or all(
        problem.code == "RD010" for problem in refused.value.problems
    )
    assert file.read_bytes() == before
    assert not [p for p in file.parent.iterdir() if p.name.startswith(".")]


def test_edit_out_of_range_is_refused_with_the_rule(edits: LaunchEdits) -> None:
    with pytest.raises(DefinitionError) as refused:
        edits.set_value(SMALL, "quizzes.trial-quiz.pass_fraction", 80)
    assert [problem.code for problem in refused.value.problems] == ["RD007"]


def test_entry_that_is_there_already_is_a_conflict(edits: LaunchEdits) -> None:
    with pytest.raises(Conflict):
        edits.add_entry(SMALL, "personas", "shift-lead", {"name": "x", "title": "y", "part": "buyer"})


def test_place_that_is_not_there_is_told_with_a_suggestion(edits: LaunchEdits) -> None:
    with pytest.raises(NotFound, match="just-discount") as missing:
        edits.set_value(SMALL, "objections.just-discount.says", "?")
    assert missing.value.hint == "Did you mean 'just-a-discount'?"
    with pytest.raises(NotFound):
        edits.remove(SMALL, "modules.the-longer-trial.teaches.9")
    with pytest.raises(NotFound):
        edits.set_value(SMALL, "product.name.first", "x")


def test_windows_line_ends_and_byte_order_mark_stay(edits: LaunchEdits) -> None:
    file = edits.launches.folder(SMALL) / "launch.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    edits.set_value(SMALL, "product.name", "Forty days")
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf#")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert b"name: Forty days\r\n" in data


def test_file_that_cannot_be_read_is_not_edited(edits: LaunchEdits) -> None:
    file = edits.launches.folder(SMALL) / "launch.yaml"
    file.write_text("a: [", encoding="utf-8")
    with pytest.raises(Unusable):
        edits.set_value(SMALL, "product.name", "x")
    assert file.read_text(encoding="utf-8") == "a: ["


def test_edit_of_a_launch_with_problems_of_its_own_is_possible(edits: LaunchEdits) -> None:
    file = edits.launches.folder(SMALL) / "launch.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "nonsense: 1\n", encoding="utf-8")
    edits.set_value(SMALL, "product.name", "Forty days")
    assert [problem.code for problem in edits.launches.read(SMALL).problems] == ["RD004"]
    edits.remove(SMALL, "nonsense")
    assert edits.launches.read(SMALL).problems == ()


PRINTABLE = st.text(
    st.characters(
        exclude_categories=["Cc", "Cs", "Cn", "Co"],
        exclude_characters="\ufeff\u2028\u2029\x85"
        + "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))),
    )
)


@settings(max_examples=60, deadline=None)
@example(text="<", also=[":A", "?@U", ": b", "? c"])
@example(text=":A", also=["-B", "- c", "@D", "`e", "%f", "e:?a*", "a:[b"])
@given(text=PRINTABLE.filter(lambda text: text.strip()), also=st.lists(PRINTABLE.filter(str.strip), max_size=3))
def test_any_text_comes_back_as_it_was_set_and_no_comment_is_lost(text: str, also: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(REPOSITORY / "launches" / SMALL, root / "launches" / SMALL)
        edits = LaunchEdits(WorkspaceLaunches(root))
        edits.set_value(SMALL, "objections.just-a-discount.says", text)
        edits.set_value(SMALL, "personas.shift-lead.questions", also)
        launch = edits.launches.read(SMALL).launch
        assert launch is not None
        assert launch.objections["just-a-discount"].says == text.strip()
        assert launch.personas["shift-lead"].questions == tuple(question.strip() for question in also)
        left = (root / "launches" / SMALL / "launch.yaml").read_text(encoding="utf-8")
        assert "# minor: one change, one team, one module" in left
        assert left.count("\n") >= 178


def test_several_edits_are_worked_out_one_after_the_other_and_nothing_is_written(edits: LaunchEdits) -> None:
    wanted = [
        Remove("quizzes.difference.items.0"),
        Remove("quizzes.difference.items.0"),
        AddEntry("items", "mine", {"kind": "true-false", "stem": "So?", "tests": ["facts.price"], "truth": True}),
    ]
    before = {path.name: path.read_bytes() for path in edits.launches.files(KEY)}
    made = edits.changed(KEY, wanted)
    assert sorted(path.name for path in made) == ["launch.yaml", "questions.yaml"]
    assert {path.name: path.read_bytes() for path in edits.launches.files(KEY)} == before
    assert all(file.before == before[path.name] for path, file in made.items())
    reading = edits.launches.read_changed(KEY, {path: file.after for path, file in made.items()})
    assert reading.launch is not None
    told = edits.launches.read(KEY).launch
    assert told is not None
    assert reading.launch.quizzes["difference"].items == told.quizzes["difference"].items[2:]
    assert reading.launch.items["mine"].truth is True


def test_edits_that_change_nothing_name_no_file(edits: LaunchEdits) -> None:
    assert edits.changed(KEY, []) == {}
    with pytest.raises(NotFound):
        edits.changed(KEY, [Remove("items.nothing")])
    with pytest.raises(Conflict):
        edits.changed(KEY, [AddEntry("items", "price-figure", {})])
