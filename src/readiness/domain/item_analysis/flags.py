"""What the figures mean, in plain words: every rule with its code and its thresholds in one table.

Thresholds are the field's usual ones: facility and discrimination after Ebel and Frisbie, Essentials of Educational
Measurement (1991), ch. 13; an option that fewer than 5 % choose does not work (Haladyna and Downing 1993, EPM 53:999);
consistency .70 for decisions about groups (Nunnally 1978). They are guides to what should be read, not verdicts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from readiness.domain.item_analysis.figures import Flag, ItemFigures, OptionFigures, QuizFigures, Severity
from readiness.ground.percent import rounded

ENOUGH: Final = 30
"""Attempts from which correlations are read at all; at 30 a correlation of 0 still shows as anything within ±.36."""

FEW: Final = 10
"""Attempts below which correlations, consistency and shape are not told to people: among three they mean nothing.

Files and the API have them, for whoever reads them with their number.
"""

ENOUGH_EACH: Final = 20
"""Attempts in each half from which a drift is read."""

TOO_EASY: Final = 0.95
TOO_HARD: Final = 0.25
LOW: Final = 0.20
BETTER: Final = 0.15
"""How much higher than the key's an option's correlation must be, and how high itself, before the key is doubted."""
DEAD: Final = 0.05
DRIFTED: Final = 0.10
CONSISTENT: Final = 0.70


@dataclass(frozen=True, slots=True)
class Rule:
    """What a flag says, when it is raised, and what to do then."""

    name: str
    severity: Severity
    when: str
    do: str


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "IA001": Rule(
            "too few attempts to say", "note", f"asked fewer than {ENOUGH} times",
            "Wait. Read the interval beside the facility, and nothing else yet.",
        ),
        "IA002": Rule(
            "too easy", "look", f"facility at least {TOO_EASY:g}",
            "Keep it where everybody must know it (must_pass); elsewhere ask for more than recognition.",
        ),
        "IA003": Rule(
            "too hard", "look", f"facility at most {TOO_HARD:g}, or no better than guessing",
            "Look at the key first, then at whether the module teaches it, then at the wording.",
        ),
        "IA004": Rule(
            "negative discrimination", "fix", "item-rest correlation below 0",
            "Those who know more get it wrong more often: check the key, then read it for a second meaning.",
        ),
        "IA005": Rule(
            "low discrimination", "look", f"item-rest correlation from 0 to below {LOW:.2f}, unless it is too easy",
            "Make the right option clearly right and the wrong ones plausible; split a question that asks two things.",
        ),
        "IA006": Rule(
            "looks miskeyed", "fix",
            f"an option's correlation with the rest is at least {BETTER:.2f} and {BETTER:.2f} above the key's, and the "
            "best third chooses it at least as often as the key",
            "Check the key against its source. If the key is right, the other option is arguable: reword it.",
        ),
        "IA007": Rule(
            "dead distractor", "look",
            f"a wrong option chosen by fewer than {rounded(DEAD)}, unless the question is too easy",
            "Replace it with what people really confuse; a mistake heard in the field is best.",
        ),
        "IA008": Rule(
            "easier than it was, maybe leaked", "look",
            f"the later half earns at least {DRIFTED:g} more than the earlier, and the 99 % interval of the change is "
            f"above 0 and above the change in the rest of the quiz; {ENOUGH_EACH} attempts in each half",
            "Ask whether the question goes around; reword it or put it aside, and draw from a larger pool.",
        ),
        "IA009": Rule(
            "harder than it was", "look", "as IA008, the other way round",
            "Look at what changed: the module, the product, or who is asked.",
        ),
        "IA101": Rule(
            "too few attempts to say", "note", f"fewer than {ENOUGH} attempts",
            "Wait before changing the quiz for its consistency or its shape.",
        ),
        "IA102": Rule(
            "low consistency", "look", f"consistency below {CONSISTENT:.2f}",
            "Mend or drop the questions flagged below; then add questions on the same claims.",
        ),
        "IA103": Rule(
            "everybody scores the same", "note", "no spread in the scores",
            "Nothing can be said of any question from this; that is as it should be when all know everything.",
        ),
    }
)  # fmt: skip


def item_flags(
    figures: ItemFigures, *, guess: float = 0.0, must_pass: bool = False, offered: bool = True
) -> tuple[Flag, ...]:
    """Everything to know about a question, worst first. `guess` is what blind choosing earns, 0 = nothing.

    `offered`: its options were there to be chosen; what people typed themselves is never dead.

    Below `ENOUGH` attempts only that is said. A question never asked says nothing.
    """
    if figures.asked == 0:
        return ()
    if figures.asked < ENOUGH:
        return (_flag("IA001", f"Asked {figures.asked} times; from {ENOUGH} on the figures begin to mean something."),)
    found = (
        *_miskeyed(figures), *_discrimination(figures), *_drift(figures),
        *_facility(figures, guess=guess, must_pass=must_pass),
        *(_dead(figures) if offered else ()),
    )  # fmt: skip
    return tuple(sorted(found, key=lambda flag: _ORDER[flag.severity]))


def quiz_flags(figures: QuizFigures) -> tuple[Flag, ...]:
    """Everything to know about the quiz; empty when nothing was handed in."""
    if figures.attempts == 0:
        return ()
    if figures.attempts < ENOUGH:
        return (_flag("IA101", f"{figures.attempts} attempts; from {ENOUGH} on the figures begin to mean something."),)
    if not figures.sd:
        return (_flag("IA103", "Everybody has the same score, so no question can tell people apart."),)
    alpha = figures.consistency
    if alpha is None or alpha >= CONSISTENT:
        return ()
    return (_flag("IA102", f"Consistency is {alpha:.2f}, below {CONSISTENT:.2f}.{_how_long(figures, alpha)}"),)


def signed(share: float) -> str:
    """A change in percent with its sign: `+4.5 %`, `-12 %`."""
    return f"{'-' if share < 0 else '+'}{rounded(abs(share))}"


def _flag(code: str, text: str) -> Flag:
    return Flag(code, RULES[code].severity, text)


def _facility(figures: ItemFigures, *, guess: float, must_pass: bool) -> Iterator[Flag]:
    facility = figures.facility
    assert facility is not None
    if facility >= TOO_EASY:
        fine = " Everybody must pass it, so that is as it should be." if must_pass else ""
        yield Flag("IA002", "note" if must_pass else "look", f"{rounded(facility)} of the mark is earned.{fine}")
    elif facility <= max(TOO_HARD, guess):
        blind = f", no better than guessing ({rounded(guess)})" if facility <= guess else ""
        yield _flag("IA003", f"Only {rounded(facility)} of the mark is earned{blind}.")


def _discrimination(figures: ItemFigures) -> Iterator[Flag]:
    r, sure = figures.discrimination_index, figures.discrimination_interval
    if r is None:
        return
    if r < 0:
        may = "" if sure is None or sure.high < 0 else " It may be chance: the interval reaches above 0."
        yield _flag("IA004", f"Those who do well in the rest get it wrong more often (r = {r:.2f}).{may}")
    elif r < LOW and (figures.facility or 0.0) < TOO_EASY:
        yield _flag("IA005", f"It hardly tells those who know from those who do not (r = {r:.2f}, below {LOW:.2f}).")


def _miskeyed(figures: ItemFigures) -> Iterator[Flag]:
    """Only where exactly one option is right: elsewhere there is no single key to doubt."""
    keys = [option for option in figures.options if option.is_key]
    if len(keys) != 1:
        return
    key = keys[0]
    of_key = key.correlation if key.correlation is not None else 0.0
    rivals = [
        option
        for option in figures.options
        if not option.is_key
        and option.correlation is not None
        and option.correlation >= BETTER
        and option.correlation >= of_key + BETTER
        and (option.upper or 0.0) >= (key.upper or 0.0)
    ]
    if rivals:
        best = max(rivals, key=lambda option: option.correlation or 0.0)
        yield _flag(
            "IA006",
            f"Option {best.label} would do better as the key (r = {best.correlation:.2f} against {of_key:.2f}): "
            f"{rounded(best.upper or 0.0)} of the best third choose it, {rounded(key.upper or 0.0)} the key.",
        )


def _dead(figures: ItemFigures) -> Iterator[Flag]:
    if (figures.facility or 0.0) >= TOO_EASY:
        return
    dead = [option for option in figures.options if not option.is_key and option.share < DEAD]
    if dead:
        named = ", ".join(_chosen(option) for option in dead)
        yield _flag("IA007", f"Hardly anybody falls for: {named}.")


def _drift(figures: ItemFigures) -> Iterator[Flag]:
    drift = figures.drift
    if drift is None or drift.interval is None or min(drift.earlier, drift.later) < ENOUGH_EACH:
        return
    told = (
        f"{rounded(drift.earlier_facility)} of the mark in the earlier {drift.earlier} attempts, "
        f"{rounded(drift.later_facility)} in the later {drift.later}; "
        f"the rest of the quiz moved by {signed(drift.rest)}."
    )
    if drift.change >= DRIFTED and drift.interval.low > max(0.0, drift.rest):
        yield _flag("IA008", told)
    elif drift.change <= -DRIFTED and drift.interval.high < min(0.0, drift.rest):
        yield _flag("IA009", told)


def _how_long(figures: QuizFigures, alpha: float) -> str:
    """How many questions of the same kind would reach the line (Spearman 1910, Brown 1910)."""
    if alpha <= 0 or figures.asked_each is None:
        return ""
    times = CONSISTENT * (1 - alpha) / (alpha * (1 - CONSISTENT))
    return f" With questions like these it would take {-int(-(figures.asked_each * times) // 1)} of them."


def _chosen(option: OptionFigures) -> str:
    return f"{option.label} ({rounded(option.share)})"


_ORDER: Mapping[Severity, int] = MappingProxyType({"fix": 0, "look": 1, "note": 2})
