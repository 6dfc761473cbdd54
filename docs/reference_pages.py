"""The generated reference of the launch file and its checks: schemas, sections, one page a rule with tested examples.

`docs/generate.py` writes what `GENERATED` names. The examples are the cases of `tests/checks/`, so a page cannot show
what the product does not do.
"""

from __future__ import annotations

import dataclasses
import json
import re
import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Literal

import yaml

from readiness.domain.checks.all_checks import RULES
from readiness.domain.checks.levels import is_fixed
from readiness.domain.definition.annotations import fields_of, unfold
from readiness.domain.definition.json_schema import schema_text, summary_of
from readiness.domain.definition.model import Launch
from readiness.domain.definition.shape import About, Between, Claim, Email, NonEmpty, OneOf, Ref

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "checks"

LESSONS: Mapping[str, tuple[str, str]] = {
    "S1": ("Lead with the handful of capabilities that nobody else has.", "Dixon and Adamson, HBR (2011), rule 1"),
    "S2": ("Teach what customers fail to appreciate, not what they already prize.", "the same, rule 2"),
    "S4": ("Show what changing a habit is worth, whoever it is bought from.", "the same, rule 4"),
    "S5": ("Words that any company says of itself make customers stop listening.", "Sherk in HBR (2011)"),
    "S6": (
        "Every resource serves one of five conversations; one that serves none goes unused.",
        "Ohai; SiriusDecisions",
    ),
    "S8": ("Write for a named person, not for a segment.", "Ohai"),
    "S10": ("“How are you different from company X?” must have an answer for each X.", "MarketingProfs (2010)"),
    "S11": ("Managers train, mark and support; they certify before their teams.", "MarketingProfs (2010)"),
    "S13": ("Learn, then launch: a date is met by evidence, not by hand.", "Sales Training Connection (2013)"),
    "S14": ("Marketing gives training what it needs to teach this very product.", "Sales Training Connection (2013)"),
    "S15": ("Value propositions, objections and the customer's changed decision belong together.", "the same"),
    "S16": ("No single function owns all touch points with the customer; each signs off.", "McKinsey in the same"),
    "S18": ("A message map ties value propositions and proof to each selling situation.", "Watkins, Aberdeen"),
    "S19": ("Every communication is subordinate to the map: no claim off it, no figure without proof.", "Aberdeen"),
    "S25": ("Sales and marketing agree on what a qualified lead is, then generate and sort leads.", "Aberdeen"),
    "S22": ("Track what people know and can do, not what they attended.", "Aberdeen"),
}
"""The lessons of the field that rules hold up, by the number used in `Rule.source`; in our words."""


_CHECKS_HEAD = """\
# Checks

What `readiness check` looks for. Generated (`make docs`) from the rules themselves; the examples on each page are the
rule's own test cases. An *error* makes a launch unsound (exit 1); a *warning* is a fact about the launch that somebody
should know; a *note* is worth a look. Findings depend on the file alone: dates are judged on the launch day, never on
today's, so the same file has the same findings on any day.

`readiness check --format json` and `--format sarif` say the same to programs and code review tools.

A workspace may have rules told more or less loudly, or not at all:
[choose your checks](../how-to/choose-your-checks.md). Those marked † always stay errors: without them a launch cannot
be planned.

"""

_CHECKS_TAIL = """\
## Tasks

Codes that begin with TK are the task graph's: unknown or circular prerequisites, owners who do not exist, dates that
cannot be. They are explained in [tasks and dates](../explanation/tasks-and-dates.md). `check` counts every weekday
outside the blackouts as a business day; `plan` knows each market's holidays and may find more.

## Where the rules come from

| | Lesson | From |
|---|---|---|
"""

_LAUNCH_HEAD = """\
# The launch file

`launches/<key>/launch.yaml`, section by section. Generated from the model (`make docs`). Every section maps a key to an
entry; references are by key; a *claim* is `section.key`. Lists and sections may be left out when empty.

Editors complete and validate with a first line in the file (`launch-part.schema.json` for files that it includes):

```yaml
# yaml-language-server: $schema=../launch.schema.json
```

## How it is read

YAML 1.2: `yes`, `no`, `on` and `off` are text, and so are dates until a field wants one; `0o17` is octal; `1_000` and
`1:30` are text. Text that looks like a number needs quotes (`version: "10.10"`). Anchors and aliases work within
limits; tags and merge keys are refused. UTF-8, at most 2 MB, 64 levels and 100,000 values.

`include: [questions.yaml, parts/gate.yaml]` moves whole sections into files of the launch's own folder. A section may
be spread over several files; an entry stands in one. Where a section stands makes no difference to the definition: its
fingerprint stays the same.

## Top level

"""


def checks_index() -> str:
    """Every rule in a table, by group, linked to its page."""
    groups = {"RD0": "The file", "RD1": "Coverage of the message", "RD2": "The message itself",
              "RD3": "Items, quizzes and role-plays", "RD4": "Dates", "RD5": "Certification and gate"}  # fmt: skip
    lines = _CHECKS_HEAD.splitlines()
    for start, title in groups.items():
        lines += [f"## {title}", "", "| Code | Level | Rule |", "|---|---|---|"]
        lines += [
            f"| [{r.code}](checks/{r.code}.md) | {r.level}{' †' if is_fixed(r) else ''} | {r.rule} |"
            for r in RULES
            if r.code.startswith(start)
        ]
        lines.append("")
    lines += _CHECKS_TAIL.splitlines()
    lines += [f"| {number} | {lesson} | {source} |" for number, (lesson, source) in LESSONS.items()]
    return "\n".join(lines) + "\n"


def check_page(code: str) -> str:
    """The page of one rule: what it says, why, an example that breaks it, one that keeps it, what to do."""
    rule = next(rule for rule in RULES if rule.code == code)
    cases = yaml.load((CASES / f"{code}.yaml").read_bytes(), yaml.CSafeLoader)
    broken = {case.get("level", rule.level): case for case in reversed(cases) if case["count"]}
    kept = next(case for case in cases if not case["count"])
    lines = [f"# {rule.code} · {rule.title}", "", f"**{rule.level.capitalize()}.** {rule.rule}", ""]
    lines += ["## Why", "", rule.why, "", "## Found", ""]
    for level, case in sorted(broken.items(), key=lambda pair: pair[0] != rule.level):
        lines += [*_example(case, "" if level == rule.level else f" (told as: {level})"), ""]
    lines += ["## Not found", "", *_example(kept)]
    lines += ["", "## What to do", "", rule.fix, ""]
    if is_fixed(rule):
        lines += ["It is an error in every workspace: without it a launch cannot be planned.", ""]
    else:
        lines += [f'A workspace may have it told otherwise: `{code} = "off"` under `[checks]` in `readiness.toml`.', ""]
    if rule.source:
        lines += ["## Source", ""]
        lines += [f"- {n}: {LESSONS[n][0]} ({LESSONS[n][1]})" for n in rule.source.split(", ")]
        lines.append("")
    lines += [f"All its cases are in `tests/checks/{code}.yaml`. [All checks](../checks.md)"]
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


def _example(case: Mapping[str, Any], told_as: str = "") -> Iterator[str]:
    yield f"{case['name'][0].upper()}{case['name'][1:]}{told_as}:"
    yield ""
    yield "```yaml"
    if "text" in case:
        yield case["text"].rstrip("\n")
    elif "repeat" in case:
        told = case["repeat"]
        yield f"{told['section']}:"
        yield f"  e0: {json.dumps(told['entry'])}"
        yield f"  # … {told['times']} such entries"
    else:
        text = yaml.dump(case["patch"], Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
        yield _NULL.sub(r"\1# \2: left out", text.rstrip("\n"))
    yield "```"


_NULL = re.compile(r"^(\s*)([\w-]+): null$", re.MULTILINE)
"""In a merge patch null takes a line out."""


class _Dumper(yaml.SafeDumper):
    """Mappings one key a line, lists of scalars in brackets: as people write them."""

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.Node:  # noqa: ARG002, FBT001
        return super().represent_sequence(tag, sequence, flow_style=not any(isinstance(i, dict) for i in sequence))

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.Node:  # noqa: ARG002, FBT001
        return super().represent_mapping(tag, mapping, flow_style=False)


def launch_file_reference() -> str:
    """Every section of launch.yaml with its fields, from the model."""
    lines = [*_LAUNCH_HEAD.splitlines(), *_table(Launch)]
    seen: set[type] = {Launch}
    for name, annotation, _, _ in fields_of(Launch):
        for cls in _classes(annotation):
            lines += _section(name, cls, seen)
    return "\n".join(lines).rstrip() + "\n"


def _section(name: str, cls: type, seen: set[type]) -> list[str]:
    """The table of a class and of the classes inside it, each once."""
    if cls in seen:
        return []
    seen.add(cls)
    title = f"{name}: {_kind(cls)}" if _kind(cls) else name
    lines = ["", f"## {title}", ""]
    if summary_of(cls):
        lines += [summary_of(cls), ""]
    lines += _table(cls)
    for inner, annotation, _, _ in fields_of(cls):
        for found in _classes(annotation):
            lines += _section(f"{name}.{inner}", found, seen)
    return lines


def _kind(cls: type) -> str:
    """The `kind` by which an entry of several shapes is told apart; empty for others."""
    for name, annotation, _, _ in fields_of(cls):
        choices = typing.get_args(unfold(annotation)[0])
        if name == "kind" and typing.get_origin(unfold(annotation)[0]) is Literal and len(choices) == 1:
            return str(choices[0])
    return ""


def _classes(annotation: Any) -> Iterator[type]:
    bare = unfold(annotation)[0]
    if dataclasses.is_dataclass(bare):
        yield typing.cast("type", bare)
    elif typing.get_origin(bare) is not Literal:
        for inner in typing.get_args(bare):
            yield from _classes(inner)


def _table(cls: type) -> list[str]:
    lines = ["| Field | Is | Default | |", "|---|---|---|---|"]
    defaults = {f.name: f.default for f in dataclasses.fields(cls)}
    for name, annotation, required, own in fields_of(cls):
        if own:
            continue
        default = "**required**" if required else _default(defaults[name])
        about = " ".join(m.text for m in unfold(annotation)[1] if isinstance(m, About))
        lines.append(f"| `{name}` | {_is(annotation)} | {default} | {about} |")
    return lines


def _default(value: Any) -> str:
    if value is dataclasses.MISSING or value is None or value in ("", ()):
        return ""
    if isinstance(value, tuple):
        return f"`[{', '.join(map(str, value))}]`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


_WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false", date: "date"}


def _is(annotation: Any) -> str:  # noqa: C901
    """What a value may be, in words."""
    bare, markers, _ = unfold(annotation)
    origin, arguments = typing.get_origin(bare), typing.get_args(bare)
    if origin is tuple:
        return f"list of {_is(arguments[0])}{', at least one' if _has(markers, NonEmpty) else ''}"
    if origin is Literal:
        return ", ".join(f"`{choice}`" for choice in arguments)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        keys = next((m.section for m in unfold(arguments[0])[1] if isinstance(m, Ref)), None)
        what = f"key of `{keys}`" if keys else "key"
        return f"{what} → {_is(arguments[1])}{', at least one' if _has(markers, NonEmpty) else ''}"
    if arguments:
        return "one of the kinds below"
    if dataclasses.is_dataclass(bare):
        return "entry, see below"
    words = _WORDS[bare]
    for marker in markers:
        if isinstance(marker, Ref):
            words = f"key of `{marker.section}`"
        elif isinstance(marker, Claim):
            words = "claim"
        elif isinstance(marker, Email):
            words = "mail address"
        elif isinstance(marker, OneOf):
            words = ", ".join(f"`{choice}`" for choice in marker.values)
        elif isinstance(marker, Between):
            words += f", {marker.low:g} to {marker.high:g}"
    return words


def _has(markers: tuple[Any, ...], kind: type) -> bool:
    return any(isinstance(marker, kind) for marker in markers)


GENERATED: dict[str, Callable[[], str]] = {
    "launches/launch.schema.json": schema_text,
    "launches/launch-part.schema.json": partial(schema_text, part=True),
    "docs/reference/launch-file.md": launch_file_reference,
    "docs/reference/checks.md": checks_index,
    **{f"docs/reference/checks/{rule.code}.md": partial(check_page, rule.code) for rule in RULES},
}
