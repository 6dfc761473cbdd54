"""Role-plays, graders and their agreement as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.cli.quiz_text import tame, wrapped
from readiness.domain.agreement.correlation import IntraclassCorrelations
from readiness.ground.percent import percent
from readiness.reports.given_marks import CategorySheet, SeenMark
from readiness.reports.grading_agreement import Agreement, Calibration, RubricAgreement
from readiness.reports.role_play import GradingSheet, OwnRolePlay


def rounds_lines(one: OwnRolePlay) -> Iterator[str]:
    """One person's rounds, newest first."""
    yield f"{one.key}  {one.title}"
    if not one.rounds:
        yield "  nothing handed in yet"
    for found in one.rounds:
        told = found.state
        if found.fraction is not None:
            told = f"{'passed' if found.passed else 'not passed'} with {percent(found.fraction)} ({found.rule})"
        yield f"  round {found.round}, {found.at:%Y-%m-%d}, {found.work.kind}: {told}"
        for mark in found.marks:
            yield from _mark_lines(mark)


def sheet_lines(sheet: GradingSheet, file: str) -> Iterator[str]:
    """What is graded, and the rubric with its anchors."""
    number = f"{'attempt' if sheet.kind == 'essay' else 'round'} {sheet.round}"
    yield f"Submission {sheet.submission}: {sheet.title} ({sheet.launch}), {sheet.name}, {number}"
    if sheet.due_on is not None and sheet.is_asked:
        yield f"Due {sheet.due_on}."
    if sheet.refused:
        yield f"You may not grade it: {sheet.refused}"
    if sheet.kind == "essay":
        yield from wrapped(f"Asked: {sheet.scenario}", "  ")
        told = f"; {sheet.limits} were asked for" if sheet.limits else ""
        yield f"The answer, {sheet.words} word{'' if sheet.words == 1 else 's'}{told}:"
    for line in sheet.work.text.split("\n"):
        yield from wrapped(line, "  ", "  ")
    if sheet.guide:
        yield "What a good answer says:"
        yield from wrapped(sheet.guide, "  ", "  ")
    if sheet.work.link:
        yield f"  {tame(sheet.work.link)}"
    if sheet.work.file is not None:
        yield f"  {tame(sheet.work.file.name)}, {sheet.work.file.media_type}, {sheet.work.file.size:,} bytes"
        yield f"  {file}"
    yield f"Rubric, version {sheet.rubric_version}; passes at {percent(sheet.pass_fraction)}:"
    for one in sheet.rubric:
        yield from _category_lines(one)
        for example in sheet.exemplars:
            if one.key in example.given:
                level, why = example.given[one.key]
                yield from wrapped(
                    f"{example.title}: {level:g}{f', {why}' if why else ''}", "           ", "      e.g. "
                )
    if sheet.exemplars:
        yield "Examples to measure by:"
    for example in sheet.exemplars:
        agreed = "grade it to see what was agreed" if example.agreed is None else f"agreed at {percent(example.agreed)}"
        old = "" if example.is_same_rubric else "; on another version of the rubric"
        yield f"  {example.id}  {tame(example.title)}: {agreed}{old}"
        yield from wrapped(example.work.text, "       ")
        if example.work.link:
            yield f"       {tame(example.work.link)}"
    for mark in filter(None, (sheet.mine, *sheet.others, *sheet.again)):
        yield from _mark_lines(mark)


def agreement_lines(found: Agreement) -> Iterator[str]:
    """Every role-play, version by version, then its graders."""
    for play in found.role_plays:
        yield f"{play.key}  {play.title}"
        if not play.versions:
            yield "  nothing graded yet"
        for version in play.versions:
            yield from _version_lines(version)
        for one in play.drift:
            yield f"  {one.grader}: {one.says}"
            for window in one.windows if len(one.windows) > 1 else ():
                ends = "" if window.low is None else f" ({window.low:+.2f} to {window.high:+.2f})"
                yield f"    from {window.starts_on}: {window.mean:+.2f}{ends}, {window.count} marks"


def calibration_lines(found: Calibration) -> Iterator[str]:
    """The exemplars of every role-play, and its graders."""
    for play in found.role_plays:
        rule = f"needed to be assigned, within {percent(play.within)}, for {play.days} days"
        yield f"{play.key}  {play.title} ({rule if play.is_required else 'not needed to be assigned'})"
        if not play.exemplars:
            yield "  no exemplars; a trainer keeps one: readiness roleplay exemplar"
        for exemplar in play.exemplars:
            agreed = "agreed marks show once you graded it" if exemplar.agreed is None else percent(exemplar.agreed)
            old = "" if exemplar.is_current else "; on an earlier rubric"
            yield f"  {exemplar.id}  {tame(exemplar.title)}: {agreed}, {exemplar.graders} graded it{old}"
        for one in play.graders:
            yield f"  {one.grader}: {percent(one.off)} off; {one.lacks or 'holds'}"
        if play.alpha is not None:
            icc = play.correlations
            random = f"{_figure(icc.two_way_random)}{_sure(icc.two_way_random_interval)}" if icc else _figure(None)
            alpha = f"{_figure(play.alpha)}{_sure(play.alpha_interval)}"
            yield f"  among each other: alpha {alpha} ({play.reads}), ICC(2,1) {random}"


def _version_lines(one: RubricAgreement) -> Iterator[str]:
    now = ", as it stands" if one.is_current else ""
    yield f"  rubric version {one.number}{now}: {one.submissions} graded, {one.double} by several, {one.third} by three"
    if not one.double:
        return
    one_way = _one_way(one.correlations)
    yield f"    total: alpha {_figure(one.alpha)}{_sure(one.alpha_interval)} ({one.reads}), ICC(1,1) {one_way}"
    for category in one.categories:
        alike = "–" if category.exact is None else percent(category.exact)
        yield (
            f"    {category.key}: alike {alike}, kappa {_figure(category.kappa)}, "
            f"alpha {_figure(category.alpha)}{_sure(category.alpha_interval)} ({category.reads}), "
            f"ICC(1,1) {_one_way(category.correlations)}"
        )


def _one_way(found: IntraclassCorrelations | None) -> str:
    return f"{_figure(found.one_way)}{_sure(found.one_way_interval)}" if found else _figure(None)


def _sure(interval: tuple[float, float] | None) -> str:
    return "" if interval is None else f" [95 %: {interval[0]:.2f} to {interval[1]:.2f}]"


def _category_lines(one: CategorySheet) -> Iterator[str]:
    must = ", must pass by itself" if one.must_pass else ""
    yield f"  {one.key} ({one.weight} %{must}): {one.name}; {one.scale}"
    for level, anchor in enumerate(one.levels, start=1):
        yield from wrapped(anchor, "         ", f"      {level}. ")


def _mark_lines(mark: SeenMark) -> Iterator[str]:
    yield f"    {mark.grader}, {mark.at:%Y-%m-%d}: {percent(mark.fraction)}"
    for key, (level, comment) in mark.given.items():
        yield from wrapped(comment, "        ", f"      {key} {level:g}: ") if comment else [f"      {key} {level:g}"]
    yield from wrapped(mark.note, "      ")


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
