"""`readiness map` as a marketer calls it, on the sample whose gaps are real."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from readiness.cli.map_text import map_text
from readiness.reports.message_map import MessageBoard
from tests.cli.conftest import Call

KEY = "gitlab-cicd-for-github"
DANA = ("--by", "dana@launch.example")
"""Of the launch's team."""


def part(out: str, title: str) -> list[str]:
    """The lines under a title, up to the next empty line."""
    lines = out.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(title))
    rest = lines[start + 1 :]
    return rest[: rest.index("")] if "" in rest else rest


def test_every_situation_is_told_with_its_answer_its_proof_and_its_gaps(call: Call):
    code, out, _ = call("map", KEY, *DANA)
    assert code == 0
    assert "30 selling situations: 6 ready to say, 15 with gaps, 9 without an answer" in out
    assert "0.0 generic claims per 1,000 words: 0 in 1,116" in out
    told = part(out, "Changes are built in big batches")
    assert told[0] == "  ✓ against Jenkins, against CircleCI, against Travis CI, against Azure DevOps"
    assert "  ! against Bitbucket" in told
    assert "        ! Leads with what this competitor has too: History of every environment." in told
    assert "  ✗ against Travis CI, against Azure DevOps, against Bitbucket, no competitor" in part(out, "The code sits")


def test_before_the_first_apply_it_says_that_this_is_the_file(call: Call):
    _, out, _ = call("map", KEY, *DANA)
    assert out.splitlines()[1] == "Not applied yet: this is the file as it reads now."
    assert "Who agreed to it" not in out


def test_only_gaps_leaves_out_what_can_be_said_and_who_hears_something_everywhere(call: Call):
    _, out, _ = call("map", KEY, *DANA, "--gaps")
    assert "  ✓ " not in out
    assert "6 ready to say" in out
    heard = part(out, "Who hears what")
    assert "  Sasha, Software developer" in heard
    assert not [line for line in heard if line.startswith("  Devon")]
    assert all(line.endswith("✗ nothing") for line in heard if line.startswith("    "))


def test_after_the_first_apply_it_says_who_agreed_and_whom_it_waits_for(call: Call):
    assert call("apply", KEY, "--engine", "none", "--by", "dana@launch.example")[0] == 0
    _, out, _ = call("map", KEY, *DANA)
    assert "Not applied yet" not in out
    agreed = dict(line.split(maxsplit=1) for line in part(out, "Who agreed to it"))
    assert "battlecard/jenkins" in agreed
    assert agreed["battlecard/jenkins"] == "waits for marketing, sales"


def test_as_json_it_has_every_situation_with_its_keys(call: Call):
    board = json.loads(call("map", KEY, *DANA, "--json")[1])
    assert [group["requirement"]["key"] for group in board["groups"]][:2] == ["tool-sprawl", "hand-made-ci"]
    assert len(board["groups"][0]["rows"]) == 6


def test_a_launch_that_there_is_not_is_refused_and_those_there_are_are_named(call: Call):
    code, out, err = call("map", "gitlab", *DANA)
    assert (code, out) == (2, "")
    assert KEY in err


def test_a_file_that_cannot_be_read_is_told_with_every_problem(call: Call, sample: Path):
    (sample / "launches" / KEY / "launch.yaml").write_text("readiness: 1\nkey: x\ntire: 1\n", encoding="utf-8")
    code, out, err = call("map", KEY, *DANA)
    assert (code, out) == (1, "")
    assert "tire" in err
    assert "launch.yaml:3:1" in err


def test_a_message_without_situations_says_what_to_write():
    board = MessageBoard(
        launch="new", name="New", on=date(2018, 1, 22), is_applied=False, propositions=(), groups=(), conversations=(),
        personas=(), pieces=(),
    )  # fmt: skip
    told = map_text(board).splitlines()
    assert told[-1] == "No selling situation yet: write requirements, and the competitors the buyer chooses between."
