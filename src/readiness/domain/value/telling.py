"""How figures and formulas are written for people: `1,230 USD/year`, `People who keep it × Cost of an hour`."""

from __future__ import annotations

import re
from typing import Final

from readiness.domain.definition.calculating import Calculator
from readiness.domain.value.formula import names_in

_NAME: Final = re.compile(r"[A-Za-z_]\w*")
_SIGNS: Final = {"*": "×", "/": "÷", "-": "−"}


def amount(value: float, unit: str = "") -> str:
    """The figure with its unit, thousands apart: whole from a hundred on, with two places below, three figures below 1.

    Nothing is lost that anybody would decide on; `readiness roi --format json` has the figure as it was worked out.
    """
    size = abs(value)
    if value == int(value) or size >= 100:
        text = f"{value:,.0f}"
    elif size >= 1:
        text = f"{value:,.2f}".rstrip("0").rstrip(".")
    else:
        text = f"{value:.3g}"
        text = f"{value:.12f}".rstrip("0").rstrip(".") if "e" in text and size >= 1e-9 else text
    text = "0" if text in {"-0", ""} else text.replace("-", "−")
    return f"{text} {unit}".rstrip()


def in_words(text: str, calculator: Calculator) -> str:
    """The formula with the names that people know its parts by."""
    known = names_in(calculator)

    def name(found: re.Match[str]) -> str:
        key = known.get(found[0])
        if key is None:
            return found[0]
        return calculator.inputs[key].name if key in calculator.inputs else calculator.results[key].name

    pieces = re.split(r"([*/-])", " ".join(text.split()))
    return "".join(_SIGNS.get(one, _NAME.sub(name, one)) for one in pieces)
