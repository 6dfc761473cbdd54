"""Sound items of every kind, made by Hypothesis; shared by the quiz tests."""

from __future__ import annotations

from hypothesis import strategies as st

from readiness.domain.definition.assessment import Draw, Item, Option, Pair, Quiz

WORDS = [
    "anchor", "basket", "candle", "dolphin", "ember", "falcon", "garnet", "harbour", "island", "jungle", "kernel", "lantern",
]  # fmt: skip
CLAIMS = ["objections.a", "objections.b", "facts.c", "facts.d", "personas.e"]
KINDS = ["single", "multiple", "true-false", "numeric", "short-text", "matching", "ordering", "scenario"]


@st.composite
def items(draw, key: str = "item") -> Item:
    """One sound item."""
    kind = draw(st.sampled_from(KINDS))
    words = draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=6, unique=True))
    given = {
        "key": key, "kind": kind, "stem": "What?", "tests": tuple(draw(st.lists(st.sampled_from(CLAIMS), min_size=1, max_size=2, unique=True))),
        "must_pass": draw(st.booleans()), "weight": draw(st.sampled_from([0.1, 0.5, 1.0, 2.5, 7.0])),
    }  # fmt: skip
    if kind == "single":
        right = draw(st.integers(0, len(words) - 1))
        given["options"] = tuple(Option(text=word, correct=i == right) for i, word in enumerate(words))
    elif kind == "multiple":
        right = draw(st.integers(1, len(words) - 1))
        given["options"] = tuple(Option(text=word, correct=i < right) for i, word in enumerate(words))
    elif kind == "scenario":
        values = [1.0, *(draw(st.sampled_from([-1.0, -0.5, 0.0, 0.25, 0.3, 0.9])) for _ in words[1:])]
        given["situation"] = "It rains."
        given["options"] = tuple(Option(text=w, fraction=v) for w, v in zip(words, values, strict=True))
    elif kind == "true-false":
        given["truth"] = draw(st.booleans())
    elif kind == "numeric":
        given["number"] = draw(st.sampled_from([0.0, 0.1, 8.0, 1234.5, -30.0, 50000.0]))
        given["tolerance"] = draw(st.sampled_from([0.0, 0.5]))
        given["unit"] = draw(st.sampled_from(["", "min", "USD/user/month"]))
    elif kind == "short-text":
        given["accept"] = tuple(words)
    elif kind == "matching":
        sides = draw(st.permutations(words))
        given["pairs"] = tuple(Pair(left=left, right=right) for left, right in zip(words, sides, strict=True))
    else:
        given["order"] = tuple(words)
    return Item(**given)


@st.composite
def pools(draw, least: int = 1, most: int = 8) -> tuple[Item, ...]:
    return tuple(draw(items(key=f"i{n}")) for n in range(draw(st.integers(least, most))))


@st.composite
def answers(draw, item: Item, shown: tuple[int, ...]):
    """Some answer to `item` that can be graded, right or wrong, or None."""
    count = len(shown)
    position = st.integers(1, max(1, count))
    of_kind = {
        "single": position, "scenario": position,
        "multiple": st.lists(position, unique=True), "true-false": st.booleans(),
        "numeric": st.one_of(st.sampled_from(["8 min", "1,234.5", "nonsense", "0", "19 USD"]), st.integers(-99, 99)),
        "short-text": st.sampled_from([*WORDS, " Anchor ", "", "éclair"]),
        "matching": st.lists(st.none() | position, min_size=len(item.pairs), max_size=len(item.pairs)),
        "ordering": st.permutations(range(1, count + 1)).map(list),
    }  # fmt: skip
    return draw(st.none() | of_kind[item.kind])


def fixed(pool: tuple[Item, ...], **changes) -> Quiz:
    """A quiz that asks the whole pool."""
    return Quiz(key="quiz", title="Quiz", items=tuple(item.key for item in pool), **changes)


def drawing(*draws: Draw, **changes) -> Quiz:
    return Quiz(key="quiz", title="Quiz", blueprint=draws, **changes)
