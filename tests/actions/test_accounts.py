"""Accounts, roles and tokens, on both engines."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from readiness.actions.disable_account import disable_account
from readiness.actions.grant_role import grant_role
from readiness.actions.make_api_token import make_api_token
from readiness.actions.make_sign_in_link import make_sign_in_link
from readiness.actions.open_account import Opened, open_account
from readiness.actions.revoke_api_token import revoke_api_token
from readiness.actions.revoke_role import revoke_role
from readiness.actions.sign_in_by_link import sign_in_by_link
from readiness.actions.sign_in_by_provider import sign_in_by_provider
from readiness.context import Context
from readiness.domain.access import permissions
from readiness.domain.access.sign_in import Carried, Identity
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound
from readiness.reports.accounts import account_page, has_administrator
from readiness.reports.journal import journal
from readiness.reports.viewer import viewer_of, viewer_of_token
from readiness.store.session import Database
from tests.gate_world import TEAM, World, definition

ROOT, SECOND, SAL = "root@example.com", "second@example.com", "sal@example.com"


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    made = World(database, tmp_path)
    made.apply(definition())
    made.hire(["boss"])
    made.hire(["sal"], manager="boss")
    open_account(at(made, ROOT), email=ROOT, roles=("administrator",))
    sign_in(made, ROOT)
    return made


def at(world: World, by: str = "") -> Context:
    return replace(world.context(), actor=by)


def sign_in(world: World, email: str) -> None:
    sign_in_by_link(at(world), token=make_sign_in_link(at(world, email), email=email))


def verbs(world: World) -> list[str]:
    return [line.verb for line in reversed(journal(at(world)))]


def test_somebody_has_to_begin_and_then_only_administrators_make_administrators(database: Database, tmp_path: Path):
    empty = World(database, tmp_path)
    assert not has_administrator(at(empty))
    first = Opened(ROOT, is_new=True, granted=("administrator",))
    assert open_account(at(empty, ROOT), email=ROOT, roles=("administrator",)) == first
    # The link of the first serve may run out unused: the second serve does the same again.
    assert open_account(at(empty, ROOT), email=ROOT, roles=("administrator",)) == Opened(ROOT, False, ())
    assert not has_administrator(at(empty))
    sign_in(empty, ROOT)
    assert has_administrator(at(empty))
    with pytest.raises(NotAllowed, match="that is for administrators"):
        open_account(at(empty, SAL), email=SAL, roles=("administrator",))


def test_an_account_is_opened_once_and_named_again(world: World):
    opened = open_account(at(world, ROOT), email=" Ann@Example.com", name=" Ann  Lee ", roles=("trainer", "auditor"))
    assert opened == Opened("ann@example.com", is_new=True, granted=("trainer", "auditor"))
    again = open_account(at(world, ROOT), email="ann@example.com", name="Ann B. Lee", roles=("trainer",))
    assert again == Opened("ann@example.com", is_new=False, granted=())
    viewer = viewer_of(at(world), "ann@example.com")
    assert (viewer.name, viewer.roles) == ("Ann B. Lee", {"trainer", "auditor"})


def test_everything_wrong_with_a_new_account_is_told_at_once(world: World):
    with pytest.raises(DefinitionError) as raised:
        open_account(at(world, ROOT), email="no address", name="x" * 201, roles=("wizard", "rep"))  # type: ignore[arg-type]
    assert [problem.code for problem in raised.value.problems] == ["AC003", "AC004", "AC005", "AC005"]
    assert "It comes from the roster." in str(raised.value)


def test_a_role_is_granted_once_and_revoked_once_each_in_the_journal(world: World):
    open_account(at(world, ROOT), email=SAL)
    assert grant_role(at(world, ROOT), email=SAL, role="trainer")
    assert not grant_role(at(world, ROOT), email=SAL, role="trainer")
    assert viewer_of(at(world), SAL).roles == {"rep", "trainer"}
    assert revoke_role(at(world, ROOT), email=SAL, role="trainer")
    assert not revoke_role(at(world, ROOT), email=SAL, role="trainer")
    assert viewer_of(at(world), SAL).roles == {"rep"}
    assert grant_role(at(world, ROOT), email=SAL, role="trainer")
    assert verbs(world)[-3:] == ["granted role", "revoked role", "granted role"]


@pytest.mark.parametrize(
    "act",
    [
        lambda c: open_account(c, email="new@example.com"),
        lambda c: grant_role(c, email=ROOT, role="trainer"),
        lambda c: revoke_role(c, email=ROOT, role="administrator"),
        lambda c: disable_account(c, email=ROOT),
    ],
)
@pytest.mark.parametrize("by", ["mara@example.com", SAL, "stranger@example.com"])
def test_only_administrators_administer(world: World, act, by: str):
    with pytest.raises(NotAllowed, match="that is for administrators"):
        act(at(world, by))


def test_the_last_administrator_stays(world: World):
    for act in (revoke_role, disable_account):
        with pytest.raises(Conflict, match="the last administrator"):
            act(at(world, ROOT), email=ROOT, **({"role": "administrator"} if act is revoke_role else {}))
    open_account(at(world, ROOT), email=SECOND, roles=("administrator",))
    assert disable_account(at(world, ROOT), email=SECOND)
    with pytest.raises(Conflict, match="the last administrator"):  # a disabled one does not count
        revoke_role(at(world, ROOT), email=ROOT, role="administrator")
    open_account(at(world, ROOT), email="third@example.com", roles=("administrator",))
    assert revoke_role(at(world, ROOT), email=ROOT, role="administrator")
    with pytest.raises(NotAllowed):
        grant_role(at(world, ROOT), email=ROOT, role="administrator")


def test_a_role_that_only_the_provider_gives_is_not_ours_to_take(world: World):
    who = Identity(email="nia@example.com", email_verified=True, groups=frozenset({"it"}))
    sign_in_by_provider(at(world), identity=who, roles={"it": frozenset({Carried("trainer")})})
    with pytest.raises(Conflict, match="through a group"):
        revoke_role(at(world, ROOT), email="nia@example.com", role="trainer")


def test_a_sales_leader_has_regions_and_everywhere_wins(world: World):
    open_account(at(world, ROOT), email=SECOND, roles=("sales-leader",), region="Europe")
    grant_role(at(world, ROOT), email=SECOND, role="sales-leader", region="America")
    viewer = viewer_of(at(world), SECOND)
    assert viewer.regions == {"Europe", "America"}
    assert (viewer.sees_region("Europe"), viewer.sees_region("Pacific")) == (True, False)
    grant_role(at(world, ROOT), email=SECOND, role="sales-leader")
    assert viewer_of(at(world), SECOND).sees_region("Pacific")
    assert revoke_role(at(world, ROOT), email=SECOND, role="sales-leader", region="")
    assert not viewer_of(at(world), SECOND).sees_region("Pacific")
    assert revoke_role(at(world, ROOT), email=SECOND, role="sales-leader")
    assert viewer_of(at(world), SECOND).roles == frozenset()


def test_a_region_is_for_sales_leaders_only(world: World):
    with pytest.raises(DefinitionError, match="only a sales leader"):
        grant_role(at(world, ROOT), email=ROOT, role="trainer", region="Europe")


def test_nobody_without_an_account_is_granted_anything(world: World):
    with pytest.raises(NotFound, match="has no account"):
        grant_role(at(world, ROOT), email="nobody@example.com", role="trainer")


def test_grants_are_closed_and_never_deleted_or_edited(world: World):
    for statement in ("DELETE FROM role_grant", "UPDATE role_grant SET role = 'auditor'"):
        with pytest.raises(DBAPIError, match="insert-only"), world.database.transaction() as session:
            session.execute(text(statement))


# Who somebody is


def test_a_stranger_has_no_role(world: World):
    viewer = viewer_of(at(world), "stranger@example.com")
    assert (viewer.roles, viewer.teams, viewer.name) == (frozenset(), {}, "")
    assert [p.__name__ for p in permissions.PERMISSIONS if p(viewer)] == [
        "be_signed_in",
        "keep_account",
        "see_published",
    ]


def test_roles_come_from_teams_and_the_roster(world: World):
    assert viewer_of(at(world), "MARA@example.com").teams == {"atlas": {"marketing"}}
    found = {name: set(viewer_of(at(world), f"{name}@example.com").roles) for name in (*TEAM, "boss", "sal")}
    assert found == {
        "mara": {"marketer"}, "sam": {"sales-leader"}, "lee": {"sales-leader"}, "lou": {"sales-leader"}, "lex": set(),
        "boss": {"rep", "manager"}, "sal": {"rep"},
    }  # fmt: skip


def test_a_team_changes_with_the_next_version_at_once(world: World):
    assert viewer_of(at(world), "mara@example.com").roles == {"marketer"}
    team = dict(TEAM) | {"sal": replace(TEAM["mara"], key="sal", email="Sal@Example.com")}
    world.apply(definition(team={key: value for key, value in team.items() if key != "lee"}))
    assert viewer_of(at(world), SAL).roles == {"rep", "marketer"}
    assert viewer_of(at(world), "lee@example.com").roles == frozenset()
    world.apply(definition())
    assert viewer_of(at(world), SAL).roles == {"rep"}


def test_whoever_has_left_the_roster_is_no_rep_any_more(world: World):
    with world.database.transaction() as session:
        session.execute(
            text(
                "UPDATE posting SET valid_to = '2018-02-01' WHERE person_id = (SELECT id FROM person WHERE email = :e)"
            ),
            {"e": SAL},
        )
    assert viewer_of(at(world), SAL).roles == frozenset()
    assert viewer_of(at(world), "boss@example.com").roles == {"rep"}


# Tokens


def test_a_token_acts_for_its_owner_within_its_scope_until_it_ends(world: World):
    made = make_api_token(at(world, ROOT), name="export", scopes=["read"], days=30)
    signed = viewer_of_token(at(world), made.token)
    assert signed is not None
    assert (signed.viewer.email, signed.how, signed.session) == (ROOT, "token", made.id)
    assert permissions.see_administration(signed.viewer)
    assert not permissions.administer(signed.viewer)
    world.later(days=29, hours=23)
    assert viewer_of_token(at(world), made.token)
    world.later(hours=1)
    assert viewer_of_token(at(world), made.token) is None


def test_a_token_is_revoked_by_its_owner_or_an_administrator_and_by_nobody_else(world: World):
    sign_in(world, SAL)
    made = make_api_token(at(world, SAL), name="mine", scopes=["write"])
    for by in ("mara@example.com", "boss@example.com"):
        with pytest.raises(NotFound, match="no such token of yours"):
            revoke_api_token(at(world, by), number=made.id)
    assert revoke_api_token(at(world, ROOT), number=made.id)
    assert not revoke_api_token(at(world, SAL), number=made.id)
    assert viewer_of_token(at(world), made.token) is None
    assert account_page(at(world), email=SAL).tokens == ()


def test_the_token_of_a_disabled_account_is_dead(world: World):
    sign_in(world, SAL)
    made = make_api_token(at(world, SAL), name="mine", scopes=["read"])
    disable_account(at(world, ROOT), email=SAL)
    assert viewer_of_token(at(world), made.token) is None


def test_everything_wrong_with_a_token_is_told_at_once(world: World):
    with pytest.raises(DefinitionError) as raised:
        make_api_token(at(world, ROOT), name=" ", scopes=["read", "fly"], days=366)
    assert [problem.code for problem in raised.value.problems] == ["AC007", "AC008", "AC009"]


@pytest.mark.parametrize("token", ["", "rdn_", "x" * 10_000, "\ud800"])
def test_a_token_that_is_not_ours_opens_nothing(world: World, token: str):
    assert viewer_of_token(at(world), token) is None


def at_once(*acts) -> list[object]:
    """What each act gave or raised, all of them begun together."""
    start, told = threading.Barrier(len(acts)), []

    def run(act) -> None:
        start.wait()
        try:
            told.append(act())
        except (Conflict, NotAllowed) as error:
            told.append(type(error))

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_of_two_administrators_who_revoke_each_other_at_once_one_stays(world: World):
    open_account(at(world, ROOT), email=SECOND, roles=("administrator",))
    told = at_once(
        lambda: revoke_role(at(world, ROOT), email=SECOND, role="administrator"),
        lambda: revoke_role(at(world, SECOND), email=ROOT, role="administrator"),
    )
    assert told.count(True) == 1
    assert sum("administrator" in viewer_of(at(world), email).roles for email in (ROOT, SECOND)) == 1


def test_the_same_done_by_several_at_once_is_done_once(world: World):
    grants = [lambda: grant_role(at(world, ROOT), email=ROOT, role="trainer") for _ in range(4)]
    assert sorted(at_once(*grants)) == [False, False, False, True]
    opens = [lambda: open_account(at(world, ROOT), email=SECOND, roles=("auditor",)).is_new for _ in range(4)]
    assert sorted(at_once(*opens)) == [False, False, False, True]
    links = [make_sign_in_link(at(world, SAL), email=SAL) for _ in range(4)]
    signed = at_once(*(lambda link=link: sign_in_by_link(at(world), token=link).email for link in links))
    assert signed == [SAL] * 4
    assert verbs(world).count("opened account") == 3
