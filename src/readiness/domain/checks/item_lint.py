"""RD33x: how a question is worded: what gives its answer away, and what confuses whoever knows the answer.

The rules on wording are those that books on item writing agree on (Haladyna, Downing and Rodriguez, 2002, review them).
Words are English; an item in another language is judged on what needs none: lengths, repetition, figures. Retired items
are left in peace.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations

from readiness.domain.checks.rule import Check, Finding, Rule, Subject
from readiness.domain.definition.assessment import Item
from readiness.domain.definition.model import Launch
from readiness.domain.messaging.claims import claim_title
from readiness.domain.quiz.folding import fold, words
from readiness.domain.quiz.items import CHOICES, value_of

Items = Mapping[str, Item]
"""Key → item; paths of findings are those of the launch file."""

LONGER = 1.5
FEWEST_CHARACTERS_MORE = 20

_FUNCTION_WORDS = words(
    "a an the of to in on at by for with from is are was were be been do does did has have had this that these those "
    "it its we our us you your they their there and or which what who whom whose how when where would will can could "
    "should may might as if then"
)
_CATCH_ALL = (
    r"\b(?:all|none|any|both|neither|some)\s+(?:of\s+)?(?:the\s+)?(?:above|below|these|those|answers|options)\b"
    r"|^(?:all|none|both|neither)\s+of\s+them\b|^(?:both\s+)?[a-e]\s+(?:and|&)\s+[a-e]\.?$"
)
_NEGATIVE = r"\b(not|cannot|except|least)\b|\b\w+n['’]t\b"
_QUOTED = r"“[^”]*”|„[^“”]*[“”]|\"[^\"]*\"|«[^»]*»|‘[^’]*’"
_SENTENCE = r"(?<=[.!?…:])\s+"
_ABSOLUTE = (
    r"\b(always|never|every time|everybody|everyone|nobody|no one|impossible|guaranteed|completely|absolutely|"
    r"entirely|invariably|in all cases|under no circumstances)\b"
)
_ASKS = r"[?？؟;]|_{2,}|…$|\.{3}$|:$"
_TASK = (
    r"^(?:please\s+)?(?:choose|pick|select|match|order|put|sort|arrange|rank|name|list|give|state|write|say|tell|type|"
    r"complete|fill|mark|tick|find|decide|read|connect|assign|explain|calculate|work out|identify|enter|answer|join|"
    r"which|what|who|how|when|where|why)\b"
)
_NUMBER = r"(-?\d[\d,]*(?:\.\d+)?)"


def _above(low: float, _high: float) -> tuple[float, float]:
    return math.nextafter(low, math.inf), math.inf


def _below(high: float, _low: float) -> tuple[float, float]:
    return -math.inf, math.nextafter(high, -math.inf)


def _from(low: float, _high: float) -> tuple[float, float]:
    return low, math.inf


def _up_to(high: float, _low: float) -> tuple[float, float]:
    return -math.inf, high


def _between(low: float, high: float) -> tuple[float, float]:
    return low, high


def _signs_before(*signs: str) -> tuple[tuple[str, ...], str]:
    return signs, rf"(?:{'|'.join(signs)})\s*\W?\s*{_NUMBER}()"


_RANGES: tuple[tuple[tuple[str, ...], str, Callable[[float, float], tuple[float, float]]], ...] = (
    (("-", "to", "and"), rf"(?:between\s+)?{_NUMBER}\s*\W?\s*(?:-|to|and)\s*\W?\s*{_NUMBER}", _between),
    (*_signs_before("more than", "over", "above", "after", ">"), _above),
    (*_signs_before("at least", "from", ">=", "≥"), _from),
    (*_signs_before("less than", "fewer than", "under", "below", "before", "<"), _below),
    (*_signs_before("at most", "up to", "<=", "≤"), _up_to),
    (("or more", "and more", "or over", "+"), rf"{_NUMBER}\+?()\D*(?:or more|and more|or over|\+)", _from),
    (("or less", "or fewer", "or under"), rf"{_NUMBER}()\D*(?:or less|or fewer|or under)", _up_to),
)  # fmt: skip
"""One of these stands in the text, its pattern, and the span that the one or two figures of it are."""


def lint(items: Items) -> Iterator[tuple[Rule, Finding]]:
    """Everything that the wording of these items has, rule by rule; what needs the message map is not among it."""
    for rule, find in WORDING:
        for found in find(items):
            yield rule, found


def _kept(items: Items) -> Iterator[tuple[str, Item]]:
    return ((key, item) for key, item in items.items() if item.review != "retired")


def _repeated(items: Items) -> Iterator[Finding]:
    """The same question twice: to the letter, or but for the small words."""
    seen: dict[str, str] = {}
    near: dict[frozenset[str], str] = {}
    for key, item in _kept(items):
        said = fold(f"{item.situation} {item.stem}")
        content = words(said) - _FUNCTION_WORDS
        path = f"items.{key}.stem"
        if said in seen:
            message = f"'items.{key}' asks the very words of 'items.{seen[said]}'."
            yield Finding(path, message, "Take one out, or say what makes them different.")
        elif len(content) >= 2 and content in near:
            message = f"'items.{key}' asks nearly what 'items.{near[content]}' asks."
            yield Finding(path, message, "Keep the better one.", "note")
        seen.setdefault(said, key)
        near.setdefault(content, key)


def _longest(items: Items) -> Iterator[Finding]:
    for key, item in _kept(items):
        if item.kind not in ("single", "scenario") or len(item.options) < 2:
            continue
        best = max(item.options, key=value_of)
        wrong = max((len(option.text) for option in item.options if option is not best), default=0)
        length = len(best.text)
        if length > LONGER * wrong and length - wrong >= FEWEST_CHARACTERS_MORE:
            message = f"the right option of 'items.{key}' has {length} characters, the longest other one {wrong}."
            yield Finding(f"items.{key}.options", message, "Make them about as long; the longest is what people guess.")


def _catch_all(items: Items) -> Iterator[Finding]:
    for key, item in _kept(items):
        for place, option in enumerate(item.options):
            if re.search(_CATCH_ALL, fold(option.text)):
                message = f"“{option.text}” of 'items.{key}' stands for other options."
                fix = "Write what it means, or make the question multiple; options are shuffled, too."
                yield Finding(f"items.{key}.options.{place}", message, fix)


def _negative(items: Items) -> Iterator[Finding]:
    for key, item in _kept(items):
        if item.kind not in (*CHOICES, "true-false"):
            continue
        asked = re.split(_SENTENCE, re.sub(_QUOTED, " ", item.stem).strip())[-1]
        found = re.search(_NEGATIVE, re.sub(r"[*_]{1,2}[^*_]+[*_]{1,2}", " ", asked))
        if found:
            message = f"“{found[0]}” in the question of 'items.{key}' is easily read over."
            fix = "Ask what is so, or write NOT in capitals." if item.kind != "true-false" else "State what is so."
            yield Finding(f"items.{key}.stem", message, fix)


def _absolute(items: Items) -> Iterator[Finding]:
    for key, item in _kept(items):
        told = [(f"items.{key}.stem", item.stem)] if item.kind == "true-false" else []
        told += [
            (f"items.{key}.options.{place}", option.text)
            for place, option in enumerate(item.options)
            if value_of(option) < 1
        ]
        for path, text in told:
            if found := re.search(_ABSOLUTE, re.sub(_QUOTED, " ", text).lower()):
                message = f"“{found[0]}” in '{path}' tells that it is wrong: few things are so without exception."
                yield Finding(path, message, "Say when it is so, or leave the word out.")


def _overlapping(items: Items) -> Iterator[Finding]:
    for key, item in _kept(items):
        if item.kind not in CHOICES:
            continue
        for (i, one), (j, two) in combinations(enumerate(item.options), 2):
            if value_of(one) == value_of(two):
                continue
            said = _overlap(one.text, two.text)
            if said:
                message = f"options {i + 1} and {j + 1} of 'items.{key}' {said}."
                yield Finding(f"items.{key}.options.{j}", message, "Reword them so that only one can be right.")


def _overlap(one: str, two: str) -> str:
    left, right = fold(one).strip(" ."), fold(two).strip(" .")
    if left == right:
        return ""  # RD304
    first, second = _range(left), _range(right)
    if first is not None and second is not None:
        shared = max(first[0], second[0]) <= min(first[1], second[1])
        spans = first[0] != first[1] or second[0] != second[1]
        return "have figures in common" if shared and spans else ""
    short, long = sorted((left, right), key=len)
    inside = len(short) > 1 and short in long and re.search(rf"(?<!\w){re.escape(short)}(?!\w)", long)
    return "overlap: what one says, the other says too" if inside else ""


def _range(text: str) -> tuple[float, float] | None:
    """The span of figures that an option names; None when it names none, or more than a span."""
    if len(text) > 60 or not any(character.isdigit() for character in text):
        return None
    for signs, pattern, span in _RANGES:
        if any(sign in text for sign in signs) and (found := re.search(pattern, text)):
            low = float(found[1].replace(",", ""))
            return span(low, float(found[2].replace(",", "")) if found[2] else low)
    numbers = re.findall(_NUMBER, text)
    if len(numbers) != 1:
        return None
    value = float(numbers[0].replace(",", ""))
    return value, value


def _questionless(items: Items) -> Iterator[Finding]:
    for key, item in _kept(items):
        if item.kind == "true-false" or re.search(_ASKS, item.stem):
            continue
        last = re.split(_SENTENCE, item.stem.strip())[-1]
        if not re.match(_TASK, last.lower()) and last.isascii():
            message = f"the stem of 'items.{key}' asks nothing."
            yield Finding(f"items.{key}.stem", message, "End it with a question, a blank (____) or what to do.")


def _off_map(subject: Subject) -> Iterator[Finding]:
    used = _on_map(subject.launch)
    for key, item in _kept(subject.launch.items):
        for place, claim in enumerate(item.tests):
            if claim.partition(".")[0] in used and claim not in used[claim.partition(".")[0]]:
                title = claim_title(subject.launch, claim)
                message = f"'items.{key}' tests {claim} (“{title}”), which the message map uses nowhere."
                fix = "Test what the message says, or give the claim its place in it."
                yield Finding(f"items.{key}.tests.{place}", message, fix)


def _on_map(launch: Launch) -> Mapping[str, frozenset[str]]:
    """Claims of the sections whose entries count only where the message uses them.

    Value propositions, objections, decisions, competitors and facts are the message themselves; so is saying honestly
    that a capability is not there, and where one stands against a competitor.
    """
    propositions, objections = launch.value_propositions.values(), launch.objections.values()
    answered = [objection.response for objection in objections if objection.response is not None]
    capabilities = {name for entry in propositions for name in entry.capabilities}
    capabilities |= {name for entry in objections for name in entry.capabilities}
    capabilities |= {name for name, entry in launch.capabilities.items() if not entry.available or entry.standing}
    proof = {name for entry in propositions for name in entry.proof}
    proof |= {name for response in answered for name in response.proof}
    requirements = {entry.requirement for entry in propositions}
    personas = {name for entry in propositions for name in entry.personas}
    personas |= {name for entry in objections for name in entry.personas}
    personas |= {name for step in launch.decision_process.values() for name in step.who}
    used = {"capabilities": capabilities, "proof_points": proof, "requirements": requirements, "personas": personas}
    return {section: frozenset(f"{section}.{name}" for name in names) for section, names in used.items()}


WORDING: tuple[tuple[Rule, Callable[[Items], Iterator[Finding]]], ...] = (
    (
        Rule(
            code="RD331", level="warning", title="The same question twice",
            rule="No two items ask the same.",
            why="A form may draw both, and whoever answers the second has read the first; in the statistics they count "
            "as two questions. Nearly the same words are told as a note.",
            fix="Take one out, or say in the stem what makes them different.",
        ),
        _repeated,
    ),
    (
        Rule(
            code="RD332", level="note", title="The right option is the longest",
            rule="The right option is not much longer than every other.",
            why="Writers qualify what is right until it is exact and leave the rest short. Who knows nothing guesses "
            f"the longest. Told from {LONGER:g} times the length, and {FEWEST_CHARACTERS_MORE} characters more.",
            fix="Shorten it, or make the others as exact.",
        ),
        _longest,
    ),
    (
        Rule(
            code="RD333", level="warning", title="All or none of the above",
            rule="No option stands for other options.",
            why="Options are shuffled, so there is no above. And whoever knows two right ones knows the answer, while "
            "none of the above never shows that somebody knows what is right. It knows English words alone.",
            fix="Write the option out, or make the question multiple.",
        ),
        _catch_all,
    ),
    (
        Rule(
            code="RD334", level="note", title="Negative that is easily read over",
            rule="A question asks what is so; a negative it needs is in capitals.",
            why="People who know the answer lose the point by reading past “not”. Quoted speech does not count. It "
            "knows English words alone.",
            fix="Turn the question round, or write NOT or EXCEPT.",
        ),
        _negative,
    ),
    (
        Rule(
            code="RD335", level="note", title="Word without exception",
            rule="Options and statements do without always, never, everybody and the like.",
            why="Few things are so without exception, and people who take tests know it: such an option is taken for "
            "wrong by those who know nothing. It knows English words alone.",
            fix="Say when it is so, or leave the word out.",
        ),
        _absolute,
    ),
    (
        Rule(
            code="RD336", level="warning", title="Options that overlap",
            rule="No right option has something in common with a wrong one.",
            why="Of 10 to 20 and 20 to 30 both are right for 20; “own runners” is in “own runners and a licence”. "
            "Whoever picks the other has a point.",
            fix="Reword them so that only one can be right.",
        ),
        _overlapping,
    ),
    (
        Rule(
            code="RD337", level="note", title="Stem without a question",
            rule="A stem asks something: a question, a blank or what to do.",
            why="“Pricing.” and four options leave open whether to choose what is right, what is wrong or what fits. "
            "A question without its mark is known in English alone.",
            fix="End the stem with a question mark, a blank (____), a colon, or begin with what to do.",
        ),
        _questionless,
    ),
)  # fmt: skip


def _over_launch(find: Callable[[Items], Iterator[Finding]]) -> Callable[[Subject], Iterator[Finding]]:
    return lambda subject: find(subject.launch.items)


CHECKS = (
    *(Check(rule, _over_launch(find)) for rule, find in WORDING),
    Check(
        Rule(
            code="RD338",
            level="note",
            title="Item on something off the message map",
            rule="An item tests what the message map uses.",
            why="A capability, proof point, persona or requirement that no value proposition and no answer uses is not "
            "said to anybody, so a rep need not know it. A claim that does not exist at all is RD010.",
            fix="Test what the message says, or give the claim its place in it.",
            source="S19",
        ),
        _off_map,
    ),
)
