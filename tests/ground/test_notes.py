"""What may go on record as a note."""

from __future__ import annotations

import pytest

from readiness.ground.errors import DefinitionError
from readiness.ground.notes import fit_note, note_problems, on_one_line


def test_text_for_the_record_may_hold_markup_but_nothing_hidden() -> None:
    assert note_problems("<script>alert(1)</script> [red]no[/red] Ωñ 漢字\nsecond line\tand a tab", required=True) == ()
    for hostile in ("\x1b[2Jgone", "a\u202eb", "nul\x00", "over\rwritten", "\ud800", "x" * 2001, "  "):
        assert note_problems(hostile, required=True)


def test_two_thousand_characters_are_the_most() -> None:
    assert fit_note("x" * 2000) == "x" * 2000
    with pytest.raises(DefinitionError) as refused:
        fit_note("x" * 2001)
    assert str(refused.value) == (
        "the note cannot go on record.\n  error NT001: the note has 2,001 characters. Use at most 2,000."
    )


def test_a_note_is_kept_without_the_space_around_it_and_with_plain_line_ends() -> None:
    assert fit_note(" two\r\nlines \n") == "two\nlines"
    assert fit_note("  ") == ""
    assert on_one_line("two\n lines") == "two lines"
