"""What the engine says to do, for somebody who has a page and no terminal: commands become pages, flags become fields.

The engine writes each fix once, with its command ("Run: readiness apply atlas"). `page_words` gives the same fix with
the page that does it; a command without a page is left out, and with it the sentence that is about nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of text. With `href` it leads to a page, for whoever has the permission called `needs`; `otherwise` is
    said to everybody else.
    """

    text: str
    href: str = ""
    needs: str = ""
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class _Page:
    command: str
    label: str
    href: str
    needs: str
    otherwise: str = ""


_KEY = r"(?P<launch>[a-z0-9][a-z0-9-]*)"
_PAGES: Final = (
    _Page(f"apply {_KEY}", "Apply the launch", "/launches/{launch}/plan", "edit_launches", "A marketer applies it."),
    _Page("apply", "Apply the launch", "/launches", "edit_launches", "A marketer applies it."),
    _Page(f"plan {_KEY}", "Look at the plan", "/launches/{launch}/plan", "see_launches"),
    _Page(f"check {_KEY}", "Look through the checks", "/launches/{launch}/definition", "see_definitions"),
    _Page(f"explain {_KEY} --rep (?P<rep>[^ ]+@[^ ]+[^ .])", "See how they stand", "/launches/{launch}/people/{rep}",
          "see_readiness"),
    _Page(f"gate {_KEY}", "See the gate", "/launches/{launch}/gate", "see_gate"),
    _Page(f"clear {_KEY}", "Clear it at the gate", "/launches/{launch}/gate", "see_gate"),
    _Page(f"sign-off {_KEY}", "Let each function that is asked sign off", "/launches/{launch}/gate#sign-offs",
          "see_gate"),
    _Page(f"voice queue {_KEY}", "The queue", "/launches/{launch}/voice", "see_field_voice"),
    _Page(f"tasks {_KEY}", "See its tasks", "/launches/{launch}", "see_launches"),
    _Page(f"task approve {_KEY} TASK", "The tasks", "/launches/{launch}", "see_launches"),
    _Page(f"materials approve {_KEY}", "The materials", "/launches/{launch}/materials", "see_launches"),
    _Page(f"module publish {_KEY} (?P<key>[a-z0-9-]+) --kind (?P<kind>module|quiz|role-play)", "Publish it",
          "/launches/{launch}/training/{kinds}/{key}", "author_training", "A trainer publishes it."),
    _Page(f"quiz items {_KEY} --drafted", "See the drafted questions",
          "/launches/{launch}/training/questions?status=drafted", "see_training"),
    _Page("quiz take", "My training", "/learn", "see_own_learning"),
    _Page("roleplay queue", "See your queue", "/grading", "see_grading"),
    _Page(f"roleplay calibration {_KEY}", "See the exemplars", "/grading/calibration/{launch}", "see_grading"),
    _Page("roleplay calibration", "See the exemplars from your queue", "/grading", "see_grading"),
    _Page("roster (?:show|import)", "Open the roster", "/admin/roster", "see_administration",
          "An administrator keeps the roster."),
    _Page("user add", "Open an account for them", "/admin/people", "administer", "An administrator opens accounts."),
    _Page("docs (?P<code>RD[0-9]+)", "What the rule asks", "/rules/{code}", "see_launches"),
    _Page("docs settings", "See the settings", "/admin/settings", "see_administration"),
)  # fmt: skip
"""Tried in this order; the first whose command stands in the sentence."""
_COMPILED: Final = tuple((re.compile(rf"`?\breadiness {page.command}(?![\w-])"), page) for page in _PAGES)
_FOLDERS: Final = {"module": "modules", "quiz": "quizzes", "role-play": "role-plays"}

_SERVER: Final = re.compile(r"\breadiness (?:db|init|serve|prefect)\b")
_COMMAND: Final = re.compile(r"`?\breadiness [a-z-]+\b")
_FLAG: Final = re.compile(r"(?<!\w)--[a-z]+")
_REWORDED: Final = (
    (re.compile(r"Pass --note[^.]*\."), "Give a reason."),
    (re.compile(r"A waiver takes two people: pass another --by\."), "A waiver takes two people; let another approve."),
    (re.compile(r"Import with --on (\d{4}-\d\d-\d\d) or later"), r"Let the file hold from \1 or later"),
    (re.compile(r"If they have left: --leavers close\."), "If they have left, say that who is not in it has."),
    (re.compile(r"reason \(--note\)"), "reason"),
    (re.compile(r",? or: readiness quiz take"), "."),
    (re.compile(r"It is done by: readiness clear\b"), "Clearing it at the gate does it."),
    (re.compile(r"It is done by: readiness apply\b(?! [a-z])"), "Applying the launch does it."),
    (re.compile(r"; `readiness docs launch-file` lists[^.]*\."), "."),
    (re.compile(r"What a code means: readiness docs (?!RD)\w+\.?"), ""),
    (re.compile(r"Approve with: .* --note 'why'\.", re.DOTALL),
     "Approve its tasks on the board, or the pieces under Materials. To publish without, say so below, with a reason."),
)  # fmt: skip
_EXACT: Final = re.compile(r"[@./_\\\d]")
"""In a word that is no word of a language."""
_QUOTED_KEY: Final = re.compile(r"'([a-z0-9]+(?:-[a-z0-9]+)*)'")
_BARE_KEY: Final = re.compile(r"(?:^|(?<=: )|(?<=, ))[a-z0-9]+(?:-[a-z0-9]+)+(?=$|[:,.]| in )")
"""Where a criterion is named: at the beginning, in a list after a colon, or by itself."""
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z`'(-])")
_RUN: Final = re.compile(r"(?:^|(?<= ))(?:,? or:?|[Rr]un(?: again)?:|See:|see:|It is done by:|Save it anew:)?[\s`(]*$")


def page_words(text: str) -> tuple[Words, ...]:
    """The same text in pieces, without a command or a flag; () when nothing else was in it."""
    for pattern, instead in _REWORDED:
        text = pattern.sub(instead, text)
    return tuple(_words(text))


def sentence(text: str) -> str:
    """The same with a capital at its beginning, unless it begins with something that is written just so: an address, a
    file's name, a key.
    """
    first = text.split(maxsplit=1)[0].rstrip(".,:;!?") if text.strip() else ""
    return text if not first.isalpha() and _EXACT.search(first) else text[:1].upper() + text[1:]


def spoken(text: str) -> str:
    """The same with keys as words, for keys that are English; where there is a title, the title is better.

    "managers-first: 1 of 3 people of 'sales-manager'" reads "managers first: 1 of 3 people of “sales manager”".
    """
    text = _QUOTED_KEY.sub(lambda found: f"“{found[1].replace('-', ' ')}”", text)
    return _BARE_KEY.sub(lambda found: found[0].replace("-", " "), text)


def words(key: str) -> str:
    """A key that is English, as words: `sales-manager` reads "sales manager"; a role-play stays one word."""
    return key.replace("-", " ").replace("role play", "role-play")


def in_page_words(text: str) -> str:
    """The same as one plain text, for where no link can stand."""
    return " ".join(one.text if not one.href else one.otherwise or f"{one.text}." for one in page_words(text)).strip()


def in_program_words(text: str) -> str:
    """The same for programs, and whoever writes them: a page is named by its address, a command never."""
    return " ".join(one.text if not one.href else f"{one.text}: {one.href}" for one in page_words(text)).strip()


def _words(text: str) -> Iterator[Words]:
    for sentence in _SENTENCE.split(text.strip()):
        if not _COMMAND.search(sentence):
            if sentence and not _FLAG.search(sentence):
                yield Words(sentence)
            continue
        if _SERVER.search(sentence):
            yield Words("Whoever runs the server has to see to it.")
            continue
        yield from _paged(sentence)


def _paged(sentence: str) -> Iterator[Words]:
    """What stands before the command, and the page that does what the command does."""
    found = sorted(
        ((match.start(), place) for place, (pattern, _) in enumerate(_COMPILED) if (match := pattern.search(sentence)))
    )
    command = _COMMAND.search(sentence)
    start = found[0][0] if found else command.start() if command else 0
    before = _RUN.sub("", sentence[:start]).strip(" `(,;")
    if not found:
        if len(before.split()) > 3:
            yield Words(f"{before.rstrip(':')}.")
        return
    pattern, page = _COMPILED[found[0][1]]
    match = pattern.search(sentence, start)
    groups = match.groupdict() if match else {}
    named = {"kinds": _FOLDERS.get(groups.get("kind", ""), ""), **groups}
    goes_on = before.endswith(":")
    if before and f"{before.rstrip(':')}." != page.otherwise:
        yield Words(before if goes_on else f"{before}.")
        label = page.label[:1].lower() + page.label[1:] if goes_on else page.label
        yield Words(label, page.href.format(**named), page.needs, page.otherwise)
        return
    yield Words(page.label, page.href.format(**named), page.needs, page.otherwise)
