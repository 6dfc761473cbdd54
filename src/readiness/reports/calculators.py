"""Calculators: which there are, one worked out with a buyer's figures, and the page to hand to that buyer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.context import Context
from readiness.domain.definition.calculating import Calculator
from readiness.domain.definition.model import Launch
from readiness.domain.materials.assemble import TEMPLATES
from readiness.domain.materials.calculator import calculator_page
from readiness.domain.value.given import FiguresGiven
from readiness.domain.value.telling import amount, in_words
from readiness.domain.value.working import Worked, work_out
from readiness.ground.errors import DefinitionError, NotFound, Problem
from readiness.ground.keys import did_you_mean
from readiness.ports.handouts import Handout
from readiness.reports.message_map import standing_definition
from readiness.store.approved_pieces import approved_pieces

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class CalculatorLine:
    """`lacking` says what keeps it from being shown to a buyer; "" = nothing."""

    key: str
    name: str
    changes: str
    lacking: str


@dataclass(frozen=True, slots=True)
class CalculatorLines:
    launch: str
    launch_name: str
    is_applied: bool
    lines: tuple[CalculatorLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputShown:
    """`said` is the value with its unit; `given`: the buyer's; `outside` the range that the file gives."""

    key: str
    name: str
    unit: str
    low: float
    likely: float
    high: float
    source: str
    value: float
    said: str
    given: bool
    outside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultShown:
    key: str
    name: str
    unit: str
    value: float
    said: str
    formula: str
    is_headline: bool
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SwingShown:
    """The headline with this input at `low` and at `high`, the others as they are; None = it does not work out there.

    `size` is how far it moves.
    """

    input: str
    name: str
    low: float
    high: float
    low_said: str
    high_said: str
    at_low: float | None
    at_high: float | None
    at_low_said: str
    at_high_said: str
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CalculatorSheet:
    """A calculator worked out. `lacking` as in CalculatorLine; `swings` begin with what matters most."""

    launch: str
    launch_name: str
    key: str
    name: str
    changes: str
    problem: str
    lacking: str
    inputs: tuple[InputShown, ...]
    results: tuple[ResultShown, ...]
    swings: tuple[SwingShown, ...]

    @property
    def headline(self) -> ResultShown:
        return next(one for one in self.results if one.is_headline)


def calculator_lines(context: Context, *, launch: str, everything: bool = True) -> CalculatorLines:
    """Those of the definition as applied, else of the file; without `everything` only what is approved."""
    definition, is_applied = standing_definition(context, launch=launch)
    lacking = _lacking(context, definition, is_applied=is_applied)
    lines = tuple(
        CalculatorLine(key, one.name, one.changes, lacking[key])
        for key, one in definition.calculators.items()
        if everything or not lacking[key]
    )
    return CalculatorLines(definition.key, definition.product.name, is_applied, lines)


def calculator_sheet(
    context: Context, *, launch: str, key: str, given: FiguresGiven, everything: bool = True
) -> CalculatorSheet:
    """The calculator with the buyer's figures, by key of input; the others are the file's.

    Raises NotFound, also for one that is not approved when not `everything` may be seen, and DefinitionError with every
    figure that cannot be worked with (CV001 to CV003).
    """
    definition, entry, lacking = _found(context, launch=launch, key=key, everything=everything)
    worked = work_out(entry, given.values, given.unread)
    problem = definition.requirements[entry.requirement].problem if entry.requirement else ""
    leading = entry.results[worked.headline]
    return CalculatorSheet(
        launch=definition.key, launch_name=definition.product.name, key=key, name=entry.name, changes=entry.changes,
        problem=problem, lacking=lacking, inputs=_inputs(entry, worked), results=_results(entry, worked),
        swings=_swings(entry, worked, leading.unit),
    )  # fmt: skip


def calculator_handout(
    context: Context, *, launch: str, key: str, given: FiguresGiven, account: str = "", everything: bool = True
) -> Handout:
    """One page with the buyer's figures, to hand over. Raises as `calculator_sheet` does, and for an account whose name
    is too long or more than a line (CV004).
    """
    name = account.strip()
    definition, entry, _ = _found(context, launch=launch, key=key, everything=everything)
    if len(name) > LONGEST_NAME or not name.isprintable():
        told = Problem("CV004", "the account's name is more than one line of 200 characters.", "Write it shorter.")
        raise DefinitionError("this page cannot be made.", problems=[told, *_wrong(entry, given)])
    page = calculator_page(definition, key, work_out(entry, given.values, given.unread))
    markdown = context.templates.render(TEMPLATES["calculator"], {"title": entry.name, **page})
    today = context.clock.today()
    note = f"Worked out on {today.day} {today:%B %Y}. Figures are estimates: change one, and everything else follows."
    return Handout(title=entry.name, kicker=f"For {name}" if name else "", note=note, markdown=markdown, on=today)


def _found(context: Context, *, launch: str, key: str, everything: bool) -> tuple[Launch, Calculator, str]:
    definition, is_applied = standing_definition(context, launch=launch)
    lacking = _lacking(context, definition, is_applied=is_applied)
    seen = [name for name in definition.calculators if everything or not lacking[name]]
    if key not in seen:
        none = "It has none yet: write calculators in the launch file." if everything else "None is approved yet."
        hint = did_you_mean(key, seen) or none
        raise NotFound(f"launch '{definition.key}' has no calculator {ascii(key)[:80]}.", hint=hint)
    return definition, definition.calculators[key], lacking[key]


def _wrong(entry: Calculator, given: FiguresGiven) -> tuple[Problem, ...]:
    """Everything that is wrong with the figures."""
    try:
        work_out(entry, given.values, given.unread)
    except DefinitionError as error:
        return error.problems
    return ()


def _lacking(context: Context, definition: Launch, *, is_applied: bool) -> Mapping[str, str]:
    if not definition.calculators:
        return {}
    if not is_applied:
        return dict.fromkeys(definition.calculators, "not applied yet")
    with context.database.reading() as session:
        found = approved_pieces(session, definition, context.templates.fingerprint, ("calculator",))
    return {key: found["calculator", key].lacking for key in definition.calculators}


def _inputs(entry: Calculator, worked: Worked) -> tuple[InputShown, ...]:
    return tuple(
        InputShown(
            key=one.key, name=of.name, unit=of.unit, low=of.low, likely=of.likely, high=of.high, source=of.source,
            value=one.value, said=amount(one.value, of.unit), given=one.given, outside=one.outside,
        )
        for one in worked.figures
        for of in [entry.inputs[one.key]]
    )  # fmt: skip


def _results(entry: Calculator, worked: Worked) -> tuple[ResultShown, ...]:
    return tuple(
        ResultShown(
            key=key, name=one.name, unit=one.unit, value=worked.results[key],
            said=amount(worked.results[key], one.unit), formula=in_words(one.formula, entry),
            is_headline=key == worked.headline, shown=one.shown,
        )
        for key, one in entry.results.items()
    )  # fmt: skip


def _swings(entry: Calculator, worked: Worked, unit: str) -> tuple[SwingShown, ...]:
    return tuple(
        SwingShown(
            input=one.input, name=of.name, low=one.low, high=one.high, low_said=amount(one.low, of.unit),
            high_said=amount(one.high, of.unit), at_low=one.at_low, at_high=one.at_high,
            at_low_said=_end(one.at_low, unit), at_high_said=_end(one.at_high, unit), size=one.size,
        )
        for one in worked.swings
        for of in [entry.inputs[one.input]]
    )  # fmt: skip


def _end(value: float | None, unit: str) -> str:
    return "none" if value is None else amount(value, unit)
