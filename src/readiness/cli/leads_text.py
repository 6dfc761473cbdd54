"""What `readiness leads` says, in plain text."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.domain.leads.drift import Share
from readiness.reports.leads import JudgedDrift, JudgedLeads, LeadCriteria, Word

_MARKS = {"qualified": "✓", "not-qualified": "✗", "undecided": "?"}


def criteria_text(found: LeadCriteria, *, words_only: bool = False) -> str:
    """The criteria, then each function's word; `words_only` leaves the criteria out."""
    return "\n".join([*([] if words_only else _criteria(found)), *_agreement(found)])


def leads_text(found: JudgedLeads) -> str:
    return "\n".join(_leads(found))


def drift_text(found: JudgedDrift) -> str:
    return "\n".join(_drift(found))


def _criteria(found: LeadCriteria) -> Iterator[str]:
    yield f"{found.name} ({found.launch}), a qualified lead on {found.on}"
    if not found.is_applied:
        yield "Not applied yet: this is the file as it reads now."
    if not found.criteria:
        yield "The file does not say what one is: write qualified_lead:. See: readiness docs qualify-leads"
    for one in found.criteria:
        counts = "required" if one.required else "optional"
        points = f", {one.points} points" if one.points else ""
        yield f"  {one.name}: {one.field} {one.asks} ({counts}{points})"
    if found.points_needed:
        yield f"  and {found.points_needed} points"


def _agreement(found: LeadCriteria) -> Iterator[str]:
    for word in found.words:
        yield f"  {_word(word)}"
        yield from (f"      since then  {line}" for line in word.since)


def _word(word: Word) -> str:
    when = f" by {word.by} on {word.at.date()}" if word.at else ""
    note = f": {word.note}" if word.note else ""
    return {
        "agreed": f"✓ {word.function} agreed{when}{note}",
        "rejected": f"✗ {word.function} rejected it{when}{note}",
        "lapsed": f"! {word.function} agreed{when} to what it was before",
        "waiting": f"? {word.function} has not agreed yet",
    }[word.state]


def _standing(found: LeadCriteria) -> Iterator[str]:
    if found.waits_for:
        yield f"Judged by criteria that are not agreed: waits for {' and '.join(found.waits_for)}."


def _leads(found: JudgedLeads) -> Iterator[str]:
    counts = found.counts
    many = f"{len(found.leads):,} lead{'' if len(found.leads) == 1 else 's'}"
    yield (
        f"{many} in {found.file}: {counts['qualified']:,} qualified, {counts['not-qualified']:,} not, "
        f"{counts['undecided']:,} cannot be told"
    )
    yield from _standing(found.criteria)
    for one in found.leads:
        yield ""
        yield f"{_MARKS[one.verdict.standing]} {one.lead}: {one.says}"
        if one.reasons:
            yield f"    because  {one.reasons}"
        label = "it" if one.verdict.standing == "qualified" else "change"
        yield f"    {label:<7}  {one.change}"
    if found.lacking:
        yield "\nNot met, by how many leads: " + ", ".join(f"{name} {count:,}" for name, count in found.lacking)


def _drift(found: JudgedDrift) -> Iterator[str]:
    drift = found.drift
    yield f"{found.file}: {drift.compared:,} leads that sales answered and the criteria decide"
    yield from _standing(found.criteria)
    if drift.unanswered or drift.undecided:
        yield f"Left out: {drift.unanswered:,} that sales has not answered, {drift.undecided:,} that cannot be told."
    if not drift.compared:
        return
    yield f"\n{'':<22}{'sales accepts':>15}{'sales declines':>16}"
    yield f"{'criteria: qualified':<22}{drift.both:>15,}{drift.criteria_only:>16,}"
    yield f"{'criteria: not':<22}{drift.sales_only:>15,}{drift.neither:>16,}"
    yield f"\nagreement  {_share(drift.agreement)}"
    if drift.kappa is None or drift.kappa_interval is None:
        yield "kappa      cannot be told: one of the two always says the same"
    else:
        yield f"kappa      {drift.kappa:.2f} (95 % {drift.kappa_interval[0]:.2f} to {drift.kappa_interval[1]:.2f})"
    yield "\nOverruled: accepted by sales, and does not meet the criterion"
    for one in drift.criteria:
        alone = f"; {one.alone:,} fail on it alone" if one.alone else ""
        yield f"  {one.name} ({one.asks}): {_share(one.overruled)}{alone}"
        if one.asked_more.count:
            yield f"      sales asks more: of qualified leads it declined, without this {_share(one.asked_more)}"


def _share(one: Share) -> str:
    if one.share is None or one.interval is None:
        return "none to count"
    low, high = one.interval
    return f"{one.count:,} of {one.of:,}, {one.share:.0%} (95 % {low:.0%} to {high:.0%})".replace("%", " %").replace(
        "95  %", "95 %"
    )
