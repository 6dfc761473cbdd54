"""`readiness roi` as a rep calls it, on the sample's own calculators."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Call

KEY = "gitlab-cicd-for-github"


def test_calculators_are_listed_and_one_is_worked_out_with_the_figure_that_matters_most_first(call: Call) -> None:
    code, out, _ = call("roi", KEY)
    assert code == 0
    assert "waiting-for-builds  What it costs to wait for a build  (not applied yet)" in out
    code, out, _ = call("roi", KEY, "waiting-for-builds", "--input", "developers=120", "-i", "minutes-now=90")
    assert code == 0
    assert "Worth of the waiting that stops: 1,856,250 USD/year" in out
    swings = out.partition("Which figure matters most")[2].splitlines()
    assert swings[1].startswith("  Developers who wait ")
    assert "given; usually 5 to 400" in out
    code, out, _ = call("roi", KEY, "waiting-for-builds", "-i", "days=300", "--format", "json")
    told = json.loads(out)
    assert [one["key"] for one in told["inputs"] if one["outside"]] == ["days"]
    sizes = [one["size"] for one in told["swings"]]
    assert sizes == sorted(sizes, reverse=True)


def test_every_wrong_figure_is_told_at_once_and_nothing_is_written(call: Call, tmp_path: Path) -> None:
    page = tmp_path / "value.md"
    code, _, err = call("roi", KEY, "waiting-for-builds", "-i", "develpers=3", "-i", "hour=1e16", "--page", str(page))
    assert code != 0
    assert "CV002" in err
    code, _, err = call("roi", KEY, "waiting-for-builds", "-i", "develpers=3", "--page", str(page))
    assert code != 0
    assert "Did you mean 'developers'?" in err
    code, _, err = call("roi", KEY, "waiting-for-builds", "--page", "value.exe")
    assert code != 0
    assert "CV005" in err
    assert not page.exists()
    code, _, err = call(
        "roi",
        KEY,
        "waiting-for-builds",
        "-i",
        "develpers=3",
        "-i",
        "hour=x",
        "--account",
        "x" * 201,
        "--page",
        "value.exe",
    )
    assert code != 0
    assert [err.count(told) for told in ("CV001", "CV002", "CV004", "CV005")] == [1, 1, 1, 1]
    code, _, err = call("roi", KEY, "waiting-for-build")
    assert code != 0
    assert "Did you mean 'waiting-for-builds'?" in err


def test_the_page_names_the_account_as_text(call: Call, tmp_path: Path) -> None:
    page = tmp_path / "value.html"
    code, out, _ = call(
        "roi", KEY, "upkeep-of-builds", "-i", "keepers=5", "--account", "<b>Hall</b> & Co", "--page", str(page)
    )
    assert code == 0, out
    html = page.read_text(encoding="utf-8")
    assert "&lt;b&gt;Hall&lt;/b&gt; &amp; Co" in html
    assert "<td>yours</td>" in html
