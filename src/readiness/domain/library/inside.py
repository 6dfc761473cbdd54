"""What of a file is searched in: its text by page, slide or line, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from readiness.domain.conformance.document import Document
from readiness.domain.library.finding import LONGEST_BODY
from readiness.ground.errors import Problem

Searched = Literal["all", "part", "not", "unread"]
"""All of its text, a part, nothing as there is nothing that could be; or nothing yet, as nobody has read it so far."""
SEARCHED: Final[tuple[Searched, ...]] = get_args(Searched)

AT_A_LINK: Final = "what is at a link is not looked into"
NO_TEXT: Final = "sound and film are not listened to"


@dataclass(frozen=True, slots=True)
class Inside:
    """`parts` are the texts at the places `numbers`, which count in `unit` (page, slide …; "" = they are no places).

    `says` is why not all of it is searched, and what is no text in it (pictures); "" when there is nothing to say.
    """

    searched: Searched
    says: str = ""
    unit: str = ""
    numbers: tuple[int, ...] = ()
    parts: tuple[str, ...] = ()

    def place(self, number: int) -> str:
        """`slide 4`; "" when the text has no places."""
        return f"{self.unit} {self.numbers[number]}" if self.unit and number < len(self.numbers) else ""


def inside_of(document: Document) -> Inside:
    """What was read of a document, as far as it is indexed: a page, slide, paragraph or line is a part."""
    texts: dict[int, list[str]] = {}
    told = [one for one in document.told if one.code == "CF008"]
    said, is_cut = [_told(one) for one in told], any(one.level == "warning" for one in told)
    left, unit = LONGEST_BODY, ""
    for passage in document.passages:
        left -= len(passage.text) + 1
        if left < 0:
            said.append(f"only the first {LONGEST_BODY:,} characters are searched, up to {passage.place}")
            is_cut = True
            break
        unit = passage.place.unit
        texts.setdefault(passage.place.number, []).append(passage.text)
    parts = tuple("\n".join(lines) for lines in texts.values())
    if not parts:
        return not_read("; ".join(said) or "there is no text in it")
    return Inside("part" if is_cut else "all", "; ".join(said), unit, tuple(texts), parts)


def not_read(why: str) -> Inside:
    """There is nothing in it that can be searched."""
    return Inside("not", why)


def unread(why: str) -> Inside:
    """Nobody has read it so far, and somebody could: `readiness library reindex` does."""
    return Inside("unread", why)


def refused(problems: tuple[Problem, ...], message: str) -> Inside:
    """Why a reader would not read it."""
    return not_read("; ".join(_told(one) for one in problems) or message.rstrip("."))


def _told(problem: Problem) -> str:
    return problem.message.rstrip(".")
