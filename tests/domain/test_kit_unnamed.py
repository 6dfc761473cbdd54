"""What marketing reads of a rep's words names neither the account nor the person, however the rep wrote them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.kit.unnamed import unnamed


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Priya Kumar of Hall & Co asked.", "the person of the account asked."),
        ("PRIYA KUMAR, hall and co", "the person, the account"),
        ("Ms. Kumar's team and Priya’s plan", "the person’s team and the person’s plan"),
        ("Talk to P. Kumar, then to kumar again.", "Talk to the person, then to the person again."),
        ("Mit Kumars Leuten bei Hall & Co.", "Mit the person Leuten bei the account."),
        ("Write to priya.kumar@hallco.example today", "Write to an address today"),
        ("priya said so", "the person said so"),
        ("We hallmark every call.", "We hallmark every call."),
    ],
)
def test_names_are_masked_as_people_write_them(text: str, told: str) -> None:
    assert unnamed(text, account="Hall & Co", person="Priya Kumar") == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Harbour Freight ships; HFL pays; Harbour Freight Lines GmbH signs.", ("the account ships; the account pays; "
         "the account signs.")),
        ("Will is the one; I will ask.", "the person is the one; I will ask."),
        ("harbour freight lines and the harbour", "the account and the harbour"),
    ],
)  # fmt: skip
def test_the_account_is_known_by_less_than_its_name_and_words_stay_words(text: str, told: str) -> None:
    assert unnamed(text, account="Harbour Freight Lines GmbH", person="Will Novák") == told


def test_declined_names_are_masked() -> None:
    assert (
        unnamed("S Novakem a s Иваном Петровым", account="X1", person="Jan Novák") == "S the person a s Иваном Петровым"
    )
    assert unnamed("Разговор с Петровым", account="X1", person="Иван Петров") == "Разговор с the person"


NAMES = st.text(alphabet="abcdeé ", min_size=2, max_size=12).map(str.split).filter(bool).map(" ".join)


@given(NAMES.filter(lambda one: len(one.replace(" ", "")) > 2), NAMES, st.sampled_from([str, str.upper, str.title]))
def test_the_full_name_stands_in_no_case_in_what_is_told(account: str, person: str, spelled: type[str]) -> None:
    told = unnamed(f"We met {spelled(account)} yesterday", account=account, person=f"{person} Zz")
    assert spelled(account) not in told.removeprefix("We met ").removesuffix(" yesterday") or account in "the account"
