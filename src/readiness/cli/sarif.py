"""Findings as SARIF 2.1.0 (OASIS), which code hosts and editors show at the line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from readiness import __version__
from readiness.actions.check_launch import Checked
from readiness.domain.checks.all_checks import RULES
from readiness.domain.checks.rule import Rule
from readiness.ground.errors import Problem

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"


def sarif(checked: tuple[Checked, ...]) -> dict[str, Any]:
    """One run with every rule that is documented and every finding. Paths are relative to the workspace (SRCROOT)."""
    set_here = checked[0].levels.set_to if checked else {}
    return sarif_of([problem for one in checked for problem in one.problems], RULES, set_here)


def sarif_of(
    problems: Sequence[Problem], known_rules: Sequence[Rule], set_here: Mapping[str, str] | None = None
) -> dict[str, Any]:  # fmt: skip
    """The same for any findings and the rules that they may break; its results are in the order of the problems.

    `set_here`: rules whose level the workspace has set.
    """
    rules = [_rule(rule) for rule in known_rules]
    known = {rule["id"]: place for place, rule in enumerate(rules)}
    for code in dict.fromkeys(problem.code for problem in problems):
        if code not in known:
            known[code] = len(rules)
            rules.append({"id": code})
    driver = {"name": "readiness", "version": __version__, "semanticVersion": __version__, "rules": rules}
    overridden = [_override(code, told, known[code]) for code, told in (set_here or {}).items()]
    invocation = {"executionSuccessful": True, "ruleConfigurationOverrides": overridden}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                **({"invocations": [invocation]} if overridden else {}),
                "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The workspace."}}},
                "results": [_result(problem, known[problem.code]) for problem in problems],
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.title.split()),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.rule},
        "help": {"text": f"{rule.why}\n\n{rule.fix}\n\nWith examples: readiness docs {rule.code}"},
        "defaultConfiguration": {"level": rule.level},
    }


def _override(code: str, told: str, index: int) -> dict[str, Any]:
    """SARIF 2.1.0, 3.20.5: a rule that the workspace has told otherwise."""
    set_to = {"enabled": False} if told == "off" else {"level": told}
    return {"descriptor": {"id": code, "index": index}, "configuration": set_to}


def _result(problem: Problem, index: int) -> dict[str, Any]:
    text = f"{problem.message} {problem.fix}".strip()
    made: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": index,
        "level": problem.level,
        "message": {"text": text},
    }
    if problem.where is not None:
        place: dict[str, Any] = {"artifactLocation": _artifact(problem.where.file)}
        if problem.where.line:
            place["region"] = {"startLine": problem.where.line, "startColumn": max(problem.where.column, 1)}
        made["locations"] = [{"physicalLocation": place}]
    if problem.path:
        names = [{"fullyQualifiedName": problem.path}]
        made.setdefault("locations", [{}])[0]["logicalLocations"] = names
    return made


def _artifact(file: str) -> dict[str, str]:
    """An absolute path stays itself, as a URI; any other is relative to the workspace."""
    uri = _quoted(file)
    return {"uri": f"file://{uri}"} if file.startswith("/") else {"uri": uri, "uriBaseId": "SRCROOT"}


def _quoted(text: str) -> str:
    """Percent-encoded as RFC 3986 asks of a path. By hand: `urllib.parse` costs a tenth of this command's time."""
    safe = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/"
    return "".join(chr(byte) if byte in safe else f"%{byte:02X}" for byte in text.encode())
