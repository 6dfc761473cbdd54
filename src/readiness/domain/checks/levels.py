"""How loudly a workspace wants each rule told: its own level, another one, or off.

The rules without which a launch cannot be planned keep theirs: reading the file, and whatever is an error outside the
message itself. What the message says is the workspace's own business, in its file and in documents, and so is every
warning and note.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, cast, get_args

from readiness.domain.checks.rule import Rule
from readiness.ground.errors import Level, Problem
from readiness.ground.frozen import field, frozen
from readiness.ground.keys import did_you_mean

Told = Literal["error", "warning", "note", "off"]

OF_LAUNCH_FILES: Final = "RD"
OF_DOCUMENTS: Final = "CF"
_OF_THE_MESSAGE: Final = ("RD1", "RD2", "CF1")
_ORDER: Final = ("note", "warning", "error")


def _nothing() -> Mapping[str, Told]:
    return MappingProxyType({})


@frozen
class CheckLevels:
    """Code of a rule → how it is told here; a rule that is not in it is told as it says itself, codes in order."""

    set_to: Mapping[str, Told] = field(default_factory=_nothing)

    def level(self, rule: Rule, found: Level | None = None) -> Level | None:
        """The level of a finding; None = it is not told. `found`: the finding's own level, where its rule gave it one.

        A finding that its rule tells more mildly than the others stays so: what is set bounds it from above.
        """
        told = self.set_to.get(rule.code)
        if told is None:
            return found or rule.level
        if told == "off":
            return None
        return min(told, found, key=_ORDER.index) if found and found != rule.level else told

    def among(self, begins: str) -> CheckLevels:
        """What is set of the rules whose codes begin so: `OF_LAUNCH_FILES` or `OF_DOCUMENTS`."""
        of = {code: told for code, told in self.set_to.items() if code.startswith(begins)}
        return self if len(of) == len(self.set_to) else CheckLevels(MappingProxyType(of))

    @property
    def off(self) -> tuple[str, ...]:
        """Codes of the rules that are not told at all."""
        return tuple(code for code, told in self.set_to.items() if told == "off")

    @property
    def said(self) -> str:
        """`RD104 off, RD211 error`; "" = everything is told as the rules say."""
        return ", ".join(f"{code} {told}" for code, told in self.set_to.items())


AS_WRITTEN: Final = CheckLevels()
"""Every rule as it says itself."""


def is_fixed(rule: Rule) -> bool:
    """True for a rule without which a launch cannot be planned: it is told as an error everywhere."""
    return rule.level == "error" and not rule.code.startswith(_OF_THE_MESSAGE)


def read_levels(table: Any, rules: Iterable[Rule]) -> tuple[CheckLevels, tuple[Problem, ...]]:
    """What a table of code → level says, and everything that is wrong with it; what is wrong is left out.

    A rule that is set to its own level is as good as not named. Codes: ST007 to ST009.
    """
    known = {rule.code: rule for rule in rules}
    if not isinstance(table, Mapping):
        fix = 'Write a line a rule under [checks]: RD211 = "note".'
        return AS_WRITTEN, (Problem("ST009", "checks is no table.", fix, path="checks"),)
    found: dict[str, Told] = {}
    problems = []
    for code in sorted(table, key=str):
        told, rule = table[code], known.get(code)
        if rule is None:
            problems.append(Problem("ST007", *_unknown(code, known), path=f"checks.{code}"))
        elif told not in get_args(Told):
            said = f"{code} is {_short(told)}, no level."
            problems.append(Problem("ST009", said, 'Write "error", "warning", "note" or "off".', path=f"checks.{code}"))
        elif told != rule.level and is_fixed(rule):
            said = f"{code} ({rule.title}) is always an error: without it a launch cannot be planned."
            problems.append(Problem("ST008", said, "Take the line out.", path=f"checks.{code}"))
        elif told != rule.level:
            found[code] = cast("Told", told)
    return (CheckLevels(MappingProxyType(found)) if found else AS_WRITTEN), tuple(problems)


def _unknown(code: str, known: Iterable[str]) -> tuple[str, str]:
    if code.upper() in known:
        return f"there is no check '{code}'.", f"Write {code.upper()}, in capitals."
    if code[:2] == OF_LAUNCH_FILES:
        return f"there is no check '{code[:40]}'.", f"{did_you_mean(code, known)} All of them: readiness docs checks"
    if code[:3] == f"{OF_DOCUMENTS}1":
        return f"there is no check '{code[:40]}'.", f"{did_you_mean(code, known)} All of them: readiness docs documents"
    fix = "Those that begin with RD can (readiness docs checks), and of documents CF1 (readiness docs documents)."
    return f"'{code[:40]}' is no check that can be set.", fix


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
