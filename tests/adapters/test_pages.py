"""Pages stand alone, are safe whatever the Markdown says, and can be read by everybody."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.adapters import pages as pages_module
from readiness.adapters.page_engine import LABELS
from readiness.adapters.pages import HtmlPages
from tests.adapters.test_markdown_text import HOSTILE

PAGES = HtmlPages()
CSS = (Path(pages_module.__file__).parent / "page" / "page.css").read_text(encoding="utf-8")


class Seen(HTMLParser):
    """Every tag of a page, with its attributes, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def named(self, *names: str) -> list[tuple[str, dict[str, str | None]]]:
        return [found for found in self.tags if found[0] in names]


def page(markdown: str, **about: str) -> str:
    return PAGES.page(markdown, title=about.pop("title", "Title"), **about)


WHOLE = """# Head

Lead.

> [!WARNING]
> Mind this.

## One

### Card `unique`

- **Ask:** What?
- **Say:** That.

## Two

| a | b |
| --- | --- |
| 1 | `parity` |

## Two

> A quote.

[a](https://example.com) [b](battlecard/rival.html)
"""


def test_a_page_fetches_nothing() -> None:
    made = page(WHOLE)
    assert not Seen(made).named("script", "link", "img", "iframe", "object", "embed", "base", "form", "input")
    assert not re.search(r"@import|url\(|src=|srcset=|http-equiv", made)


def test_a_page_has_language_title_landmarks_a_skip_link_and_headings_in_order() -> None:
    seen = Seen(page(WHOLE, title="The <title>"))
    assert seen.named("html")[0][1]["lang"] == "en"
    assert [len(seen.named(name)) for name in ("title", "header", "main", "nav", "h1")] == [1, 1, 1, 1, 1]
    assert seen.named("a")[0][1]["href"] == "#content"
    assert seen.named("main")[0][1]["id"] == "content"
    levels = [int(tag[1]) for tag, _ in seen.named("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_id_is_there_once_and_the_contents_lead_to_them() -> None:
    seen = Seen(page(WHOLE))
    ids = [attrs["id"] for _, attrs in seen.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {"s-one", "s-two", "s-two-2"} <= set(ids)
    inside = [attrs["href"] for _, attrs in seen.named("a") if str(attrs.get("href")).startswith("#")]
    assert {str(href)[1:] for href in inside} <= set(ids)


def test_sections_cards_callouts_labels_and_tables_are_marked_up() -> None:
    made = page(WHOLE)
    assert made.count("<section") == made.count("</section>") == 3
    assert made.count("<article>") == made.count("</article>") == 1
    assert '<aside class="warning" role="note">' in made
    assert "[!WARNING]" not in made
    assert '<code class="chip good">unique</code>' in made
    assert '<ul class="said">' in made
    assert "<strong>Ask</strong>" in made
    assert 'role="region"' in made
    assert '<th scope="col">' in made


def test_a_page_without_a_heading_of_its_own_is_headed_by_its_title() -> None:
    assert "<h1>A &amp; B</h1>" in page("text", title="A & B")


def test_what_stands_around_the_text_is_escaped() -> None:
    made = page("x", title="<b>", kicker="<i>", note="<u>", mark='"><script>')
    assert not Seen(made).named("b", "i", "u", "script")


@pytest.mark.parametrize(
    "text", [*HOSTILE, "[x](data:text/html,y)", '<a href="javascript:x">y</a>', "<style>*{}</style>"]
)
def test_hostile_markdown_is_inert(text: str) -> None:
    seen = Seen(page(f"# {text}\n\n{text}\n\n## {text}\n\n- {text}\n\n| a |\n| --- |\n| {text} |\n"))
    assert len(seen.named("style")) == 1
    assert not seen.named("script", "img")
    for _, attrs in seen.tags:
        assert not [name for name in attrs if name.startswith("on")]
        assert not str(attrs.get("href", "")).lower().startswith(("javascript", "data", "vbscript"))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab \n#>-*`|[]()<>!:&\"'=/1."), max_size=60))
def test_no_markdown_closes_the_frame(text: str) -> None:
    made = page(text)
    assert made.count("<main") == made.count("</main>") == 1
    assert made.count("<section") == made.count("</section>")
    assert made.count("<article") == made.count("</article>")
    assert not Seen(made).named("script", "img")


def test_the_mark_is_in_the_head_and_the_design_is_a_fingerprint() -> None:
    assert '<meta name="readiness-mark" content="sha256:abc">' in page("x", mark="sha256:abc")
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", PAGES.design)


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


LIGHT, DARK, PRINT = (colours(block) for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL))
PAIRS = (
    *((ink, ground) for ink in ("ink", "soft", "accent") for ground in ("paper", "surface", "accent-soft")),
    *((tone, f"{tone}-soft") for tone in ("good", "plain", "warn", "bad", "accent")),
    ("band-ink", "band"), ("band-soft", "band"), ("ink", "plain-soft"),
)  # fmt: skip


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)  # the grey that everybody quotes


@pytest.mark.parametrize("pair", PAIRS, ids=" on ".join)
@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_every_text_colour_has_aa_contrast_on_its_ground(scheme: str, pair: tuple[str, str]) -> None:
    palette = {"light": LIGHT, "dark": {**LIGHT, **DARK}, "print": {**LIGHT, **PRINT}}[scheme]
    assert contrast(palette[pair[0]], palette[pair[1]]) >= 4.5


def test_every_tone_of_a_label_is_in_the_style_sheet() -> None:
    for tone in set(LABELS.values()) - {"plain"}:
        assert f"code.{tone} {{" in CSS
