"""`readiness quiz regrade`: told first, done as it was told, and not twice."""

from __future__ import annotations

import json
import re

from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound
from tests.cli.begun import LAUNCH, REP
from tests.cli.test_quiz import Terminal, terminal  # noqa: F401  (the fixture)


def put_right(terminal: Terminal, days: int) -> None:  # noqa: F811
    file = terminal.folder / "launches" / LAUNCH / "launch.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"number: \d+\n    unit: days", f"number: {days}\n    unit: days", text), encoding="utf-8")
    terminal.says("apply", LAUNCH, "--engine", "none")


def test_told_first_done_as_it_was_told_and_not_twice(terminal: Terminal) -> None:  # noqa: F811
    terminal.says("quiz", "take", LAUNCH, "trial-quiz", "--rep", REP, typed="45\n\n\ny\n", code=1)
    words = ("quiz", "regrade", LAUNCH, "trial-quiz")
    assert "nothing to grade again" in terminal.says(*words)
    put_right(terminal, 45)
    told = terminal.says(*words)
    assert "The longer trial: 1 key put right." in told
    assert f"{REP}, attempt 1 of 2027-02-01: 0 % → 33.3 %" in told
    assert "Nothing was changed. To do just this:" in told
    seen = re.search(r"--seen (\w+) --yes", told).group(1)
    assert terminal.says(*words) == told, "telling changes nothing"
    terminal.refuses(DefinitionError, *words, "--seen", seen, "--yes")
    terminal.refuses(NotAllowed, *words, "--by", REP)
    put_right(terminal, 46)
    terminal.refuses(Conflict, *words, "--seen", seen, "--yes", "--note", "the offer says 45")
    put_right(terminal, 45)
    done = terminal.says(*words, "--seen", seen, "--yes", "--note", "the offer says 45")
    assert "1 attempt were graded again; 1 mark changed." not in done
    assert "1 mark changed" in done
    assert "nothing to grade again" in terminal.says(*words, "--yes", "--note", "again")
    told = json.loads(terminal.says("quiz", "regrade", LAUNCH, "trial-quiz", "--item", "length", "--json"))
    assert (told["done"], told["regraded"]) == (False, 0)
    result = terminal.says("quiz", "result", "1", "--by", REP)
    assert "Graded again on 2027-02-01: how a question is marked was put right." in result
    assert "graded again" in terminal.says("journal", LAUNCH)


def test_a_question_is_dropped_or_credited_as_it_was_told(terminal: Terminal) -> None:  # noqa: F811
    terminal.says("quiz", "take", LAUNCH, "trial-quiz", "--rep", REP, typed="45\n\n\ny\n", code=1)
    words = ("quiz", "regrade", LAUNCH, "trial-quiz")
    told = terminal.says(*words, "--drop", "length")
    assert "It is taken out of the maximum." in told
    assert "Still in the launch file in these words: length." in told
    bound = re.search(r"--drop length --seen (\w+) --yes", told).group(1)
    terminal.refuses(Conflict, *words, "--credit", "length", "--seen", bound, "--yes", "--note", "why")
    terminal.refuses(Conflict, *words, "--credit", "length", "--drop", "length")
    terminal.refuses(NotFound, *words, "--drop", "lenght")
    assert "1 attempt graded again" in terminal.says(
        *words, "--drop", "length", "--seen", bound, "--yes", "--note", "two readings"
    )
    assert "not counted" in terminal.says("quiz", "result", "1", "--by", REP)
    assert "nothing to grade again" in terminal.says(*words, "--drop", "length", "--yes", "--note", "again")
    told = terminal.says(*words, "--credit", "length", "--yes", "--note", "better so")
    assert "Everybody gets its marks." in told
    assert "33.3 %" in told
    assert "everybody gets its marks" in terminal.says("quiz", "result", "1", "--by", REP)
