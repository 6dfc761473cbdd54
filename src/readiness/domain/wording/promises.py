"""A promise in other words of the same: inflected (“ending truancy”) or turned round (“truancy is ended for good”).

A phrase of two words or more is found where all its words stand close together in one clause, in any form: in their
order, or behind a form of “to be” in the passive. Who denies it (“nobody can guarantee it”) promises nothing. English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from readiness.domain.wording.phrases import Phrase
from readiness.domain.wording.stems import stem

_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_CLAUSE: Final = re.compile(r"[.;:!?]\s|, (?:but|and|so|while|whereas|which)\b|\bbut\b|\n{2,}|[()]")
_SAYS_NOTHING: Final = frozenset(
    "a an the our your their its his her my of to for in on with by any this that these those".split()  # noqa: SIM905
)
_ALIKE: Final = {
    "each": "every", "all": "every", "any": "every", "entire": "every", "whole": "every",
    "zero": "no", "nil": "no", "forever": "ever", "permanently": "ever", "always": "ever",
    "lost": "lose", "made": "make", "paid": "pay", "broke": "break", "broken": "break", "kept": "keep", "won": "win",
    "got": "get", "gotten": "get", "gave": "give", "given": "give", "took": "take", "taken": "take", "sold": "sell",
    "held": "hold", "built": "build", "bought": "buy", "found": "find", "sent": "send", "stole": "steal",
    "stolen": "steal", "seen": "see", "saw": "see", "knew": "know", "known": "know", "wrote": "write",
    "written": "write", "done": "do", "did": "do", "met": "meet", "beat": "beat", "beaten": "beat", "left": "leave",
    "fell": "fall", "fallen": "fall", "meant": "mean", "sped": "speed", "shown": "show", "grew": "grow",
    "grown": "grow", "taught": "teach", "caught": "catch", "hid": "hide", "hidden": "hide", "forgot": "forget",
    "forgotten": "forget", "stood": "stand", "told": "tell", "failure": "fail", "failures": "fail",
}  # fmt: skip
_DENIES: Final = frozenset((
    "not", "never", "no", "nobody", "none", "nothing", "cannot", "without", "neither", "nor", "hardly", "doubt",
    "no-one", "instead", "rather",
))  # fmt: skip
_NO_VERBS: Final = frozenset(("every", "no", "never", "ever", "than"))
_BE: Final = frozenset((
    "is", "are", "was", "were", "be", "been", "being", "gets", "get", "become", "becomes", "stays", "remains",
))  # fmt: skip
_DENIED: Final = re.compile(
    r"(?:\b(?:not|cannot|nobody|no one|no vendor|neither|nor)\b|n['’]t\b)(?: (?:can|will|could|ever|is|be)){0,2} $",
    re.IGNORECASE,
)
_GAP: Final = 6
"""Words that may stand between those of a promise that is turned round; our own judgement."""
_GAP_IN_ORDER: Final = 1


def promised(text: str, wanted: Iterable[str]) -> Iterator[Phrase]:
    """Where one of these phrases is said in another form, from the beginning; as it stands, `phrases` finds it."""
    known = [
        (one, made) for one in wanted if len(made := _made_of(one)) > 1 and not _DENIES & {*made} - {"no", "never"}
    ]
    if not known:
        return
    low = text.lower()
    likely = [
        (one, made) for one, made in known if all(any(form in low for form in _beginnings(word)) for word in made)
    ]
    if not likely:
        return
    start = 0
    for end in (*(found.end() for found in _CLAUSE.finditer(text)), len(text)):
        said = [
            (_plain(one[0]), one[0].lower(), start + one.start(), start + one.end())
            for one in _WORD.finditer(text[start:end])
        ]
        for phrase, made in likely:
            place = _place(said, made)
            if place is not None:
                yield Phrase(phrase, text[place[0] : place[1]], place[0])
        start = end


def is_denied(text: str, start: int) -> bool:
    """True for what stands behind “we cannot”, “nobody can”, “it is not”: it is no promise."""
    return bool(_DENIED.search(text[max(start - 40, 0) : start]))


def _place(said: list[tuple[str, str, int, int]], made: tuple[str, ...]) -> tuple[int, int] | None:
    """Where a clause says all of `made`; None = nowhere, or it is denied."""
    where = {word: [number for number, one in enumerate(said) if one[0] == word] for word in made}
    if not all(where.values()):
        return None
    if any(_denies(number, said) for number in range(len(said)) if said[number][0] not in made):
        return None
    ordered = _in_order(where, made)
    if ordered is None:
        ordered = _turned_round(said, where, made)
    return None if ordered is None else (said[ordered[0]][2], said[ordered[1]][3])


def _denies(number: int, said: list[tuple[str, str, int, int]]) -> bool:
    word = said[number][1]
    if (
        word == "without"
        and number + 1 < len(said)
        and said[number + 1][1] in {"exception", "fail", "doubt", "question"}
    ):
        return False
    return word in _DENIES or word.endswith(("n't", "n’t"))


def _in_order(where: dict[str, list[int]], made: tuple[str, ...]) -> tuple[int, int] | None:
    for first in where[made[0]]:
        at = first
        for word in made[1:]:
            after = next((one for one in where[word] if at < one <= at + 1 + _GAP_IN_ORDER), None)
            if after is None:
                break
            at = after
        else:
            return first, at
    return None


def _turned_round(
    said: list[tuple[str, str, int, int]], where: dict[str, list[int]], made: tuple[str, ...]
) -> tuple[int, int] | None:
    """The verb of the phrase stands in the passive, and its other words within reach of it."""
    verb = next((word for word in made if word not in _NO_VERBS), "")
    for at in where.get(verb, ()):
        form = said[at][1]
        is_passive = form.endswith("ed") or (form in _ALIKE and form not in _NO_VERBS)
        near = 3 if is_passive else 2 if len(made) == 2 else 0
        if not any(one[1] in _BE for one in said[max(at - near, 0) : at]):
            continue
        others = [min(where[word], key=lambda one: abs(one - at)) for word in made if word != verb]
        most = _GAP if is_passive else 1
        if all(abs(one - at) <= most for one in others) and min(others) < at:
            return min(*others, at), max(*others, at)
    return None


@cache
def _made_of(phrase: str) -> tuple[str, ...]:
    """The words of a phrase that say something, plainly, in their order."""
    words = (_plain(one) for one in _WORD.findall(phrase) if one.lower() not in _SAYS_NOTHING)
    return tuple(dict.fromkeys(words))


@cache
def _plain(word: str) -> str:
    low = word.lower()
    return stem(_ALIKE.get(low, low))


@cache
def _beginnings(plain: str) -> tuple[str, ...]:
    """What a text holds that says this word: its stem, or a form that does not begin with it."""
    return (plain, *(form for form, meant in _ALIKE.items() if stem(meant) == plain))
