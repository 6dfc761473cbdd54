"""How far the graders of a launch agree, who drifts, and where everybody's calibration stands; for trainers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.agreement.alpha import krippendorff_alpha, reading
from readiness.domain.agreement.correlation import IntraclassCorrelations, intraclass_correlations
from readiness.domain.agreement.drift import Difference, Drift, drift_of
from readiness.domain.agreement.kappa import cohen_kappa, exact_agreement
from readiness.domain.agreement.resampling import alpha_interval
from readiness.domain.definition.assessment import RolePlay
from readiness.domain.definition.model import Launch
from readiness.domain.role_play.calibration import off_from
from readiness.domain.role_play.essays import parts_of
from readiness.domain.role_play.exercise import title_of
from readiness.domain.role_play.graders import calibration_lacks
from readiness.domain.role_play.marks import mark_on, scale_of
from readiness.domain.role_play.rubric import grading_of, rubric_of
from readiness.ground.errors import NotFound
from readiness.ground.keys import did_you_mean
from readiness.reports.given_marks import CategorySheet, sheet_of
from readiness.store import exemplars, role_play_marks, rubrics
from readiness.store.exemplars import Exemplar, Try
from readiness.store.graders import calibrations_of
from readiness.store.launches import require_version
from readiness.store.role_play_marks import GivenMark


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryAgreement:
    """One category, over submissions that several people graded on one version of the rubric.

    `pairs`: first and second mark; `exact` and `kappa` (quadratic weights) are of these, `alpha` (ordinal; interval for
    a category without levels) of all marks, with its 95 % interval by drawing things again. `correlations` are of the
    pairs, with the intervals of Shrout and Fleiss (1979). None = cannot be said.
    """

    key: str
    name: str
    scale: str
    pairs: int
    exact: float | None
    kappa: float | None
    alpha: float | None
    alpha_interval: tuple[float, float] | None
    correlations: IntraclassCorrelations | None

    @property
    def reads(self) -> str:
        return reading(self.alpha)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfTotals:
    """How far totals agree: `alpha` (interval), what it `reads` as, and the correlations; None = too few to say.

    `alpha_interval`: 95 %, by drawing things again (`domain.agreement.resampling`).
    """

    alpha: float | None
    alpha_interval: tuple[float, float] | None
    correlations: IntraclassCorrelations | None

    @property
    def reads(self) -> str:
        return reading(self.alpha)


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricAgreement(OfTotals):
    """The agreement on one version of a rubric; `double` submissions were graded by several, `third` went to a third.

    `correlations` are of first and second marks.
    """

    number: int
    is_current: bool
    submissions: int
    double: int
    third: int
    categories: tuple[CategoryAgreement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePlayAgreement:
    """One role-play, or one essay (`key` is `quiz/item`) that was marked; versions newest first, `drift` over all of
    them and the exemplars.
    """

    key: str
    title: str
    versions: tuple[RubricAgreement, ...]
    drift: tuple[Drift, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    launch: str
    name: str
    role_plays: tuple[RolePlayAgreement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GraderOnExemplar:
    """A grader's last try at one exemplar: how far off (0..1), and the total less the agreed one."""

    exemplar: int
    off: float
    total: float
    must_pass: tuple[str, ...]
    tries: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibratedGrader:
    """A grader against the agreed marks. `lacks`: why their calibration does not hold; "" = it does."""

    grader: str
    exemplars: tuple[GraderOnExemplar, ...]
    off: float
    lacks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemplarLine:
    """An exemplar. `agreed` is its agreed total, None for a grader who has yet to grade it; `graders` how many have;
    `is_current` = on today's rubric.
    """

    id: int
    title: str
    kind: str
    agreed: float | None
    graders: int
    on: date
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePlayCalibration(OfTotals):
    """Everybody against the agreed marks, and against each other (`correlations` of those who graded every exemplar).
    `rubric` is today's, for a new exemplar.
    """

    key: str
    title: str
    is_required: bool
    within: float
    days: int
    rubric: tuple[CategorySheet, ...]
    exemplars: tuple[ExemplarLine, ...]
    graders: tuple[CalibratedGrader, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    launch: str
    name: str
    role_plays: tuple[RolePlayCalibration, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One category of one's own last try beside what was agreed."""

    key: str
    name: str
    mine: float
    agreed: float
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemplarSheet:
    """An exemplar to be graded. What was agreed is in `compared`, and only once one has graded it oneself."""

    exemplar: Exemplar
    launch_name: str
    title: str
    scenario: str
    rubric: tuple[CategorySheet, ...]
    compared: tuple[Compared, ...]
    off: float | None
    tries: int


def grading_agreement(context: Context, *, launch: str, role_play: str = "") -> Agreement:
    """The agreement of every role-play of a launch and of every essay that has marks, or of one. Raises NotFound."""
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        essays = [one for one in rubrics.used(session, launch) if parts_of(one) and role_play in ("", one)]
        plays = [] if role_play in essays else [one.key for one in _plays(definition, role_play)]
        told = tuple(_agreement(session, launch, key, title_of(definition, key)) for key in (*plays, *essays))
    return Agreement(launch=launch, name=definition.product.name, role_plays=told)


def calibration_page(context: Context, *, launch: str, role_play: str = "", grader: str = "") -> Calibration:
    """The calibration of every role-play of a launch, or of one; of one grader when named. Raises NotFound."""
    today = context.clock.today()
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        told = tuple(_calibration(session, launch, play, today, only=grader) for play in _plays(definition, role_play))
    return Calibration(launch=launch, name=definition.product.name, role_plays=told)


def exemplar_sheet(context: Context, *, exemplar: int, grader: str) -> ExemplarSheet:
    """An exemplar as one grader sees it. Raises NotFound."""
    with context.database.reading() as session:
        found = exemplars.require(session, exemplar)
        definition = require_version(session, found.launch).definition
        mine = [one for one in exemplars.tries(session, [exemplar]) if one.grader == grader]
    play = definition.role_plays.get(found.role_play)
    rubric = found.rubric.rubric
    compared: tuple[Compared, ...] = ()
    if mine:
        compared = tuple(
            Compared(
                key=one.key, name=one.name, mine=mine[-1].levels[one.key], agreed=found.levels[one.key],
                comment=found.comments.get(one.key, ""),
            )
            for one in rubric.categories
        )  # fmt: skip
    return ExemplarSheet(
        exemplar=found, launch_name=definition.product.name, title=play.title if play else found.role_play,
        scenario=play.scenario if play else "", rubric=sheet_of(rubric), compared=compared,
        off=mine[-1].off if mine else None, tries=len(mine),
    )  # fmt: skip


def _plays(definition: Launch, role_play: str) -> Sequence[RolePlay]:
    if role_play and role_play not in definition.role_plays:
        hint = did_you_mean(role_play, definition.role_plays)
        raise NotFound(f"launch '{definition.key}' has no role-play '{role_play[:80]}'.", hint=hint)
    return [one for one in definition.role_plays.values() if role_play in ("", one.key)]


def _agreement(session: Session, launch: str, key: str, title: str) -> RolePlayAgreement:
    marks = role_play_marks.finished_marks(session, launch, key)
    kept = rubrics.versions(session, launch, key)
    versions = []
    for version in reversed(kept):
        units = _units(one for one in marks if one.rubric_id == version.id)
        double = [unit for unit in units if len(unit) > 1]
        totals = [(unit[0].fraction, unit[1].fraction) for unit in double]
        versions.append(
            RubricAgreement(
                number=version.number, is_current=version is kept[-1], submissions=len(units), double=len(double),
                third=sum(len(unit) > 2 for unit in units),
                categories=tuple(
                    _category(one.key, one.name, scale_of(one), len(one.anchors), double)
                    for one in version.rubric.categories
                ),
                alpha=krippendorff_alpha([[mark.fraction for mark in unit] for unit in double], "interval"),
                alpha_interval=alpha_interval([[mark.fraction for mark in unit] for unit in double]),
                correlations=intraclass_correlations(totals),
            )
        )  # fmt: skip
    tried = exemplars.of_launch(session, launch, key, retired=True)
    differences = [*_from_others(_units(marks)), *_from_agreed(tried, exemplars.tries(session, [e.id for e in tried]))]
    return RolePlayAgreement(key=key, title=title, versions=tuple(versions), drift=drift_of(differences))


def _category(key: str, name: str, scale: str, levels: int, double: Sequence[Sequence[GivenMark]]) -> CategoryAgreement:
    pairs = [(unit[0].levels[key], unit[1].levels[key]) for unit in double]
    has_levels = levels > 1
    every = [[mark.levels[key] for mark in unit] for unit in double]
    scale_read: Literal["ordinal", "interval"] = "ordinal" if has_levels else "interval"
    return CategoryAgreement(
        key=key, name=name, scale=scale, pairs=len(pairs), exact=exact_agreement(pairs),
        kappa=cohen_kappa(pairs, "quadratic", levels=range(1, levels + 1)) if has_levels else None,
        alpha=krippendorff_alpha(every, scale_read), alpha_interval=alpha_interval(every, scale_read),
        correlations=intraclass_correlations(pairs),
    )  # fmt: skip


def _units(marks: Iterable[GivenMark]) -> list[list[GivenMark]]:
    """The marks of each submission, in the order they were given."""
    units: dict[int, list[GivenMark]] = defaultdict(list)
    for one in marks:
        if one.submission is not None:
            units[one.submission].append(one)
    return list(units.values())


def _from_others(units: Iterable[Sequence[GivenMark]]) -> list[Difference]:
    found = []
    for unit in units:
        for mark in unit:
            others = [one.fraction for one in unit if one is not mark]
            if others:
                found.append(Difference(mark.grader, mark.at.date(), mark.fraction - sum(others) / len(others)))
    return found


def _from_agreed(kept: Iterable[Exemplar], tries: Iterable[Try]) -> list[Difference]:
    """The first try at each exemplar: after it one knows what was agreed."""
    agreed = {one.id: mark_on(one.rubric.rubric, one.levels).fraction for one in kept}
    return [
        Difference(one.grader, one.at.date(), one.fraction - agreed[one.exemplar]) for one in tries if one.number == 1
    ]


def _calibration(session: Session, launch: str, play: RolePlay, today: date, *, only: str = "") -> RolePlayCalibration:
    grading = grading_of(play)
    live = exemplars.of_launch(session, launch, play.key)
    tries = exemplars.tries(session, [one.id for one in live])
    versions = rubrics.versions(session, launch, play.key)
    by_grader: dict[str, dict[int, list[Try]]] = defaultdict(lambda: defaultdict(list))
    for one in tries:
        by_grader[one.grader][one.exemplar].append(one)
    standing = calibrations_of(session, launch, play.key)
    graders = [
        CalibratedGrader(
            grader=grader, exemplars=_on_exemplars(live, theirs), off=standing[grader].off,
            lacks=calibration_lacks(standing[grader], grading, today, len(live)),
        )
        for grader, theirs in sorted(by_grader.items())
        if only in ("", grader)
    ]  # fmt: skip
    first = {grader: {key: kept[0].fraction for key, kept in theirs.items()} for grader, theirs in by_grader.items()}
    whole = [totals for totals in first.values() if len(totals) == len(live)]
    totals_of = [[t[e.id] for t in first.values() if e.id in t] for e in live]
    return RolePlayCalibration(
        key=play.key, title=play.title, is_required=grading.calibrated, within=grading.calibrated_within,
        days=grading.calibrated_days, rubric=sheet_of(rubric_of(play)),
        exemplars=tuple(_exemplar_line(one, tries, versions[-1].id if versions else 0, only) for one in live),
        graders=tuple(graders),
        alpha=krippendorff_alpha(totals_of, "interval"), alpha_interval=alpha_interval(totals_of),
        correlations=intraclass_correlations([[totals[e.id] for totals in whole] for e in live]) if whole else None,
    )  # fmt: skip


def _on_exemplars(live: Sequence[Exemplar], theirs: Mapping[int, Sequence[Try]]) -> tuple[GraderOnExemplar, ...]:
    found = []
    for one in live:
        if one.id in theirs:
            last = theirs[one.id][-1]
            off = off_from(one.rubric.rubric, one.levels, last.levels)
            found.append(
                GraderOnExemplar(
                    exemplar=one.id, off=off.off, total=off.total, must_pass=off.must_pass, tries=len(theirs[one.id]),
                    on=last.at.date(),
                )
            )  # fmt: skip
    return tuple(found)


def _exemplar_line(one: Exemplar, tries: Iterable[Try], current: int, only: str) -> ExemplarLine:
    graded = {t.grader for t in tries if t.exemplar == one.id}
    agreed = mark_on(one.rubric.rubric, one.levels).fraction
    return ExemplarLine(
        id=one.id, title=one.title, kind=one.work.kind, agreed=agreed if only in {"", *graded} else None,
        graders=len(graded), on=one.at.date(),
        is_current=one.rubric.id == current,
    )  # fmt: skip
