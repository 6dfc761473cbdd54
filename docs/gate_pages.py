"""The generated reference of the gate's criteria: rule, parameters, formula, and the rule's own cases as examples.

`docs/generate.py` writes what `GENERATED` names.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from readiness.domain.definition.annotations import fields_of, unfold
from readiness.domain.definition.shape import About
from readiness.domain.gate.criteria import KINDS, Kind

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "domain" / "gate_cases.yaml"

_HEAD = """\
# Gate criteria

What can be asked in `gate.criteria` of a launch file. Generated (`make docs`) from the rules themselves; the
examples are the rules' own test cases. A launch is *cleared* when every criterion is met or waived, and *held*
otherwise.

Four things hold for every kind:

- **Nobody is not everybody.** Where nobody or nothing counts, the criterion is unmet and says so. Nothing passes
  because it was empty.
- **Thresholds are exact.** `at_least: 0.29` means 29 of 100, in whole numbers; nothing is rounded before it is
  compared.
- **A small number is shown as one.** Beside a share stands how many of how many, and the 95 % interval of the share
  (E. B. Wilson's): 18 of 20 is 90 %, and its interval is 69.9 % to 97.2 %. `at_least_people` asks for a number
  below which a share proves nothing.
- **Who counts is declared and shown.** People on the roster that day in the certification's role; leavers never
  count, exempt people neither way. `gate.population` says whether people on leave and the newly hired count.
  Everybody left out is counted beside the figure, with the reason.

Which values each parameter takes is in the [launch file's reference](launch-file.md).

A criterion with `each_market: true` is judged once in each market, over the people of the market's `regions`.
"""

_WAIVERS = """\
## Waivers

`readiness waive KEY CRITERION --note … --approver EMAIL --until DATE` lets one criterion be unmet for a while. It
takes two people (who asks, and a team member of one of the gate's `waivable_by` functions, somebody else), a reason
and a last day. It counts from the day it is given through its last day; it ends when it is withdrawn, and it lapses
when the criterion it names reads differently. Every verdict shows the waivers that it rests on.
"""


def gate_reference() -> str:
    """The whole page."""
    cases = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    parts = [_HEAD]
    for kind in KINDS.values():
        mine = [case for case in cases if case["criterion"]["kind"] == kind.kind]
        parts.append("\n".join(_kind(kind, mine)) + "\n")
    return "\n".join([*parts, _WAIVERS])


def _kind(kind: Kind, cases: list[Mapping[str, Any]]) -> Iterator[str]:
    yield f"## `{kind.kind}` ({kind.code})"
    yield ""
    yield kind.asks
    yield ""
    yield from _parameters(kind.model)
    yield ""
    yield f"**Met when** {kind.formula}"
    yield ""
    yield f"**When there is nobody or nothing:** {kind.nobody}"
    yield ""
    yield f"**For example:** {kind.example}"
    yield ""
    yield "Cases that the tests hold it to:"
    yield ""
    for case in cases:
        says = f": “{case['says']}”" if "says" in case else ""
        yield f"- {'met' if case['met'] else 'unmet'}: {case['name']}{says}"


def _parameters(model: type) -> Iterator[str]:
    defaults = {field.name: field.default for field in dataclasses.fields(model)}
    yield "| Parameter | Default | |"
    yield "|---|---|---|"
    for name, annotation, required, own in fields_of(model):
        if own or name == "kind":
            continue
        about = " ".join(marker.text for marker in unfold(annotation)[1] if isinstance(marker, About))
        yield f"| `{name}` | {'**required**' if required else _written(defaults[name])} | {about} |"


def _written(value: Any) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, tuple):
        return f"`[{', '.join(value)}]`"
    return f"`{str(value).lower()}`"


GENERATED: dict[str, Callable[[], str]] = {"docs/reference/gate-criteria.md": gate_reference}
