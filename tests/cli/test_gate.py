"""The gate's commands as somebody types them: exit codes, what is printed, and text that would fool a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readiness.cli.gate_text import visible
from readiness.cli.main import main
from tests.cli.begun import applied, become
from tests.conftest import lay_sample

KEY = "trial-extension"
OWNER, SELLER, HEAD = "noor@tallybird.example", "piet@tallybird.example", "sam@tallybird.example"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace where the small sample was applied."""
    return applied(lay_sample(tmp_path_factory.mktemp("applied") / "workspace"), now="2027-02-15T09:00:00+00:00")


@pytest.fixture
def run(begun: Path, sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Runs a command line in a workspace where the small sample was applied; returns exit code, stdout, stderr."""
    become(sample, begun)
    monkeypatch.chdir(sample)
    monkeypatch.setenv("READINESS_SIMULATED_NOW", "2027-02-15T09:00:00+00:00")
    monkeypatch.delenv("READINESS_BY", raising=False)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            main(list(arguments))
        except SystemExit as end:
            code = int(end.code or 0)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def waive_all(run) -> None:
    for criterion in ("sellers-certified", "message-agreed", "proven", "signed-off"):
        code, _, error = run(
            "waive", KEY, criterion, "--reason", f"rehearsal of {criterion}", "--approver", HEAD,
            "--until", "2027-02-20", "--by", OWNER,
        )  # fmt: skip
        assert code == 0, error


def test_held_exits_1_and_tells_figure_threshold_things_and_fix(run) -> None:
    code, out, _ = run("gate", KEY)
    assert code == 1
    assert out.startswith(f"{KEY} is held as of 2027-02-15: 3 of 4 criteria are unmet.")
    assert "✗ message-agreed  unmet  0 % (0 of 5), asks 100 %" in out
    assert "· battlecard/paper: not approved by marketing and sales" in out
    assert "nobody counts here: no people of 'seller'" in out
    assert "→ Run: readiness sign-off trial-extension --function marketing --by EMAIL; the same for sales" in out
    assert "Who counts: People on the roster on 2027-02-15, less those on leave" in out
    assert "Evidence: none yet." in out


def test_cleared_exits_0_and_shows_every_waiver_with_reason_approver_and_end(run) -> None:
    waive_all(run)
    code, out, _ = run("gate", KEY)
    assert code == 0
    assert f"waived through 2027-02-20 by {HEAD} (leadership), asked by {OWNER}: rehearsal of signed-off" in out


def test_a_file_that_is_not_what_was_applied_is_told_with_the_verdict(run, sample: Path) -> None:
    def told() -> tuple[str, str]:
        return run("gate", KEY)[1].splitlines()[-1], json.loads(run("gate", KEY, "--json")[1])["file"]

    file = sample / "launches" / KEY / "launch.yaml"
    text = file.read_text()
    assert told() == ("Definition " + told()[0].split()[1] + " verdict 1 on record.", "as-applied")
    file.write_text(text + "\n# a remark changes nothing\n")
    assert told()[1] == "as-applied"
    file.write_text(text.replace("tier: 3", "tier: 2"))
    line, state = told()
    assert line.startswith("The file has changed since it was applied; this verdict is about the applied one.")
    assert (line.endswith(f"Run: readiness plan {KEY}"), state) == (True, "changed")
    file.write_text("tier: [")
    assert told()[1] == "unreadable"
    file.unlink()
    line, state = told()
    assert ("is gone" in line, state) == (True, "missing")
    code, out, _ = run("status")
    assert code == 0
    assert f"launches/{KEY}/launch.yaml is gone; what follows is of the applied one" in out


def test_json_is_the_verdict_with_its_number(run) -> None:
    code, out, _ = run("gate", KEY, "--json")
    told = json.loads(out)
    assert (code, told["outcome"], told["verdict"], told["is_new"]) == (1, "held", 1, False)
    assert [c["key"] for c in told["criteria"]] == ["sellers-certified", "message-agreed", "proven", "signed-off"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("gate", "no-such-launch"), ("gate", KEY, "--market", "mars"), ("gate", KEY, "--recompute", "99"),
        ("gate", KEY, "--recompute", "99999999999999999999"), ("gate", KEY, "--as-of", "tomorrow"),
        ("gate", KEY, "--as-of", "2020-01-01"), ("waive", KEY, "proven"), ("sign-off", KEY),
        ("clear", KEY, "--verify"), ("clear", KEY, "no-such-file.json", "--verify"), ("clear", KEY, "some.json"),
        ("explain", "no-such-launch", "--by", OWNER), ("explain", KEY, "--rep", "nobody@example.com"),
    ],
)  # fmt: skip
def test_what_does_not_exist_or_cannot_be_read_exits_2(run, arguments: tuple[str, ...]) -> None:
    code, _, error = run(*arguments)
    assert code == 2
    assert error
    assert "Traceback" not in error


def test_the_history_and_a_recomputation(run) -> None:
    waive_all(run)
    run("gate", KEY)
    code, out, _ = run("gate", KEY, "--history")
    assert code == 0
    assert [line.split()[3] for line in out.splitlines()] == ["cleared", "held"]
    assert run("gate", KEY, "--recompute", "2")[0] == 0
    code, out, _ = run("gate", KEY, "--recompute", "1", "--json")
    assert (code, json.loads(out)["same"]) == (0, True)


def test_clearing_is_refused_with_reasons_and_then_done_once(run, sample: Path) -> None:
    code, _, error = run("clear", KEY, "--by", OWNER)
    assert code == 1
    assert "refused: 'trial-extension' is held as of 2027-02-15: 3 of 4 criteria are unmet." in error
    assert "GC105: signed-off: 0 of 2 functions have signed off the definition." in error
    waive_all(run)
    assert run("clear", KEY, "--by", SELLER)[0] == 1
    code, out, _ = run("clear", KEY, "--by", OWNER)
    assert code == 0
    assert "is cleared: clearance 1" in out
    code, out, _ = run("clear", KEY, "--by", OWNER)
    assert code == 0
    assert "cleared already, on this very verdict: clearance 1" in out
    file = sample / "out" / KEY / "clearance.json"
    code, out, _ = run("clear", KEY, str(file), "--verify")
    assert (code, out.count("✓")) == (0, 4)
    assert out.splitlines()[0].startswith("✓ clearance ")
    file.write_text(file.read_text().replace("rehearsal of proven", "because I say so"))
    code, out, _ = run("clear", KEY, str(file), "--verify")
    assert code == 1
    assert "✗ error CL001" in out
    assert out.splitlines()[0].startswith("✗ NOT GENUINE: clearance "), "the verdict on the record comes first"
    assert all(line.startswith("It says: ") for line in out.splitlines() if " is cleared" in line)
    file.write_text("not json")
    assert run("clear", KEY, str(file), "--verify")[0] == 2


def test_explaining_says_why_what_to_do_and_whether_it_is_cleared(run) -> None:
    code, out, _ = run("explain", KEY, "--by", OWNER)
    assert code == 0
    assert "Held, because 3 of 4 criteria are unmet: sellers-certified, message-agreed, signed-off." in out
    assert "What to do, nearest first:" in out
    assert "Clearance: none given." in out


def test_signing_twice_and_taking_back_say_what_happened(run) -> None:
    assert run("sign-off", KEY, "--function", "sales", "--by", SELLER)[1].startswith("Signed off: definition ")
    assert run("sign-off", KEY, "--function", "sales", "--by", SELLER)[1].startswith("Signed off already")
    assert run("sign-off", KEY, "--function", "sales", "--by", SELLER, "--withdraw")[1].startswith("Taken back")
    assert run("sign-off", KEY, "--function", "sales", "--by", OWNER)[0] == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",), ("plan",), ("apply", "--engine", "none", "--by", OWNER), ("gate",), ("gate", "--history"), ("tasks",),
        ("explain",), ("clear", "--by", OWNER), ("journal",), ("report",), ("materials", "list"), ("quiz", "items"),
        ("db", "rebuild"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_launch_that_is_spelled_wrong_is_told_the_same_everywhere(run, arguments) -> None:
    code, out, error = run(*arguments, "trial-extention")
    assert code == 2
    assert "there is no launch 'trial-extention'." in out + error
    assert f"Did you mean '{KEY}'?" in out + error
    assert "readiness apply" not in out + error


def test_a_waiver_that_is_not_allowed_tells_everything_at_once(run) -> None:
    code, _, error = run("waive", KEY, "provn", "--reason", "x\x1b[2J", "--approver", SELLER, "--until", "2027-01-01",
                         "--by", OWNER)  # fmt: skip
    assert code == 1
    assert all(code in error for code in ("WV001", "Did you mean 'proven'?", "WV003", "WV004", "WV007"))
    assert "\x1b" not in error


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("gate", "no-such-launch"), "not-found", "there is no launch 'no-such-launch'."),
        (("clear", KEY, "--by", OWNER), "not-allowed", "'trial-extension' is held as of 2027-02-15"),
        (("gate", KEY, "--as-of", "2027-02-30"), "usage", "there is no day '2027-02-30' in the calendar."),
        (("gate", KEY, "--bogus"), "usage", "No such option: --bogus"),
        (("gaet",), "usage", "Did you mean 'gate'?"),
    ],
)
def test_a_refusal_is_one_json_object_where_json_was_asked_for(run, arguments, code: str, message: str) -> None:
    plain_code, plain_out, plain_error = run(*arguments)
    exit_code, out, error = run(*arguments, "--json")
    told = json.loads(out)["error"]
    assert (plain_out, exit_code, error) == ("", plain_code, plain_error)
    assert set(told) == {"code", "message", "hint", "where", "problems"}
    assert told["code"] == code or told["problems"]
    assert message in told["message"]


@pytest.mark.parametrize("text", ["tomorrow", "20270220", "2027-2-20", "2027-02-30", "٢٠٢٧-02-20"])
def test_what_is_no_day_is_told_in_plain_words(run, text: str) -> None:
    for arguments in (("gate", KEY, "--as-of", text), ("waive", KEY, "proven", "--until", text),
                      ("roster", "show", "--on", text)):  # fmt: skip
        code, _, error = run(*arguments)
        assert code == 2
        assert "Value error" not in error
        assert ascii(text) in error


def test_text_that_would_move_a_cursor_or_hide_something_is_spelled_out() -> None:
    assert visible("a\x1b[2Jb\u202ec\x00d\u200be\nf") == "a\\x1b[2Jb\\u202ec\\x00d\\u200be f"
    assert visible("Ωñ 漢字 [red]<b> “ok”") == "Ωñ 漢字 [red]<b> “ok”"
