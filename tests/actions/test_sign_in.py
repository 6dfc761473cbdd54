"""Signing in by link, password and provider, and being signed out, on both engines."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from readiness.actions.ask_sign_in_link import ask_sign_in_link
from readiness.actions.disable_account import disable_account, enable_account
from readiness.actions.grant_role import grant_role
from readiness.actions.make_sign_in_link import make_sign_in_link
from readiness.actions.open_account import open_account
from readiness.actions.revoke_session import revoke_other_sessions, revoke_session
from readiness.actions.set_password import set_password
from readiness.actions.sign_in_by_link import sign_in_by_link
from readiness.actions.sign_in_by_password import sign_in_by_password
from readiness.actions.sign_in_by_provider import sign_in_by_provider
from readiness.actions.sign_out import sign_out
from readiness.actions.touch_session import touch_session
from readiness.context import Context
from readiness.domain.access.sign_in import Carried, Identity
from readiness.ground.errors import DefinitionError, NotAllowed, NotFound, OutsideFailure
from readiness.reports.accounts import account_page
from readiness.reports.journal import journal
from readiness.reports.viewer import viewer_of, viewer_of_session
from readiness.store.session import Database
from readiness.store.tables.accounts import SignInLinkRow, WebSessionRow
from tests.fakes import BackwardsPasswords, HeardMail
from tests.gate_world import World, definition

ROOT, MARA, STRANGER = "root@example.com", "mara@example.com", "stranger@example.com"
GOOD = "four words in a row"


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    """Root administers and has signed in; mara is in the team of the launch; sal sells."""
    made = World(database, tmp_path)
    made.apply(definition())
    made.hire(["sal"])
    open_account(at(made, ROOT), email=ROOT, roles=("administrator",))
    sign_in(made, ROOT)
    return made


def at(world: World, by: str = "") -> Context:
    return replace(world.context(), actor=by, passwords=BackwardsPasswords())


def sign_in(world: World, email: str, **given: str) -> str:
    return sign_in_by_link(at(world), token=make_sign_in_link(at(world, email), email=email), **given).token


def refusal(raised: pytest.ExceptionInfo[Exception]) -> str:
    return str(raised.value)


# Links


def test_a_link_signs_its_person_in_once(world: World):
    token = make_sign_in_link(at(world, ROOT), email=MARA)
    made = sign_in_by_link(at(world), token=token, browser="Firefox")
    signed = viewer_of_session(at(world), made.token)
    assert signed is not None
    assert (signed.viewer.email, signed.viewer.name, signed.how) == (MARA, "Mara", "link")
    with pytest.raises(NotAllowed, match="has been used"):
        sign_in_by_link(at(world), token=token)


def test_an_account_is_made_by_the_first_sign_in_and_not_before(world: World):
    with pytest.raises(NotFound):
        account_page(at(world), email="sal@example.com")
    sign_in(world, "sal@example.com")
    assert account_page(at(world), email="sal@example.com").name == "Sal"


def test_a_link_expires_after_fifteen_minutes(world: World):
    early, late = (make_sign_in_link(at(world, MARA), email=MARA) for _ in range(2))
    world.later(minutes=14, seconds=59)
    sign_in_by_link(at(world), token=early)
    world.later(seconds=1)
    with pytest.raises(NotAllowed, match="has expired"):
        sign_in_by_link(at(world), token=late)


@pytest.mark.parametrize("token", ["", "x", "../../etc/passwd", "é" * 500, "\ud800", "' OR 1=1 --"])
def test_a_link_that_is_not_ours_is_refused(world: World, token: str):
    with pytest.raises(NotAllowed, match="not one of ours"):
        sign_in_by_link(at(world), token=token)


def test_of_two_browsers_with_one_link_one_gets_in(world: World):
    token = make_sign_in_link(at(world, MARA), email=MARA)
    start, told = threading.Barrier(2), []

    def use() -> None:
        start.wait()
        try:
            told.append(sign_in_by_link(at(world), token=token).email)
        except NotAllowed as error:
            told.append(error.message)

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [MARA, "this sign-in link has been used."]


def test_no_token_is_kept_in_the_database_or_the_journal(world: World):
    link = make_sign_in_link(at(world, ROOT), email=MARA)
    session = sign_in_by_link(at(world), token=link).token
    with world.database.reading() as reading:
        kept = [*reading.exec(select(SignInLinkRow)), *reading.exec(select(WebSessionRow))]
        text = " ".join(str(row.model_dump()) for row in kept) + str(journal(at(world)))
    assert link not in text
    assert session not in text


def test_only_an_administrator_makes_links_for_others(world: World):
    with pytest.raises(NotAllowed, match="that is for administrators"):
        make_sign_in_link(at(world, MARA), email=ROOT)


def test_nobody_makes_a_link_for_a_stranger_or_a_disabled_account(world: World):
    open_account(at(world, ROOT), email="gone@example.com")
    disable_account(at(world, ROOT), email="gone@example.com")
    for email in (STRANGER, "gone@example.com"):
        with pytest.raises(NotFound, match="may not sign in"):
            make_sign_in_link(at(world, ROOT), email=email)


def test_somebody_disabled_after_the_link_was_sent_does_not_get_in(world: World):
    sign_in(world, MARA)
    link = make_sign_in_link(at(world, ROOT), email=MARA)
    disable_account(at(world, ROOT), email=MARA)
    with pytest.raises(NotAllowed):
        sign_in_by_link(at(world), token=link)


def test_asking_for_a_link_mails_one_to_whoever_may_sign_in_and_says_nothing_else(world: World):
    mail = HeardMail()
    asking = replace(at(world), mail=mail)
    for email in (" MARA@example.com ", "sal@example.com", STRANGER, "not an address", ""):
        assert ask_sign_in_link(asking, email=email, address="https://r.example", then="/launches?x=1") is None
    assert [to for to, _, _ in mail.sent] == [MARA, "sal@example.com"]
    link = next(line for line in mail.sent[0][2].splitlines() if line.startswith("https://r.example/sign-in/link/"))
    token, _, after = link.removeprefix("https://r.example/sign-in/link/").partition("?next=")
    assert after == "/launches%3Fx%3D1"
    assert sign_in_by_link(at(world), token=token).email == MARA


def test_where_no_mail_is_set_up_that_is_told(world: World):
    with pytest.raises(OutsideFailure, match="no mail"):
        ask_sign_in_link(world.context(), email=MARA, address="http://localhost")


# Sessions


def test_a_session_ends_after_a_day_unseen_and_after_fourteen_in_any_case(world: World):
    idle = sign_in(world, MARA)
    world.later(hours=23, minutes=59)
    assert viewer_of_session(at(world), idle)
    world.later(minutes=1)
    assert viewer_of_session(at(world), idle) is None
    used = sign_in(world, MARA)
    for _ in range(13 * 2 + 1):
        world.later(hours=12)
        signed = viewer_of_session(at(world), used)
        assert signed is not None
        touch_session(at(world), session=signed.session)
    world.later(hours=12)
    assert viewer_of_session(at(world), used) is None


def test_a_session_is_stale_after_five_minutes_and_fresh_when_touched(world: World):
    token = sign_in(world, MARA)
    world.later(minutes=4, seconds=59)
    signed = viewer_of_session(at(world), token)
    assert signed is not None
    assert not signed.is_stale
    world.later(seconds=1)
    signed = viewer_of_session(at(world), token)
    assert signed is not None
    assert signed.is_stale
    touch_session(at(world), session=signed.session)
    signed = viewer_of_session(at(world), token)
    assert signed is not None
    assert not signed.is_stale


def test_signing_in_again_in_the_same_browser_ends_its_old_session(world: World):
    old = sign_in(world, MARA)
    new = sign_in(world, MARA, replacing=old)
    assert viewer_of_session(at(world), old) is None
    assert viewer_of_session(at(world), new)


def test_signing_out_ends_this_session_alone_and_twice_is_as_once(world: World):
    here, there = sign_in(world, MARA), sign_in(world, MARA)
    assert sign_out(at(world), token=here)
    assert not sign_out(at(world), token=here)
    assert not sign_out(at(world), token="")
    assert viewer_of_session(at(world), here) is None
    assert viewer_of_session(at(world), there)


def test_one_ends_ones_own_sessions_an_administrator_anybodys_and_nobody_else_learns_that_they_are_there(world: World):
    token = sign_in(world, MARA)
    signed = viewer_of_session(at(world), token)
    assert signed is not None
    with pytest.raises(NotFound, match="no such session of yours"):
        revoke_session(at(world, "sal@example.com"), number=signed.session)
    with pytest.raises(NotFound, match="no such session of yours"):
        revoke_session(at(world, "sal@example.com"), number=999)
    assert revoke_session(at(world, ROOT), number=signed.session)
    assert not revoke_session(at(world, MARA), number=signed.session)
    assert viewer_of_session(at(world), token) is None


def test_all_others_are_signed_out_but_this_one(world: World):
    tokens = [sign_in(world, MARA) for _ in range(3)]
    here = viewer_of_session(at(world), tokens[1])
    assert here is not None
    assert revoke_other_sessions(at(world, MARA), keep=here.session) == 2
    assert [viewer_of_session(at(world), token) is not None for token in tokens] == [False, True, False]


def test_whoever_is_disabled_is_out_at_once_and_may_come_back(world: World):
    token = sign_in(world, MARA)
    assert disable_account(at(world, ROOT), email=MARA)
    assert not disable_account(at(world, ROOT), email=MARA)
    assert viewer_of_session(at(world), token) is None
    assert viewer_of(at(world), MARA).roles == frozenset()
    assert enable_account(at(world, ROOT), email=MARA)
    assert not enable_account(at(world, ROOT), email=MARA)
    assert viewer_of_session(at(world), token) is None
    assert viewer_of(at(world), MARA).roles == {"marketer"}


# Passwords


def test_a_password_signs_in(world: World):
    sign_in(world, MARA)
    set_password(at(world, MARA), new=GOOD)
    made = sign_in_by_password(at(world), email=" Mara@Example.com", password=GOOD)
    signed = viewer_of_session(at(world), made.token)
    assert signed is not None
    assert (signed.viewer.email, signed.how) == (MARA, "password")


def test_every_wrong_password_is_refused_in_the_same_words(world: World):
    sign_in(world, MARA)
    set_password(at(world, MARA), new=GOOD)
    sign_in(world, "sal@example.com")
    told = set()
    for email, password in [(MARA, "wrong"), (MARA, ""), ("sal@example.com", ""), (STRANGER, GOOD), ("", "")]:
        passwords = BackwardsPasswords()
        with pytest.raises(NotAllowed) as raised:
            sign_in_by_password(replace(at(world), passwords=passwords), email=email, password=password)
        told.add(refusal(raised))
        assert passwords.verified == 1, "somebody unknown must take as long"
    assert len(told) == 1


def test_a_disabled_account_has_no_right_password(world: World):
    sign_in(world, MARA)
    set_password(at(world, MARA), new=GOOD)
    disable_account(at(world, ROOT), email=MARA)
    with pytest.raises(NotAllowed, match="do not go together"):
        sign_in_by_password(at(world), email=MARA, password=GOOD)


def test_a_new_password_signs_out_every_other_browser_and_kills_links(world: World):
    here, there = sign_in(world, MARA), sign_in(world, MARA)
    link = make_sign_in_link(at(world, MARA), email=MARA)
    signed = viewer_of_session(at(world), here)
    assert signed is not None
    set_password(at(world, MARA), new=GOOD, keep=signed.session)
    assert viewer_of_session(at(world), here)
    assert viewer_of_session(at(world), there) is None
    with pytest.raises(NotAllowed):
        sign_in_by_link(at(world), token=link)


def test_the_old_password_is_asked_for_when_there_is_one(world: World):
    sign_in(world, MARA)
    set_password(at(world, MARA), new=GOOD)
    with pytest.raises(NotAllowed, match="old password"):
        set_password(at(world, MARA), new="another four words", old="wrong")
    set_password(at(world, MARA), new="another four words", old=GOOD)
    assert sign_in_by_password(at(world), email=MARA, password="another four words")


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("elevenchars", "AC001"),
        ("x" * 201, "AC001"),
        (MARA, "AC002"),
        ("MARA@example.com ", "AC002"),
        ("a" * 12, "AC002"),
    ],
)
def test_a_bad_password_is_refused_with_the_rule(world: World, password: str, rule: str):
    sign_in(world, MARA)
    with pytest.raises(DefinitionError) as raised:
        set_password(at(world, MARA), new=password)
    assert rule in {problem.code for problem in raised.value.problems}
    assert password.strip() not in refusal(raised)


def test_nobody_sets_a_password_without_an_account(world: World):
    with pytest.raises(NotFound):
        set_password(at(world, STRANGER), new=GOOD)


# The provider


def identity(email: str, *groups: str, verified: bool = True) -> Identity:
    return Identity(email=email, email_verified=verified, name="Nia", groups=frozenset(groups))


CARRY = {
    "enablement": frozenset({Carried("trainer")}),
    "heads": frozenset({Carried("sales-leader")}),
    "it": frozenset({Carried("administrator")}),
}


def roles(world: World, email: str) -> set[str]:
    return set(viewer_of(at(world), email).roles)


def test_groups_of_the_provider_carry_roles_and_take_them_away_again(world: World):
    sign_in_by_provider(at(world), identity=identity("nia@example.com", "enablement", "heads", "x"), roles=CARRY)
    assert roles(world, "nia@example.com") == {"trainer", "sales-leader"}
    grant_role(at(world, ROOT), email="nia@example.com", role="auditor")
    grant_role(at(world, ROOT), email="nia@example.com", role="trainer")
    sign_in_by_provider(at(world), identity=identity("nia@example.com", "it"), roles=CARRY)
    assert roles(world, "nia@example.com") == {"administrator", "auditor", "trainer"}
    sign_in_by_provider(at(world), identity=identity("nia@example.com"), roles=CARRY)
    assert roles(world, "nia@example.com") == {"auditor", "trainer"}


def test_signing_in_twice_with_the_same_groups_changes_nothing(world: World):
    for _ in range(2):
        sign_in_by_provider(at(world), identity=identity("nia@example.com", "it"), roles=CARRY)
    granted = [line for line in journal(at(world)) if line.verb == "granted role" and line.subject == "nia@example.com"]
    assert len(granted) == 1


@pytest.mark.parametrize("who", [identity(MARA, verified=False), identity("", "it"), identity("no address", "it")])
def test_an_address_that_the_provider_has_not_verified_counts_for_nothing(world: World, who: Identity):
    with pytest.raises(NotAllowed, match="does not vouch"):
        sign_in_by_provider(at(world), identity=who, roles=CARRY)


def test_a_stranger_whom_the_provider_knows_stays_a_stranger_here(world: World):
    with pytest.raises(NotAllowed, match="may not sign in here"):
        sign_in_by_provider(at(world), identity=identity(STRANGER, "other-group"), roles=CARRY)


def test_somebody_disabled_here_does_not_come_in_through_the_provider(world: World):
    sign_in(world, MARA)
    disable_account(at(world, ROOT), email=MARA)
    with pytest.raises(NotAllowed):
        sign_in_by_provider(at(world), identity=identity(MARA, "it"), roles=CARRY)
    assert roles(world, MARA) == set()


def test_old_links_and_sessions_are_forgotten_and_the_journal_keeps_them(world: World):
    for _ in range(3):
        sign_in(world, MARA)
    world.later(days=14 + 91)
    sign_in(world, MARA)
    with world.database.reading() as reading:
        assert len(reading.exec(select(SignInLinkRow)).all()) == 1
        assert len([row for row in reading.exec(select(WebSessionRow)) if row.email == MARA]) == 1
    assert sum(line.verb == "signed in" and line.actor == MARA for line in journal(at(world))) == 4
