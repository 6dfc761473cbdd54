"""Questions as the exchange formats have them, made by Hypothesis: every kind, with the characters that formats use."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from readiness.domain.item_exchange.exchange_item import ANY, Answer, ExchangeItem, decimal_text

LETTERS = st.one_of(
    st.sampled_from(list("abc XYZ 123 ~=#{}:%\\/-><&\"'[]*.,;!?$|€é\n\t")),
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"),
)
TROUBLE = st.sampled_from(
    ["{", "}", "\\", "\\\\", "\\n", "a\nb", "//x", "::", "$CATEGORY: x", "%50%x", "####", "->", "a -> b", "[html]<b>x</b>",
     "<p>a</p>", "&amp;", "]]>", "<![CDATA[", "T", "TRUE#", "=", "~", "#1..2", "A. x", "ANSWER: A", "*", "\\*", "é", "&#0;"]
)  # fmt: skip


def texts(least: int = 1) -> st.SearchStrategy[str]:
    """Text as questions hold it: no space around it, lines end in LF."""
    made = st.one_of(TROUBLE, st.text(LETTERS, min_size=least, max_size=24)).map(lambda text: text.strip())
    return made.filter(lambda text: len(text) >= least)


LINE = texts(0).map(lambda text: " ".join(text.split()))
PERCENTS = st.sampled_from(["-100", "-50", "-33.33333", "0", "5", "25", "33.33333", "50", "90"]).map(Decimal)
FIGURES = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=4).map(decimal_text)
TOLERANCES = st.decimals(0, 10**6, allow_nan=False, allow_infinity=False, places=3).map(decimal_text)


@st.composite
def exchange_items(draw) -> ExchangeItem:
    kind = draw(st.sampled_from(["choice", "multiple", "true-false", "short-text", "numeric", "matching", "essay"]))
    given = {
        "kind": kind, "stem": draw(texts()), "name": draw(LINE), "idnumber": draw(LINE), "category": draw(LINE),
        "tags": tuple(draw(st.lists(LINE.filter(bool), max_size=3, unique=True))), "feedback": draw(texts(0)),
        "weight": draw(st.sampled_from(["1", "0.5", "7"]).map(Decimal)),
    }  # fmt: skip
    if kind in ("choice", "multiple", "short-text"):
        answer = st.builds(Answer, text=texts(), percent=PERCENTS | st.just(Decimal(100)), feedback=texts(0))
        given["answers"] = tuple(draw(st.lists(answer, min_size=1, max_size=5)))
        given["case_sensitive"] = kind == "short-text" and draw(st.booleans())
    elif kind == "numeric":
        answer = st.builds(
            Answer, text=FIGURES, percent=PERCENTS | st.just(Decimal(100)), feedback=texts(0), tolerance=TOLERANCES
        )
        other = st.builds(Answer, text=st.just(ANY), percent=PERCENTS, feedback=texts(0))
        given["answers"] = tuple(draw(st.lists(answer | other, min_size=1, max_size=4)))
        given["unit"] = draw(LINE)
    elif kind == "true-false":
        given |= {"truth": draw(st.booleans()), "when_right": draw(texts(0)), "when_wrong": draw(texts(0))}
    elif kind == "matching":
        given["pairs"] = tuple(draw(st.lists(st.tuples(texts(0), texts()), min_size=1, max_size=4)))
    else:
        given |= {"grader_notes": draw(texts(0)), "response_template": draw(texts(0))}
        given["response_lines"] = draw(st.sampled_from([0, 2, 15, 40]))
        given |= {name: draw(st.none() | st.integers(1, 5000)) for name in ("min_words", "max_words")}
    return ExchangeItem(**given)
