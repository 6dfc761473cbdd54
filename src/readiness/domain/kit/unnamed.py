"""A rep's words without the buyer: the account and the person as people write them, not in their exact letters alone.

Masked are the names in full in any case and spacing, with `&` or `and`, without the legal form, with endings (Kumar's,
Kumars, Kumarem), with accents or without; the account's first words and its initials; the person's names one by one,
with a title or an initial before them; and every mail address. A name that is also a word is left where it is written
small.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from readiness.domain.kit.plan import ACCOUNT, PERSON

_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
_LEGAL: Final = frozenset(
    {
        "ab", "ag", "as", "asa", "aps", "bv", "co", "company", "corp", "corporation", "gmbh", "group", "holding",
        "holdings", "inc", "kg", "kk", "limited", "llc", "llp", "ltd", "nv", "oy", "oyj", "plc", "pte", "pty", "sa",
        "sarl", "sas", "se", "spa", "srl",
    }
)  # fmt: skip
"""Legal forms and what stands for one at the end of a name."""
_COMMON: Final = frozenset(
    {
        "american", "central", "city", "deutsche", "digital", "european", "first", "general", "global", "great",
        "international", "national", "new", "north", "old", "one", "open", "our", "royal", "smart", "south", "standard",
        "that", "the", "this", "united", "west", "east", "world",
    }
)  # fmt: skip
"""First words of companies that are no name by themselves."""
_WORDS_TOO: Final = frozenset(
    {
        "amber", "april", "art", "august", "banks", "bill", "black", "brown", "carter", "chase", "christian", "clay",
        "cliff", "cook", "crystal", "dale", "dawn", "day", "dean", "don", "drew", "eve", "faith", "field", "ford",
        "frank", "gene", "glen", "grace", "grant", "gray", "green", "guy", "hall", "hand", "heath", "hill", "hope",
        "iris", "ivy", "jack", "jay", "joy", "june", "king", "lance", "lane", "law", "long", "mark", "max", "may",
        "miles", "nick", "page", "park", "parks", "pat", "pearl", "penny", "price", "ray", "reed", "rich", "rob",
        "rose", "ruby", "sky", "small", "stone", "sue", "summer", "wade", "wells", "west", "white", "will", "wood",
        "woods", "young",
    }
)  # fmt: skip
"""Names of people that are words of English as well."""
_TITLE: Final = r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Herr|Frau|Mme|M|Sr|Sra)\.?\s+)?"
_ENDING: Final = (
    r"(?:['’]s|s['’]?|es|en|n|em|om|ovi|ov|ova|ovu|a|e|i|u|y"
    r"|ым|им|ого|ому|ом|ем|ой|ою|ами|ов|ев|у|ю|а|я|е|и|ы|ης|ου|ον|ας|α)?"
)
"""Of possessives and plurals, and of names declined in German, Slavic languages and Greek."""
_NAME: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def unnamed(text: str, *, account: str, person: str) -> str:
    """The text with `ACCOUNT` and `PERSON` where the buyer is named."""
    shown = _MAIL.sub("an address", unicodedata.normalize("NFC", text))
    for mask, name, patterns in ((ACCOUNT, account, _accounts), (PERSON, person, _people)):
        for spelled in dict.fromkeys((unicodedata.normalize("NFC", name), _without_accents(name))):
            for pattern in patterns(spelled):
                shown = pattern.sub(lambda found, mask=mask: _instead(mask, found), shown)  # type: ignore[misc]
    for mask in (ACCOUNT, PERSON):
        shown = re.sub(rf"{mask}(?:,? {mask})+", mask, shown)
    return shown


def _without_accents(name: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))


def _instead(mask: str, found: re.Match[str]) -> str:
    """A possessive stays one."""
    return mask + ("’s" if re.search(r"['’]s?$", found[0]) else "")


def _accounts(account: str) -> Iterator[re.Pattern[str]]:
    words = _NAME.findall(account)
    if not words:
        return
    yield _whole(words, any_case=True)
    core = list(words)
    while len(core) > 1 and core[-1].casefold() in _LEGAL:
        core.pop()
    if core != words:
        yield _whole(core, any_case=len(core) > 1 or len(core[0]) > 4)
    for count in range(len(core) - 1, 0, -1):
        if count > 1 or (len(core[0]) > 3 and core[0].casefold() not in _COMMON):
            yield _whole(core[:count], any_case=count > 1)
    if len(core) > 2:
        yield re.compile(rf"(?<!\w){re.escape(''.join(word[0] for word in core).upper())}(?:['’]s)?(?!\w)")


def _people(person: str) -> Iterator[re.Pattern[str]]:
    words = [word for word in _NAME.findall(person) if len(word) > 1]
    if not words:
        return
    yield _whole(words, any_case=True, before=_TITLE)

    def is_name_alone(word: str) -> bool:
        return word.casefold() not in _WORDS_TOO

    first = f"{re.escape(words[0][0])}\\.?\\s+" if len(words) > 1 else ""
    yield _whole(words[-1:], any_case=is_name_alone(words[-1]), before=_TITLE + (f"(?:{first})?" if first else ""))
    for word in words[:-1]:
        yield _whole([word], any_case=is_name_alone(word), before=_TITLE)


def _whole(words: list[str], *, any_case: bool, before: str = "") -> re.Pattern[str]:
    """These words one after the other, whatever stands between them, the last with an ending.

    Not `any_case`: as they are spelled, with a capital, or in capitals alone.
    """
    between = r"(?:\s*(?:&|\+|,|\.|/|-)\s*|\s+(?:and|und|et|y)\s+|\s+)"
    last = words[-1]
    told = between.join(map(re.escape, words)) + _ENDING
    if any_case:
        return re.compile(rf"(?<!\w)(?i:{before}{told})(?!\w)")
    capital = rf"{re.escape(last[0].upper())}{re.escape(last[1:])}" if len(words) == 1 else told
    spelled = "|".join(dict.fromkeys((re.escape(last), capital, re.escape(last.upper()))))
    return re.compile(rf"(?<!\w){before}(?:{spelled}){_ENDING}(?!\w)")
