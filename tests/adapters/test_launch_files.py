"""Reading launch files: all problems at once, hostile files refused quickly, includes kept inside the folder."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import pytest

from readiness.adapters.launch_files import WorkspaceLaunches
from readiness.adapters.yaml_tree import MAX_NODES, parse_tree
from readiness.domain.definition.reader import Reading
from readiness.domain.definition.shape import Entries, Scalar
from readiness.ground.errors import DefinitionError, NotFound, Problem, Unusable
from readiness.ground.fingerprint import fingerprint
from tests.checks.cases import FOLDER
from tests.watchdog import no_hang

BASE = (FOLDER / "base.yaml").read_text(encoding="utf-8")


def launches(folder: Path, **files: str | bytes) -> WorkspaceLaunches:
    """A workspace with one launch, `base`; `parts__x` is parts/x.yaml, `launch` is launch.yaml."""
    place = folder / "launches" / "base"
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        file = place / (name.replace("__", "/") + ".yaml")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return WorkspaceLaunches(folder)


def without(text: str, section: str) -> tuple[str, str]:
    """The text without a top-level section, and the section."""
    lines = text.splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if line.startswith(f"{section}:"))
    end = next((i for i in range(start + 1, len(lines)) if not lines[i].startswith((" ", "#"))), len(lines))
    return "".join(lines[:start] + lines[end:]), "".join(lines[start:end])


def told(reading: Reading) -> list[tuple[str, str]]:
    return [(problem.code, problem.message) for problem in reading.problems]


def refused(folder: Path, content: str | bytes) -> Problem:
    with no_hang(), pytest.raises(Unusable) as error:
        launches(folder, launch=content).read("base")
    assert len(error.value.problems) == 1
    return error.value.problems[0]


def value_of(text: str) -> object:
    problems: list[Problem] = []
    tree = parse_tree(f"a: {text}\n".encode(), "f", problems)
    assert problems == []
    assert isinstance(tree, Entries)
    found = tree.entries[0][1]
    assert isinstance(found, Scalar)
    return found.value


# --- scalars


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("y", "y"), ("Yes", "Yes"),
        ("true", True), ("True", True), ("FALSE", False), ("tRue", "tRue"),
        ("", None), ("~", None), ("null", None), ("NULL", None), ("nUll", "nUll"),
        ("0", 0), ("-0", 0), ("+12", 12), ("012", 12), ("0o17", 15), ("0x1F", 31), ("0b11", "0b11"), ("0o8", "0o8"),
        ("1_000", "1_000"), ("1:30", "1:30"), ("190:20:30", "190:20:30"), ("2018-03-22", "2018-03-22"),
        ("1.", 1.0), (".5", 0.5), ("-1.5e3", -1500.0), ("1e3", 1000.0), ("1e", "1e"), (".", "."), ("1.2.3", "1.2.3"),
        ("'5'", "5"), ('"true"', "true"), ("'null'", "null"), ("''", ""), ("=", "="), ("<", "<"),
    ],
)  # fmt: skip
def test_scalars_are_those_of_yaml_1_2(text: str, value: object) -> None:
    found = value_of(text)
    assert found == value
    assert type(found) is type(value)


def test_keys_are_the_text_that_was_written() -> None:
    tree = parse_tree(b"on: 1\n0x10: 2\n~: 3\n1.0: 4\ntrue: 5\n", "f", [])
    assert isinstance(tree, Entries)
    assert [key.value for key, _ in tree.entries] == ["on", "0x10", "~", "1.0", "true"]


def test_places_count_lines_and_columns_from_one() -> None:
    tree = parse_tree("# c\na:\n  é: [x, y]\n".encode(), "f", [])
    assert isinstance(tree, Entries)
    inner = tree.entries[0][1]
    assert isinstance(inner, Entries)
    key, items = inner.entries[0]
    assert (key.where.line, key.where.column) == (3, 3)
    assert (items.where.line, items.where.column) == (3, 6)


def test_aliases_stand_for_what_they_name() -> None:
    tree = parse_tree(b"a: &x [1, 2]\nb: *x\n", "f", [])
    assert isinstance(tree, Entries)
    assert tree.entries[0][1] == tree.entries[1][1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: !!python/object:os.system {}", "tag '!!python/object:os.system'"),
        ("a: !custom 1", "tag '!custom'"),
        ("a: !!str 5", "tag '!!str'"),
        ("a: ! 5", "tag '!'"),
        ("a: !!binary aGk=", "tag '!!binary'"),
        ("!!set {a}", "tag '!!set'"),
        ("a: {<<: {b: 1}}", "merge keys"),
        ("? [a]\n: 1", "a key is a mapping or a list"),
        ("a: &x 1\n*x : 2", "a key is an alias"),
        (r'a: "\e[2J"', "U+001B"),
        (r'a: "\x9b"', "U+009B"),
        (r'a: "x\0y"', "U+0000"),
        ("a: 'user\u202etxt'", "U+202E"),
        (r'"\e": 1', "U+001B"),
        ("a: .inf", "no number"),
        ("a: -.INF", "no number"),
        ("a: .nan", "no number"),
        ("a: 1e999", "too large"),
        ("a: " + "9" * 5000, "5000 digits"),
    ],
)
def test_yaml_that_is_not_used_here_is_told_and_the_rest_still_read(text: str, said: str) -> None:
    problems: list[Problem] = []
    parse_tree(f"{text}\n".encode(), "f", problems)
    assert {problem.code for problem in problems} == {"RD014"}
    assert said in problems[0].message
    assert problems[0].where is not None
    assert problems[0].where.line >= 1


# --- what cannot be used


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefghij", "bcdefghijk", strict=True)
)


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", "RD001", "says nothing"),
        (b"# only a comment\n", "RD001", "says nothing"),
        (b"- a\n- b\n", "RD001", "no mapping"),
        (b"just text", "RD001", "no mapping"),
        ("a: 1".encode("utf-16"), "RD001", "UTF-16"),
        (b"a: 1\nb: caf\xe9\n", "RD001", "byte 0xe9"),
        (b"a: 1\nb: \x00\n", "RD001", "NUL"),
        (b"a: \x1b[31m", "RD001", "U+001B"),
        (b"a: [1, 2", "RD002", "not YAML"),
        (b"a: 1\n---\nb: 2\n", "RD002", "second document"),
        (b"a: *nothing\n", "RD002", "no anchor"),
        (b"a: &a [*a]\n", "RD014", "inside its own anchor"),
        (b"a: &a {b: {c: *a}}\n", "RD014", "inside its own anchor"),
        (BOMB.encode(), "RD014", "more than"),
        (b"a: " + b"[" * 900_000, "RD014", "levels deep"),
        (b"a: " + b"[" * 65 + b"]" * 65, "RD014", "levels deep"),
        (b"- " * 500_000, "RD014", "levels deep"),
        (b"? " * 500_000, "RD014", "levels deep"),
        (b"{a: " * 300_000, "RD014", "levels deep"),
        (b"a:\n" + b"- x\n" * 400_000, "RD014", "more than"),
        (b"a" * 3_000_000, "RD001", "2 MB"),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value,
)
def test_hostile_or_useless_file_is_refused_quickly_in_one_clear_line(
    content: bytes, code: str, said: str, tmp_path: Path
) -> None:
    problem = refused(tmp_path, content)
    assert problem.code == code
    assert said in problem.message
    assert problem.fix


def test_the_line_of_the_first_byte_that_is_not_text_is_told(tmp_path: Path) -> None:
    problem = refused(tmp_path, "a: 1\nb: é".encode() + b"\xff\n")
    assert problem.where is not None
    assert (problem.where.line, problem.where.column) == (2, 5)


def test_fifty_megabytes_are_not_read(tmp_path: Path) -> None:
    files = launches(tmp_path, launch="")
    with (tmp_path / "launches/base/launch.yaml").open("wb") as stream:
        stream.truncate(50_000_000)
    tracemalloc.start()
    with pytest.raises(Unusable, match=r"50\.0 MB"):
        files.read("base")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000, "bytes: what is not read takes no room"


def test_aliases_up_to_the_limit_are_fine() -> None:
    wide = "a: &a [" + "x, " * 99 + "x]\nb:\n" + "- *a\n" * 900
    problems: list[Problem] = []
    assert parse_tree(wide.encode(), "f", problems) is not None
    assert problems == []
    with pytest.raises(Unusable):
        parse_tree((wide + "- *a\n" * (MAX_NODES // 100)).encode(), "f", [])


def test_a_flood_of_problems_ends(tmp_path: Path) -> None:
    flood = "".join(f"k{i}: [a, b\u0131c, {{d: {i}}}]\n" for i in range(12_000))
    with no_hang():
        reading = launches(tmp_path, launch=flood).read("base")
    assert reading.launch is None
    assert "RD015" in {problem.code for problem in reading.problems}
    assert len(reading.problems) <= 501


def test_byte_order_mark_is_tolerated(tmp_path: Path) -> None:
    reading = launches(tmp_path, launch=b"\xef\xbb\xbf" + BASE.encode()).read("base")
    assert reading.problems == ()


def test_folder_fifo_and_missing_file_are_told(tmp_path: Path) -> None:
    files = launches(tmp_path)
    with pytest.raises(NotFound, match="does not exist"):
        files.read("base")
    (tmp_path / "launches/base/launch.yaml").mkdir()
    with pytest.raises(Unusable, match="folder"):
        files.read("base")
    (tmp_path / "launches/base/launch.yaml").rmdir()
    os.mkfifo(tmp_path / "launches/base/launch.yaml")
    with pytest.raises(Unusable, match="ordinary file"):
        files.read("base")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_file_without_permission_is_told(tmp_path: Path) -> None:
    files = launches(tmp_path, launch=BASE)
    (tmp_path / "launches/base/launch.yaml").chmod(0)
    with pytest.raises(Unusable, match="Permission denied"):
        files.read("base")


def test_launch_that_does_not_exist_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as missing:
        launches(tmp_path, launch=BASE).read("base-1")
    assert missing.value.hint == "Did you mean 'base'?"


@pytest.mark.parametrize("key", ["../base", "/etc", "", ".", "base/../base", "Base"])
def test_key_that_is_no_key_is_never_a_path(key: str, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        launches(tmp_path, launch=BASE).read(key)


def test_keys_are_the_folders_with_a_launch_file(tmp_path: Path) -> None:
    files = launches(tmp_path, launch=BASE)
    (tmp_path / "launches/empty").mkdir()
    (tmp_path / "launches/Not A Key").mkdir()
    assert files.keys() == ("base",)
    assert WorkspaceLaunches(tmp_path / "nowhere").keys() == ()


# --- all problems at once


def test_problems_of_every_sort_are_told_at_once_in_file_order(tmp_path: Path) -> None:
    text = (
        BASE.replace("tier: 3", "teir: 3")
        .replace("pass_fraction: 0.6", "pass_fraction: 60")
        .replace("launch_on: 2027-03-02", "launch_on: 2 March 2027")
        .replace("requirement: wages", "requirement: wage")
    )
    reading = launches(tmp_path, launch=text).read("base")
    assert reading.launch is None
    codes = [problem.code for problem in reading.problems]
    assert sorted(codes) == ["RD004", "RD005", "RD007", "RD010", "RD012"]
    places = [(p.where.line, p.where.column) for p in reading.problems if p.where]
    assert places == sorted(places)
    assert any(problem.fix == "Did you mean 'tier'?" for problem in reading.problems)
    assert any(problem.fix == "Did you mean 'wages'?" for problem in reading.problems)
    assert all(problem.fix for problem in reading.problems)


# --- includes


def test_section_moved_to_a_file_leaves_the_definition_as_it_was(tmp_path: Path) -> None:
    whole = launches(tmp_path, launch=BASE).read("base")
    rest, items = without(BASE, "items")
    split = launches(tmp_path, launch=f"include: [parts/items.yaml]\n{rest}", parts__items=items).read("base")
    assert whole.launch is not None
    assert split.launch is not None
    assert split.launch == whole.launch
    assert fingerprint(split.launch) == fingerprint(whole.launch)
    assert str(split.where("items.length")) == "launches/base/parts/items.yaml:2:11"


def test_section_may_be_spread_over_files_and_files_may_include(tmp_path: Path) -> None:
    rest, gate = without(BASE, "gate")
    files = launches(
        tmp_path,
        launch=f"include: [parts/one.yaml]\n{rest}",
        parts__one="include: [two.yaml]\npersonas:\n  ina: {name: Ina, title: Owner, part: buyer}\n",
        parts__two=gate,
    )
    reading = files.read("base")
    assert reading.launch is not None
    assert list(reading.launch.personas) == ["lead", "ina"]
    assert [file.name for file in files.files("base")] == ["launch.yaml", "one.yaml", "two.yaml"]


def test_entry_in_two_files_is_told_with_both_places(tmp_path: Path) -> None:
    more = "personas:\n  lead: {name: Ina, title: Owner, part: buyer}\n"
    reading = launches(tmp_path, launch=f"include: [more.yaml]\n{BASE}", more=more).read("base")
    assert [(p.code, str(p.where)) for p in reading.problems] == [("RD003", "launches/base/more.yaml:2:3")]
    assert "launches/base/launch.yaml" in reading.problems[0].message


def test_gate_in_two_files_is_told(tmp_path: Path) -> None:
    more = "gate:\n  criteria:\n    more: {kind: proof-valid}\n"
    reading = launches(tmp_path, launch=f"include: [more.yaml]\n{BASE}", more=more).read("base")
    assert [p.code for p in reading.problems] == ["RD003"]


@pytest.mark.parametrize(
    ("include", "said"),
    [
        ("[../other.yaml]", "outside the launch's folder"),
        ("[/etc/passwd]", "outside the launch's folder"),
        ("[parts/../../../other.yaml]", "outside the launch's folder"),
        ("[missing.yaml]", "does not exist"),
        ("[launch.yaml]", "round in a circle"),
        ("[more.yaml, more.yaml]", "included twice"),
        ("[more.yaml, ./more.yaml]", "included twice"),
        ("more.yaml", "not a list of file names"),
        ("[{file: more.yaml}]", "not a list of file names"),
        ("[" + "a" * 300 + "]", "outside the launch's folder"),
        ("[parts]", "is a folder"),
    ],
)
def test_include_that_cannot_be_followed_is_told_at_its_place(include: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "launches").mkdir()
    (tmp_path / "launches/other.yaml").write_text("personas: {}\n", encoding="utf-8")
    files = launches(tmp_path, launch=f"include: {include}\n{BASE}", more="segments: {}\n", parts__x="segments: {}\n")
    reading = files.read("base")
    assert reading.launch is None
    assert len(reading.problems) == 1, told(reading)
    assert said in reading.problems[0].message
    assert reading.problems[0].where is not None


def test_circle_over_several_files_is_told_with_the_way_round(tmp_path: Path) -> None:
    files = launches(tmp_path, launch=f"include: [a.yaml]\n{BASE}", a="include: [b.yaml]\n", b="include: [a.yaml]\n")
    reading = files.read("base")
    assert [p.code for p in reading.problems] == ["RD013"]
    assert "a.yaml → launches/base/b.yaml → launches/base/a.yaml" in reading.problems[0].message


def test_link_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("personas: {}\n", encoding="utf-8")
    files = launches(tmp_path, launch=f"include: [link.yaml]\n{BASE}")
    (tmp_path / "launches/base/link.yaml").symlink_to(secret)
    assert "outside the launch's folder" in files.read("base").problems[0].message
    (tmp_path / "launches/base/link.yaml").unlink()
    (tmp_path / "launches/base/link.yaml").symlink_to("link.yaml")
    assert [p.code for p in files.read("base").problems] == ["RD013"]


def linked(tmp_path: Path) -> WorkspaceLaunches:
    """A workspace in which the launch `file` is a linked launch.yaml and `folder` a linked folder, both from outside."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "launch.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "work/launches/file").mkdir(parents=True)
    (tmp_path / "work/launches/file/launch.yaml").symlink_to(elsewhere / "launch.yaml")
    (tmp_path / "work/launches/folder").symlink_to(elsewhere)
    return WorkspaceLaunches(tmp_path / "work")


@pytest.mark.parametrize(("key", "why"), [("file", "does not stay in its folder"), ("folder", "leaves the workspace")])
def test_launch_that_is_a_link_to_elsewhere_is_refused_however_it_is_read(tmp_path: Path, key: str, why: str) -> None:
    files = linked(tmp_path)
    folder = tmp_path / "work/launches" / key
    for read in (
        lambda: files.read(key),
        lambda: files.files(key),
        lambda: files.read_changed(key, {folder / "launch.yaml": BASE.encode()}),
        lambda: files.read_path(folder),
        lambda: files.read_path(folder / "launch.yaml"),
    ):
        with pytest.raises(Unusable, match=f"launches/{key}/launch.yaml") as refused:
            read()
        assert refused.value.code == "RD013"
        assert why in refused.value.problems[0].message
        assert refused.value.problems[0].fix


def test_launch_that_is_a_link_to_another_launch_is_refused(tmp_path: Path) -> None:
    files = launches(tmp_path, launch=BASE)
    (tmp_path / "launches/copy").mkdir()
    (tmp_path / "launches/copy/launch.yaml").symlink_to("../base/launch.yaml")
    with pytest.raises(Unusable, match=r"launches/copy/launch\.yaml"):
        files.read("copy")


def test_a_workspace_that_is_reached_through_a_link_is_read_as_ever(tmp_path: Path) -> None:
    launches(tmp_path / "work", launch=BASE)
    (tmp_path / "link").symlink_to("work")
    files = WorkspaceLaunches(tmp_path / "link")
    assert files.read("base").launch is not None
    assert files.read_path(tmp_path / "link/launches/base").launch is not None


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    files = launches(tmp_path, launch=BASE)
    (tmp_path / "launches/base/launch.yaml").unlink()
    (tmp_path / "launches/base/launch.yaml").symlink_to("launch.yaml")
    with pytest.raises(Unusable, match=r"launches/base/launch\.yaml"):
        files.read("base")
    (tmp_path / "launches/base/launch.yaml").unlink()
    (tmp_path / "launches/base/launch.yaml").symlink_to("no-such.yaml")
    with pytest.raises(NotFound):
        files.read("base")


def test_only_sections_may_be_included(tmp_path: Path) -> None:
    reading = launches(tmp_path, launch=f"include: [more.yaml]\n{BASE}", more="tier: 1\npersons: {}\n").read("base")
    assert told(reading) == [
        ("RD013", "'tier' belongs into launch.yaml itself; only sections may be included."),
        ("RD013", "'persons' is no section of a launch file."),
    ]


def test_unreadable_part_is_told_once_and_not_by_all_that_refers_to_it(tmp_path: Path) -> None:
    rest, _ = without(BASE, "personas")
    reading = launches(tmp_path, launch=f"include: [more.yaml]\n{rest}", more="personas: [\n").read("base")
    assert [p.code for p in reading.problems] == ["RD002"]
    assert str(reading.problems[0].where).startswith("launches/base/more.yaml:")


def test_too_many_includes_end(tmp_path: Path) -> None:
    parts = {f"p{i}": "segments: {}\n" for i in range(120)}
    names = ", ".join(f"{name}.yaml" for name in parts)
    reading = launches(tmp_path, launch=f"include: [{names}]\n{BASE}", **parts).read("base")
    assert {p.message for p in reading.problems} == {"more than 100 files are included."}


# --- anywhere


def test_file_and_folder_outside_the_workspace_can_be_read(tmp_path: Path) -> None:
    place = tmp_path / "elsewhere" / "base"
    place.mkdir(parents=True)
    (place / "launch.yaml").write_text(BASE, encoding="utf-8")
    (place / "draft.yaml").write_text(BASE, encoding="utf-8")
    files = WorkspaceLaunches(tmp_path / "work")
    for path in (place, place / "launch.yaml", place / "draft.yaml"):
        assert files.read_path(path).problems == ()
    with pytest.raises(NotFound):
        files.read_path(place / "nothing.yaml")


def test_launch_file_whose_key_is_not_its_folder_is_told(tmp_path: Path) -> None:
    place = tmp_path / "other"
    place.mkdir()
    (place / "launch.yaml").write_text(BASE, encoding="utf-8")
    assert [p.code for p in WorkspaceLaunches(tmp_path).read_path(place).problems] == ["RD009"]


def test_unusable_is_a_definition_error_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as error:
        launches(tmp_path, launch="a: b: c\n").read("base")
    assert str(error.value.problems[0].where) == "launches/base/launch.yaml:1:5"
