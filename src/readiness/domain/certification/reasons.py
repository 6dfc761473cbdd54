"""Why something is asked again: as standings keep it, by key and version, and as people read it, by title.

Standings are kept for years and titles change, so what is kept names the content by its key; the sentence that a person
reads is made of it by the definition that stands.
"""

from __future__ import annotations

import re
from typing import Final

from readiness.domain.definition.model import Launch
from readiness.domain.definition.titles import in_titles
from readiness.domain.materials.publication import Publication

_KEPT: Final = re.compile(
    r"(?P<content>(?P<kind>module|quiz|role-play) '[a-z0-9-]+') version (?P<version>\d+) "
    r"(?P<published>published )?\((?P<change>minor|delta|recertify)\)"
)
_STOP: Final = re.compile(r"(?<!\.)\.(?=;|$)")
"""The end of a note, where the sentence around it goes on or ends by itself."""


def reason_of(publication: Publication) -> str:
    """As a standing keeps it: "module 'core' version 2 (delta): The price is per user now"."""
    note = f": {publication.note}" if publication.note else ""
    return f"{publication.kind} '{publication.key}' version {publication.version} ({publication.change}){note}"


def in_words(definition: Launch, text: str) -> str:
    """What a standing says, for people: titles for keys, and what a change asks of them for its class.

    "since 2027-02-01, module 'core' version 2 (delta): Prices; 1 of 2 met" reads "since 2027-02-01, version 2 of module
    “Atlas in ten minutes” (what changed is asked again): Prices; 1 of 2 met".
    """
    return _STOP.sub("", in_titles(definition, _KEPT.sub(_asked, text)))


def again_in_words(definition: Launch, text: str, *, kind: str, key: str) -> str:
    """Why this very content is asked again: "asked again, version 2 changed it: Prices"; "revoked: left the team"."""
    if text.startswith(("revoked", "asked again")):
        return text
    own = re.match(rf"{kind} '{key}' (version \d+) \((?:minor|delta)\)", text)
    if own is None:
        return f"asked again by {in_words(definition, text)}"
    return _STOP.sub("", f"asked again, {own[1]} changed it{text[own.end() :]}")


def _asked(found: re.Match[str]) -> str:
    is_in_part = found["kind"] == "module" and found["change"] == "delta" and found["version"] != "1"
    again = "everything" if found["change"] == "recertify" else "what changed" if is_in_part else "it"
    asks = "" if found["published"] and found["change"] == "minor" else f" ({again} is asked again)"
    if found["published"]:
        asks = f" published{asks}" if found["version"] != "1" else " published"
    return f"version {found['version']} of {found['content']}{asks}"
