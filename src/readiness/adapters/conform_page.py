"""Documents with their findings marked in the text, as one HTML file: nothing fetched, everything escaped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from readiness.domain.conformance.marking import marked_passages
from readiness.domain.conformance.rules import RULES

_FOLDER = Path(__file__).parent / "page"


class ConformPage:
    """Makes the page from the frozen value of `reports.conformance`."""

    def __init__(self) -> None:
        environment = Environment(
            loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        environment.filters["day"] = lambda day: f"{day:%d %B %Y}".lstrip("0")
        environment.filters["marked"] = lambda document: marked_passages(document.passages, document.findings)
        self._template = environment.get_template("conform.html.j2")

    def render(self, found: Any) -> str:
        """A whole HTML document."""
        styles = ("page.css", "report.css", "conform.css")
        css = "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in styles)
        return self._template.render(found=found, css=css, rules=RULES)
