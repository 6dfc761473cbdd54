"""RD3xx: items can be answered and graded, quizzes built, pass marks reached, role-plays marked alike.

What is wrong with an item or a blueprint is found by `readiness.domain.quiz`, which has to know it to grade; the codes
are documented here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from readiness.domain.checks.rule import Check, Finding, Rule, Subject, plural
from readiness.domain.definition.assessment import Item, Quiz, RubricCategory
from readiness.domain.form_assembly.needs import at_hand, forms_problems, serve
from readiness.domain.quiz.forms import always_in, blueprint_problems, pool
from readiness.domain.quiz.items import MARKED_BY_HAND, item_problems
from readiness.ground.percent import percent

WHOLE = 100


def _item(code: str) -> Callable[[Subject], Iterator[Finding]]:
    """The findings of one code among what is wrong with the authored items."""

    def find(subject: Subject) -> Iterator[Finding]:
        for key, item in subject.launch.items.items():
            for problem in item_problems(item, f"items.{key}"):
                if problem.code == code:
                    yield Finding(problem.path, problem.message, problem.fix)

    return find


def _blueprint(code: str) -> Callable[[Subject], Iterator[Finding]]:
    """The findings of one code among why no form can be built; a warning when accepting drafts would mend it."""

    def find(subject: Subject) -> Iterator[Finding]:
        for quiz in subject.launch.quizzes.values():
            now = blueprint_problems(quiz, pool(quiz, subject.launch, ()))
            if not now:
                continue
            then = blueprint_problems(quiz, pool(quiz, subject.launch, subject.drafted))
            still = {(problem.code, problem.path) for problem in then}
            for problem in now:
                if problem.code != code:
                    continue
                if (problem.code, problem.path) in still:
                    yield Finding(problem.path, problem.message, problem.fix)
                else:
                    message = problem.message.removesuffix(".") + "; drafted items would fill it."
                    yield Finding(
                        problem.path, message, f"Run: readiness quiz items {subject.launch.key} --drafted", "warning"
                    )

    return find


def _unguided(subject: Subject) -> Iterator[Finding]:
    asking: dict[str, str] = {}
    for key, quiz in subject.launch.quizzes.items():
        for item in pool(quiz, subject.launch, ()):
            if item.kind in MARKED_BY_HAND and not item.grader_notes and not item.rubric:
                asking.setdefault(item.key, key)
    for item_key, quiz_key in asking.items():
        message = f"'{quiz_key}' asks the essay '{item_key}', and nobody is told what a good answer says."
        yield Finding(f"items.{item_key}", message, "Write its grader_notes:, or a rubric: as of a role-play.")


def _forms(subject: Subject) -> Iterator[Finding]:
    """A warning where accepting drafts would mend it; nothing while not even one form can be built."""
    for quiz in subject.launch.quizzes.values():
        items = pool(quiz, subject.launch, ())
        if quiz.forms is None or blueprint_problems(quiz, items):
            continue
        ready = at_hand(quiz, subject.launch, subject.drafted, serve(quiz, items).needs)
        then = forms_problems(quiz, pool(quiz, subject.launch, subject.drafted))
        for problem in forms_problems(quiz, items, ready):
            yield Finding(problem.path, problem.message, problem.fix, "error" if then else "warning")


def _promises(subject: Subject) -> Iterator[Finding]:
    for key, quiz in subject.launch.quizzes.items():
        asks, path = quiz.forms, f"quizzes.{key}.forms"
        if asks is None:
            continue
        forms = plural(asks.count, "form")
        items = pool(quiz, subject.launch, subject.drafted)
        if not quiz.blueprint:
            message = f"'{key}' has no blueprint: all its forms would ask the same items."
            yield Finding(path, message, "Write a blueprint: to draw from, or take forms: out.")
        elif serve(quiz, items).placed == sum(draw.count for draw in quiz.blueprint):
            message = f"what '{key}' draws is filled by the items that are always in: all its forms ask the same."
            yield Finding(path, message, "Draw more than those, or take forms: out.")
        elif asks.exposure_cap is not None and asks.exposure_cap * asks.count < 1 - 1e-9:
            least, cap = percent(1 / asks.count), percent(asks.exposure_cap)
            message = f"with {forms} some drawn items are in {least} of the attempts or more; the cap is {cap}."
            fix = f"Ask for {math.ceil(1 / asks.exposure_cap - 1e-9)} forms." if asks.exposure_cap else "Raise it."
            yield Finding(f"{path}.exposure_cap", message, fix)
        elif asks.count < quiz.attempts:
            message = f"'{key}' has {forms} and {quiz.attempts} attempts: the last attempt meets a form again."
            fix = f"Write count: {quiz.attempts}, or attempts: {asks.count}."
            yield Finding(f"{path}.count", message, fix, "warning")


def _open_door(subject: Subject) -> Iterator[Finding]:
    for section in ("quizzes", "role_plays"):
        for key, entry in getattr(subject.launch, section).items():
            if entry.pass_fraction == 0:
                path = f"{section}.{key}.pass_fraction"
                yield Finding(path, f"everybody passes '{key}': its pass mark is 0.", "Write 0.8, or what you mean.")


def _all_or_nothing(subject: Subject) -> Iterator[Finding]:
    for key, quiz in subject.launch.quizzes.items():
        asked = pool(quiz, subject.launch, subject.drafted)
        if quiz.pass_fraction == 1 or blueprint_problems(quiz, asked) or not _alike(asked):
            continue
        count = _asked(quiz, asked)
        if (count - 1) / count < quiz.pass_fraction:
            mark = percent(quiz.pass_fraction)
            message = f"'{key}' asks {plural(count, 'item')}; with {mark} to pass, one wrong answer fails."
            fix = "Ask more, lower the mark, or write 1.0 if you mean it."
            yield Finding(f"quizzes.{key}.pass_fraction", message, fix)


def _alike(items: tuple[Item, ...]) -> bool:
    return len({item.weight for item in items}) == 1


def _asked(quiz: Quiz, items: tuple[Item, ...]) -> int:
    """How many items a form asks: those always in, and what the draws take; fewer when a draw takes one of those."""
    return len(always_in(quiz, items)) + sum(draw.count for draw in quiz.blueprint)


def _rubrics(subject: Subject) -> Iterator[tuple[str, str, Mapping[str, RubricCategory]]]:
    """Where each rubric stands, whose it is in words, and its categories: of role-plays, then of essays."""
    for key, play in subject.launch.role_plays.items():
        yield f"role_plays.{key}.rubric", f"role-play '{key}'", play.rubric
    for key, item in subject.launch.items.items():
        if item.rubric and item.kind in MARKED_BY_HAND:
            yield f"items.{key}.rubric", f"essay '{key}'", item.rubric


def _weights(subject: Subject) -> Iterator[Finding]:
    for path, whose, rubric in _rubrics(subject):
        total = sum(category.weight for category in rubric.values())
        if total != WHOLE:
            told = " + ".join(str(category.weight) for category in rubric.values())
            message = f"the weights of {whose} sum to {total}, not 100 ({told})."
            yield Finding(path, message, f"Change them by {WHOLE - total:+d} in all.")


def _anchors(subject: Subject) -> Iterator[Finding]:
    for rubric_path, whose, rubric in _rubrics(subject):
        for name, category in rubric.items():
            path = f"{rubric_path}.{name}"
            if not category.anchors:
                yield Finding(path, f"'{name}' of {whose} has no anchors.", "Say what each level looks like.")
            elif len(category.anchors) == 1:
                message = f"'{name}' of {whose} has one level, so every mark is the same and none can be missed."
                yield Finding(f"{path}.anchors", message, "Write at least two, lowest first.", "error")


def _points(subject: Subject) -> Iterator[Finding]:
    for rubric_path, whose, rubric in _rubrics(subject):
        for name, category in rubric.items():
            points, levels = category.points, len(category.anchors)
            path = f"{rubric_path}.{name}.points"
            if points and len(points) != levels:
                message = f"'{name}' of {whose} has {len(points)} points for {plural(levels, 'level')}."
                yield Finding(path, message, "Give each level its points, in the order of the anchors.")
            elif any(after <= before for before, after in pairwise(points)):
                told = ", ".join(f"{one:g}" for one in points)
                message = f"the points of '{name}' of {whose} do not rise ({told})."
                yield Finding(path, message, "Write them lowest first, each more than the one before.")


def _rushed(subject: Subject) -> Iterator[Finding]:
    for key, quiz in subject.launch.quizzes.items():
        asked = pool(quiz, subject.launch, subject.drafted)
        if quiz.time_limit_minutes is None or blueprint_problems(quiz, asked):
            continue
        count = _asked(quiz, asked)
        if quiz.time_limit_minutes * 60 < count * FEWEST_SECONDS:
            seconds = quiz.time_limit_minutes * 60 // count
            message = f"'{key}' gives {quiz.time_limit_minutes} min for {plural(count, 'item')}: {seconds} s each."
            fix = f"Give {-(-count * FEWEST_SECONDS // 60)} minutes or more."
            yield Finding(f"quizzes.{key}.time_limit_minutes", message, fix)


FEWEST_SECONDS = 20
"""Less than this an item, and the quiz tests reading speed: the stem alone takes that long."""

_ITEM_FIX = "The message says what is missing or too much; `readiness docs launch-file` lists the fields of each kind."

CHECKS = (
    Check(
        Rule(
            code="RD301", level="error", title="Item without what its kind needs",
            rule="An item has what its kind needs.",
            why="A numeric item without a number, a choice without options or a scenario without a situation cannot be "
            "answered or graded.",
            fix=_ITEM_FIX, source="S22",
        ),
        _item("RD301"),
    ),
    Check(
        Rule(
            code="RD302", level="error", title="Wrong number of right options",
            rule="A choice has the right number of right and of wrong options.",
            why="Single choice needs exactly one right option; multiple choice at least one right and one wrong. "
            "Otherwise nobody can pass the item, or everybody does.",
            fix="Mark the right ones with `correct: true`, or change the kind.", source="S22",
        ),
        _item("RD302"),
    ),
    Check(
        Rule(
            code="RD303", level="error", title="Field that the kind does not use",
            rule="An item has no field that its kind does not use.",
            why="A field that is ignored looks as if it counted: a tolerance on a choice, a fraction outside a "
            "scenario.",
            fix="Take it out, or choose the kind you meant.",
        ),
        _item("RD303"),
    ),
    Check(
        Rule(
            code="RD304", level="error", title="The same answer twice",
            rule="No option, pair, step or accepted answer stands twice.",
            why="Two options that read alike cannot be right and wrong at once; a learner who picks the other twin is "
            "told off for nothing.",
            fix="Reword one or take it out.",
        ),
        _item("RD304"),
    ),
    Check(
        Rule(
            code="RD305", level="error", title="Fraction that cannot be",
            rule="Fractions and figures can be: finite, and not at odds with `correct`.",
            why="An option that is correct and earns half is two statements about the same thing.",
            fix="Write `correct: true` or a `fraction`, not both.",
        ),
        _item("RD305"),
    ),
    Check(
        Rule(
            code="RD306", level="error", title="Scenario without a best answer",
            rule="One option of a scenario is best (fraction 1) and one is less than best.",
            why="Without an option that earns everything the full mark cannot be reached; when all do, nothing is "
            "asked.",
            fix="Give the best option `fraction: 1` and the others less.",
        ),
        _item("RD306"),
    ),
    Check(
        Rule(
            code="RD311", level="error", title="Quiz that asks nothing",
            rule="A quiz has items or a blueprint.",
            why="An empty quiz is passed by everybody, or by nobody.",
            fix="Give it `items:` or a `blueprint:`.",
        ),
        _blueprint("RD311"),
    ),
    Check(
        Rule(
            code="RD312", level="error", title="Quiz that names an item nobody may be asked",
            rule="Every item that a quiz names is reviewed.",
            why="An item whose review state is draft or retired stays in the bank and is asked nowhere; a form that "
            "must hold it cannot be built.",
            fix="Set `review: reviewed` when it is, or take it out of the quiz.",
        ),
        _blueprint("RD312"),
    ),
    Check(
        Rule(
            code="RD313", level="error", title="Blueprint that cannot be filled",
            rule="There are enough items for every draw of a blueprint, no item counted twice.",
            why="A form could not be built, and the attempt would fail when a rep starts it. When drafted items would "
            "fill the draw, this is a warning: they must be accepted first.",
            fix="Write or accept more items for the claims, or draw fewer.", source="S22",
        ),
        _blueprint("RD313"),
    ),
    Check(
        Rule(
            code="RD314", level="error", title="Parallel forms that the bank cannot fill",
            rule="The bank has enough items for all parallel forms of a quiz together.",
            why="Forms that share no drawn item need as many items as all of them ask. The finding says how many are "
            "missing of what; no smaller number of items would do. When drafted items would fill the forms, this is a "
            "warning: they must be accepted first.",
            fix="Write, review or accept what is named, draw fewer, or ask for fewer forms.", source="S22",
        ),
        _forms,
    ),
    Check(
        Rule(
            code="RD315", level="error", title="Promise that the forms cannot keep",
            rule="There are as many forms as the exposure cap and the attempts of one person need, and a blueprint to "
            "draw them from.",
            why="With three forms some drawn items are in a third of all attempts at least, whatever the cap says. "
            "Fewer forms than attempts is a warning: whoever needs them all meets a form again.",
            fix="Ask for more forms, raise the cap, or allow fewer attempts.",
        ),
        _promises,
    ),
    Check(
        Rule(
            code="RD317", level="warning", title="Essay that nobody is told how to mark",
            rule="An essay that a quiz asks has grader notes or a rubric.",
            why="Two graders who are told nothing mark the same answer by two different things, and the rep who asks "
            "why is told a third. Essays that stay in the bank are left in peace.",
            fix="Write `grader_notes:` with what a good answer says, or a `rubric:` as of a role-play.",
        ),
        _unguided,
    ),
    Check(
        Rule(
            code="RD321", level="error", title="Pass mark of zero",
            rule="The pass mark of a quiz or role-play is above 0.",
            why="With a pass mark of 0 an empty answer passes, and the certification says nothing.",
            fix="Write the share that must be right: `pass_fraction: 0.8`.",
        ),
        _open_door,
    ),
    Check(
        Rule(
            code="RD322", level="warning", title="Pass mark that only a clean sheet reaches",
            rule="A pass mark below 1 can be reached with one answer wrong.",
            why="Two of three are 66.6 %: under a mark of 80 % a short quiz asks for everything right, which its "
            "author did not write. Judged where all items weigh the same; must-pass items are a different matter.",
            fix="Ask more items, lower the mark, or write 1.0 if that is meant.",
        ),
        _all_or_nothing,
    ),
    Check(
        Rule(
            code="RD323", level="error", title="Weights that do not sum to 100",
            rule="The weights of a rubric sum to 100.",
            why="Weights are percent. With any other sum the pass mark means something else than it says.",
            fix="Change the weights until they sum to 100.", source="S11",
        ),
        _weights,
    ),
    Check(
        Rule(
            code="RD324", level="warning", title="Category without anchors",
            rule="Every rubric category says what at least two levels look like.",
            why="Two managers who mark the same role-play agree only when the levels are described. One level alone is "
            "an error: every mark would be the same.",
            fix="Write `anchors:`, lowest first; three to five are usual.", source="S11",
        ),
        _anchors,
    ),
    Check(
        Rule(
            code="RD325", level="warning", title="Time limit too short",
            rule=f"A time limit gives at least {FEWEST_SECONDS} seconds an item.",
            why="Below that the quiz tests reading speed, and people who read in a second language fail first.",
            fix="Give more minutes or ask less.",
        ),
        _rushed,
    ),
    Check(
        Rule(
            code="RD326", level="error", title="Points that do not fit the levels",
            rule="A category that gives points gives them to every level, rising.",
            why="With a level short, or two levels of the same points, a mark cannot say which level was seen, and the "
            "same work is worth something else than the anchors say.",
            fix="Write as many `points:` as `anchors:`, lowest first, or leave them out for even steps.", source="S11",
        ),
        _points,
    ),
)  # fmt: skip
