"""A round of reminders on real databases: once, held and not lost, up the line, and whatever dies in the middle."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from readiness.actions.calibrate_grader import calibrate_grader
from readiness.actions.choose_practice import hold_practice
from readiness.actions.grant_role import grant_role
from readiness.actions.keep_exemplar import keep_exemplar
from readiness.actions.mark_essay_again import mark_essay_again
from readiness.actions.open_account import open_account
from readiness.actions.preview_reminders import preview_reminders
from readiness.actions.record_evidence import record_evidence
from readiness.actions.send_reminders import ATTEMPTS, send_reminders
from readiness.domain.access.roles import Viewer
from readiness.domain.definition.frame import Reminders
from readiness.domain.reminders.round import Round
from readiness.reports.my_reviews import my_reviews
from readiness.reports.reminders import AheadLine, ahead_for, ahead_page, my_reminders, sent_reminders
from readiness.store import role_play_marks
from readiness.store.session import Database
from tests import practice_world
from tests import standing_world as company
from tests.actions.essay_world import RIGHT, essays
from tests.actions.quiz_world import DIRECTOR, TRAINER
from tests.actions.quiz_world import MANAGER as MANAGER_OF_PLAY
from tests.actions.quiz_world import REP as REP_OF_PLAY
from tests.actions.role_play_world import GOOD, POOR, stage
from tests.reminder_world import BOSS, DUE, PEER, REP, Died, HeardChannel, World, at, world


@pytest.fixture
def made(database: Database, tmp_path: Path) -> World:
    return world(database, tmp_path)


def to(channel: HeardChannel) -> list[str]:
    return [note.to for note in channel.heard]


def test_everybody_who_is_behind_hears_of_it_once(made: World) -> None:
    mail = HeardChannel()
    done = send_reminders(made.context(at(), mail), address="https://ready.example.com")
    assert (done.messages, done.delivered) == (2, {"mail": 2})
    assert to(mail) == [PEER, REP]
    note = mail.heard[0]
    assert note.subject == "1 thing is due"
    assert (
        "Field (Demo) is due today, due on 2018-03-22; 0 of 2 requirements are met. https://ready.example.com/learn"
        in note.text
    )
    again = send_reminders(made.context(at(hour=11), mail))
    assert (again.messages, again.held, again.delivered) == (0, 0, {})
    assert len(mail.heard) == 2


def test_who_has_done_it_hears_nothing(made: World) -> None:
    record_evidence(made.context(at(-1)), evidence=company.certified(REP, 79))
    mail = HeardChannel()
    send_reminders(made.context(at(), mail))
    assert to(mail) == [PEER]


def test_nobody_hears_anything_before_there_is_a_rung(made: World) -> None:
    mail = HeardChannel()
    assert send_reminders(made.context(at(-20), mail)).messages == 0
    assert not preview_reminders(made.context(at(-20))).messages


def test_what_falls_on_a_weekend_is_held_and_said_on_monday_once(made: World) -> None:
    mail = HeardChannel()
    late = made.context(at(9), mail)  # 31 March, a Saturday after Good Friday; overdue since nine days
    assert (send_reminders(late).messages, send_reminders(late).held) == (0, 0), (
        "the second round records no hold again"
    )
    [rep_hold] = sent_reminders(late, email=REP).holds
    assert (rep_hold.because, rep_hold.until) == ("a Saturday", at(11, hour=8))
    assert send_reminders(made.context(at(11, hour=7, minute=59), mail)).messages == 0
    assert send_reminders(made.context(at(11, hour=8), mail)).messages == 3
    assert sorted(to(mail)) == [BOSS, PEER, REP]


def test_the_manager_hears_of_their_people_and_the_leader_of_their_region(made: World) -> None:
    admin = made.context(at(-30), by="root@example.com")
    open_account(admin, email="root@example.com", roles=("administrator",))
    open_account(admin, email="east@example.com", name="East", roles=("sales-leader",), region="East")
    open_account(admin, email="west@example.com", name="West")
    grant_role(admin, email="west@example.com", role="sales-leader", region="West")
    mail = HeardChannel()
    send_reminders(made.context(at(7), mail))
    assert sorted(to(mail)) == [BOSS, PEER, REP]
    boss = next(note for note in mail.heard if note.to == BOSS)
    assert boss.subject == "2 of your people are behind"
    assert {item["owner"] for item in boss.items} == {REP, PEER}
    send_reminders(made.context(at(21), mail))
    assert sorted(to(mail)[3:]) == [BOSS, "east@example.com", PEER, REP]


def test_leave_suppresses_and_the_return_says_where_things_stand_then(made: World) -> None:
    with made.database.transaction() as session:
        company.leave(session, made.ids[REP], DUE, DUE + timedelta(days=13))
    mail = HeardChannel()
    for days in range(14):
        send_reminders(made.context(at(days), mail))
    assert REP not in to(mail)
    assert "on leave through 2018-04-04" in {
        hold.because for hold in sent_reminders(made.context(at(13)), email=REP).holds
    }
    assert all(item["owner"] == PEER for note in mail.heard for item in note.items)
    send_reminders(made.context(at(14), mail))
    assert [item["rung"] for note in mail.heard if note.to == REP for item in note.items] == ["over-14"]


def test_what_a_change_asks_is_due_so_many_days_after_it(made: World) -> None:
    record_evidence(made.context(at(-20)), evidence=company.certified(REP, 60))
    with made.database.transaction() as session:
        company.publish(session, "module", "basics", 1, 59)
        company.publish(session, "module", "basics", 2, 75)
    mail = HeardChannel()
    send_reminders(made.context(at(2), mail))  # 24 March is a Saturday: seven days after 17 March
    send_reminders(made.context(at(4), mail))
    [said] = [item for note in mail.heard if note.to == REP for item in note.items]
    assert (said["kind"], said["due_on"]) == ("change", "2018-03-24")


def test_a_launch_that_has_switched_it_off_reminds_nobody(database: Database, tmp_path: Path) -> None:
    quiet = world(database, tmp_path, policy=Reminders(off=True))
    assert send_reminders(quiet.context(at(30), HeardChannel())).messages == 0


def test_hours_are_those_of_the_market(database: Database, tmp_path: Path) -> None:
    there = world(database, tmp_path, zone="America/New_York")
    mail = HeardChannel()
    assert send_reminders(there.context(at(hour=11, minute=59), mail)).messages == 0, "07:59 in summer time"
    assert send_reminders(there.context(at(hour=12), mail)).messages == 2


def test_a_mail_that_failed_is_tried_again_and_not_for_ever(made: World) -> None:
    mail = HeardChannel(fails=True)
    for hour in range(8, 8 + ATTEMPTS + 2):
        send_reminders(made.context(at(hour=hour), mail))
    [told] = sent_reminders(made.context(at()), email=REP).messages
    assert [(d.state, d.attempt, d.detail) for d in told.deliveries] == [("failed", ATTEMPTS, "the server is down.")]
    assert not mail.heard


def test_after_a_failure_the_next_round_brings_it_but_not_at_night(made: World) -> None:
    mail = HeardChannel(fails=True)
    send_reminders(made.context(at(hour=17), mail))
    mail.fails = False
    send_reminders(made.context(at(hour=18), mail))
    assert not mail.heard
    send_reminders(made.context(at(1, hour=8), mail))
    assert to(mail) == [PEER, REP]


def test_killed_while_a_mail_goes_out_it_is_not_sent_again_and_said_to_be_unknown(made: World) -> None:
    mail = HeardChannel(dies=True)
    with pytest.raises(Died):
        send_reminders(made.context(at(), mail))
    mail.dies = False
    send_reminders(made.context(at(hour=11), mail))
    assert to(mail) == [PEER, REP], "the first went out once, and the other after all"
    states = {one.reminder.email: one.is_unknown for one in sent_reminders(made.context(at())).messages}
    assert states == {PEER: True, REP: False}


def test_killed_while_a_webhook_is_called_it_is_called_again_under_the_same_id(made: World) -> None:
    hook = HeardChannel(name="webhook", twice_is_once=True, dies=True)
    with pytest.raises(Died):
        send_reminders(made.context(at(), hook))
    hook.dies = False
    send_reminders(made.context(at(hour=11), hook))
    assert to(hook) == [PEER, PEER, REP]
    assert hook.heard[0].id == hook.heard[1].id


def test_killed_between_record_and_delivery_the_next_round_delivers(made: World) -> None:
    send_reminders(made.context(at()))
    mail = HeardChannel()
    done = send_reminders(made.context(at(hour=11), mail))
    assert (done.messages, done.delivered) == (0, {"mail": 2})


def test_in_a_rehearsal_nothing_leaves_the_application(made: World) -> None:
    mail = HeardChannel()
    assert send_reminders(made.context(at(), mail, simulated=True)).messages == 2
    send_reminders(made.context(at(hour=11), mail))
    assert not mail.heard


def test_the_preview_of_a_day_is_what_that_day_brings(made: World) -> None:
    send_reminders(made.context(at(-30)))  # brings the standings up to date, as applying does
    ahead = preview_reminders(made.context(at(-30)), on=DUE)
    assert {m.to.email for m in ahead.messages} == {REP, PEER}
    assert preview_reminders(made.context(at(-30)), on=DUE) == ahead
    mail = HeardChannel()
    send_reminders(made.context(at(), mail))
    assert sorted(to(mail)) == sorted(m.to.email for m in ahead.messages)


LATE_DAYS = 25
"""So late that managers and leaders hear of it too."""


@pytest.mark.parametrize(
    "led", [(), ("",), ("East",), ("", "East"), ("", "West")], ids=lambda regions: "+".join(r or "all" for r in regions)
)
def test_what_a_few_would_hear_is_what_all_would_hear_less_the_others(made: World, led: tuple[str, ...]) -> None:
    with made.database.transaction() as session:
        for n in range(2):
            company.enrol(
                session, made.definition, company.FIELD, company.person(session, f"w{n}@example.com", region="West")
            )
        top = company.person(session, "top@example.com", role="boss")
        away = company.person(session, "away@example.com", role="boss", manager=top)
        below = [company.person(session, f"r{n}@example.com", manager=away) for n in range(3)]
        company.leave(session, away, company.day(80), None)
        company.enrol(session, made.definition, company.FIELD, *below)
    context = made.context(at(-30))
    send_reminders(context)
    leaders = [f"leader-{region.lower()}@example.com" for region in led]
    for email, region in zip(leaders, led, strict=True):
        open_account(context, email=email, roles=("sales-leader",), region=region)
    day = DUE + timedelta(days=LATE_DAYS)
    everybody = preview_reminders(context, on=day)
    messages = {one.to.email: one for one in everybody.messages}
    held = {one.message.to.email: one for one in everybody.held}
    assert {REP, BOSS, "top@example.com"} <= messages.keys() | held.keys(), "with a manager above one who is away"
    assert set(leaders) <= messages.keys() | held.keys()
    for few in ([REP], [BOSS, PEER], ["top@example.com", "r1@example.com"], leaders, leaders[-1:], [], ["no@x.com"]):
        found = preview_reminders(context, on=day, hearers=few)
        assert {one.to.email: one for one in found.messages} == {k: v for k, v in messages.items() if k in few}
        assert {one.message.to.email: one for one in found.held} == {k: v for k, v in held.items() if k in few}


def test_pages_of_a_day_ahead_are_together_all_of_it(made: World) -> None:
    with made.database.transaction() as session:
        company.enrol(
            session, made.definition, company.FIELD,
            *(company.person(session, f"{name}@example.com") for name in ("a-b", "a.b", "a_b", "ab", "zoé", "zz")),
        )  # fmt: skip
    context = made.context(at(-30))
    send_reminders(context)
    day = DUE + timedelta(days=LATE_DAYS)
    viewer = Viewer(email="root@example.com", roles=frozenset({"auditor"}))
    whole = sorted(ahead_for(context, preview_reminders(context, on=day), viewer), key=lambda line: line.email)
    assert len(whole) > 8
    pages: list[AheadLine] = []
    after, has_more = "", True
    while has_more:
        page, has_more = ahead_page(
            context, viewer, lambda few: preview_reminders(context, on=day, hearers=few), after=after, limit=2
        )
        pages += page
        after = page[-1].email
    assert pages == whole


def test_a_page_works_out_nobody_whom_its_reader_may_not_see(made: World) -> None:
    with made.database.transaction() as session:
        west = [company.person(session, f"w{n}@example.com", region="West") for n in range(3)]
        company.enrol(session, made.definition, company.FIELD, *west)
    context, day = made.context(at(-30)), DUE + timedelta(days=LATE_DAYS)
    send_reminders(context)
    leader = "west@example.com"
    open_account(context, email=leader, roles=("sales-leader",), region="West")
    viewer, asked = Viewer(email=leader, roles=frozenset({"sales-leader"}), regions=frozenset({"West"})), set[str]()

    def preview(few: Collection[str] | None) -> Round:
        assert few is not None
        asked.update(few)
        return preview_reminders(context, on=day, hearers=few)

    lines, has_more = ahead_page(context, viewer, preview, after="", limit=10)
    theirs = [leader, *(f"w{n}@example.com" for n in range(3))]
    assert (sorted(asked), [line.email for line in lines], has_more) == (sorted(theirs), sorted(theirs), False)
    assert {item.owner for line in lines for item in line.items} == set(theirs) - {leader}


def test_people_see_their_own_and_managers_only_what_is_about_their_people(made: World) -> None:
    send_reminders(made.context(at(7)))
    assert {one.reminder.email for one in my_reminders(made.context(at(7), by=REP)).messages} == {REP}
    peer = Viewer(email=PEER, roles=frozenset({"rep"}))
    assert {one.reminder.email for one in sent_reminders(made.context(at(7)), viewer=peer).messages} == {PEER}
    boss = Viewer(email=BOSS, roles=frozenset({"manager"}))
    assert {one.reminder.email for one in sent_reminders(made.context(at(7)), viewer=boss).messages} == {
        REP,
        PEER,
        BOSS,
    }
    west = Viewer(email="west@example.com", roles=frozenset({"sales-leader"}), regions=frozenset({"West"}))
    assert not sent_reminders(made.context(at(7)), viewer=west).messages


def test_a_page_is_full_of_what_its_reader_may_see_whatever_was_said_to_others_since(made: World) -> None:
    """A manager of few in a company of many: the newest messages of all are not theirs."""
    send_reminders(made.context(at(7)))
    everybody = [one.reminder.email for one in sent_reminders(made.context(at(7))).messages]
    last = max(everybody.index(PEER), everybody.index(REP))
    assert last > 0, "somebody else's message is newer"
    behind = Viewer(email=everybody[last], roles=frozenset({"rep"}))
    page = sent_reminders(made.context(at(7)), viewer=behind, limit=1)
    assert [one.reminder.email for one in page.messages] == [behind.email]
    assert sent_reminders(made.context(at(7)), viewer=behind, limit=1, before=page.before).messages == ()


def test_what_was_held_back_from_others_takes_no_place_on_the_page(made: World) -> None:
    late = made.context(at(0, hour=23))
    send_reminders(late)
    everybody = [hold.email for hold in sent_reminders(late).holds]
    assert len(set(everybody)) > 1
    behind = Viewer(email=everybody[-1], roles=frozenset({"rep"}))
    assert {hold.email for hold in sent_reminders(late, viewer=behind, limit=1).holds} == {behind.email}


def test_nothing_that_was_said_is_ever_edited(made: World) -> None:
    send_reminders(made.context(at(), HeardChannel()))
    for table in ("reminder", "reminder_item", "reminder_delivery"):
        with pytest.raises(DatabaseError, match="insert-only"), made.database.engine.begin() as connection:
            connection.execute(text(f"UPDATE {table} SET id = id"))


def test_with_no_launch_nobody_hears_anything(database: Database, tmp_path: Path) -> None:
    empty = World(database, tmp_path, company.launch(), {})
    assert send_reminders(empty.context(at(), HeardChannel())).messages == 0


def test_questions_that_wait_are_said_once_a_week_and_not_to_whoever_is_done_or_holds_them(
    database: Database, tmp_path: Path
) -> None:
    practising = practice_world.made(database, tmp_path, names=("ann", "bob", "cyd"))
    practising.at = datetime(2018, 2, 5, 10, tzinfo=UTC)  # a Monday
    practising.answer_all("bob")
    hold_practice(practising.context("cyd"), rep="cyd@example.com", until=date(2018, 2, 9))
    mail = HeardChannel()

    def send() -> None:
        send_reminders(replace(practising.context(), channels=(mail,)))

    send()
    assert to(mail) == ["ann@example.com"]
    assert "Questions after certification" in mail.heard[0].text
    assert "is due today, due on 2018-02-05; 3 questions wait: about 2 minutes." in mail.heard[0].text
    for _ in range(4):  # through Friday: Bob has new ones on Tuesday
        practising.later(days=1)
        send()
    assert to(mail) == ["ann@example.com", "bob@example.com"]
    practising.later(days=3)
    send()
    assert sorted(to(mail)[2:]) == ["ann@example.com", "bob@example.com", "cyd@example.com"]


def test_a_mark_that_was_asked_for_is_due_on_its_day_and_climbs_when_it_is_not_given(
    database: Database, tmp_path: Path
) -> None:
    staged = stage(database, tmp_path)
    made = staged.submit().submission.id
    [grader] = staged.graders(made)
    with database.reading() as session:
        due = role_play_marks.assignments(session, [made])[made][0].due_on
    mail = HeardChannel()

    def graded_on(day: date) -> list[tuple[str, str, str]]:
        staged.world.now = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
        mail.heard.clear()
        send_reminders(replace(staged.as_(TRAINER), channels=(mail,)))
        return [(n.to, str(i["role"]), str(i["rung"])) for n in mail.heard for i in n.items if i["kind"] == "grading"]

    before = due - timedelta(days=1)
    assert graded_on(before) == [(grader, "owner", "before-3")]
    assert graded_on(due) == [(grader, "owner", "due")]
    assert f"Grade: Call (Demo) is due today, due on {due}; handed in on 2018-02-01, round 1." in mail.heard[0].text
    assert REP_OF_PLAY not in mail.heard[0].text, "whoever hears of it up the line need not know the rep"
    assert (DIRECTOR, "manager", "manager-7") in graded_on(due + timedelta(days=7))
    staged.grade(grader, made, GOOD)
    assert graded_on(due + timedelta(days=14)) == []


def test_a_grader_whose_calibration_ends_hears_of_it_before_and_whoever_lost_it_finds_it_on_home(
    database: Database, tmp_path: Path
) -> None:
    staged, mail = stage(database, tmp_path), HeardChannel()
    staged.grading(calibrated=True, calibrated_days=20)
    kept = {"launch": "demo", "role_play": "call", "title": "A good call", "levels": GOOD, "text": "Words."}
    number = keep_exemplar(staged.as_(TRAINER), **kept).id
    calibrate_grader(staged.as_(DIRECTOR), exemplar=number, levels=GOOD)
    calibrate_grader(staged.as_(MANAGER_OF_PLAY), exemplar=number, levels=POOR)
    first = staged.world.now

    def heard(days: int) -> list[tuple[str, str]]:
        staged.world.now = first + timedelta(days=days)
        mail.heard.clear()
        send_reminders(replace(staged.as_(TRAINER), channels=(mail,)))
        return [(n.to, str(i["rung"])) for n in mail.heard for i in n.items if i["kind"] == "calibration"]

    def on_home(who: str) -> list[str]:
        viewer = Viewer(email=who, roles=frozenset({"manager"}))
        return [one.why for one in my_reviews(staged.as_(who), viewer=viewer, boards=()) if one.kind == "calibration"]

    assert heard(18) == [(DIRECTOR, "before-3")], "who never had one is told by the page alone"
    assert "Calibrate again: Call (Demo) is due in 2 days" in mail.heard[0].text
    assert on_home(DIRECTOR) == []
    assert heard(20) == [(DIRECTOR, "due")]
    staged.world.now = first + timedelta(days=21)
    (told,) = on_home(DIRECTOR)
    assert f"you lost your calibration on {staged.world.now.date()}" in told
    assert on_home(MANAGER_OF_PLAY) == []
    calibrate_grader(staged.as_(DIRECTOR), exemplar=number, levels=GOOD)
    assert on_home(DIRECTOR) == []
    assert heard(22) == []


def test_the_rep_hears_once_of_the_last_mark_and_once_of_each_mark_that_changed_the_outcome(
    database: Database,
) -> None:
    room, mail = essays(database), HeardChannel()
    attempt = room.hand_in(RIGHT).attempt
    work = room.of(attempt)

    def heard() -> list[tuple[str, str]]:
        mail.heard.clear()
        send_reminders(replace(room.as_(TRAINER), channels=(mail,)), address="https://ready.example.com")
        return [(n.to, n.subject) for n in mail.heard for i in n.items if i["kind"] == "result"]

    def said() -> str:
        return next(line for note in mail.heard for line in note.text.splitlines() if "has its result" in line)

    room.mark(work["why"].id, {"mark": 2.0})
    assert heard() == [], "half of its marks is no result"
    room.mark(work["how"].id, {"ask": 1.0, "tone": 1.0})
    assert heard() == [(REP_OF_PLAY, "1 result is in")]
    assert said() == (
        f"- Core, attempt 1 (Demo) has its result: not passed. https://ready.example.com/learn/attempts/{attempt}"
    )
    room.world.now += timedelta(days=1)
    assert heard() == []
    mark_essay_again(room.as_(TRAINER), submission=work["why"].id, levels={"mark": 2.0}, note="Read once more.")
    assert heard() == [], "the same outcome is no news"
    for levels, told in (({"mark": 3.0}, "still not passed"), ({"mark": 5.0}, "now passed")):
        mark_essay_again(room.as_(TRAINER), submission=work["why"].id, levels=levels, note="The pay day is named.")
        assert heard() == [(REP_OF_PLAY, "1 result is in")]
        assert f"marked again, {told}." in said()
        room.world.now += timedelta(days=3)  # over the weekend
    viewer = Viewer(email=MANAGER_OF_PLAY, roles=frozenset({"manager"}))
    assert MANAGER_OF_PLAY not in {n.to for n in mail.heard}
    ahead = preview_reminders(room.as_(TRAINER), on=room.world.now.date())
    assert [
        i for one in ahead_for(room.as_(MANAGER_OF_PLAY), ahead, viewer) for i in one.items if i.kind == "result"
    ] == []


def test_the_rep_hears_of_a_marked_role_play_once(database: Database, tmp_path: Path) -> None:
    staged, mail = stage(database, tmp_path), HeardChannel()
    made = staged.submit().submission.id
    [grader] = staged.graders(made)
    staged.grade(grader, made, GOOD)
    for times in (1, 0):
        mail.heard.clear()
        send_reminders(replace(staged.as_(TRAINER), channels=(mail,)))
        assert [n.to for n in mail.heard if "Call, round 1 (Demo) has its result: passed." in n.text] == [
            REP_OF_PLAY
        ] * times
        staged.world.now += timedelta(days=1)
