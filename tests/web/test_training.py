"""Training for whoever looks after it: what stands, previews, publishing with its effect first, what waits."""

from __future__ import annotations

import pytest

from readiness.actions.accept_items import accept_items
from readiness.actions.apply_launch import apply_launch
from readiness.actions.approve_materials import approve_materials
from readiness.actions.complete_module import complete_module
from readiness.actions.copy_template import copy_template
from readiness.actions.publish_content import publish_all
from readiness.reports.materials import publish_log
from readiness.reports.training import content_detail
from tests.web.test_message import HOSTILE, words, write
from tests.web.world import ADMINISTRATOR, AUDITOR, DANA, IVO, LAUNCH, LENA, MANAGER, REP, RUTH, Site

ROOM = f"/launches/{LAUNCH}/training"
MODULE = f"{ROOM}/modules/what-it-is"
PAGES = (ROOM, f"{ROOM}/review", MODULE, f"{ROOM}/quizzes/core", f"{ROOM}/quizzes/core/preview")
REASON = "The field event is tomorrow."


def publish(site: Site, email: str = LENA, path: str = MODULE, **typed: str):
    kind, key = path.rsplit("/", 2)[-2:]
    kinds = {"modules": "module", "quizzes": "quiz", "role-plays": "role-play"}
    seen = content_detail(site.context, launch=LAUNCH, kind=kinds[kind], key=key).row.line.fingerprint
    sent = {"change": "delta", "step": "publish", "seen": seen, "note": REASON, "unapproved": "yes"} | typed
    return site.as_(email).post(f"{path}/publish", sent)


def published(site: Site) -> list[tuple[str, int, str, str]]:
    return [(p.key, p.version, p.change, p.note) for p in publish_log(site.context, launch=LAUNCH)]


def change(site: Site) -> None:
    """What the module teaches reads differently."""
    write(site, "launch.yaml", "Explain to a colleague in one minute", "Explain to a neighbour in one minute")
    apply_launch(site.context.acting_as(DANA), launch=LAUNCH)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("email", [LENA, DANA, AUDITOR, ADMINISTRATOR])
def test_those_who_see_training_open_every_page(site: Site, path: str, email: str) -> None:
    assert site.as_(email).get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("email", [IVO, MANAGER, REP, RUTH])
def test_nobody_else_does(site: Site, path: str, email: str) -> None:
    assert site.as_(email).get(path).status_code == 403


def test_the_list_says_what_is_published_for_whom_and_how_long_it_takes(site: Site) -> None:
    shown = words(site.as_(LENA).get(ROOM).text)
    assert "What it is, for whom, and what it is not 20 min · for Account executive" in shown
    assert "never published" in shown
    publish(site)
    shown = words(site.as_(LENA).get(ROOM).text)
    assert "published version 1" in shown
    change(site)
    assert "changed since version 1" in words(site.as_(LENA).get(ROOM).text)


def test_a_module_is_read_as_each_role_reads_it(site: Site) -> None:
    visitor = site.as_(LENA)
    assert "For Account executive." in words(visitor.get(MODULE).text)
    assert "For Sales manager." in words(visitor.get(f"{MODULE}?as=sales-manager").text)
    assert visitor.get(f"{MODULE}?as=nobody").status_code == 404


def test_the_source_says_which_template_and_whether_it_is_ones_own(site: Site) -> None:
    shown = words(site.as_(LENA).get(MODULE).text)
    assert "modules/module.md.j2 built in" in shown
    copy_template(site.context, name="modules/module.md.j2")
    assert "modules/module.md.j2 the workspace’s own" in words(site.as_(LENA).get(MODULE).text)


def test_the_effect_comes_first_and_publishes_nothing(site: Site) -> None:
    answered = publish(site, step="effect")
    assert (
        "has not approved “What it is, for whom, and what it is not” for Account executive" in answered.text
    )  # told before the button is pressed
    assert answered.status_code == 200
    shown = words(answered.text)
    assert "Publish version 1?" in shown
    assert "Nobody has to take anything again." in shown
    assert published(site) == []


def test_the_effect_counts_who_would_take_it_again_under_each_change_class(site: Site) -> None:
    publish_all(site.context.acting_as(LENA), launch=LAUNCH, unapproved=True, note="First.")
    complete_module(site.context.acting_as(REP), launch=LAUNCH, rep=REP, module="what-it-is")
    change(site)
    delta, minor = (words(publish(site, step="effect", change=one).text) for one in ("delta", "minor"))
    assert "on the way" in delta
    assert "whoever took it before takes 1 requirement again" in delta
    assert "Nobody has to take anything again." in minor
    recertify = words(publish(site, step="effect", change="recertify").text)
    assert "whoever took it before takes 1 requirement again" not in recertify
    counts = content_detail(site.context, launch=LAUNCH, kind="module", key="what-it-is").effects
    assert [effect.of for effect in counts] == ["minor", "delta", "recertify"]
    assert published(site)[-1][1] == 1


def test_the_effect_names_what_changed_and_for_whom_in_words(site: Site) -> None:
    publish_all(site.context.acting_as(LENA), launch=LAUNCH, unapproved=True, note="First.")
    complete_module(site.context.acting_as(REP), launch=LAUNCH, rep=REP, module="price-and-promise")
    write(site, "launch.yaml", "What you compare is the price of the plan with", "Compare the price of the plan with")
    apply_launch(site.context.acting_as(DANA), launch=LAUNCH)
    shown = words(publish(site, path=f"{ROOM}/modules/price-and-promise", step="effect").text)
    assert "What changed" in shown
    assert "What you will hear, and what to answer" in shown
    assert "Whoever completed the version before reads that alone." in shown
    assert "account-executive" not in shown.split("What it asks of people")[1]


def test_a_role_play_is_read_as_the_file_has_it(site: Site) -> None:
    page = f"{ROOM}/role-plays/references-call"
    shown = words(site.as_(LENA).get(page).text)
    assert "As its readers will have it not what is published" in shown
    assert "How it is marked" in shown
    publish(site, path=page)
    assert "reads as version 1" in words(site.as_(LENA).get(page).text)


def test_publishing_needs_approvals_or_a_reason_and_says_whose(site: Site) -> None:
    answered = publish(site, unapproved="")
    assert answered.status_code == 409
    assert "has not approved “What it is, for whom, and what it is not” for Account executive" in answered.text
    assert REASON in answered.text
    assert "Publish without these approvals" in answered.text
    assert published(site) == []
    for email in (DANA, IVO, LENA):
        approve_materials(site.context.acting_as(email), launch=LAUNCH, names=("module",))
    approved = publish(site, unapproved="")
    assert approved.status_code == 303, words(approved.text)


def test_publishing_without_approvals_is_written_into_the_log(site: Site) -> None:
    answered = publish(site)
    assert (answered.status_code, answered.headers["location"]) == (303, f"{MODULE}#log")
    ((key, version, _, note),) = published(site)
    assert (key, version) == ("what-it-is", 1)
    assert note.startswith("not approved by")
    assert REASON in note
    assert REASON in site.as_(LENA).get(MODULE).text


def test_publishing_twice_is_publishing_once(site: Site) -> None:
    publish(site)
    again = publish(site)
    assert again.status_code == 303
    assert len(published(site)) == 1
    assert "There is nothing to publish." in site.as_(LENA).get(MODULE).text


def test_what_was_shown_is_what_is_published_or_nothing_is(site: Site) -> None:
    seen = content_detail(site.context, launch=LAUNCH, kind="module", key="what-it-is").row.line.fingerprint
    change(site)
    answered = publish(site, seen=seen)
    assert answered.status_code == 409
    assert "reads differently now" in answered.text
    assert published(site) == []


def test_a_later_version_that_asks_something_needs_a_note_and_keeps_what_was_typed(site: Site) -> None:
    publish(site)
    change(site)
    answered = publish(site, note="", change="recertify")
    assert answered.status_code == 422
    assert "nobody says why" in answered.text
    hidden = publish(site, note=f"{HOSTILE}\x07typed")
    assert hidden.status_code == 422
    assert "typed" in hidden.text
    assert HOSTILE not in hidden.text
    assert len(published(site)) == 1


@pytest.mark.parametrize("email", [AUDITOR, IVO, MANAGER, REP])
def test_nobody_else_publishes(site: Site, email: str) -> None:
    assert publish(site, email).status_code == 403
    assert published(site) == []


def test_an_administrator_outside_the_team_is_told_who_may(site: Site) -> None:
    answered = publish(site, ADMINISTRATOR)
    assert answered.status_code == 403
    assert "may not publish" in answered.text
    assert published(site) == []


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"{ROOM}/modules/nothing", 404), (f"{ROOM}/nothing/what-it-is", 404), (f"{ROOM}/modules/..%2fx", 404),
        (f"{ROOM}/quizzes/nothing/preview", 404), ("/launches/nothing/training", 404),
        (f"{ROOM}/quizzes/core/preview?seed={'x' * 65}", 422),
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(site: Site, path: str, code: int) -> None:
    assert site.as_(LENA).get(path).status_code == code


def test_a_file_that_is_unsound_leaves_the_page_standing_and_says_so(site: Site) -> None:
    write(site, "launch.yaml", "tier: 1 ", "tier: 9 ")
    shown = site.as_(LENA).get(MODULE)
    assert shown.status_code == 200
    assert "The launch file is unsound just now" in shown.text
    assert site.as_(LENA).get(f"{ROOM}/questions").status_code == 200


def test_what_waits_is_counted_and_goes_when_it_is_done(site: Site) -> None:
    shown = words(site.as_(LENA).get(f"{ROOM}/review").text)
    assert "Review (49)" in shown
    approve_materials(
        site.context.acting_as(IVO), launch=LAUNCH, names=("module/what-it-is.account-executive",),
        decision="rejected", note=f"Too long. {HOSTILE}",
    )  # fmt: skip
    html = site.as_(LENA).get(f"{ROOM}/review").text
    assert "Too long." in html
    assert HOSTILE not in html
    assert "Review (50)" in words(html)
    accept_items(site.context.acting_as(LENA), launch=LAUNCH)
    publish_all(site.context.acting_as(LENA), launch=LAUNCH, unapproved=True, note="First.")
    assert "Review (1)" in words(site.as_(LENA).get(f"{ROOM}/review").text)
    site.as_(IVO)
    approve_materials(site.context.acting_as(IVO), launch=LAUNCH, names=("module",))
    assert "Nothing waits for you" in words(site.as_(LENA).get(f"{ROOM}/review").text)


def test_several_drafts_are_accepted_from_the_queue_at_once(site: Site) -> None:
    visitor = site.as_(LENA)
    answered = visitor.post(
        f"{ROOM}/questions/decide",
        {
            "decision": "accepted",
            "came": "review",
            "item": ["drafted-response-references", "drafted-response-stay-free"],
        },
    )
    assert (answered.status_code, answered.headers["location"]) == (303, f"{ROOM}/review")
    assert "Review (47)" in words(visitor.get(f"{ROOM}/review").text)


def test_a_launch_that_was_never_applied_says_what_to_do(site: Site) -> None:
    copy = site.folder / "launches" / "second"
    copy.mkdir()
    for name in ("launch.yaml", "questions.yaml"):
        text = (site.folder / "launches" / LAUNCH / name).read_text(encoding="utf-8")
        (copy / name).write_text(text.replace(f"key: {LAUNCH}", "key: second"), encoding="utf-8")
    visitor = site.as_(LENA)
    assert "The launch has not been applied yet" in visitor.get("/launches/second/training").text
    assert "Nothing waits for you" in visitor.get("/launches/second/training/review").text
    bank = words(visitor.get("/launches/second/training/questions").text)
    assert "new with the next apply" in bank
    assert visitor.get("/launches/second/training/modules/what-it-is").status_code == 404
