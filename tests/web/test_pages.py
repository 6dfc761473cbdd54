"""How pages write what the engine says."""

from __future__ import annotations

import pytest

from readiness.web.pages import dated


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("met on 2018-02-07 (87.5 %)", "met on 7 Feb 2018 (87.5 %)"),
        ("from 2018-01-29 to 2018-01-31", "from 29 Jan 2018 to 31 Jan 2018"),
        ("by 2018-02-31, which is no day", "by 2018-02-31, which is no day"),
        ("part 12018-02-070", "part 12018-02-070"),
        ("", ""),
    ],
)
def test_days_in_a_sentence_read_as_on_every_page(said: str, shown: str) -> None:
    assert dated(said) == shown
