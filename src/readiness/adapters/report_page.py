"""The readiness report as one HTML file: nothing fetched, everything escaped, readable, printable, light and dark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from readiness.ground.fingerprint import short
from readiness.ground.percent import percent

_FOLDER = Path(__file__).parent / "page"


class ReportPage:
    """Makes the page from the frozen value of `reports.readiness`."""

    def __init__(self) -> None:
        environment = Environment(
            loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        environment.filters["percent"] = percent
        environment.filters["day"] = lambda day: f"{day:%d %B %Y}".lstrip("0")
        environment.filters["words"] = lambda key: key.replace("-", " ")
        environment.filters["short"] = short
        self._template = environment.get_template("report.html.j2")

    def render(self, report: Any) -> str:
        """A whole HTML document."""
        css = "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in ("page.css", "report.css"))
        return self._template.render(report=report, css=css)
