"""What was found before and is known: findings by what they say, not by where they stand.

A paragraph that moved, or a page that was added, leaves a finding known; a word of its sentence that changed makes it
another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from readiness.domain.conformance.conform import Conformed
from readiness.domain.conformance.rules import Finding
from readiness.ground.errors import Problem, Unusable, Where
from readiness.ground.fingerprint import fingerprint

FORMAT: Final = 1
MOST_KNOWN: Final = 100_000


@dataclass(frozen=True, slots=True)
class Known:
    """One finding of a baseline; `document` is the name of the file it was in."""

    fingerprint: str
    code: str
    document: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Against:
    """Findings by number in the document: `known` stood in the baseline. `fixed` stood there and are found no more."""

    known: frozenset[int]
    fixed: tuple[Known, ...]


def fingerprints(findings: Sequence[Finding]) -> tuple[str, ...]:
    """One for each: of the rule, the sentence, what is marked in it, and which of its like it is."""
    seen: Counter[tuple[str, str, str]] = Counter()
    made = []
    for one in findings:
        what = (one.code, _plain(one.sentence), _marked(one))
        seen[what] += 1
        made.append(fingerprint([*what, seen[what]]))
    return tuple(made)


def against(conformed: Conformed, baseline: Iterable[Known]) -> Against:
    """Which findings are known, and which of the baseline's for a document of this name are gone."""
    known = {one.fingerprint: one for one in baseline}
    now = fingerprints(conformed.findings)
    gone = [
        one for one in known.values() if one.document == conformed.document.name and one.fingerprint not in set(now)
    ]
    return Against(frozenset(n for n, one in enumerate(now) if one in known), tuple(gone))


def to_baseline(launch: str, all_conformed: Iterable[Conformed]) -> dict[str, Any]:
    """What is written down, in order of document and place."""
    return {
        "format": FORMAT,
        "launch": launch,
        "findings": [
            {
                "fingerprint": made, "code": one.code, "document": conformed.document.name,
                "sentence": one.sentence[:400],
            }
            for conformed in all_conformed
            for one, made in zip(conformed.findings, fingerprints(conformed.findings), strict=True)
        ],
    }  # fmt: skip


def from_baseline(read: Any, name: str) -> tuple[Known, ...]:
    """Raises Unusable with CF011 for what is no baseline of ours."""
    found = read.get("findings") if isinstance(read, Mapping) and read.get("format") == FORMAT else None
    if not isinstance(found, list) or len(found) > MOST_KNOWN or not all(_is_known(one) for one in found):
        raise Unusable(
            f"{name} is no baseline.",
            problems=[Problem("CF011", "this is no baseline.", "Write one with --write-baseline.", Where(name))],
        )
    return tuple(Known(one["fingerprint"], one["code"], one["document"], one["sentence"]) for one in found)


def _is_known(one: Any) -> bool:
    names = ("fingerprint", "code", "document", "sentence")
    return isinstance(one, Mapping) and all(isinstance(one.get(name), str) for name in names)


def _marked(finding: Finding) -> str:
    """What the message quotes: two words of one sentence that break the same rule are two findings."""
    return _plain(finding.message.partition("”")[0])


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
