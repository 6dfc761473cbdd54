"""Pages that tell whether anybody edited them: the last line of a file is the digest of all before it."""

from __future__ import annotations

import hashlib

_BEGINS, _ENDS = "<!-- as rendered: sha256:", " -->\n"


def sealed(page: str) -> str:
    """The HTML page with its digest in a comment at its end."""
    whole = page if page.endswith("\n") else page + "\n"
    return f"{whole}{_BEGINS}{_digest(whole)}{_ENDS}"


def is_as_sealed(page: str) -> bool:
    """False for a page that was edited, and for one that was never sealed."""
    whole, begins, rest = page.rpartition(_BEGINS)
    return bool(begins) and rest == f"{_digest(whole)}{_ENDS}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()
