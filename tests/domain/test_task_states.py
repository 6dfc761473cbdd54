"""Where tasks stand: what events do, what lapses, and who may do what when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.definition.frame import Member
from readiness.domain.tasks.graph import build_tasks
from readiness.domain.tasks.states import concerned_fingerprints, finished_tasks, task_states
from readiness.domain.tasks.task import FINISHED, VERBS, TaskEvent
from readiness.domain.tasks.turns import acting_function, takes_effect
from readiness.ground.errors import Conflict, NotAllowed
from tests.domain.task_launches import PLAIN, TEAM, engine, launch, playbook, step

BOOK = playbook(
    write=step(action="draft", days=2),
    render=engine("write"),
    agree=step("render", action="approve", function="sales", concerns=("objection-cards",)),
    sign=step("agree", stage="clearance", action="sign-off", function="sales", concerns=("definition",)),
    out=step("agree", action="publish", function="enablement", concerns=("objection-cards",)),
    clear=step("sign", "out", stage="clearance", action="clear"),
)
LAUNCH = launch()
GRAPH = build_tasks(LAUNCH, BOOK, PLAIN, date(2018, 1, 2))
NOON = datetime(2018, 2, 1, 12, tzinfo=UTC)
NOW = {"agree": "v1", "sign": "d1", "out": "v1"}


def happened(*told, fingerprint=None):
    """Events an hour apart, from 'task verb' pairs; a third word is the fingerprint."""
    made = []
    for i, text in enumerate(told):
        task, verb, *seen = text.split()
        made.append(
            TaskEvent(
                launch="tiny", task=task, kind=verb, by="sam@example.com", function="sales",
                at=NOON + timedelta(hours=i), fingerprint=seen[0] if seen else fingerprint, note="why" if verb in ("reject", "block", "skip") else "",
            )
        )  # fmt: skip
    return made


def states(*told, concerned=NOW):
    return task_states(GRAPH, happened(*told), concerned)


def words(found):
    return {key: state.state for key, state in found.items()}


def test_at_first_only_what_waits_for_nothing_is_ready():
    found = states()
    assert words(found) == {
        "write": "ready", "render": "waiting", "agree": "waiting", "sign": "waiting", "out": "waiting",
        "clear": "waiting",
    }  # fmt: skip
    assert found["agree"].note == "waits for render"


def test_a_finished_task_says_who_finished_it_and_frees_the_next():
    found = states("write start", "write submit", "write done")
    assert found["write"].state == "done"
    assert found["write"].finished_by == "done by sam@example.com"
    assert found["write"].since == NOON + timedelta(hours=2)
    assert found["render"].state == "ready"


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (["write start"], "in-progress"),
        (["write start", "write submit"], "in-review"),
        (["write submit", "write reject"], "in-progress"),
        (["write submit", "write approve"], "done"),
        (["write done", "write reject"], "in-progress"),
        (["write start", "write block"], "blocked"),
        (["write start", "write block", "write unblock"], "in-progress"),
        (["write block", "write block", "write unblock"], "ready"),
        (["write skip"], "skipped"),
        (["write skip", "write start"], "in-progress"),
    ],
)
def test_events_lead_to_states(told, state):
    assert states(*told)["write"].state == state


def test_an_approval_lapses_when_the_content_changes_and_counts_again_when_it_changes_back():
    told = ("write done", "render done", "agree approve v1")
    assert states(*told)["agree"].finished_by == "approved by sam@example.com for sales"
    changed = states(*told, concerned=NOW | {"agree": "v2"})
    assert changed["agree"].state == "ready"
    assert changed["agree"].note == "approved by sam@example.com before the content changed: that no longer counts"
    assert changed["out"].state == "waiting"
    assert states(*told, "agree approve v2")["agree"].state == "done"


def test_an_approval_does_not_count_while_there_is_nothing_to_approve():
    assert states("write done", "render done", "agree approve v1", concerned={})["agree"].state == "ready"


def test_a_rejection_blocks_until_the_content_changes():
    told = ("write done", "render done", "agree reject v1")
    found = states(*told)["agree"]
    assert (found.state, found.note, found.rejected) == ("blocked", "rejected by sam@example.com: why", True)
    assert states(*told, concerned=NOW | {"agree": "v2"})["agree"].state == "ready"
    assert states(*told, "agree approve v1")["agree"].state == "done"


def test_sign_offs_and_publications_lapse_too_and_drafts_do_not():
    told = ("write done", "render done", "agree approve v1", "sign approve d1", "out done v1")
    assert set(words(states(*told)).values()) == {"done", "ready"}
    after = words(states(*told, concerned={"agree": "v2", "sign": "d2", "out": "v2"}))
    assert after == {
        "write": "done",
        "render": "done",
        "agree": "ready",
        "sign": "waiting",
        "out": "waiting",
        "clear": "waiting",
    }


JUDGED = build_tasks(
    LAUNCH,
    playbook(
        sign=step(stage="clearance", action="sign-off", function="sales", concerns=("definition",)),
        judge=engine("sign", action="evaluate", stage="clearance"),
        clear=step("judge", stage="clearance", action="clear"),
    ),
    PLAIN,
    date(2018, 1, 2),
)


def judged(*told, definition="d1"):
    return task_states(JUDGED, happened(*told), {"sign": definition, "judge": definition})


def test_the_gate_is_evaluated_by_a_verdict_that_came_after_the_sign_offs():
    early = judged("judge done d1", "sign approve d1")
    assert (early["judge"].state, early["clear"].state) == ("ready", "waiting")
    after = judged("judge done d1", "sign approve d1", "judge done d1")
    assert words(after) == {"sign": "done", "judge": "done", "clear": "ready"}


def test_when_the_definition_changes_the_gate_is_evaluated_and_the_launch_cleared_anew():
    cleared = ("sign approve d1", "judge done d1", "clear done d1")
    assert set(words(judged(*cleared)).values()) == {"done"}
    uncleared = cleared[:-1]  # a clearance of another definition is no event of this one
    assert words(judged(*uncleared, definition="d2")) == {"sign": "ready", "judge": "waiting", "clear": "waiting"}
    assert judged(*uncleared, "judge done d2", definition="d2")["judge"].note == "waits for sign"
    assert judged(*uncleared, "sign approve d2", definition="d2")["judge"].state == "ready"


def test_a_sign_off_taken_back_opens_the_evaluation_and_the_clearance_behind_it():
    found = judged("sign approve d1", "judge done d1", "sign reject d1")
    assert words(found) == {"sign": "blocked", "judge": "waiting", "clear": "waiting"}


def test_a_skipped_task_stays_skipped_though_something_else_would_finish_it():
    assert judged("sign approve d1", "judge skip", "judge done d1")["judge"].state == "skipped"
    assert states("out skip", "out done v1")["out"].state == "skipped"


def test_skipping_takes_the_work_out_and_keeps_the_order():
    skipped = states("agree skip")
    assert skipped["agree"].state == "skipped"
    assert skipped["agree"].finished_by == "skipped by sam@example.com: why"
    assert skipped["sign"].state == "waiting"
    assert states("write done", "render done", "agree skip")["sign"].state == "ready"


def test_a_task_the_file_skips_is_skipped_with_its_reason():
    tasks = tuple(replace(t, skip="not sold there") if t.key == "agree" else t for t in GRAPH.tasks)
    found = task_states(replace(GRAPH, tasks=tasks), happened("write done", "render done"), NOW)
    assert found["agree"].finished_by == "skipped by the launch file: not sold there"
    assert found["sign"].state == "ready"


def test_events_of_tasks_that_are_gone_are_left_alone():
    assert words(states("gone done")) == words(states())


def test_a_task_is_about_the_pieces_of_its_kinds_and_nothing_else():
    materials = {("objection-cards", "all"): "a", ("battlecard", "x"): "b"}
    found = concerned_fingerprints(GRAPH, definition="d1", materials=materials)
    assert found["sign"] == "d1"
    assert found["agree"] == found["out"]
    more = concerned_fingerprints(GRAPH, definition="d2", materials=materials | {("battlecard", "y"): "c"})
    assert more["agree"] == found["agree"]
    assert more["sign"] == "d2"
    changed = concerned_fingerprints(GRAPH, definition="d1", materials={("objection-cards", "all"): "z"})
    assert changed["agree"] != found["agree"]
    assert "agree" not in concerned_fingerprints(GRAPH, definition="d1", materials={})


@given(st.lists(st.tuples(st.sampled_from([t.key for t in GRAPH.tasks]), st.sampled_from(VERBS)), max_size=12))
def test_whatever_happens_every_task_has_one_state_and_ready_ones_wait_for_nothing(told):
    found = states(*(f"{task} {verb} {NOW.get(task, 'x')}" for task, verb in told))
    assert set(found) == {t.key for t in GRAPH.tasks}
    for task in GRAPH.tasks:
        state = found[task.key]
        if state.state == "ready":
            assert all(found[name].state in FINISHED for name in task.after)
        assert bool(state.finished_by) == (state.state in FINISHED)
    assert finished_tasks(found) == {key for key, state in found.items() if state.state in FINISHED}


@given(st.lists(st.tuples(st.sampled_from([t.key for t in GRAPH.tasks]), st.sampled_from(VERBS)), max_size=15))
def test_a_verb_that_takes_effect_moves_the_task_and_one_that_does_not_leaves_everything(told):
    events = []
    for task, verb in told:
        before = task_states(GRAPH, events, NOW)
        try:
            effect = takes_effect(GRAPH.by_key[task], before[task], verb, "why")
        except Conflict:
            continue
        if effect:
            events.append(*happened(f"{task} {verb} {NOW.get(task, 'x')}"))
            after = task_states(GRAPH, events, NOW)
            assert after[task].state != before[task].state or verb == "reject"
            assert not _again(task, after, verb)


def _again(task, found, verb):
    """Whether the same verb would take effect a second time."""
    try:
        return takes_effect(GRAPH.by_key[task], found[task], verb, "why")
    except Conflict:
        return False


# Who


@pytest.mark.parametrize("by", ["mo@example.com", "MARA@example.com"])
def test_the_owner_the_launch_owner_and_the_function_may(by):
    assert acting_function(LAUNCH, GRAPH.by_key["write"], "done", by) == "marketing"


def test_the_launch_owner_may_move_work_of_others_and_acts_for_their_own_function():
    assert acting_function(LAUNCH, GRAPH.by_key["out"], "done", "mo@example.com") == "marketing"


def test_others_may_not():
    with pytest.raises(NotAllowed) as caught:
        acting_function(LAUNCH, GRAPH.by_key["write"], "done", "sam@example.com")
    assert str(caught.value) == (
        "'write' is marketing's, owned by mo@example.com; sam@example.com is of sales.\nOr ask mo@example.com."
    )


def test_somebody_outside_the_team_may_do_nothing():
    for verb in VERBS:
        with pytest.raises(NotAllowed, match="not in the team"):
            acting_function(LAUNCH, GRAPH.by_key["write"], verb, "stranger@example.com")


@pytest.mark.parametrize("task", ["agree", "sign"])
@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_an_approval_is_for_the_function_alone_even_against_the_launch_owner(task, verb):
    with pytest.raises(NotAllowed, match="is sales's to"):
        acting_function(LAUNCH, GRAPH.by_key[task], verb, "mo@example.com")
    assert acting_function(LAUNCH, GRAPH.by_key[task], verb, "sam@example.com") == "sales"


def test_somebody_of_two_functions_acts_for_the_one_they_name():
    team = dict(TEAM) | {"mo2": replace(TEAM["sam"], key="mo2", email="mo@example.com")}
    both = launch(team=team)
    agree = GRAPH.by_key["agree"]
    assert acting_function(both, agree, "approve", "mo@example.com") == "sales"
    with pytest.raises(NotAllowed, match="is sales's to approve"):
        acting_function(both, agree, "approve", "mo@example.com", "marketing")
    with pytest.raises(NotAllowed, match="not of legal"):
        acting_function(both, agree, "approve", "mo@example.com", "legal")


# When


def turn(task, verb, *told, note="why", concerned=NOW):
    return takes_effect(GRAPH.by_key[task], states(*told, concerned=concerned)[task], verb, note)


READY = ("write done", "render done")


@pytest.mark.parametrize(
    ("task", "verb", "told", "message"),
    [
        ("agree", "approve", (), "waits for render"),
        ("agree", "done", READY, "not finished by saying so"),
        ("agree", "submit", READY, "nothing to submit"),
        ("sign", "reject", (*READY, "agree approve v1", "sign approve d1"), "stands on the record"),
        ("out", "reject", (*READY, "agree approve v1"), "nothing to reject"),
        ("clear", "done", (), "not finished by saying so"),
        ("clear", "skip", (), "cannot be skipped"),
        ("render", "done", ("write done",), "the engine's work"),
        ("write", "approve", (), "has not been submitted"),
        ("write", "reject", (), "nothing to reject"),
        ("write", "start", ("write done",), "it is done by sam@example.com"),
        ("write", "done", ("write block",), "it is blocked: why"),
        ("write", "skip", ("write done",), "it is done by"),
        ("write", "unblock", (), "it is ready"),
    ],
)
def test_what_is_not_its_turn_is_refused_with_the_reason(task, verb, told, message):
    with pytest.raises(Conflict, match=message):
        turn(task, verb, *told)


@pytest.mark.parametrize("verb", ["reject", "skip", "block"])
def test_a_no_needs_a_reason(verb):
    with pytest.raises(Conflict, match="needs a reason"):
        turn("write", verb, "write submit", note="  ")


def test_the_second_time_has_no_effect():
    assert turn("write", "done") is True
    assert turn("write", "done", "write done") is False
    assert turn("agree", "approve", *READY, "agree approve v1") is False
    assert turn("agree", "reject", *READY, "agree reject v1") is False
    assert turn("write", "skip", "write skip") is False
    assert turn("write", "block", "write block") is False
    assert turn("write", "submit", "write submit") is False
    assert turn("write", "start", "write start") is False


def test_an_approval_may_be_taken_back_and_given_again():
    assert turn("agree", "reject", *READY, "agree approve v1") is True
    assert turn("agree", "approve", *READY, "agree approve v1", "agree reject v1") is True


def test_leaving_out_an_approval_is_for_its_function_and_leadership():
    agree = GRAPH.by_key["agree"]
    assert acting_function(LAUNCH, agree, "skip", "sam@example.com") == agree.function == "sales"
    with pytest.raises(NotAllowed, match="cannot leave it out"):
        acting_function(LAUNCH, agree, "skip", "mo@example.com")
    led = replace(
        LAUNCH,
        team={**LAUNCH.team, "lee": Member(key="lee", name="Lee", email="lee@example.com", function="leadership")},
    )
    assert acting_function(led, agree, "skip", "lee@example.com") == "leadership"
