"""An XML file as a tree whose nodes know their line; nothing in it is ever fetched, expanded or executed.

Document types are refused where they begin, so no entity can be defined: neither bombs nor external files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from readiness.ground.errors import Problem, Where

MOST_DEPTH = 40
MOST_NODES = 500_000


@dataclass(slots=True)
class Node:
    """An element: `text` is what stands directly in it."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Node] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def first(self, tag: str) -> Node | None:
        """The first child of this name."""
        return next((child for child in self.children if child.tag == tag), None)

    def every(self, tag: str) -> Iterator[Node]:
        return (child for child in self.children if child.tag == tag)

    def words(self, *path: str) -> str:
        """The text at a path of children, without space around it; "" when there is none."""
        node: Node | None = self
        for tag in path:
            node = node.first(tag) if node is not None else None
        return node.text.strip() if node is not None else ""


class _Refused(Exception):
    def __init__(self, said: str, fix: str, line: int) -> None:
        super().__init__(said)
        self.said, self.fix, self.line = said, fix, line


def read_xml(text: str, name: str) -> tuple[Node | None, tuple[Problem, ...]]:
    """The root of `text`, or the one reason (IX004, IX005 for a document type) why it is no XML that is read here."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    builder = _Builder(parser)
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.said
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.EntityDeclHandler = builder.entity
    parser.XmlDeclHandler = builder.declared
    try:
        parser.Parse(text.encode("utf-8"), True)
    except _Refused as error:
        return None, (Problem("IX004", error.said, error.fix, Where(name, error.line)),)
    except expat.ExpatError as error:
        said = f"this is no XML: {expat.errors.messages[error.code]}."
        fix = "Export the file again, or mend it here."
        return None, (Problem("IX004", said, fix, Where(name, error.lineno, error.offset + 1)),)
    return builder.root, ()


class _Builder:
    def __init__(self, parser: expat.XMLParserType) -> None:
        self.parser = parser
        self.root: Node | None = None
        self.open: list[Node] = []
        self.nodes = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        self.nodes += 1
        if len(self.open) >= MOST_DEPTH or self.nodes > MOST_NODES:
            raise _Refused("the file is nested too deeply or too large.", "Export fewer questions.", line)
        node = Node(tag, attributes, line)
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, _tag: str) -> None:
        self.open.pop()

    def said(self, text: str) -> None:
        if self.open:
            self.open[-1].pieces.append(text)

    def doctype(self, *_told: object) -> None:
        fix = "Take the <!DOCTYPE …> out; questions need none."
        raise _Refused("the file has a document type, which is refused.", fix, self.parser.CurrentLineNumber)

    def entity(self, *_told: object) -> None:
        fix = "Take the <!ENTITY …> out."
        raise _Refused("the file defines entities, which is refused.", fix, self.parser.CurrentLineNumber)

    def declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
            said = f"the file says its encoding is {encoding[:40]}, but it must be UTF-8."
            raise _Refused(said, 'Save it as UTF-8 with encoding="UTF-8".', 1)
