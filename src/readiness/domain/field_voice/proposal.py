"""What an accepted voice becomes in the launch file: a new entry, or other words in one that is there.

Only the fields named here can be set in triage; what they may hold is the launch file's own rule, told by its reader
with every problem at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from readiness.domain.definition.model import Launch
from readiness.domain.field_voice.voice import ABOUT_SECTIONS, VoiceKind
from readiness.ground.errors import Problem
from readiness.ground.keys import did_you_mean, is_key

Becomes = Literal["objection", "fact", "proof-point", "words"]
BECOMES: Final[tuple[Becomes, ...]] = get_args(Becomes)

USUAL: Final[Mapping[VoiceKind, Becomes]] = {
    "objection": "objection", "question": "fact", "win": "proof-point", "rewrite": "words",
}  # fmt: skip

SECTIONS: Final[Mapping[Becomes, str]] = {"objection": "objections", "fact": "facts", "proof-point": "proof_points"}

FIELDS: Final[Mapping[Becomes, tuple[str, ...]]] = {
    "objection": (
        "says", "kind", "response.acknowledge", "response.reframe", "response.proof", "response.ask",
        "response.concede", "capabilities", "competitor", "personas", "conversation", "source",
    ),
    "fact": ("statement", "figure", "source", "holds_from", "holds_until"),
    "proof-point": ("statement", "figure", "customer", "source", "dated", "expires_on", "permission", "shows"),
    "words": ("text",),
}  # fmt: skip
"""What each can be given, in the order in which people write it."""

_LISTS: Final = frozenset({"response.proof", "capabilities", "personas", "shows"})
_SPLIT: Final = re.compile(r"[,\s]+")


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry of a section that is not there yet."""

    section: str
    entry: str
    fields: Mapping[str, Any]

    @property
    def path(self) -> str:
        return f"{self.section}.{self.entry}"


@dataclass(frozen=True, slots=True)
class NewWords:
    """Other words at a dotted path of the file that holds a text."""

    path: str
    text: str


Proposal = NewEntry | NewWords


def proposed(
    becomes: str, entry: str, given: Mapping[str, str], definition: Launch
) -> tuple[Proposal | None, tuple[Problem, ...]]:
    """What is to be written, and what is wrong with it as far as it can be told without the file's reader.

    `entry` is the new key, or for words the path of the text. `given`: field → what was typed, lists with commas;
    empty ones are left out. None with a problem.
    """
    if becomes not in BECOMES:
        told = Problem("FV006", f"it cannot become '{becomes[:40]}'.", did_you_mean(becomes, BECOMES), path="becomes")
        return None, (told,)
    kind: Becomes = becomes
    return _proposed(kind, entry, given, definition)


def _proposed(
    becomes: Becomes, entry: str, given: Mapping[str, str], definition: Launch
) -> tuple[Proposal | None, tuple[Problem, ...]]:
    unknown = [name for name in given if name not in FIELDS[becomes]]
    problems = [
        Problem("FV006", f"'{becomes}' has no field '{name[:60]}'.", did_you_mean(name, FIELDS[becomes]), path=name)
        for name in unknown
    ]
    if becomes == "words":
        return _words(entry, given.get("text", ""), definition, problems)
    section = SECTIONS[becomes]
    if not is_key(entry):
        fix = "Write one with small letters, digits and hyphens, such as two-tools."
        problems.append(Problem("FV005", f"'{entry[:60]}' is no key.", fix, path="entry"))
    elif entry in getattr(definition, section):
        fix = f"Take another key, or merge it: it may be what {section}.{entry} says already."
        problems.append(Problem("FV005", f"the file has {section}.{entry} already.", fix, path="entry"))
    if problems:
        return None, tuple(problems)
    return NewEntry(section, entry, _fields(becomes, given)), ()


def suggested(becomes: Becomes, says: str, *, senders: int, competitor: str, on: str) -> Mapping[str, str]:
    """What the form begins with: the words of the field, and where they come from."""
    people = "1 rep" if senders == 1 else f"{senders} reps"
    source = f"Voice of the field, {people}, {on}"
    if becomes == "objection":
        return {
            "says": says,
            "kind": "competitor" if competitor else "need",
            "competitor": competitor,
            "source": source,
        }
    if becomes == "fact":
        return {"source": ""}
    if becomes == "proof-point":
        return {"statement": says, "permission": "internal", "source": source}
    return {"text": says}


def text_paths(definition: Launch) -> Mapping[str, str]:
    """Every text of the message whose words may be replaced: dotted path → what it says now."""
    found = {}
    for section in ABOUT_SECTIONS:
        for key, held in getattr(definition, section).items():
            for name in _TEXTS[section]:
                text: Any = held
                for part in name.split("."):
                    text = getattr(text, part, None)
                if isinstance(text, str) and text:
                    found[f"{section}.{key}.{name}"] = text
    return found


_TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    "objections": ("says", "response.acknowledge", "response.reframe", "response.ask", "response.concede"),
    "value_propositions": ("headline", "insight", "outcome"),
    "capabilities": ("name", "description"),
    "proof_points": ("statement",),
    "competitors": ("claim",),
    "facts": ("statement",),
}


def _words(
    path: str, text: str, definition: Launch, problems: list[Problem]
) -> tuple[Proposal | None, tuple[Problem, ...]]:
    known = text_paths(definition)
    if path not in known:
        fix = did_you_mean(path, known) if path else "Name the text, such as objections.price.response.reframe."
        problems.append(Problem("FV005", f"the message has no text at '{path[:80]}'.", fix, path="entry"))
    elif not text.strip():
        problems.append(Problem("FV006", "the new words are empty.", "Write them.", path="text"))
    elif text.strip() == known[path].strip():
        problems.append(Problem("FV006", "those are the words that stand there.", "Merge it instead.", path="text"))
    return (None, tuple(problems)) if problems else (NewWords(path, text.strip()), ())


def _fields(becomes: Becomes, given: Mapping[str, str]) -> Mapping[str, Any]:
    made: dict[str, Any] = {}
    for name in FIELDS[becomes]:
        text = given.get(name, "").strip()
        if not text:
            continue
        value: Any = [one for one in _SPLIT.split(text) if one] if name in _LISTS else text
        held, _, inner = name.partition(".")
        if inner:
            made.setdefault(held, {})[inner] = value
        else:
            made[held] = value
    return made
