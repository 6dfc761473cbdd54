"""What the things of a launch are called: by the people who read of them, not by their keys."""

from __future__ import annotations

import re
from typing import Final

from readiness.domain.definition.model import Launch

_NAMED: Final = re.compile(
    r"(?P<what>people of|attestation|(?P<kind>module|quiz|role-play|role play)(?: completed| attempt)?) "
    r"'(?P<key>[a-z0-9-]+)'"
)
_VERSION: Final = re.compile(r"(?P<kind>module|quiz|role-play)/(?P<key>[a-z0-9-]+) (?P<version>version \d+)")


def title_of(definition: Launch, kind: str, key: str) -> str:
    """What a requirement is called. Raises KeyError for content that the definition does not have."""
    if kind == "module":
        return definition.modules[key].title
    if kind == "quiz":
        return definition.quizzes[key].title
    if kind == "role-play":
        return definition.role_plays[key].title
    return "Manager's attestation"


def in_titles(definition: Launch, text: str) -> str:
    """The sentence with the titles of what it names by a quoted key; what the definition does not have stays as it is.

    "quiz 'price' is not published" reads "quiz “Price and promise” is not published".
    """
    text = _VERSION.sub(r"\g<version> of \g<kind> '\g<key>'", text)
    return _NAMED.sub(lambda found: _in_title(definition, found), text)


def _in_title(definition: Launch, found: re.Match[str]) -> str:
    kind, key = found["kind"], found["key"]
    try:
        title = title_of(definition, kind.replace(" ", "-"), key) if kind else definition.certifications[key].name
    except KeyError:
        return found[0]
    return f"{found['what']} “{title}”"
