"""The launch file laid over the playbook: who owns what, what is skipped, and every problem at once."""

from __future__ import annotations

from readiness.domain.definition.frame import TaskChange
from readiness.domain.tasks.merge import kinds_of, merge_tasks
from readiness.domain.tasks.network import loops
from readiness.domain.tasks.playbook import playbook_problems
from tests.domain.task_launches import TEAM, engine, launch, playbook, step


def change(key, **fields):
    return {key: TaskChange(key=key, **fields)}


def merged(tasks=None, book=None, **fields):
    drafts, problems = merge_tasks(launch(tasks, **fields), book or playbook(write=step(), show=step("write")))
    return {draft.key: draft for draft in drafts}, problems


def codes(problems):
    return [(p.code, p.path) for p in problems]


def test_the_launch_owner_does_the_work_of_their_own_function_and_others_the_first_of_theirs():
    book = playbook(write=step(), sell=step(function="sales"), render=engine())
    drafts, problems = merged(book=book)
    assert problems == ()
    assert [(d.owner, d.owner_email, d.function) for d in drafts.values()] == [
        ("mo", "mo@example.com", "marketing"),
        ("sam", "sam@example.com", "sales"),
        (None, "", ""),
    ]


def test_the_file_changes_only_what_it_names():
    drafts, problems = merged(change("show", title="Show it", days=4, owner="mara"))
    assert problems == ()
    show = drafts["show"]
    assert (show.title, show.days, show.owner, show.after, show.stage) == (
        "Show it", 4, "mara", ("write",), "value-propositions",
    )  # fmt: skip


def test_an_owner_of_another_function_takes_the_task_into_theirs():
    drafts, problems = merged(change("show", owner="sam"))
    assert problems == ()
    assert (drafts["show"].owner, drafts["show"].function) == ("sam", "sales")


def test_an_approval_cannot_be_owned_by_somebody_of_another_function():
    book = playbook(agree=step(action="approve", function="sales", concerns=("objection-cards",)))
    _, problems = merged(change("agree", owner="mo"), book)
    assert codes(problems) == [("TK004", "tasks.agree.owner")]
    assert "is sales's to approve, and 'mo' is of marketing" in problems[0].message


def test_a_new_task_says_what_it_lacks_and_which_task_it_may_have_meant():
    _, problems = merged(change("shwo", days=2))
    assert codes(problems) == [("TK003", "tasks.shwo"), ("TK004", "tasks.shwo")]
    assert "has no title and no stage" in problems[0].message.replace("it has", "has")
    assert "Did you mean 'show'?" in problems[0].fix


def test_a_new_task_of_the_file_comes_with_its_own_order_and_one_day():
    drafts, problems = merged(change("extra", title="Extra", stage="clearance", owner="eve", after=("write",)))
    assert problems == ()
    extra = drafts["extra"]
    assert (extra.action, extra.kind, extra.days, extra.function) == ("do", "human", 1, "enablement")


def test_a_function_without_a_member_is_told_once_for_all_its_tasks():
    book = playbook(**{f"t{i}": step(function="legal") for i in range(6)}, other=step(function="finance"))
    _, problems = merged(book=book)
    assert codes(problems) == [("TK004", "team"), ("TK004", "team")]
    assert problems[0].message == "nobody in the team is of legal, who own t0, t1, t2, t3 and 2 more."
    assert "finance, who owns other" in problems[1].message


def test_a_skipped_task_needs_no_owner():
    _, problems = merged(change("check", skip="no claims"), playbook(check=step(function="legal")))
    assert problems == ()


def test_an_owner_who_does_not_exist_is_told_with_the_nearest_name():
    _, problems = merged(change("show", owner="smam"))
    assert codes(problems) == [("TK004", "tasks.show.owner")]
    assert problems[0].fix == "Did you mean 'sam'?"


def test_all_problems_are_told_at_once():
    tasks = change("write", after=("show",)) | change("show", action="render", owner="nobody-here")
    tasks |= change("new", title="New", stage="clearance", owner="mo", after=("wriet",))
    _, problems = merged(tasks)
    assert sorted(codes(problems)) == [
        ("TK001", "tasks.new.after"),
        ("TK002", "tasks.write.after"),
        ("TK004", "tasks.show.owner"),
        ("TK005", "tasks.show.action"),
    ]
    loop = next(p for p in problems if p.code == "TK002")
    assert loop.message == "write → show → write wait for each other."
    assert next(p for p in problems if p.code == "TK001").fix == "Did you mean 'write'?"


def test_a_task_about_what_the_launch_does_not_have_is_skipped_and_says_so():
    book = playbook(
        cards=step(concerns=("objection-cards", "battlecard")),
        battle=step(concerns=("battlecard",)),
        hear=step(concerns=("role-play", "quiz")),
    )
    drafts, problems = merged(book=book)
    assert problems == ()
    assert drafts["cards"].concerns == ("objection-cards",)
    assert drafts["cards"].skip is None
    assert drafts["battle"].skip == "this launch has no competitors to write battlecards on"
    assert drafts["hear"].skip == "this launch has no role-plays and no quizzes"
    assert kinds_of(launch()) == {"definition", "objection-cards"}


def test_an_approval_that_names_nothing_is_of_the_definition_and_a_publication_must_name_something():
    tasks = change("agree", title="A", stage="clearance", action="approve", owner="sam")
    tasks |= change("out", title="B", stage="clearance", action="publish", owner="eve")
    drafts, problems = merged(tasks)
    assert drafts["agree"].concerns == ("definition",)
    assert codes(problems) == [("TK006", "tasks.out")]


def test_what_nobody_waits_for_is_waited_for_by_the_evaluation_of_clearance():
    book = playbook(
        write=step(),
        sign=step(stage="clearance"),
        judge=engine("sign", action="evaluate", stage="clearance"),
        clear=step("judge", stage="clearance", action="clear"),
    )
    drafts, _ = merged(change("extra", title="E", stage="objection-handling", owner="mo"), book)
    assert drafts["judge"].after == ("sign", "write", "extra")
    assert drafts["clear"].after == ("judge",)


def test_work_added_to_a_stage_is_done_before_the_stage_is_approved():
    book = playbook(
        write=step(),
        agree=step("write", action="approve", function="sales", concerns=("objection-cards",)),
        judge=engine("agree", action="evaluate", stage="clearance"),
    )
    tasks = change("read", title="R", stage="value-propositions", owner="eve")
    tasks |= change("praise", title="P", stage="value-propositions", owner="eve", after=("agree",))
    tasks |= change("consent", title="C", stage="value-propositions", owner="eve", action="approve")
    drafts, problems = merged(tasks, book)
    assert problems == ()
    assert drafts["agree"].after == ("write", "read")
    assert drafts["consent"].after == ("read",)
    assert drafts["judge"].after == ("agree", "praise", "consent")


def test_waiting_added_by_itself_never_makes_a_loop():
    # Each stage has an approval, and each added task comes after the approval of the other stage.
    book = playbook(
        one=step(action="approve", concerns=("definition",)),
        two=step(action="approve", concerns=("definition",), stage="clearance"),
        judge=engine("one", "two", action="evaluate", stage="clearance"),
    )
    tasks = change("a", title="A", stage="clearance", owner="mo", after=("one",))
    tasks |= change("b", title="B", stage="value-propositions", owner="mo", after=("two",))
    drafts, problems = merged(tasks, book)
    assert problems == ()
    assert loops({key: draft.after for key, draft in drafts.items()}) == ()
    assert drafts["two"].after == ("a",)
    assert drafts["judge"].after == ("one", "two", "b")


def test_prerequisites_named_twice_count_once():
    drafts, _ = merged(change("show", after=("write", "write")))
    assert drafts["show"].after == ("write",)


def test_a_member_of_the_team_named_twice_is_found_by_the_first_entry():
    assert [m for m, member in TEAM.items() if member.function == "marketing"] == ["mara", "mo"]
    drafts, _ = merged(owner="sam")
    assert drafts["write"].owner == "mara"


def test_a_playbook_tells_all_that_is_wrong_with_it():
    book = playbook(
        a=step("b", "zzz"),
        b=step("a"),
        c=step(function=None),
        d=step(action="render"),
        e=step(action="approve"),
    )
    found = playbook_problems(book, lambda _: None)
    assert sorted(codes(found)) == [
        ("TK001", "tasks.a.after.1"),
        ("TK002", "tasks.a.after"),
        ("TK004", "tasks.c"),
        ("TK005", "tasks.d.action"),
        ("TK006", "tasks.e"),
    ]
