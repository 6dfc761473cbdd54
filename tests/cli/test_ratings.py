"""`readiness roleplay ratings`: the agreement in a table of ratings from elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readiness.cli.commands import app
from readiness.ground.errors import DefinitionError
from tests.domain.published_agreement import KRIPPENDORFF_2011, SHROUT_FLEISS_1979


def test_published_tables_get_their_published_figures_in_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "ratings.csv"
    lines = ["grader,criterion,score,submission"]
    for coder, values in enumerate(KRIPPENDORFF_2011):
        lines += [f"c{coder},coding,{'' if value is None else value},u{unit}" for unit, value in enumerate(values)]
    for thing, marks in enumerate(SHROUT_FLEISS_1979):
        lines += [f"j{judge},judging,{mark},t{thing}" for judge, mark in enumerate(marks)]
    file.write_text("\n".join(lines), encoding="utf-8-sig")
    words = ["roleplay", "ratings", str(file)]
    coding, judging = json.loads(CliRunner().invoke(app, [*words, "--json"]).output)
    assert [round(coding[name], 3) for name in ("nominal", "ordinal", "interval")] == [0.743, 0.815, 0.849]
    assert round(judging["correlations"]["two_way_random"], 2) == 0.29
    said = CliRunner().invoke(app, words).output
    assert "coding: 12 things, 4 raters, 7 of 48 ratings missing" in said
    assert "interval 0.849" in said
    assert "ICC(3,1)              0.715 (95 %: 0.342 to 0.946)" in said


def test_words_are_ordered_by_their_levels_and_what_is_wrong_is_told(tmp_path: Path) -> None:
    file = tmp_path / "ratings.csv"
    file.write_text(
        "subject,rater,value\na,x,poor\na,y,good\nb,x,good\nb,y,good\nc,x,fair\nc,y,poor\n", encoding="utf-8"
    )
    plain = CliRunner().invoke(app, ["roleplay", "ratings", str(file)]).output
    assert "nominal" in plain
    assert "ordinal" not in plain
    ordered = CliRunner().invoke(app, ["roleplay", "ratings", str(file), "--levels", "poor, fair,good"]).output
    assert "ordinal" in ordered
    assert "quadratic" in ordered
    with pytest.raises(DefinitionError, match="'good' is no value"):
        CliRunner().invoke(app, ["roleplay", "ratings", str(file), "--levels", "poor,fair"], catch_exceptions=False)
