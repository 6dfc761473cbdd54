"""`readiness roleplay ratings`: how far raters agree, of a table of ratings from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import typer

from readiness.cli.quiz_text import tame
from readiness.domain.agreement.correlation import Interval
from readiness.domain.agreement.ratings import RatedCategory, rated
from readiness.domain.agreement.ratings_file import read_ratings
from readiness.domain.people.sheet import LARGEST_FILE, decode
from readiness.given_file import read_given
from readiness.ground.fingerprint import plain
from readiness.ground.percent import percent


def ratings(
    file: Path = typer.Argument(help="CSV with the columns subject, rater, value, and perhaps category."),
    *,
    levels: str = typer.Option(
        "", "--levels", metavar="LOWEST,…,HIGHEST", help="Words in the order of their levels; without, they have none."
    ),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """How far raters agree in a table from elsewhere: kappa, Krippendorff's alpha, ICC, each category by itself."""
    named = [one for one in levels.split(",") if one.strip()]
    found = rated(read_ratings(decode(read_given(file, most=LARGEST_FILE), str(file)), named))
    if as_json:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
        return
    for place, one in enumerate(found):
        if place:
            typer.echo("")
        for line in _lines(one):
            typer.echo(line)


def _lines(one: RatedCategory) -> Iterator[str]:
    named = f"{tame(one.key)}: " if one.key else ""
    lacks = f", {one.missing} of {one.things * one.raters} ratings missing" if one.missing else ""
    yield f"{named}{one.things} things, {one.raters} raters{lacks}; {one.reads}"
    yield f"  Krippendorff's alpha  nominal {_n(one.nominal)}{_sure(one.nominal_interval)}"
    if one.ordinal is not None or one.interval is not None:
        yield f"                        ordinal {_n(one.ordinal)}{_sure(one.ordinal_interval)}"
        yield f"                        interval {_n(one.interval)}{_sure(one.interval_interval)}"
    yield f"  Fleiss' kappa         {_n(one.fleiss)}"
    for pair in one.pairs:
        exact = "–" if pair.exact is None else percent(pair.exact)
        weighted = f", linear {_n(pair.linear)}, quadratic {_n(pair.quadratic)}" if pair.quadratic is not None else ""
        yield (
            f"  Cohen's kappa         {_n(pair.kappa)}{weighted}; {tame(pair.first)} and {tame(pair.second)}, "
            f"{pair.things} things, {exact} alike"
        )
    if icc := one.correlations:
        for name, value, sure in (
            ("ICC(1,1)", icc.one_way, icc.one_way_interval),
            ("ICC(2,1)", icc.two_way_random, icc.two_way_random_interval),
            ("ICC(3,1)", icc.two_way_fixed, icc.two_way_fixed_interval),
            (f"ICC(1,{icc.graders})", icc.mean_one_way, icc.mean_one_way_interval),
            (f"ICC(2,{icc.graders})", icc.mean_two_way_random, icc.mean_two_way_random_interval),
            (f"ICC(3,{icc.graders})", icc.mean_two_way_fixed, icc.mean_two_way_fixed_interval),
        ):
            yield f"  {name:<20}  {_n(value)}{_sure(sure)}"
        if icc.things < one.things:
            yield f"  The correlations are of the {icc.things} things that everybody rated."


def _n(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _sure(sure: Interval | None) -> str:
    return "" if sure is None else f" (95 %: {sure[0]:.3f} to {sure[1]:.3f})"
