"""Statistics of questions as plain lines of text: a quiz, its questions in a table, what to look at and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from readiness.cli.quiz_text import tame, wrapped
from readiness.domain.checks.rule import plural
from readiness.domain.item_analysis.figures import Analysis, Drift, Flag, Interval, ItemFigures, QuizFigures
from readiness.domain.item_analysis.flags import FEW, RULES, signed
from readiness.ground.percent import rounded
from readiness.reports.item_statistics import ItemStatistics, QuestionLine, QuizStatistics

_HEAD = ("question", "asked", "facility", "95 %", "SD", "weight", "real", "index", "effic.", "total", "flags")


def statistics_lines(found: ItemStatistics) -> Iterator[str]:
    """Every quiz of the answer, with what the figures rest on first."""
    if not found.quizzes:
        yield f"{tame(found.name)} has no quiz yet."
    for place, quiz in enumerate(found.quizzes):
        if place:
            yield ""
        yield from _quiz(found, quiz)


def question_lines(found: ItemStatistics, key: str) -> Iterator[str]:
    """One question whole, in every quiz and wording, with its table of options."""
    for quiz in found.quizzes:
        for line in (*quiz.questions, *quiz.former):
            if line.figures.key == key:
                yield from _question(quiz, line)


def analysis_lines(found: Analysis) -> Iterator[str]:
    """The statistics of a table of marks."""
    yield f"{_attempts(found.quiz.attempts)}, {plural(len(found.items), 'question')}"
    yield ""
    yield from _whole(found.quiz)
    yield from _flags(found.quiz.flags)
    yield ""
    yield from _columns([(tame(one.key), one) for one in found.items])
    told = [one for one in found.items if any(flag.severity != "note" for flag in one.flags)]
    if told:
        yield ""
        yield "  To look at"
    for one in told:
        yield f"  {tame(one.key)}"
        yield from _flags(one.flags, "    ")


def item_lines(one: ItemFigures) -> Iterator[str]:
    """One question of a table, whole."""
    yield tame(one.key)
    yield from _item(one, [option.label for option in one.options])


def _quiz(found: ItemStatistics, quiz: QuizStatistics) -> Iterator[str]:
    yield f"{tame(quiz.title)} ({quiz.key})"
    yield from wrapped(_rests_on(found, quiz), "  ", "  ")
    if quiz.awaiting:
        said = "attempt awaits its marks" if quiz.awaiting == 1 else "attempts await their marks"
        yield f"  {quiz.awaiting} {said}: left out until people have marked the essays."
    if quiz.simulated:
        yield f"  Simulated: {quiz.simulated} of these attempts are a rehearsal, not people."
    if not quiz.figures.attempts:
        return
    yield ""
    yield from _whole(quiz.figures)
    yield from _flags(quiz.figures.flags)
    yield ""
    yield from _table(quiz.questions)
    told = [line for line in quiz.questions if any(flag.severity != "note" for flag in line.figures.flags)]
    if told:
        yield ""
        yield "  To look at"
    for line in told:
        yield from wrapped(f"{line.figures.key}: {line.stem}", "    ", "  ")
        yield from _flags(line.figures.flags, "    ")
    if quiz.former:
        yield ""
        yield "  As they read before, or not asked any more"
        yield from _table(quiz.former)


def _rests_on(found: ItemStatistics, quiz: QuizStatistics) -> str:
    if not quiz.figures.attempts:
        return "Nobody has handed it in yet." if not _is_narrowed(found) else "Nobody handed it in within these limits."
    which = "each person's first" if found.first_only else "all, repeated ones included: read them with care"
    span = f"{quiz.first_on} to {quiz.last_on}" if quiz.first_on != quiz.last_on else f"on {quiz.first_on}"
    limits = (("role", found.role), ("region", found.region))
    where = "".join(f", {name} {tame(value)}" for name, value in limits if value)
    return f"{_attempts(quiz.figures.attempts)} ({which}), {span}{where}."


def _is_narrowed(found: ItemStatistics) -> bool:
    return bool(found.since or found.until or found.role or found.region)


def _whole(figures: QuizFigures) -> Iterator[str]:
    yield f"  mean         {_n(figures.mean)} of {_n(figures.maximum)} marks{_within(figures.mean_interval)}"
    yield f"  median, SD   {_n(figures.median)}, {_n(figures.sd)}"
    if figures.attempts < FEW:
        yield f"  consistency, error, shape: told from {FEW} attempts on"
        return
    kr20 = ", the same as KR-20" if figures.kr20 is not None else ""
    yield f"  consistency  {_n(figures.consistency)}{_within(figures.consistency_interval)}; alpha{kr20}"
    yield f"  error        ratio {_n(figures.error_ratio)}, standard error {_n(figures.standard_error)} marks"
    yield f"  shape        skewness {_n(figures.skewness)}, kurtosis {_n(figures.kurtosis)}"


def _flags(flags: Sequence[Flag], indent: str = "  ") -> Iterator[str]:
    for flag in flags:
        rule = RULES[flag.code]
        yield from wrapped(f"{flag.code} {rule.name}. {flag.text}", f"{indent}      ", f"{indent}")
        yield from wrapped(rule.do, f"{indent}      ", f"{indent}      ")


def _table(lines: Sequence[QuestionLine]) -> Iterator[str]:
    yield from _columns([(_name(line), line.figures) for line in lines])


def _name(line: QuestionLine) -> str:
    return line.figures.key if line.is_current else f"{line.figures.key} @{line.version}"


def _columns(named: Sequence[tuple[str, ItemFigures]]) -> Iterator[str]:
    rows = [_HEAD, *(_row(name, one) for name, one in named)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEAD))]
    for row in rows:
        cells = [
            text.ljust(width) if place in (0, len(_HEAD) - 1) else text.rjust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield ("  " + "  ".join(cells)).rstrip()


def _row(name: str, one: ItemFigures) -> tuple[str, ...]:
    sure = one.facility_interval
    within = f"{sure.low * 100:.0f} to {sure.high * 100:.0f}" if sure else "-"
    related = (_n(one.discrimination_index), _n(one.discriminative_efficiency), _n(one.item_total))
    if 0 < one.asked < FEW:
        related = ("few", "few", "few")
    return (
        name, f"{one.asked:,}", _percent(one.facility), within,
        _n(one.sd), _percent(one.intended_weight), _percent(one.effective_weight), *related,
        " ".join(flag.code for flag in one.flags),
    )  # fmt: skip


def _question(quiz: QuizStatistics, line: QuestionLine) -> Iterator[str]:
    one = line.figures
    when = "as it reads now" if line.is_current else "as it read before, or not asked any more"
    yield f"{one.key} in {quiz.key}, {when} (wording {line.version})"
    yield from wrapped(line.stem, "  ", "  ")
    yield ""
    yield from _item(one, line.texts)


def _item(one: ItemFigures, texts: Sequence[str]) -> Iterator[str]:
    yield f"  asked {one.asked:,}, left empty {one.unanswered:,}"
    yield f"  facility {_percent(one.facility)}{_shares(one.facility_interval)}, SD {_n(one.sd)}"
    yield f"  weight {_percent(one.intended_weight)} intended, {_percent(one.effective_weight)} effective"
    if one.asked < FEW:
        yield f"  how it sorts people is told from {FEW} attempts on"
        yield from _options(one, texts)
        if one.flags:
            yield ""
        yield from _flags(one.flags)
        return
    yield f"  discrimination index (item-rest) {_n(one.discrimination_index)}{_within(one.discrimination_interval)}"
    yield f"  discriminative efficiency {_n(one.discriminative_efficiency)}"
    yield f"  item-total {_n(one.item_total)}, best third less weakest third {_n(one.upper_lower)}"
    if one.drift is not None:
        yield from _drift(one.drift)
    yield from _options(one, texts)
    if one.flags:
        yield ""
    yield from _flags(one.flags)


def _drift(drift: Drift) -> Iterator[str]:
    told = f" (99 %: {signed(drift.interval.low)} to {signed(drift.interval.high)})" if drift.interval else ""
    yield f"  earlier half {rounded(drift.earlier_facility)}, later half {rounded(drift.later_facility)}"
    yield f"  change {signed(drift.change)}{told}, in the rest of the quiz {signed(drift.rest)}"


def _options(one: ItemFigures, texts: Sequence[str]) -> Iterator[str]:
    if not one.options:
        return
    yield ""
    yield "    option                 chosen  best third  weakest third  with rest"
    for option, text in zip(one.options, texts, strict=True):
        mark = "*" if option.is_key else " "
        name = tame(option.label if len(option.label) <= 20 else option.label[:19] + "…")
        told = "few" if one.asked < FEW else _n(option.correlation)
        thirds = f"{_percent(option.upper):>10}  {_percent(option.lower):>13}"
        yield f"  {mark} {name:<20}  {_percent(option.share):>7}  {thirds}  {told:>9}"
        if text != option.label:
            yield from wrapped(text, "      ", "      ")


def _attempts(count: int) -> str:
    return "1 attempt" if count == 1 else f"{count:,} attempts"


def _n(value: float | None) -> str:
    return "-" if value is None else f"{value:z.2f}"


def _percent(value: float | None) -> str:
    return "-" if value is None else rounded(value)


def _within(sure: Interval | None) -> str:
    return "" if sure is None else f" (95 %: {sure.low:.2f} to {sure.high:.2f})"


def _shares(sure: Interval | None) -> str:
    return "" if sure is None else f" (95 %: {rounded(sure.low)} to {rounded(sure.high)})"
