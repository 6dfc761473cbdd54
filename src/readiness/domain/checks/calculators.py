"""RD216 and RD22x: calculators: whom they speak for, and whether they work out. Nothing is worked out here."""

from __future__ import annotations

import keyword
from collections.abc import Iterator

from readiness.domain.checks.rule import Check, Finding, Rule, Subject
from readiness.domain.definition.calculating import Calculator
from readiness.domain.value.bounds import bounds
from readiness.domain.value.formula import FUNCTIONS, circles, formula, name_of, unknown_names
from readiness.domain.value.units import mismatches
from readiness.domain.wording.phrases import phrases
from readiness.ground.keys import did_you_mean


def _names_us(subject: Subject) -> Iterator[Finding]:
    product = subject.launch.product
    for key, calculator in subject.launch.calculators.items():
        for path, text in _texts(key, calculator):
            said = next(phrases(text, (product.name, product.supplier)), None)
            if said is not None:
                message = f"calculator '{key}' says “{said.text}”."
                yield Finding(path, message, "Say what the customer does otherwise, whoever they buy from.")


def _unreadable(subject: Subject) -> Iterator[Finding]:
    for key, calculator in subject.launch.calculators.items():
        for name, result in calculator.results.items():
            for wrong in (*formula(result.formula).wrong, *unknown_names(result.formula, calculator)):
                message = f"the formula of '{name}' cannot be worked out: {wrong.says}."
                yield Finding(f"calculators.{key}.results.{name}.formula", message, wrong.fix)


def _circular(subject: Subject) -> Iterator[Finding]:
    for key, calculator in subject.launch.calculators.items():
        for circle in circles(calculator):
            told = " needs ".join(f"'{one}'" for one in (*circle, circle[0]))
            yield Finding(f"calculators.{key}.results.{circle[0]}.formula", f"{told}.", "Take one of them out.")


def _fails_in_range(subject: Subject) -> Iterator[Finding]:
    for key, calculator in _workable(subject):
        for name, says in bounds(calculator).fails.items():
            message = f"'{name}' cannot be worked out everywhere in the ranges of its inputs: {says}."
            fix = "Narrow the range, or write max(…, 1) around what it divides by."
            yield Finding(f"calculators.{key}.results.{name}.formula", message, fix)


def _units_apart(subject: Subject) -> Iterator[Finding]:
    for key, calculator in _workable(subject):
        for name, says in mismatches(calculator):
            message = f"the units of '{name}' do not agree: {says}."
            yield Finding(f"calculators.{key}.results.{name}.formula", message, "Mend the formula, or the units.")


def _out_of_frame(subject: Subject) -> Iterator[Finding]:
    for key, calculator in subject.launch.calculators.items():
        yield from _ranges(f"calculators.{key}", calculator)
        yield from _names(f"calculators.{key}", calculator)
        yield from _headline(f"calculators.{key}", calculator)


def _ranges(place: str, calculator: Calculator) -> Iterator[Finding]:
    for name, one in calculator.inputs.items():
        if not one.low <= one.likely <= one.high:
            message = f"the range of '{name}' is out of order: {one.low:g}, {one.likely:g}, {one.high:g}."
            yield Finding(f"{place}.inputs.{name}.likely", message, "Write low, likely and high in this order.")
        elif one.default is not None and not one.low <= one.default <= one.high:
            message = f"the default of '{name}', {one.default:g}, is not from {one.low:g} to {one.high:g}."
            yield Finding(f"{place}.inputs.{name}.default", message, "Write one in the range, or leave it out.")


def _names(place: str, calculator: Calculator) -> Iterator[Finding]:
    for section, entries in (("inputs", calculator.inputs), ("results", calculator.results)):
        for name in entries:
            called = name_of(name)
            if not called.isidentifier() or keyword.iskeyword(called) or called in FUNCTIONS:
                message = f"no formula can name '{name}'."
                yield Finding(f"{place}.{section}.{name}", message, "Choose a word that begins with a letter.")
    for name in calculator.results:
        if name_of(name) in {name_of(one) for one in calculator.inputs}:
            message = f"'{name}' is an input and a result."
            yield Finding(f"{place}.results.{name}", message, "Rename one of them.")


def _headline(place: str, calculator: Calculator) -> Iterator[Finding]:
    shown = [name for name, one in calculator.results.items() if one.shown]
    if not shown:
        yield Finding(f"{place}.results", "no result is shown.", "Take shown: false off one.")
    elif calculator.leads is not None and calculator.leads not in shown:
        message = f"the leading result '{calculator.leads}' is no result that is shown."
        yield Finding(f"{place}.leads", message, did_you_mean(calculator.leads, shown))


def _workable(subject: Subject) -> Iterator[tuple[str, Calculator]]:
    """Calculators of whose formulas more can be said than that they are none."""
    for key, calculator in subject.launch.calculators.items():
        texts = [one.formula for one in calculator.results.values()]
        if any(formula(text).wrong or next(unknown_names(text, calculator), None) for text in texts):
            continue
        if not circles(calculator) and all(one.low <= one.high for one in calculator.inputs.values()):
            yield key, calculator


def _texts(key: str, calculator: Calculator) -> Iterator[tuple[str, str]]:
    """Everything that the buyer reads of it. A source says where a range comes from, whoever that is."""
    place = f"calculators.{key}"
    yield f"{place}.name", calculator.name
    yield f"{place}.changes", calculator.changes
    for name, entry in calculator.inputs.items():
        yield f"{place}.inputs.{name}.name", entry.name
        yield f"{place}.inputs.{name}.unit", entry.unit
    for name, result in calculator.results.items():
        yield f"{place}.results.{name}.name", result.name
        yield f"{place}.results.{name}.unit", result.unit


CHECKS: tuple[Check, ...] = (
    Check(
        Rule(
            code="RD216", level="error", title="Calculator that names the supplier",
            rule="Nothing that a buyer reads of a calculator names the product or its supplier.",
            why="A return on buying is a price list with a promise. What convinces is what a change of habit is worth, "
            "whoever it is bought from; only then does it matter who is best at it.",
            fix="Say what the customer does otherwise. Where a range comes from may be named under `source`.",
            source="S4",
        ),
        _names_us,
    ),
    Check(
        Rule(
            code="RD221", level="error", title="Formula that is none",
            rule="A formula is made of names of its calculator, numbers, + - * /, brackets and the functions given.",
            why="It is worked out in front of a buyer. What it may do is little, so that nothing else can happen.",
            fix="Write it with these; a hyphen in a key is an underscore in a formula.",
            source="S4",
        ),
        _unreadable,
    ),
    Check(
        Rule(
            code="RD222", level="error", title="Formulas in a circle",
            rule="No result needs itself, directly or through others.",
            why="There is no figure to begin with.",
            fix="Take one of them out of the circle, or make it an input.",
        ),
        _circular,
    ),
    Check(
        Rule(
            code="RD223", level="error", title="Formula that fails within its ranges",
            rule="Everywhere in the ranges of the inputs a formula divides by nothing that can be 0, and stays below "
            "1,000,000,000,000,000.",
            why="The buyer whose figure is the one that breaks it is the one who is asked for it in a meeting. What is "
            "found is sometimes too much: of a figure that stands twice in a formula, each is taken to be anywhere in "
            "its range.",
            fix="Narrow the range, or write `max(…, 1)` around what it divides by.",
        ),
        _fails_in_range,
    ),
    Check(
        Rule(
            code="RD224", level="warning", title="Units that do not agree",
            rule="What is added or compared has one unit, and what comes of a formula has the unit of its result, as "
            "far as time and money go.",
            why="Hours added to hours a week are neither. What is counted, and what is multiplied by a bare number, is "
            "not judged: 46 may be the weeks of a year.",
            fix="Mend the formula, or write the units as they are.",
        ),
        _units_apart,
    ),
    Check(
        Rule(
            code="RD225", level="error", title="Calculator out of order",
            rule="Ranges are in order with the default inside, every name can stand in a formula and means one thing, "
            "and the one that leads is a result that is shown.",
            why="Which figure matters most is found by turning each from its lowest to its highest.",
            fix="Mend what the message names.",
        ),
        _out_of_frame,
    ),
)  # fmt: skip
