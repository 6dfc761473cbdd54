"""Days and numbers that a document says of itself and of the talk it belongs to, not of the product.

The date line of a letter, the head of a mail, “as of”, “version of”, “your letter of”, an appointment, until when an
offer holds, by when an answer is wanted, a postcode: no source is asked for them. English alone.
"""

from __future__ import annotations

import re
from typing import Final

from readiness.domain.wording.figures import Figure

_WEEKDAY: Final = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_SENT: Final = re.compile(r"^\W*(?:date|sent|received|message-id)\s*:", re.IGNORECASE)
_HEAD: Final = re.compile(
    r"^\W*(?:from|to|cc|bcc|subject|re|fwd?|reply-to|our ref\w*|your ref\w*|ref\w*|author|prepared (?:by|for))\s*:",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(r"^\W*on\b.{0,160}\bwrote:\W*$", re.IGNORECASE | re.DOTALL)
_LETTER: Final = (
    r"(?:letter|e-?mail|mail|message|note|enquiry|inquiry|request|call|meeting|minutes|talk|conversation|visit|demo"
    r"|report)"
)
_OFFER: Final = r"(?:offer|quote|quotation|proposal|price list|invitation|draft|document|page|sheet|deck|paper)"
_MARKED: Final = (
    r"(?:last )?(?:updated|changed|reviewed|revised|checked|edited|modified|printed|issued|published|prepared|sent"
    r"|received|written|retrieved|accessed|downloaded)(?: on)?"
)
_ANSWER: Final = r"(?:let (?:me|us) know|repl(?:y|ies)|answer|respond|get back to (?:me|us)|sign|rsvp|register)"
_NOT_A_VERB: Final = r"(?:(?! (?:is|was|will|takes?|starts?|begins?|ships?|ends?)\b)[^.;\n]){0,30}?"
_SAID_BEFORE: Final = re.compile(
    "(?:"
    + "|".join((
        r"\bas (?:of|at|per)",
        r"\bdated?(?: ?:)?",
        rf"\b{_MARKED}",
        r"\b(?:version|revision|edition|status|state|stand)(?: of| from| as of)?",
        rf"\b{_LETTER}s?\b{_NOT_A_VERB} (?:of|on|from)",
        rf"\b{_OFFER} (?:of|from)",
        rf"\b{_OFFER}\b[^.;]{{0,60}}\b(?:valid|open|good|holds?|stands?|expires?)(?: (?:until|till|through|to|on))?",
        rf"\b{_WEEKDAY},?(?: the)?",
        r"\b(?:met|spoke|talked|wrote|write|writing|called|visited)\b[^.;]{0,40}\b(?:on|of)",
        r"\bthank(?:s| you)\b[^.;]{0,80}\b(?:on|of|from)",
        rf"\b{_ANSWER}\b[^.;]{{0,60}}\b(?:by|before|until|till)",
    ))
    + r")[\s:,(–—-]*$",
    re.IGNORECASE,
)  # fmt: skip
_TIME_AFTER: Final = re.compile(
    r"^,? (?:at|from|around) (?:\d{1,2}(?:[:.]\d\d| ?[ap]\.?m)|noon|\d{1,2} o['’]clock)", re.IGNORECASE
)
_OF_PLACES: Final = frozenset(("of", "the", "am", "an", "der", "de", "la", "upon", "on"))
_LONGEST_LINE: Final = 60
"""Characters of a line that is a date or an address."""
_LOOKED_BACK: Final = 120


def is_own(figure: Figure, sentence: str) -> bool:
    """True for a day, a postcode or the hour a mail was sent, told in this sentence, that are the document's own."""
    line = _line_of(sentence, figure)
    if _SENT.match(line) or (figure.unit == "" and _is_address(figure, line)):
        return True
    if figure.unit != "day":
        return False
    if _HEAD.match(line) or _QUOTED.match(sentence):
        return True
    before = " ".join(sentence[max(figure.start - _LOOKED_BACK, 0) : figure.start].split())
    after = sentence[figure.start + len(figure.text) :]
    return bool(_SAID_BEFORE.search(before) or _TIME_AFTER.match(after)) or _is_date_line(figure, line)


def _is_date_line(figure: Figure, line: str) -> bool:
    """“Springfield, Monday, 3 May 2027”: names alone, and then the day."""
    before, _, after = line.partition(figure.text)
    return len(line) <= _LONGEST_LINE and not after.strip(" .,)") and _are_names(before)


def _is_address(figure: Figure, line: str) -> bool:
    """“Springfield 62704”, “80331 Munich”: four to six digits in one piece, beside a name in a line of names."""
    if not re.fullmatch(r"\d{4,6}", figure.text):
        return False
    before, _, after = line.partition(figure.text)
    if re.search(r"(?:^|[,·|] ?)$", before) and re.match(r" [A-ZÀ-Ý][\w.-]+(?:$|,)", after):
        return True
    last = re.split(r"[,·|]", before)[-1]
    return bool(last.strip()) and _are_names(last) and (not after or after[:1] in ",.·|")


def _are_names(text: str) -> bool:
    words = re.findall(r"[^\s,]+", text)
    return all(word[0].isupper() or word.lower() in _OF_PLACES for word in words)


def _line_of(sentence: str, figure: Figure) -> str:
    """The line of a sentence in which a figure stands: a letter's head has no full stops."""
    began = sentence.rfind("\n", 0, figure.start) + 1
    ends = sentence.find("\n", figure.start)
    return sentence[began : ends if ends >= 0 else len(sentence)].strip()
