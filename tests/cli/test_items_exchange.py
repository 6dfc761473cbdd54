"""`readiness items list`, `lint`, `import` and `export`, as people type them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readiness.cli.commands import app
from readiness.ground.errors import DefinitionError, NotAllowed, NotFound, OutsideFailure

LAUNCH = "trial-extension"
TRAINER = "ada@tallybird.example"
GOOD = "::How long::How long is the trial? {#30}\n\nIs it free? {T}\n"
BROKEN = "Not closed {=a ~b\n\nRead the page first.\n\nNobody never? {=Always ~All of the above}\n"


@pytest.fixture
def folder(sample: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(sample)
    monkeypatch.setenv("READINESS_BY", TRAINER)
    monkeypatch.setenv("READINESS_SIMULATED_NOW", "2027-02-01T12:00:00+00:00")
    says("db", "upgrade")
    (sample / "good.gift").write_text(GOOD, encoding="utf-8")
    (sample / "broken.gift").write_text(BROKEN, encoding="utf-8")
    return sample


def says(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == code, result.output + repr(result.exception)
    return result.output


def refuses(error: type[Exception], *words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert isinstance(result.exception, error), result.output + repr(result.exception)
    return str(result.exception)


def claim(folder: Path) -> str:
    told = json.loads(says("items", "list", LAUNCH, "--json"))
    return told[0]["tests"][0]


def test_a_file_is_looked_at_imported_and_imported_again(folder: Path) -> None:
    before = (folder / "launches" / LAUNCH / "launch.yaml").read_bytes()
    words = ("items", "import", "good.gift", "--launch", LAUNCH, "--tests", claim(folder))
    shown = says(*words, "--preview")
    assert "how-long" in shown
    assert "2 questions would come; nothing was written." in shown
    assert (folder / "launches" / LAUNCH / "launch.yaml").read_bytes() == before
    assert "2 questions written to launch.yaml" in says(*words)
    again = says(*words)
    assert "Nothing is new" in again
    assert json.loads(says(*words, "--json"))["unchanged"] == ["how-long", "is-it-free"]
    assert "sound" in says("check", LAUNCH)


def test_a_broken_file_is_refused_with_every_line(folder: Path) -> None:
    told = refuses(DefinitionError, "items", "import", "broken.gift", "--launch", LAUNCH, "--tests", claim(folder))
    assert "broken.gift:1" in told
    refuses(NotFound, "items", "import", "no-such.gift", "--launch", LAUNCH)


def test_lint_tells_of_a_file_and_of_a_launch(folder: Path) -> None:
    told = says("items", "lint", "broken.gift", code=1)
    assert "IX004" in told
    assert "RD333" in told
    assert "IX010" in told
    assert "Nothing to find fault with." in says("items", "lint", "good.gift")
    found = json.loads(says("items", "lint", LAUNCH, "--json"))
    assert all(one["path"].startswith("items.") for one in found)


def test_the_list_shows_what_is_known_of_each_question(folder: Path) -> None:
    told = says("items", "list", LAUNCH)
    assert told.splitlines()[0].split() == ["key", "kind", "version", "difficulty", "observed", "asked", "state"]
    says("apply", LAUNCH, "--engine", "none")
    entries = {one["key"]: one for one in json.loads(says("items", "list", LAUNCH, "--json"))}
    first = next(one for one in entries.values() if one["state"] == "reviewed")
    assert (first["version"], first["exposure"], first["observed"]) == (1, 0, None)
    assert "options" not in first


@pytest.mark.parametrize("form", ["gift", "aiken", "moodle-xml"])
def test_questions_go_out_for_the_team_alone(folder: Path, form: str) -> None:
    out = says("items", "export", LAUNCH, "--format", form, "--output", "out.file")
    assert "questions written to out.file" in out
    assert (folder / "out.file").read_text(encoding="utf-8")
    refuses(NotAllowed, "items", "export", LAUNCH, "--format", form, "--by", "rep@elsewhere.example")


def test_a_file_that_cannot_be_written_is_refused_in_words(folder: Path) -> None:
    place = folder / "nowhere" / "a.gift"
    told = refuses(OutsideFailure, "items", "export", LAUNCH, "--format", "gift", "--output", str(place))
    assert f"{place} cannot be written: No such file or directory." in told
    assert "Name another file." in told


def test_of_an_essay_nobody_is_told_that_it_will_be_asked(folder: Path) -> None:
    (folder / "essay.gift").write_text("::Why us::Why would they buy from us? {}\n", encoding="utf-8")
    (folder / "both.gift").write_text("::Why now::Why would they buy now? {}\n\nIs it free? {T}\n", encoding="utf-8")
    words = ("--launch", LAUNCH, "--tests", claim(folder))
    told = says("items", "import", "essay.gift", *words)
    assert "Essays stay in the bank until a quiz names them" in told
    assert "are asked after" not in told
    assert "The others are asked after: readiness apply" in says("items", "import", "both.gift", *words)


def test_a_question_is_retired_once_by_a_trainer_and_out_of_quizzes_only_when_told_to(folder: Path) -> None:
    definition = folder / "launches" / LAUNCH / "launch.yaml"
    says("items", "import", "good.gift", "--launch", LAUNCH, "--tests", claim(folder))
    before = definition.read_bytes()
    refuses(NotAllowed, "items", "retire", LAUNCH, "how-long", "--by", "rep@elsewhere.example")
    assert definition.read_bytes() == before
    told = says("items", "retire", LAUNCH, "how-long", "--note", "nobody asks")
    assert told.startswith(f"'how-long' is out of the launch file. That counts after: readiness apply {LAUNCH}")
    assert "how-long" not in says("items", "list", LAUNCH)
    assert "no authored item" in refuses(NotFound, "items", "retire", LAUNCH, "how-long")
