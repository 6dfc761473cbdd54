"""Where in a text it says what was asked for: the page or slide, and a piece of it with the words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from readiness.domain.library.finding import words_of
from readiness.domain.wording.stems import folded, stem

LONGEST: Final = 220
"""Characters of an excerpt."""
_CHUNK: Final = 2_000
"""Characters that are looked at together."""
_LOOKED_INTO: Final = 8
"""So many stretches that seem to say it are read closely, at most."""
_MARKS: Final = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0963\u0966-\u0dff\u0e00-\u109f\u1780-\u17ff\u1dc0-\u1dff\u3099\u309a"
)
"""Marks that stand within words, which are left out of what is compared (Unicode's charts)."""
_LETTER: Final = rf"(?:[^\W_]|[{_MARKS}])"
_WORD: Final = re.compile(rf"{_LETTER}+(?:['’]{_LETTER}+)?")
_MARKUP: Final = re.compile(
    r"\[![A-Z]+\]|!?\[([^\]\n]*)\]\([^)\n]*\)|[#>*`|]+|(?<!\w)_+|_+(?!\w)|(?m:^\s*(?:[-+]|:?-{2,}:?)\s+)"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of an excerpt. `is_asked`: a word that was asked for."""

    text: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """`has` counts the words that it has, of those asked for; `place` the parts before the one that is quoted."""

    has: int
    place: int
    pieces: tuple[Said, ...]

    @property
    def text(self) -> str:
        return "".join(one.text for one in self.pieces)


def excerpt(parts: Sequence[str], words: Sequence[str], *, is_markup: bool = False, else_first: bool = True) -> Excerpt:
    """Of these parts (pages, slides …) the first that has the most of the words, and what it says about the first.

    The last word may be a beginning, as in a search. When none has any: the beginning, or nothing unless `else_first`.
    `is_markup`: signs of Markdown are left out.
    """
    wanted = [stem(word) for word in words]
    best: tuple[int, int, str] = (0, 0, "")
    looked = 0
    for place, chunk in _chunks(parts) if wanted else ():
        plain = folded(chunk)
        if sum(one in plain for one in wanted) <= best[0] or looked >= _LOOKED_INTO:
            continue
        looked += 1
        text = _on_one_line(chunk, is_markup=is_markup)
        has = len({number for _, _, number in _found(text, wanted)})
        if has > best[0]:
            best = (has, place, text)
        if has == len(wanted):
            break
    if best[0]:
        return Excerpt(best[0], best[1], _cut(best[2], wanted))
    place = next((number for number, part in enumerate(parts) if part.strip()), 0)
    first = _on_one_line(parts[place][:_CHUNK], is_markup=is_markup) if parts else ""
    return Excerpt(0, place, _cut(first, []) if else_first and first else ())


def _chunks(parts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The parts in stretches that end between words where they can."""
    for place, part in enumerate(parts):
        start = 0
        while start < len(part):
            end = start + _CHUNK
            if end < len(part):
                space = part.rfind(" ", start + _CHUNK // 2, end)
                end = space if space > start else end
            yield place, part[start:end]
            start = end


def _found(text: str, wanted: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Start and end of every word that was asked for, and the number of the wanted one that it is."""
    for found in _WORD.finditer(text):
        words = words_of(found[0])
        if len(words) == 1:
            spelled = stem(words[0])
            for number, one in enumerate(wanted):
                if spelled == one or (number == len(wanted) - 1 and spelled.startswith(one)):
                    yield found.start(), found.end(), number
                    break
        else:
            yield from _within(found, wanted)


def _within(found: re.Match[str], wanted: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """The same in a stretch of a script without spaces, in which words are found as they stand."""
    end = 0
    for start in range(len(found[0])):
        for number, one in enumerate(wanted):
            if folded(found[0][start : start + len(one)]) == one:
                if start + len(one) > end:
                    yield found.start() + max(start, end), found.start() + start + len(one), number
                    end = start + len(one)
                break


def _cut(text: str, wanted: Sequence[str]) -> tuple[Said, ...]:
    """About LONGEST characters around the first word that was asked for."""
    places = list(_found(text, wanted))
    start = max(0, places[0][0] - LONGEST // 3) if places else 0
    if start:
        space = text.rfind(" ", max(0, start - 40), start)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + LONGEST)
    if end < len(text):
        space = text.rfind(" ", start + LONGEST // 2, end)
        end = space if space > 0 else end
    pieces = [Said("… ", is_asked=False)] if start else []
    at = start
    for begin, stop, _ in places:
        if begin < at or stop > end:
            continue
        if begin > at:
            pieces.append(Said(text[at:begin], is_asked=False))
        pieces.append(Said(text[begin:stop], is_asked=True))
        at = stop
    if at < end:
        pieces.append(Said(text[at:end], is_asked=False))
    if end < len(text):
        pieces.append(Said(" …", is_asked=False))
    return tuple(pieces)


def _on_one_line(text: str, *, is_markup: bool) -> str:
    """Lines of a document are told apart: each is a paragraph, an item or a row."""
    if is_markup:
        return " ".join(_MARKUP.sub(lambda found: f"{found[1] or ''} ", text).split())
    return " · ".join(told for line in text.split("\n") if (told := " ".join(line.split())))
