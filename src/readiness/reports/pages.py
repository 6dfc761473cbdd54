"""The reference and how-to pages that travel with the product, by name or by a code that they explain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from readiness.adapters.resources import builtin
from readiness.ground.errors import NotFound
from readiness.ground.keys import did_you_mean

FOLDERS = ("reference", "reference/checks", "how-to")

_PICTURE = re.compile(r"^!\[.*\]\(.*\)\n\n?", re.MULTILINE)
"""A picture is nothing in a terminal."""
_CODE = re.compile(r"[A-Z]{2}[0-9]{3}")


def page_titles() -> Mapping[str, str]:
    """Title of every page by its name, without the pages of single checks."""
    return {name: _title(path) for name, path in _pages().items() if path.parent.name != "checks"}


def page(topic: str) -> str:
    """What is written about `topic`: the page of that name, or what the pages say about that code.

    Raises NotFound, with the nearest name.
    """
    pages = _pages()
    by_name = {name.casefold(): name for name in pages}
    if (name := by_name.get(topic.casefold())) is not None:
        return _PICTURE.sub("", pages[name].read_text(encoding="utf-8"))
    code = topic.upper()
    found = [text for path in pages.values() for text in _about(code, path)] if _CODE.fullmatch(code) else []
    if not found:
        told = "" if _CODE.fullmatch(code) else did_you_mean(topic, page_titles())
        raise NotFound(f"nothing is written about '{topic}'.", hint=f"{told} All pages: readiness docs".strip())
    return "\n".join(found)


def _pages() -> dict[str, Path]:
    return {path.stem: path for folder in FOLDERS for path in sorted(builtin("docs", *folder.split("/")).glob("*.md"))}


def _title(path: Path) -> str:
    with path.open(encoding="utf-8") as lines:
        return next((line.removeprefix("# ").strip() for line in lines if line.startswith("# ")), path.stem)


def _about(code: str, path: Path) -> Iterator[str]:
    """Table rows that begin with the code, and the section whose heading names it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    section: list[str] = []
    for line in lines:
        if line.startswith("#"):
            if section:
                break
            if re.search(rf"\b{code}\b", line):
                section.append(line)
        elif section:
            section.append(line)
        elif line.startswith("|") and _names(
            (cells := [cell.strip() for cell in line.strip("| ").split("|")])[0], code
        ):
            yield f"{' · '.join(cells)}\nMore: readiness docs {path.stem}\n"
    if section:
        yield "\n".join(section).rstrip() + "\n"


def _names(cell: str, code: str) -> bool:
    """Whether the cell is the code, lists it (`EV001, EV002`) or spans it (`RO101 to RO110`)."""
    found = _CODE.findall(cell)
    spans = " to " in cell and len(found) == 2 and found[0] <= code <= found[1]
    return code in found or spans
