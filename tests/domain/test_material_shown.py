"""Which text everybody may read, and how one text differs from another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.materials.approval import Approval
from readiness.domain.materials.difference import MOST_LINES, Difference, DiffLine, difference
from readiness.domain.materials.publication import Publication
from readiness.domain.materials.shown import Rendering, approvers, content_key, shown_to_everybody
from tests.materials_world import ATLAS

NOON = datetime(2018, 2, 1, 12, tzinfo=UTC)
FIRST, SECOND = Rendering("sha256:1", NOON), Rendering("sha256:2", NOON + timedelta(days=2))


def said(function: str, rendering: Rendering = FIRST, decision="approved", kind="battlecard", key="rival") -> Approval:
    return Approval(
        launch="atlas", kind=kind, key=key, fingerprint=rendering.fingerprint, function=function, decision=decision,
        by=f"{function}@example.com", at=NOON,
    )  # fmt: skip


def card(*approvals: Approval, renderings=(FIRST, SECOND), asked=("marketing", "sales")) -> Rendering | None:
    return shown_to_everybody(
        "battlecard", "rival", renderings, asked=asked, approvals=approvals, publications=(), content_now=None
    )


def published(content: str, at: datetime) -> Publication:
    return Publication(
        launch="atlas",
        kind="module",
        key="core",
        version=1,
        fingerprint=content,
        change="minor",
        note="",
        by="t",
        at=at,
    )


def module(*log: Publication, now: str = "taught") -> Rendering | None:
    return shown_to_everybody(
        "module", "core.seller", (FIRST, SECOND), asked=("marketing",), approvals=(), publications=log, content_now=now
    )


def test_the_gate_says_whose_approval_a_kind_needs() -> None:
    assert approvers(ATLAS, "battlecard") == ("marketing", "sales")
    assert approvers(ATLAS, "objection-cards") == ()


def test_a_draft_is_shown_to_nobody_before_everybody_who_is_asked_has_approved_it() -> None:
    assert card() is None
    assert card(said("marketing")) is None
    assert card(said("marketing"), said("sales")) == FIRST


def test_the_last_good_text_stays_while_the_next_is_under_review() -> None:
    good = (said("marketing"), said("sales"))
    assert card(*good, said("marketing", SECOND)) == FIRST
    assert card(*good, said("marketing", SECOND), said("sales", SECOND)) == SECOND


def test_a_text_that_is_rejected_afterwards_is_lost_also_by_a_function_nobody_asked() -> None:
    good = (said("marketing"), said("sales"))
    assert card(*good, said("sales", decision="rejected")) is None
    assert card(*good, said("legal", decision="rejected")) is None


def test_where_the_gate_asks_nobody_one_approval_will_do_and_none_will_not() -> None:
    assert card(asked=()) is None
    assert card(said("sales"), asked=()) == FIRST


def test_a_piece_that_is_not_made_is_shown_to_nobody() -> None:
    assert card(said("marketing"), said("sales"), renderings=()) is None


def test_the_approval_of_another_piece_counts_for_nothing() -> None:
    assert card(said("marketing", key="other"), said("sales", key="other")) is None


def test_answer_keys_are_never_shown() -> None:
    log = (published("taught", NOON),)
    found = shown_to_everybody(
        "quiz", "core", (FIRST,), asked=(), approvals=(said("sales", kind="quiz", key="core"),), publications=log,
        content_now="taught",
    )  # fmt: skip
    assert found is None


def test_a_module_is_shown_once_it_is_published_in_its_latest_layout() -> None:
    assert module() is None
    assert module(published("taught", NOON)) == SECOND


def test_a_module_that_changed_since_reads_as_it_did_when_it_was_published() -> None:
    assert module(published("taught", NOON + timedelta(days=1)), now="another") == FIRST
    assert module(published("taught", NOON - timedelta(days=1)), now="another") is None


def test_a_module_is_published_once_for_all_roles() -> None:
    assert content_key("module", "core.seller") == "core"
    assert content_key("role-play", "call") == "call"


def test_the_same_text_has_no_difference() -> None:
    assert difference("a\nb\n", "a\nb") == Difference(())


def test_lines_are_removed_and_added_with_two_about_them() -> None:
    before, after = "1\n2\n3\n4\n5\n6\n7\n8", "1\n2\n3\n4\nfive\n6\n7\n8"
    assert difference(before, after).lines == (
        DiffLine("left-out", count=2), DiffLine("same", "3"), DiffLine("same", "4"), DiffLine("removed", "5"),
        DiffLine("added", "five"), DiffLine("same", "6"), DiffLine("same", "7"), DiffLine("same", "8"),
    )  # fmt: skip


def test_a_text_beyond_reading_is_not_compared() -> None:
    assert difference("", "x\n" * MOST_LINES).added == MOST_LINES
    assert difference("", "x\n" * (MOST_LINES + 1)).too_long


@given(st.lists(st.sampled_from("abc"), max_size=30), st.lists(st.sampled_from("abc"), max_size=30))
def test_every_line_of_both_texts_is_accounted_for(before: list[str], after: list[str]) -> None:
    found = difference("\n".join(before), "\n".join(after))
    same = sum(line.count for line in found.lines if line.kind in {"same", "left-out"})
    if before == after:
        assert found.lines == ()
        return
    assert [line.text for line in found.lines if line.kind == "removed"].__len__() == found.removed
    assert (same + found.removed, same + found.added) == (len(before), len(after))
