"""Why something is asked again, in the words of people."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.certification.reasons import again_in_words, in_words, reason_of
from readiness.domain.materials.publication import Publication
from tests.materials_world import ATLAS

AT = datetime(2027, 2, 1, 9, tzinfo=UTC)


def published(kind: str, key: str, version: int, change: str, note: str = "") -> Publication:
    return Publication(
        launch="atlas", kind=kind, key=key, version=version, fingerprint="f", change=change, note=note,  # type: ignore[arg-type]
        by="lena@example.com", at=AT,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "key", "version", "change", "says"),
    [
        ("module", "core", 2, "delta", "version 2 of module “What Atlas is” (what changed is asked again)"),
        ("module", "core", 1, "delta", "version 1 of module “What Atlas is” (it is asked again)"),
        ("quiz", "basics", 3, "delta", "version 3 of quiz “Basics” (it is asked again)"),
        ("role-play", "call", 2, "recertify", "version 2 of role-play “A dear call” (everything is asked again)"),
        ("quiz", "gone", 2, "delta", "version 2 of quiz 'gone' (it is asked again)"),
    ],
)
def test_content_is_named_by_its_title_and_its_change_by_what_it_asks(
    kind: str, key: str, version: int, change: str, says: str
) -> None:
    kept = reason_of(published(kind, key, version, change, note="Prices."))
    assert in_words(ATLAS, f"since 2027-02-01, {kept}; 1 of 2 met") == f"since 2027-02-01, {says}: Prices; 1 of 2 met"


def test_of_the_content_itself_only_the_version_is_said() -> None:
    kept = reason_of(published("module", "core", 2, "delta", note="Prices."))
    assert again_in_words(ATLAS, kept, kind="module", key="core") == "asked again, version 2 changed it: Prices"
    other = again_in_words(ATLAS, kept, kind="quiz", key="basics")
    assert other == "asked again by version 2 of module “What Atlas is” (what changed is asked again): Prices"
    everything = again_in_words(
        ATLAS, reason_of(published("module", "core", 2, "recertify")), kind="module", key="core"
    )
    assert everything == "asked again by version 2 of module “What Atlas is” (everything is asked again)"
    assert again_in_words(ATLAS, "revoked: left.", kind="module", key="core") == "revoked: left."
    reissued = "asked again while it was revoked"
    assert again_in_words(ATLAS, reissued, kind="module", key="core") == reissued


@given(
    st.sampled_from([("module", "core"), ("quiz", "basics"), ("role-play", "call")]),
    st.integers(1, 999),
    st.sampled_from(["minor", "delta", "recertify"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=40),
)
def test_whatever_is_kept_no_key_and_no_class_is_read(
    content: tuple[str, str], version: int, change: str, note: str
) -> None:
    kind, key = content
    said = in_words(ATLAS, reason_of(published(kind, key, version, change)))
    assert f"'{key}'" not in said
    assert f"({change})" not in said
    with_note = in_words(ATLAS, reason_of(published(kind, key, version, change, note.rstrip("."))))
    assert with_note.startswith(said), "a note is told after it, whatever it says"
