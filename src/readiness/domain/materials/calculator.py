"""What a calculator's page shows: its figures with where they come from, what comes of them, what matters most."""

from __future__ import annotations

from readiness.domain.definition.calculating import Calculator
from readiness.domain.definition.model import Launch
from readiness.domain.materials import views
from readiness.domain.materials.views import Json
from readiness.domain.value.telling import amount, in_words
from readiness.domain.value.working import Worked, default_of, work_out


def calculator_page(launch: Launch, key: str, worked: Worked | None = None) -> Json:
    """The page of the calculator `key`, with the figures of `worked`; None = with those of the file.

    Raises KeyError for one that there is not, DefinitionError (CV003) for one that does not work out.
    """
    entry = launch.calculators[key]
    done = worked or work_out(entry, {})
    leading = entry.results[done.headline]
    problem = launch.requirements[entry.requirement] if entry.requirement else None
    return {
        "changes": entry.changes,
        "requirement": problem and views.requirement(problem),
        "is_buyers": any(one.given for one in done.figures),
        "headline": {"name": leading.name, "said": amount(done.results[done.headline], leading.unit)},
        "figures": [
            {
                "name": entry.inputs[one.key].name,
                "said": amount(one.value, entry.inputs[one.key].unit),
                "given": one.given,
                "outside": one.outside,
                "range": _range(entry, one.key),
                "source": entry.inputs[one.key].source,
            }
            for one in done.figures
        ],
        "results": [
            {
                "name": one.name,
                "said": amount(done.results[name], one.unit),
                "formula": in_words(one.formula, entry),
                "leads": name == done.headline,
                "shown": one.shown,
            }
            for name, one in entry.results.items()
        ],
        "swings": [
            {
                "name": entry.inputs[one.input].name,
                "low": amount(one.low, entry.inputs[one.input].unit),
                "high": amount(one.high, entry.inputs[one.input].unit),
                "at_low": "none" if one.at_low is None else amount(one.at_low, leading.unit),
                "at_high": "none" if one.at_high is None else amount(one.at_high, leading.unit),
                "size": amount(one.size, leading.unit),
                "matters": one.size > 0,
            }
            for one in done.swings
        ],
    }


def _range(entry: Calculator, key: str) -> str:
    one = entry.inputs[key]
    default = default_of(entry, key)
    usual = f"{amount(one.low)} to {amount(one.high)}, mostly {amount(one.likely)}"
    return usual if default == one.likely else f"{usual}; {amount(default)} until somebody says"
