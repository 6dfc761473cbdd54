"""Items drafted from the launch's own message: the same definition gives the same items, word for word.

A draft asks what the message says, and its wrong options are entries that the message itself rules out; where fewer
than two such entries can be found, nothing is drafted. A trainer accepts or rejects each (`actions/accept_items`).
Keys are made from what is tested (`drafted-response-price`), so that a draft is known again after the text around it
changed. An authored item of the same key takes the draft's place: copy a draft into the launch file to reword it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from readiness.domain.definition.assessment import Item, Option
from readiness.domain.definition.message import Capability, Fact, Objection, ProofPoint
from readiness.domain.definition.model import Launch
from readiness.domain.quiz.figures import LONGEST, parse_figure
from readiness.domain.quiz.folding import alike, fold, words
from readiness.ground.digest import sha256

PREFIX = "drafted-"
FEWEST_WRONG = 2
MOST_WRONG = 3
MOST_PER_COMPETITOR = 3
"""Items on what differs from one competitor; the capabilities that lead come first, then the unique ones."""

BLANK = "____"

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_OUTSIDE = ("public", "approved")
_LONGEST_KEY = 64


def draft_items(launch: Launch) -> tuple[Item, ...]:
    """Every item that can be drafted from the message of `launch` with at least two wrong options ruled out by it.

    In order: responses, differences, outcomes, personas, proof, facts, what is missing; inside each, as in the file.
    """
    drafts = (
        *_responses(launch), *_differences(launch), *_outcomes(launch), *_personas(launch), *_proof(launch),
        *_facts(launch), *_missing(launch),
    )  # fmt: skip
    return tuple(draft for draft in drafts if draft.key not in launch.items)


def _responses(launch: Launch) -> Iterator[Item]:
    """Objection → the answer the message gives, among its answers to objections of another concern."""
    named = Counter(c for objection in launch.objections.values() for c in set(objection.capabilities))
    common = {c for c, times in named.items() if 2 * times >= len(launch.objections)}
    for key, objection in launch.objections.items():
        if objection.response is None:
            continue
        others = [
            (other.key, other.response.reframe)
            for other in launch.objections.values()
            if other.response is not None and not _same_concern(objection, other, common)
        ]
        item = _single(
            _key("response", key),
            f"A buyer says: “{objection.says}” Which answer does our message give?",
            objection.response.reframe,
            _wrong(objection.response.reframe, others, key),
            tests=[f"objections.{key}"],
            source=_source(f"objections.{key}", objection.source),
            feedback=objection.response.concede and f"And honestly: {objection.response.concede}",
            conversation=objection.conversation,
        )
        if item:
            yield item


def _same_concern(one: Objection, other: Objection, common: set[str]) -> bool:
    """True when an answer to `other` might answer `one` too.

    The same kind, the same competitor, nearly the same words, or a capability in common that is not `common`: one that
    half of all objections name says what the product is, not what the answer is.
    """
    return (
        one.key == other.key
        or one.kind == other.kind
        or (one.competitor is not None and one.competitor == other.competitor)
        or bool((set(one.capabilities) & set(other.capabilities)) - common)
        or alike(one.says, other.says)
    )


def _differences(launch: Launch) -> Iterator[Item]:
    """Competitor → a capability unique or stronger against it, among those at parity or weaker."""
    for key, competitor in launch.competitors.items():
        told = [(c, c.standing[key]) for c in launch.capabilities.values() if key in c.standing]
        same = [(c.key, c.name) for c, standing in told if standing in ("parity", "weaker")]
        differ = [(c, standing) for c, standing in told if standing in ("unique", "stronger") and c.available]
        differ.sort(key=lambda pair: (not pair[0].lead, pair[1] != "unique"))
        drafted = 0
        for capability, standing in differ:
            item = _single(
                _key("differs", key, capability.key),
                f"Which of these sets us apart from {competitor.name}?",
                capability.name,
                _wrong(capability.name, same, key + capability.key),
                tests=[f"competitors.{key}", f"capabilities.{capability.key}"],
                source=_source(f"capabilities.{capability.key}", capability.source),
                feedback=f"{capability.name} is {standing} against {competitor.name}; the others are not.",
            )
            if item and drafted < MOST_PER_COMPETITOR:
                drafted += 1
                yield item


def _outcomes(launch: Launch) -> Iterator[Item]:
    """Capability → what comes of it, among the outcomes of value propositions that have nothing to do with it."""
    for key, capability in launch.capabilities.items():
        having = [vp for vp in launch.value_propositions.values() if key in vp.capabilities]
        if not having or not capability.available:
            continue
        first = having[0]
        near = {c for vp in having for c in vp.capabilities}
        problems = {vp.requirement for vp in having}
        others = [
            (vp.key, vp.outcome)
            for vp in launch.value_propositions.values()
            if not near & set(vp.capabilities) and vp.requirement not in problems
        ]
        item = _single(
            _key("outcome", key),
            f"Which outcome does our message promise from “{capability.name}”?",
            first.outcome,
            _wrong(first.outcome, others, key),
            tests=[f"capabilities.{key}", f"value_propositions.{first.key}"],
            source=_source(f"value_propositions.{first.key}", None),
            feedback=f"“{first.headline}”",
            conversation=first.conversation,
        )
        if item:
            yield item


def _personas(launch: Launch) -> Iterator[Item]:
    """Capability → whom the message brings it to, among personas to whom it does not and whose problem it is not."""
    for key, capability in launch.capabilities.items():
        having = [vp for vp in launch.value_propositions.values() if key in vp.capabilities]
        if not having or not capability.available:
            continue
        felt = {
            p
            for vp in having
            if vp.requirement in launch.requirements
            for p in launch.requirements[vp.requirement].felt_by
        }
        told = {p for vp in having for p in vp.personas}
        near = words(" ".join([capability.name, *(vp.outcome for vp in having)]))
        others = [
            (p.key, f"{p.name}, {p.title}")
            for p in launch.personas.values()
            if p.key not in told | felt and not _content(" ".join(p.cares_about)) & near
        ]
        right = launch.personas.get(having[0].personas[0])
        item = right and _single(
            _key("persona", key),
            f"To whom of these does our message bring “{capability.name}”?",
            f"{right.name}, {right.title}",
            _wrong(f"{right.name}, {right.title}", others, key),
            tests=[f"capabilities.{key}", f"personas.{right.key}"],
            source=_source(f"value_propositions.{having[0].key}", None),
            feedback=f"“{having[0].headline}”",
            conversation=having[0].conversation,
        )
        if item:
            yield item


def _proof(launch: Launch) -> Iterator[Item]:
    """Value proposition → the figure that proves it, among figures that show none of its capabilities."""
    for key, vp in launch.value_propositions.items():
        listed = [launch.proof_points[p] for p in vp.proof if p in launch.proof_points]
        shows = [
            p for p in listed if p.figure and set(p.shows) & set(vp.capabilities) and _quotable(p, launch.launch_on)
        ]
        if not shows:
            continue
        right = shows[0]
        others = [
            (p.key, _figure_of(p))
            for p in launch.proof_points.values()
            if p.figure and p.key not in vp.proof and not set(p.shows) & set(vp.capabilities)
        ]
        item = _single(
            _key("proof", key),
            f"Which of these proves “{vp.headline}”?",
            _figure_of(right),
            _wrong(_figure_of(right), others, key),
            tests=[f"value_propositions.{key}", f"proof_points.{right.key}"],
            source=_source(f"proof_points.{right.key}", right.source),
            feedback=right.statement,
            conversation=vp.conversation,
        )
        if item:
            yield item


def _quotable(proof: ProofPoint, on: date) -> bool:
    return proof.permission in _OUTSIDE and (proof.expires_on is None or proof.expires_on >= on)


def _figure_of(proof: ProofPoint) -> str:
    return f"{proof.customer}: {proof.figure}" if proof.customer else str(proof.figure)


def _facts(launch: Launch) -> Iterator[Item]:
    """Fact → its figure: to be typed where it is a number, to be picked among other facts' figures where it is not.

    Only when the figure can be blanked out of the statement, so that the question never gives its answer away; and only
    for facts that hold on the launch day.
    """
    holding = [fact for fact in launch.facts.values() if _holds(fact, launch.launch_on)]
    for fact in holding:
        stem = _blanked(fact)
        if stem is None or not fact.figure:
            continue
        if fact.holds_from or fact.holds_until:
            stem = f"On {_day(launch.launch_on)}: {stem}"
        tests, source = [f"facts.{fact.key}"], _source(f"facts.{fact.key}", fact.source)
        key, figure = _key("fact", fact.key), parse_figure(fact.figure)
        if figure is not None and float(figure.number) == figure.number:
            yield Item(
                key=key, kind="numeric", stem=f"{stem} What figure belongs in the blank?", tests=tuple(tests),
                number=float(figure.number), unit=figure.unit, feedback=fact.statement, source=source,
            )  # fmt: skip
            continue
        others = [
            (other.key, other.figure)
            for other in holding
            if other.figure
            and other.key != fact.key
            and _kind_of(other.figure) == _kind_of(fact.figure)
            and not _content(other.statement) & _content(fact.statement)
        ]
        item = _single(
            key, f"{stem} What belongs in the blank?", fact.figure, _wrong(fact.figure, others, fact.key),
            tests=tests, source=source, feedback=fact.statement,
        )  # fmt: skip
        if item:
            yield item


def _holds(fact: Fact, on: date) -> bool:
    return (fact.holds_from is None or fact.holds_from <= on) and (fact.holds_until is None or on <= fact.holds_until)


def _blanked(fact: Fact) -> str | None:
    """The statement with its figure blanked out; None when the figure is not to be found in it exactly once."""
    low = fact.statement.lower()
    for form in _forms_of(fact.figure or ""):
        if form.isascii() and low.isascii() and form.lower() not in low:
            continue  # as the pattern would say, which takes longer to make
        blanked, times = re.subn(
            rf"(?<![\w.,]){re.escape(form)}(?![\w%]|[.,]\d)", BLANK, fact.statement, flags=re.IGNORECASE
        )
        if times == 1:
            return blanked
        if times > 1:
            return None
    return None


def _forms_of(figure: str) -> Iterator[str]:
    """The figure as written, a date in words, and the bare number without its unit."""
    if not figure or len(figure) > LONGEST:
        return
    yield figure
    if (day := _as_date(figure)) is not None:
        month = _MONTHS[day.month - 1]
        yield from (f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}")
    if parse_figure(figure) and (bare := re.search(r"\d(?:[\d.,' ]*\d)?", figure)):
        yield bare[0]


def _as_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _kind_of(figure: str) -> str:
    return "date" if _as_date(figure) else "number" if parse_figure(figure) else "text"


def _content(text: str) -> frozenset[str]:
    """The words of four letters and more: two statements without one in common are about different things."""
    return frozenset(word for word in words(text) if len(word) >= 4 and not word.isdigit())


def _missing(launch: Launch) -> Iterator[Item]:
    """What the product does not have, among what it has."""
    there = [(c.key, c.name) for c in launch.capabilities.values() if c.available]
    for key, capability in launch.capabilities.items():
        if capability.available:
            continue
        item = _single(
            _key("missing", key),
            f"A buyer asks what {launch.product.name} can do. Which of these must you say it can NOT do?",
            capability.name,
            _wrong(capability.name, there, key),
            tests=[f"capabilities.{key}"],
            source=_source(f"capabilities.{key}", capability.source),
            feedback=_missing_feedback(capability),
        )
        if item:
            yield item


def _missing_feedback(capability: Capability) -> str:
    return f"{capability.name} is not there. {capability.description}".strip()


def _wrong(right: str, others: Iterable[tuple[str, str]], salt: str) -> tuple[str, ...]:
    """Two or three wrong options, or none at all when there are not two.

    Nearest in length first, so that the right one is not told by its size; ties by a hash, so that no option is the
    wrong one everywhere. Texts alike to the right one, or to one chosen already, are passed over.
    """

    def rank(other: tuple[str, str]) -> tuple[int, str]:
        ratio = max(len(other[1]), len(right)) / max(1, min(len(other[1]), len(right)))
        return (int(ratio), sha256(f"{salt}\n{other[0]}".encode()).hexdigest())

    chosen: list[str] = []
    for _, text in sorted(others, key=rank):
        if len(chosen) == MOST_WRONG:
            break
        if not any(alike(text, told) or _same_figure(text, told) for told in (right, *chosen)):
            chosen.append(text)
    return tuple(chosen) if len(chosen) >= FEWEST_WRONG else ()


def _same_figure(one: str, other: str) -> bool:
    left, right = parse_figure(one), parse_figure(other)
    return left is not None and right is not None and left.number == right.number


def _single(
    key: str, stem: str, right: str, wrong: tuple[str, ...], *, tests: list[str], source: str,
    feedback: str = "", conversation: str | None = None,
) -> Item | None:  # fmt: skip
    if not wrong or not fold(right):
        return None
    options = (Option(text=right, correct=True), *(Option(text=text) for text in wrong))
    return Item(
        key=key, kind="single", stem=stem, tests=tuple(tests), options=options, feedback=feedback,
        conversation=conversation, source=source,
    )  # fmt: skip


def _source(claim: str, named: str | None) -> str:
    return f"drafted from {claim}" + (f" ({named})" if named else "")


def _key(what: str, *parts: str) -> str:
    """`drafted-<what>-<parts>`; a digest is added where the parts alone could be read two ways or are too long."""
    key = f"{PREFIX}{what}-" + "--".join(parts)
    if len(key) <= _LONGEST_KEY and not (len(parts) > 1 and any("--" in part for part in parts)):
        return key
    digest = sha256("\n".join(parts).encode()).hexdigest()[:8]
    return f"{key[: _LONGEST_KEY - 9].rstrip('-')}-{digest}"
