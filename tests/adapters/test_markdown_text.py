"""What a launch file says can neither become HTML nor break out of where it stands."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from readiness.adapters.markdown_text import allowed_markdown, code, escape_text, is_safe_url, link, paragraphs

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
"""An unkind reader: raw HTML is let through."""

HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- gone", "</section></main>", "&lt;script&gt;",
    "[x](javascript:alert(1))", "![x](https://example.com/pixel.png)", "<https://example.com>", "[x]: javascript:alert(1)",
    "a | b | c", "|---|---|", "`code`", "```\nfence", "~~~\nfence", "# heading", "heading\n=====", "heading\n---", "- item",
    "+ item", "* item", "1. item", "2) item", "> quote", "---", "***", "___", "    code", "**bold**", "__bold__", "~~gone~~",
    "back\\slash", "trailing\\", "*", "_", "\x00\x1b[31m", "right\u202eleft", "a  \nb", "$x$ and {{ y }} and {% z %}", ":-",
)  # fmt: skip

UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200b\u2028-\u202e\u2060-\u2069\ufeff]")

marks = st.text(alphabet=st.sampled_from("ab1 \n\t.-+*_#>|`~[](){}<>!&;:=/\\\"'$%^"), max_size=40)
texts = st.one_of(st.sampled_from(HOSTILE), marks, st.text(max_size=40))


def shown(markdown: str) -> str:
    """The visible text of rendered Markdown, white space folded."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", MARKDOWN.render(markdown))).split())


def seen(text: str) -> str:
    """What a reader should see of `text`: white space folded, characters that nobody sees gone."""
    return " ".join(UNSEEN.sub("", " ".join(text.split())).split())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_one_plain_paragraph_in_any_reader(text: str) -> None:
    assert re.fullmatch(r"<p>[^<]*</p>\n", MARKDOWN.render(escape_text(text)))


@settings(deadline=None)
@given(texts)
def test_any_text_reads_as_it_was_typed_and_has_no_markup(text: str) -> None:
    rendered = MARKDOWN.render(escape_text(text))
    assert re.fullmatch(r"(?:<p>[^<]*</p>\n)?", rendered)
    assert shown(escape_text(text)) == seen(text)


@settings(deadline=None)
@given(texts)
def test_any_text_stays_inside_its_table_cell(text: str) -> None:
    rendered = MARKDOWN.render(f"| a | b |\n| --- | --- |\n| {escape_text(text)} | end |\n")
    assert rendered.count("<td>") == 2
    assert rendered.endswith("<td>end</td>\n</tr>\n</tbody>\n</table>\n")


@settings(deadline=None)
@given(texts)
def test_any_text_stays_inside_its_heading_and_its_list_entry(text: str) -> None:
    assert re.fullmatch(r"<h2>[^<]*</h2>\n", MARKDOWN.render(f"## {escape_text(text)}"))
    assert re.fullmatch(
        r"<ul>\n<li><strong>x</strong>[^<]*</li>\n<li>y</li>\n</ul>\n",
        MARKDOWN.render(f"- **x** {escape_text(text)}\n- y"),
    )


@settings(deadline=None)
@given(texts)
def test_a_label_is_one_code_span(text: str) -> None:
    assert re.fullmatch(r"<p>a <code>[^<]*</code> b</p>\n", MARKDOWN.render(f"a {code(text + 'x')} b"))


def test_blank_lines_go_on_separating_paragraphs() -> None:
    assert paragraphs("one\ntwo\n\n# three") == "one two\n\n\\# three"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.com",
     "https://a b", "https://a>b", "https://a\nb", "vbscript:x", " javascript:x", "https://a\\b", "", "https://a\n"],
)  # fmt: skip
def test_unsafe_addresses_are_text(url: str) -> None:
    assert not is_safe_url(url)
    assert "<a" not in MARKDOWN.render(link("label", url))


def test_safe_addresses_are_links() -> None:
    assert MARKDOWN.render(link("a]b", "https://example.com/x?y=(1)")) == (
        '<p><a href="https://example.com/x?y=(1)">a]b</a></p>\n'
    )


def test_the_authors_own_markdown_keeps_its_allowed_parts() -> None:
    source = "Say *this* and **that**, `x`.\n\n- one\n- two\n  1. deep\n\n> quote\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```py\n<b>\n```\n"
    assert MARKDOWN.render(allowed_markdown(source, top=3)) == MARKDOWN.render(source)


def test_the_authors_headings_begin_below_the_section_and_skip_no_level() -> None:
    made = allowed_markdown("# One\n\n### Deep\n\n# Two", top=3)
    assert [line.split()[0] for line in made.split("\n\n")] == ["###", "####", "###"]


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_markdown_of_the_author_is_inert(source: str) -> None:
    rendered = MARKDOWN.render(allowed_markdown(source, top=3))
    assert "<script" not in rendered
    assert "<img" not in rendered
    assert 'href="javascript' not in rendered
    assert "<!--" not in rendered


@settings(deadline=None)
@given(st.lists(st.one_of(marks, st.sampled_from(HOSTILE)), max_size=6).map("\n".join))
def test_no_markdown_of_the_author_carries_html_or_a_bad_link(source: str) -> None:
    rendered = MARKDOWN.render(allowed_markdown(source, top=3))
    tags = set(re.findall(r"</?([a-zA-Z!][a-zA-Z0-9]*)", rendered))
    assert tags <= {
        "p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "hr", "table", "thead", "tbody",
        "tr", "th", "td", "em", "strong", "a", "br",
    }  # fmt: skip
    assert all(is_safe_url(html.unescape(url)) for url in re.findall(r'href="([^"]*)"', rendered))
