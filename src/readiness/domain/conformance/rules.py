"""The rules that documents are held to, each with a code that never changes its meaning.

CF1xx: what it says. Problems of the file itself are CF0xx, told by whoever reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from readiness.domain.checks.rule import Rule
from readiness.ground.errors import Level


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule broken in a passage: `passage` is its number in the document (from 0), `start` and `end` the place in it
    (characters from 0), `sentence` what stands there as a whole. `set_to`: what the workspace has it told as, None = as
    the rule says.
    """

    code: str
    message: str
    fix: str
    passage: int
    start: int
    end: int
    sentence: str
    set_to: Level | None = None

    @property
    def level(self) -> Level:
        return self.set_to or RULES[self.code].level


def _rule(  # noqa: PLR0917  (a table, read by column)
    code: str, level: Level, title: str, rule: str, why: str, fix: str, source: str = "S19"
) -> Rule:
    return Rule(code=code, level=level, title=title, rule=rule, why=why, fix=fix, source=source)


_ALL: Final = (
    _rule(
        "CF101", "warning", "Generic claim", "A document uses none of the words that any company says of itself.",
        "Buyers have read them in every brochure and stop listening.",
        "Say what it does for the customer, in their words and with a figure.", "S5",
    ),
    _rule(
        "CF102", "warning", "Superlative", "The fastest, the only, number one: only beside what nobody else has.",
        "A buyer asks who says so.", "Name what shows it, or say it without.", "S1, S10",
    ),
    _rule(
        "CF103", "error", "Forbidden promise", "Nothing is promised that `forbidden_promises` forbids on the day.",
        "It cannot be kept, or may not be said.", "Say what the entry says instead.",
    ),
    _rule(
        "CF104", "warning", "Another word for it", "What `vocabulary` names is written as it says, on the day.",
        "A product with three names looks like three products.", "Write it as the entry says.",
    ),
    _rule(
        "CF111", "error", "Figure contradicts the map",
        "A figure said of the same thing as a fact or proof point is the same figure.",
        "Two documents with two prices cost a deal, or a lawsuit.", "Write the figure of the map, or mend the map.",
    ),
    _rule(
        "CF112", "warning", "Figure not on the map", "Every amount, share, length of time, day and large number of a "
        "document is on the map.", "Nobody can say where it comes from, or notice when it changes.",
        "Write the fact or proof point with its source, or take the figure out.",
    ),
    _rule(
        "CF113", "error", "Proof that does not hold", "What is shown as proof holds on the day.",
        "Expired proof proves nothing, and a price of another year is a promise.",
        "Take another proof, or renew it in the launch file.",
    ),
    _rule(
        "CF114", "error", "Proof that may not be shown", "Proof is shown outside only with permission.",
        "The customer was told that it stays inside.", "Take it out, or get the permission and write it down.",
    ),
    _rule(
        "CF121", "note", "Claim off the map", "What a document claims for the product is near something on the map.",
        "What is not on the map was agreed by nobody, and nobody is trained to stand by it.",
        "Say what the map says, or bring the claim into the map.",
    ),
    _rule(
        "CF131", "warning", "Supplier in the opening", "Supplier and product first appear after the opening: the first "
        "five pages, ten slides or tenth of a text.",
        "A document that begins with the supplier teaches the customer nothing; it leads with, not to.",
        "Begin with the customer's problem and what they have not seen; name the product at the end.", "S3",
    ),
    _rule(
        "CF132", "warning", "Opening about the supplier", "The opening says more about the customer than about the "
        "supplier.", "Whoever reads looks for themselves in it.", "Tell the customer's side first.", "S3",
    ),
    _rule(
        "CF141", "error", "Competitor said to lack what they have", "What is said of a competitor is what the "
        "capability table says.", "The buyer who knows better stops believing the rest.",
        "Say what the table says, or mend the table with a source.", "S1, S10",
    ),
    _rule(
        "CF142", "error", "Said to be unique and is not", "Only what the table calls unique against every named "
        "competitor is called so.", "The buyer asks why they should choose you over anyone else, and finds another.",
        "Lead with what is unique, and say of this that you have it too.", "S1",
    ),
    _rule(
        "CF143", "warning", "Promises what is not there", "A capability that the map calls unavailable is promised "
        "nowhere.", "It is sold before it is there.", "Take it out.", "S13",
    ),
    _rule(
        "CF144", "note", "Not in the table", "What a competitor is said to lack stands in the "
        "capability table.", "Nobody has checked it.", "Bring it into the table with a source, or leave it out.", "S10",
    ),
    _rule(
        "CF151", "error", "Does not add up", "Sums, shares and multiples that a document works out are right.",
        "One wrong sum, and no figure of the document is believed.", "Work it out again.",
    ),
    _rule(
        "CF152", "error", "Table does not add up",
        "Totals of a table are the sums of its rows, and rows that are worked out alike come out.",
        "One wrong sum, and no figure of the document is believed.", "Work it out again, or name what is missing.",
    ),
)  # fmt: skip

RULES: Final = {rule.code: rule for rule in _ALL}
"""By code, in order."""
