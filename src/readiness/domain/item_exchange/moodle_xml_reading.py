"""Reading Moodle XML: every question that has a place here, and for every other thing in the file a word on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from readiness.domain.item_exchange.exchange_item import (
    ANY,
    MOST_QUESTIONS,
    NOTHING,
    WHOLE,
    Answer,
    ExchangeItem,
    ExchangeKind,
    FileRead,
    Lost,
    category_path,
    figure,
    label,
    percent,
    tidy,
    too_many,
)
from readiness.domain.item_exchange.plain_text import looks_like_html, plain_text
from readiness.domain.item_exchange.xml_tree import Node, read_xml
from readiness.ground.errors import Problem, Where

LONGEST = 20_000
"""Characters of one text of a question."""

_USUAL: Mapping[str, frozenset[str]] = {
    "penalty": frozenset({"", "0", "0.0", "0.0000000", "1", "1.0", "1.0000000", "0.3333333", "0.333", "0.1",
                          "0.1000000", "0.33333"}),
    "hidden": frozenset({"", "0"}),
    "shuffleanswers": frozenset({"", "1", "true"}),
    "unitgradingtype": frozenset({"", "0"}),
    "correctfeedback": frozenset({"", "Your answer is correct."}),
    "partiallycorrectfeedback": frozenset({"", "Your answer is partially correct."}),
    "incorrectfeedback": frozenset({"", "Your answer is incorrect."}),
    "responsetemplate": frozenset({""}),
    "responseformat": frozenset({"", "plain", "editor"}),
    "attachments": frozenset({"", "0"}),
    "attachmentsrequired": frozenset({"", "0"}),
    "graderinfo": frozenset(),
    "hint": frozenset(),
}  # fmt: skip
"""Elements that are not carried, told when they say something else than they usually do."""

_OF_ESSAYS = frozenset({"graderinfo", "responsetemplate"})
_LONGEST_COUNT = 7

_CALLED = {
    "penalty": "the penalty for further tries", "hidden": "that it is hidden", "hint": "a hint",
    "shuffleanswers": "that its options stay in their order", "unitgradingtype": "marks for the unit",
    "responseformat": "the form of the answer, which is plain text here", "attachments": "files beside the answer",
    "attachmentsrequired": "that files have to be handed in",
    "correctfeedback": "what is said when it is right", "responsetemplate": "the template of the answer",
    "partiallycorrectfeedback": "what is said when it is partly right",
    "incorrectfeedback": "what is said when it is wrong",
}  # fmt: skip


def read_moodle_xml(text: str, name: str) -> FileRead:
    """The questions of `text`; problems (IX004, IX006) have the line of the element they are about."""
    root, problems = read_xml(text, name)
    if root is None:
        return FileRead("moodle-xml", (), (), problems)
    if root.tag != "quiz":
        said = f"the file is <{root.tag[:40]}>, not <quiz>."
        fix = "Export questions from Moodle as Moodle XML."
        return FileRead("moodle-xml", (), (), (Problem("IX004", said, fix, Where(name, root.line)),))
    reader = _Reader(name)
    for count, node in enumerate(root.children):
        if count >= 2 * MOST_QUESTIONS or len(reader.items) > MOST_QUESTIONS:
            reader.problems.append(too_many(name, node.line))
            break
        if node.tag == "question":
            reader.question(node)
        else:
            reader.lost.append(Lost(f"<{node.tag[:40]}>", "an element that is no question", node.line, whole=True))
    return FileRead("moodle-xml", tuple(reader.items), tuple(reader.lost), tuple(reader.problems))


class _Refused(Exception):
    def __init__(self, said: str, fix: str, line: int, code: str = "IX006") -> None:
        super().__init__(said)
        self.said, self.fix, self.line, self.code = said, fix, line, code


@dataclass(slots=True)
class _Reader:
    file: str
    category: str = ""
    items: list[ExchangeItem] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def question(self, node: Node) -> None:
        kind = node.attributes.get("type", "")
        if kind == "category":
            self.category = category_path(node.words("category", "text"))
            return
        if kind not in _SHAPES:
            what = f"a question of type '{kind[:40]}', which has no place here" if kind else "a question without a type"
            name = node.words("name", "text") or node.words("idnumber")
            self.lost.append(Lost(" ".join(name.split())[:60] or "(no name)", what, node.line, whole=True))
            return
        found = _Question(node, self.category)
        item = found.item(kind)
        self.problems += [Problem(e.code, e.said, e.fix, Where(self.file, e.line)) for e in found.faults]
        if item is not None:
            self.items.append(item)
            self.lost += [Lost(label(item), what, node.line) for what in dict.fromkeys(found.lost)]


@dataclass(slots=True)
class _Question:
    node: Node
    category: str
    lost: list[str] = field(default_factory=list)
    faults: list[_Refused] = field(default_factory=list)

    def item(self, kind: str) -> ExchangeItem | None:
        """The question; None when something in it is no good, which `faults` then tells completely."""
        node = self.node
        base = ExchangeItem(
            kind="essay", stem=self._text(node.first("questiontext"), "the question"), line=node.line,
            name=" ".join(node.words("name", "text").split()), idnumber=" ".join(node.words("idnumber").split()),
            category=self.category, tags=self._tags(), weight=self._weight(),
            feedback=self._text(node.first("generalfeedback"), "feedback"),
        )  # fmt: skip
        if not base.stem:
            self._fault("the question has no text.", "Write its <questiontext>.", node.line)
        item = _SHAPES[kind](self, base)
        self._unusual(kind)
        return None if self.faults else item

    def _fault(self, said: str, fix: str, line: int) -> None:
        self.faults.append(_Refused(said, fix, line))

    def _tags(self) -> tuple[str, ...]:
        tags = self.node.first("tags")
        told = (" ".join(tag.words("text").split()) for tag in tags.every("tag")) if tags else ()
        return tuple(dict.fromkeys(tag for tag in told if tag))

    def _weight(self) -> Decimal:
        text = self.node.words("defaultgrade") or "1"
        found = figure(text)
        if found is None or Decimal(found) < 0:
            node = self.node.first("defaultgrade") or self.node
            self._fault(f"'{text[:40]}' is no mark.", "Write a number in <defaultgrade>.", node.line)
            return Decimal(1)
        return Decimal(found)

    def _text(self, node: Node | None, what: str, *, usual: str = "html") -> str:
        """What an element with <text> says, as plain text; files in it and dress are told as lost."""
        if node is None:
            return ""
        inner = node.first("text")
        text = tidy(inner.text) if inner is not None else ""
        if len(text) > LONGEST:
            self._fault(f"{what} has {len(text):,} characters.", f"Use at most {LONGEST:,}.", node.line)
            return "…"
        for file in (*node.every("file"), *(inner.every("file") if inner is not None else ())):
            name = file.attributes.get("name", "")[:80]
            self.lost.append(f"the file '{name}' in {what} ({len(file.text) * 3 // 4 / 1000:.0f} kB)")
        form = node.attributes.get("format") or usual
        if form == "html" or (form == "moodle_auto_format" and looks_like_html(text)):
            text, lost = plain_text(text)
            self.lost += [f"{one}, in {what}" for one in lost]
        elif form == "markdown":
            self.lost.append(f"that {what} is Markdown; the text stays as it is written")
        return text

    def _share(self, node: Node) -> Decimal:
        text = node.attributes.get("fraction", "0")
        found = percent(text)
        if found is None:
            said = f"fraction '{text[:40]}' is no share of the mark."
            self._fault(said, "Write -100 to 100.", node.line)
            return NOTHING
        return found

    def _answers(self, *, usual: str = "html") -> tuple[Answer, ...]:
        found = []
        for node in self.node.every("answer"):
            text = self._text(node, "an option", usual=usual)
            if not text:
                self._fault("an answer without text.", "Write it or take it out.", node.line)
            feedback = self._text(node.first("feedback"), "feedback")
            found.append(Answer(text=text, percent=self._share(node), feedback=feedback))
        if not found:
            self._fault("the question has no answers.", "Give it <answer> elements.", self.node.line)
        return tuple(found)

    def _choice(self, base: ExchangeItem) -> ExchangeItem:
        is_single = self.node.words("single").lower() in ("true", "1")
        kind: ExchangeKind = "choice" if is_single else "multiple"
        return replace(base, kind=kind, answers=self._answers())

    def _truth(self, base: ExchangeItem) -> ExchangeItem:
        told = {one.text.strip().lower(): one for one in self._answers(usual="moodle_auto_format")}
        if set(told) != {"true", "false"}:
            self._fault("a true/false without the answers true and false.", "Give it both.", self.node.line)
            return base
        rights = [name for name, one in told.items() if one.percent == WHOLE]
        if len(rights) != 1 or any(one.percent not in (WHOLE, NOTHING) for one in told.values()):
            self._fault("one of true and false has to be right.", "Give it fraction 100, the other 0.", self.node.line)
            return base
        wrong = "false" if rights[0] == "true" else "true"
        return replace(
            base, kind="true-false", truth=rights[0] == "true", when_right=told[rights[0]].feedback,
            when_wrong=told[wrong].feedback,
        )  # fmt: skip

    def _short(self, base: ExchangeItem) -> ExchangeItem:
        sensitive = self.node.words("usecase") in ("1", "true")
        return replace(base, kind="short-text", answers=self._answers(usual="plain_text"), case_sensitive=sensitive)

    def _numeric(self, base: ExchangeItem) -> ExchangeItem:
        found = []
        for node in self.node.every("answer"):
            said = node.words("text")
            number = ANY if said == ANY else figure(said)
            around = figure(node.words("tolerance") or "0")
            if number is None:
                self._fault(f"'{said[:40]}' is no figure.", "Write a number, with a point.", node.line)
            elif around is None or around.startswith("-"):
                self._fault(f"tolerance '{node.words('tolerance')[:40]}' is none.", "Write 0 or more.", node.line)
            else:
                feedback = self._text(node.first("feedback"), "feedback")
                around = "0" if number == ANY else around
                found.append(Answer(text=number, tolerance=around, percent=self._share(node), feedback=feedback))
        if not found and not self.faults:
            self._fault("the question has no answers.", "Give it <answer> elements.", self.node.line)
        return replace(base, kind="numeric", answers=tuple(found), unit=self._unit())

    def _unit(self) -> str:
        units = self.node.first("units")
        known = [one for one in units.every("unit") if one.words("unit_name")] if units is not None else []
        first = next((one for one in known if figure(one.words("multiplier") or "1") == "1"), None)
        for one in known:
            if one is not first:
                self.lost.append(f"the unit '{one.words('unit_name')[:40]}' (× {one.words('multiplier')[:20]})")
        return " ".join(first.words("unit_name").split()) if first is not None else ""

    def _matching(self, base: ExchangeItem) -> ExchangeItem:
        pairs = []
        for node in self.node.every("subquestion"):
            left, right = self._text(node, "a pair"), self._text(node.first("answer"), "a pair", usual="plain_text")
            if right:
                pairs.append((left, right))
            elif left:
                self._fault("a pair without a right side.", "Write its <answer>.", node.line)
        if not pairs:
            self._fault("a matching without pairs.", "Give it <subquestion> elements.", self.node.line)
        return replace(base, kind="matching", pairs=tuple(pairs))

    def _essay(self, base: ExchangeItem) -> ExchangeItem:
        """Dress in the template is told as lost, as everywhere; limits that are no numbers are at fault."""
        return replace(
            base, grader_notes=self._text(self.node.first("graderinfo"), "the notes for the marker"),
            response_template=self._text(self.node.first("responsetemplate"), "the template of the answer"),
            response_lines=self._count("responsefieldlines") or 0, min_words=self._count("minwordlimit"),
            max_words=self._count("maxwordlimit"),
        )  # fmt: skip

    def _count(self, tag: str) -> int | None:
        """A whole number; None where nothing, or 0, is said."""
        text = self.node.words(tag)
        if not text or text == "0":
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_COUNT):
            node = self.node.first(tag) or self.node
            self._fault(f"'{text[:40]}' is no number of words or lines.", f"Write a number in <{tag}>.", node.line)
            return None
        return int(text)

    def _unusual(self, kind: str) -> None:
        for child in self.node.children:
            usual = _USUAL.get(child.tag)
            if usual is None or (child.tag in _OF_ESSAYS and kind == "essay"):
                continue
            said = child.words("text") if child.first("text") is not None else child.text.strip()
            plain = plain_text(said)[0] if looks_like_html(said) else said
            if plain not in usual and (plain or child.tag == "hint"):
                self.lost.append(_CALLED.get(child.tag, f"<{child.tag}>"))


_SHAPES: Mapping[str, Callable[[_Question, ExchangeItem], ExchangeItem]] = {
    "multichoice": _Question._choice, "truefalse": _Question._truth, "shortanswer": _Question._short,  # noqa: SLF001
    "numerical": _Question._numeric, "matching": _Question._matching, "essay": _Question._essay,  # noqa: SLF001
}  # fmt: skip
