r"""Reading GIFT, the text format of Moodle and others.

    ::name:: [plain]The question {=right ~wrong#what to say ~%50%half right ####what to say to all}

Questions are apart by an empty line. `~ = # { } :` and the backslash are escaped with a backslash, `\n` is a line end.
The rules are those of Moodle's own documentation of the format, read strictly: what Moodle would guess at is told.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from itertools import pairwise

from readiness.domain.item_exchange.exchange_item import (
    ANY,
    MOST_QUESTIONS,
    NOTHING,
    WHOLE,
    Answer,
    ExchangeItem,
    FileRead,
    Lost,
    category_path,
    figure,
    label,
    percent,
    too_many,
)
from readiness.domain.item_exchange.plain_text import looks_like_html, plain_text
from readiness.ground.errors import Problem, Where

BLANK = "_____"
"""What stands for the answers of a question that goes on behind them."""

_MARK = re.compile(r"\\.|[~=#{}:]", re.DOTALL)
_ESCAPE = re.compile(r"\\([~=#{}:n\\])")
_FORMAT = re.compile(r"\s*\[(html|plain|moodle|markdown)\]")
_SHARE = re.compile(r"\s*%([^%\n]{1,20})%")
_RANGE = re.compile(r"^(.+?)\.\.(.+)$", re.DOTALL)
_ID = re.compile(r"\[id:((?:\\\]|[^\]\n])+)\]")
_TAG = re.compile(r"\[tag:([^\]<>`\n]+)\]")
_TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_COMMENTS, _LONGEST_COMMENT = 20, 1000
"""Lines above a question, and characters of each, in which its number and tags are looked for."""

LONGEST = 20_000
"""Characters of one question; nobody reads more."""


def read_gift(text: str, name: str) -> FileRead:
    """The questions of `text`; problems (IX004, IX006) have the line of the question or of the fault in it."""
    reader = _Reader(name)
    for count, block in enumerate(_blocks(text, reader)):
        if count >= MOST_QUESTIONS:
            reader.problems.append(too_many(name, block.line))
            break
        reader.read(block)
    return FileRead("gift", tuple(reader.items), tuple(reader.lost), tuple(reader.problems))


@dataclass(slots=True)
class _Block:
    """Lines of one question, comments and category taken out; `line` is that of the first."""

    text: str
    line: int
    category: str
    idnumber: str = ""
    tags: tuple[str, ...] = ()


class _Refused(Exception):
    """The question cannot be read; `at` is a position in its text."""

    def __init__(self, said: str, fix: str, at: int = 0, code: str = "IX004") -> None:
        super().__init__(said)
        self.said, self.fix, self.at, self.code = said, fix, at, code


@dataclass(slots=True)
class _Reader:
    file: str
    items: list[ExchangeItem] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def read(self, block: _Block) -> None:
        try:
            found = _Question(block).item()
        except _Refused as error:
            line = block.line + block.text.count("\n", 0, error.at)
            self.problems.append(Problem(error.code, error.said, error.fix, Where(self.file, line)))
            return
        if isinstance(found, Lost):
            self.lost.append(found)
            return
        item, lost = found
        self.items.append(item)
        self.lost += [Lost(label(item), what, item.line) for what in dict.fromkeys(lost)]


def _blocks(text: str, reader: _Reader) -> Iterator[_Block]:  # noqa: C901  (one branch a kind of line)
    """The questions of the file, each with the category and the comment above it."""
    category = ""
    comments: deque[str] = deque(maxlen=_COMMENTS)
    lines: list[str] = []
    first = 0

    def taken() -> _Block:
        comment = "\n".join(comments)
        known = _ID.search(comment)
        idnumber = known[1].replace("\\]", "]").strip() if known else ""
        tags = tuple(tag.strip() for tag in _TAG.findall(comment))
        return _Block("\n".join(lines), first, category, idnumber, tags)

    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.strip()
        if not bare:
            if any(one.strip() for one in lines):
                yield taken()
            if lines:
                comments.clear()
            lines = []
        elif bare.startswith("//"):
            comments.append(bare[:_LONGEST_COMMENT])
            if lines:
                lines.append("")
        elif bare.startswith("$CATEGORY:"):
            if any(one.strip() for one in lines):
                fix = "Put an empty line before $CATEGORY."
                said = "a category begins inside a question."
                reader.problems.append(Problem("IX004", said, fix, Where(reader.file, number)))
            category = category_path(bare.removeprefix("$CATEGORY:"))
        else:
            first = first if lines else number
            lines.append(line)
    if any(one.strip() for one in lines):
        yield taken()


def _marks(text: str, wanted: str, start: int = 0) -> Iterator[int]:
    """Where the unescaped ones of `wanted` stand."""
    for found in _MARK.finditer(text, start):
        if found[0] in wanted and len(found[0]) == 1:
            yield found.start()


def _said(text: str) -> str:
    """What a stretch of the file says: escapes undone, its line ends spaces."""
    text = " ".join(part.strip() for part in text.split("\n")) if "\n" in text else text
    return _ESCAPE.sub(lambda found: "\n" if found[1] == "n" else found[1], text).strip()


@dataclass(slots=True)
class _Question:
    block: _Block
    lost: list[str] = field(default_factory=list)
    form: str = ""

    def item(self) -> tuple[ExchangeItem, list[str]] | Lost:
        text, block = self.block.text, self.block
        if len(text) > LONGEST:
            raise _Refused(f"the question has {len(text):,} characters.", f"Use at most {LONGEST:,}.")
        name, start = self._name(text)
        if told := _FORMAT.match(text, start):
            self.form, start = told[1], told.end()
        opened, closed = self._braces(text, start)
        if opened is None or closed is None:
            stem = self._text(text[start:])
            said = name or " ".join(stem.split())[:60]
            return Lost(said, "a description, which asks nothing", block.line, whole=True)
        behind = self._text(text[closed + 1 :])
        stem = self._text(text[start:opened])
        if behind:
            stem = f"{stem} {BLANK} {behind}" if stem else f"{BLANK} {behind}"
        if not stem:
            raise _Refused("the question has no text.", "Write the question before the {.", start, "IX006")
        base = ExchangeItem(
            kind="essay", stem=stem, name=name, idnumber=block.idnumber, category=block.category, tags=block.tags,
            line=block.line,
        )  # fmt: skip
        if self.form == "markdown":
            self.lost.append("that it is Markdown; the text stays as it is written")
        return self._answered(base, opened + 1, closed), self.lost

    def _name(self, text: str) -> tuple[str, int]:
        found = re.match(r"\s*::", text)
        if not found:
            return "", 0
        colons = list(_marks(text, ":", found.end()))
        for one, two in pairwise(colons):
            if two == one + 1:
                return _said(text[found.end() : one]), two + 1
        raise _Refused("the name that begins with :: does not end.", "End it with :: too, or write \\: for a colon.")

    def _braces(self, text: str, start: int) -> tuple[int | None, int | None]:
        opened: int | None = None
        closed: int | None = None
        for at in _marks(text, "{}", start):
            if text[at] == "{" and opened is None:
                opened = at
            elif text[at] == "}" and opened is not None and closed is None:
                closed = at
            elif text[at] == "{":
                raise _Refused("a second { in one question.", "Write \\{, or an empty line before a new question.", at)
            else:
                raise _Refused("a } that closes nothing.", "Write \\} when the character is meant.", at)
        if opened is not None and closed is None:
            raise _Refused("a { is not closed before the question ends.", "Close it with }.", opened)
        return opened, closed

    def _text(self, raw: str) -> str:
        text = _said(raw)
        if self.form == "html" or (self.form in ("", "moodle") and looks_like_html(text)):
            text, lost = plain_text(text)
            self.lost += lost
        return text

    def _answered(self, base: ExchangeItem, start: int, end: int) -> ExchangeItem:
        text = self.block.text
        general = next((at for at in _marks(text[:end], "#", start) if text.startswith("####", at)), None)
        if general is not None:
            base, end = replace(base, feedback=self._text(text[general + 4 : end])), general
        body = text[start:end].strip()
        if not body:
            return base
        begin = start + len(text[start:end]) - len(text[start:end].lstrip())
        if body.startswith("#"):
            return self._numeric(base, begin + 1, end)
        truth = _TRUTHS.get(body[: next(_marks(body, "#"), len(body))].strip().upper())
        if truth is not None:
            return self._truth(base, body, truth)
        return self._listed(base, begin, end)

    def _truth(self, base: ExchangeItem, body: str, truth: bool) -> ExchangeItem:  # noqa: FBT001
        places = [*_marks(body, "#"), len(body)]
        told = [self._text(body[one + 1 : two]) for one, two in pairwise(places)]
        if len(told) > 2:
            raise _Refused("a true/false has more than two feedbacks.", "Write {T#when wrong#when right}.")
        wrong, right = (*told, "", "")[:2]
        return replace(base, kind="true-false", truth=truth, when_wrong=wrong, when_right=right)

    def _parts(self, start: int, end: int) -> Iterator[tuple[str, int, int]]:
        """Each answer: its mark, and where its text begins and ends."""
        text = self.block.text
        places = [*_marks(text[:end], "=~", start), end]
        if text[start : places[0]].strip():
            fix = "Begin each answer with = or ~, or write \\= and \\~ for the characters."
            raise _Refused("text between { and the first answer.", fix, start)
        for one, two in pairwise(places):
            yield text[one], one + 1, two

    def _listed(self, base: ExchangeItem, start: int, end: int) -> ExchangeItem:
        text = self.block.text
        parts = list(self._parts(start, end))
        marks = {mark for mark, _, _ in parts}
        if marks == {"="} and any("->" in _before_feedback(text[one:two]) for _, one, two in parts):
            return self._matching(base, parts)
        answers = tuple(self._answer(mark, one, two, raw=marks == {"="}) for mark, one, two in parts)
        if marks == {"="}:
            return replace(base, kind="short-text", answers=answers)
        return replace(base, kind="choice" if "=" in marks else "multiple", answers=answers)

    def _answer(self, mark: str, start: int, end: int, *, raw: bool) -> Answer:
        text = self.block.text
        share = WHOLE if mark == "=" else NOTHING
        if told := _SHARE.match(text, start, end):
            share, start = self._share(told[1], start), told.end()
        hash_at = next(_marks(text[:end], "#", start), end)
        said = _said(text[start:hash_at]) if raw else self._text(text[start:hash_at])
        if not said:
            raise _Refused("an answer without text.", "Write it, or take the mark away.", start, "IX006")
        return Answer(text=said, percent=share, feedback=self._text(text[hash_at + 1 : end]))

    def _share(self, text: str, at: int) -> Decimal:
        found = percent(text)
        if found is None:
            raise _Refused(f"%{text}% is no share of the mark.", "Write -100 to 100 between the two %.", at)
        return found

    def _matching(self, base: ExchangeItem, parts: list[tuple[str, int, int]]) -> ExchangeItem:
        pairs = []
        for _, start, end in parts:
            left, arrow, right = self.block.text[start:end].partition("->")
            if not arrow:
                raise _Refused("a pair without ->.", "Write =left -> right.", start)
            if not self._text(right):
                raise _Refused("a pair without a right side.", "Write =left -> right.", start, "IX006")
            pairs.append((self._text(left), self._text(right)))
        return replace(base, kind="matching", pairs=tuple(pairs))

    def _numeric(self, base: ExchangeItem, start: int, end: int) -> ExchangeItem:
        text = self.block.text
        if next(_marks(text[:end], "=~", start), None) is None:
            return replace(base, kind="numeric", answers=(self._figure("=", start, end),))
        answers = tuple(self._figure(mark, one, two) for mark, one, two in self._parts(start, end))
        return replace(base, kind="numeric", answers=answers)

    def _figure(self, mark: str, start: int, end: int) -> Answer:
        text = self.block.text
        share = WHOLE if mark == "=" else NOTHING
        if told := _SHARE.match(text, start, end):
            share, start = self._share(told[1], start), told.end()
        hash_at = next(_marks(text[:end], "#", start), end)
        body, feedback = text[start:hash_at].strip(), self._text(text[hash_at + 1 : end])
        if body == ANY or (mark == "~" and not body):
            return Answer(text=ANY, percent=share, feedback=feedback)
        if told := _RANGE.match(body):
            return self._range(told[1], told[2], share, feedback, start)
        value, _, tolerance = body.partition(":")
        number, around = figure(value), figure(tolerance or "0")
        if number is None or around is None or around.startswith("-"):
            raise _Refused(f"'{body[:60]}' is no figure.", "Write 8, 8:0.5 (8 ± 0.5) or 7.5..8.5.", start)
        return Answer(text=number, tolerance=around, percent=share, feedback=feedback)

    def _range(self, low_text: str, high_text: str, share: Decimal, feedback: str, at: int) -> Answer:
        low, high = figure(low_text), figure(high_text)
        if low is None or high is None or Decimal(low) > Decimal(high):
            raise _Refused(f"{low_text.strip()[:30]}..{high_text.strip()[:30]} is no range.", "Write low..high.", at)
        with localcontext(prec=100):
            middle = figure(str((Decimal(low) + Decimal(high)) / 2))
            around = figure(str((Decimal(high) - Decimal(low)) / 2))
        if middle is None or around is None:
            raise _Refused("the middle of the range has too many digits.", "Use fewer digits.", at)
        return Answer(text=middle, tolerance=around, percent=share, feedback=feedback)


def _before_feedback(text: str) -> str:
    return text[: next(_marks(text, "#"), len(text))]
