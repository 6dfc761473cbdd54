"""My training and the module reader: what stands there, whose it is, what is kept, what begins anew."""

from __future__ import annotations

import re

import pytest

from readiness.actions.publish_content import publish_content
from readiness.reports.evidence import evidence_of
from readiness.store import launches
from tests.web.learning_world import CORE, MODULES, definition_of, module, pass_everything, text_of
from tests.web.world import ADMINISTRATOR, DANA, LAUNCH, LENA, MANAGER, OTHER_REP, REP, RUTH, Site

WHAT = module("what-it-is")


def section_names(page: str) -> list[str]:
    return re.findall(r'hx-post="[^"]*/sections/([^"]+)"', page)


def test_my_training_stands_in_order_with_minutes_and_one_thing_to_do(school: Site) -> None:
    shown = school.as_(REP).get("/learn")
    assert shown.status_code == 200
    words = text_of(shown)
    places = [words.index(title) for title in ("What it is, for whom", "Price, users to pay for", "How we differ, and")]
    assert places == sorted(places)
    assert "20 min" in words
    assert "due 17 Mar 2018" in words
    assert shown.text.count('class="button primary"') == 1


@pytest.mark.parametrize("path", ["/learn", WHAT])
def test_whoever_learns_finds_the_materials_that_they_may_read(school: Site, path: str) -> None:
    rep, where = school.as_(REP), f"/launches/{LAUNCH}/materials"
    assert f'href="{where}"' in rep.get(path).text
    assert rep.get(where).status_code == 200


@pytest.mark.parametrize(
    "path", ["/learn", WHAT, CORE, "/learn/attempts/1", f"/learn/{LAUNCH}/certificate/account-executive"]
)
def test_a_stranger_is_asked_to_sign_in(school: Site, path: str) -> None:
    answered = school.stranger().get(path)
    assert answered.status_code == 303
    assert answered.headers["location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("email", [DANA, LENA, ADMINISTRATOR, RUTH])
def test_learning_is_for_people_on_the_roster(school: Site, email: str) -> None:
    visitor = school.as_(email)
    for path in ("/learn", WHAT, CORE):
        assert visitor.get(path).status_code == 403
    assert visitor.post(f"{WHAT}/complete", {"version": "1"}).status_code == 403


def test_a_module_is_refused_before_it_is_published(site: Site) -> None:
    answered = site.as_(REP).get(WHAT)
    assert answered.status_code == 409
    assert "not published yet" in answered.text


def test_a_module_that_does_not_exist_is_not_found(school: Site) -> None:
    rep = school.as_(REP)
    assert rep.get(module("nothing")).status_code == 404
    assert rep.get("/learn/no-launch/modules/what-it-is").status_code == 404
    assert rep.get(module("what-it-is' OR 1=1 --")).status_code == 404


def test_the_module_reads_as_the_readers_role_is_asked(school: Site) -> None:
    assert "For Account executive." in text_of(school.as_(REP).get(f"{WHAT}?section=1"))
    assert "For Sales manager." in text_of(school.as_(MANAGER).get(f"{WHAT}?section=1"))


def test_the_reader_goes_on_where_they_were_also_in_another_browser(school: Site) -> None:
    rep = school.as_(REP)
    assert "Section 1 of" in text_of(rep.get(WHAT))
    first = section_names(rep.get(f"{WHAT}?view=all").text)[0]
    answered = rep.post(f"{WHAT}/sections/{first}", {"version": "1", "then": "2"})
    assert answered.headers["location"] == f"{WHAT}?section=2#section"
    elsewhere = school.as_(REP)
    assert "Section 2 of" in text_of(elsewhere.get(WHAT))
    assert "1 section read." in text_of(elsewhere.get("/learn"))
    assert "Go on where you were" in text_of(elsewhere.get("/learn"))
    assert "Section 1 of" in text_of(school.as_(OTHER_REP).get(WHAT)), "it is nobody else's place"


def test_reading_a_section_twice_is_once_and_a_section_there_is_not_is_not_found(school: Site) -> None:
    rep = school.as_(REP)
    first = section_names(rep.get(f"{WHAT}?view=all").text)[0]
    for _ in range(2):
        assert rep.post(f"{WHAT}/sections/{first}", {"version": "1"}).status_code == 303
    assert "1 of " in text_of(rep.get(WHAT))
    assert rep.post(f"{WHAT}/sections/s-made-up", {"version": "1"}).status_code == 404
    assert rep.post(f"{WHAT}/sections/{'x' * 5000}", {"version": "1"}).status_code == 404


@pytest.mark.parametrize("section", ["0", "-5", "999999", "1"])
def test_a_section_out_of_range_shows_the_nearest(school: Site, section: str) -> None:
    assert school.as_(REP).get(f"{WHAT}?section={section}").status_code == 200


def test_i_have_read_this_is_evidence_once_a_day(school: Site) -> None:
    rep = school.as_(REP)
    for _ in range(2):
        answered = rep.post(f"{WHAT}/complete", {"version": "1"})
        assert answered.headers["location"] == "/learn"
    (recorded,) = evidence_of(school.context, launch=LAUNCH, rep=REP)
    one = recorded.evidence
    assert (one.kind, one.subject, one.source, one.recorded_by) == ("module-completed", "what-it-is", "browser", REP)
    assert "you read it on 22 Jan 2018" in text_of(rep.get(WHAT))
    assert "Done 22 Jan 2018" in text_of(rep.get("/learn"))


def test_a_new_version_begins_anew_and_says_what_changed(school: Site) -> None:
    rep = school.as_(REP)
    first = section_names(rep.get(f"{WHAT}?view=all").text)[0]
    rep.post(f"{WHAT}/sections/{first}", {"version": "1"})
    rep.post(f"{WHAT}/complete", {"version": "1"})
    republish(school, "The price is said in the first line now.")
    assert rep.get(WHAT).headers["location"] == f"{WHAT}/changes"
    shown = text_of(rep.get(f"{WHAT}/changes"))
    assert "The price is said in the first line now." in shown
    whole = text_of(rep.get(f"{WHAT}?section=1"))
    assert "Section 1 of" in whole
    assert "You completed version 1: read only what changed" in whole
    assert "you read it on" not in whole


def test_who_knew_the_version_before_reads_what_changed_alone_and_is_through(school: Site) -> None:
    rep = school.as_(REP)
    rep.post(f"{WHAT}/complete", {"version": "1"})
    republish(school, "There is more to know.")
    shown = rep.get(f"{WHAT}/changes")
    words = text_of(shown)
    assert "More to know about it." in words
    assert "you completed version 1" in words
    assert definition_of(school).product.summary not in words, "what reads as it did is not told again"
    assert "Only what changed since version 1 is asked." in text_of(rep.get("/learn"))
    answered = rep.post(f"{WHAT}/complete", {"version": "2", "since": "1"})
    assert answered.headers["location"] == "/learn"
    last = evidence_of(school.context, launch=LAUNCH, rep=REP)[-1].evidence
    assert last.note == "read what changed since version 1"
    assert rep.get(f"{WHAT}/changes").headers["location"] == WHAT, "there is nothing left to catch up with"


def test_a_newcomer_reads_the_whole_and_cannot_pass_with_the_changes(school: Site) -> None:
    republish(school, "There is more to know.")
    rep = school.as_(REP)
    assert rep.get(WHAT).status_code == 200
    assert rep.get(f"{WHAT}/changes").headers["location"] == WHAT
    refused = rep.post(f"{WHAT}/complete", {"version": "2", "since": "1"})
    assert refused.headers["location"] == WHAT
    assert not evidence_of(school.context, launch=LAUNCH, rep=REP)
    assert rep.post(f"{WHAT}/complete", {"version": "2", "since": "many"}).status_code == 422


def test_what_was_open_while_a_new_version_came_is_not_completed_by_it(school: Site) -> None:
    rep = school.as_(REP)
    rep.get(WHAT)
    republish(school, "Something else.")
    answered = rep.post(f"{WHAT}/complete", {"version": "1"})
    assert answered.headers["location"] == WHAT
    assert "was published while you read version 1" in text_of(rep.get(WHAT))
    assert not evidence_of(school.context, launch=LAUNCH, rep=REP)
    assert rep.post(f"{WHAT}/complete", {"version": "2"}).headers["location"] == "/learn"


def test_the_published_version_is_read_although_the_definition_has_moved_on(school: Site) -> None:
    before = text_of(school.as_(REP).get(f"{WHAT}?view=all"))
    change_body(school, "A draft that nobody has published.")
    after = text_of(school.as_(REP).get(f"{WHAT}?view=all"))
    assert "A draft that nobody has published." not in after
    assert after == before


def test_what_was_missed_is_looked_up_in_the_text(school: Site) -> None:
    claim = next(one for one in definition_of(school).modules["how-we-differ"].teaches if one.startswith("objections."))
    shown = text_of(school.as_(REP).get(f"{module('how-we-differ')}?about={claim}"))
    assert "What you will hear, and what to answer" in shown
    for strange in ("facts.nothing", "nonsense", "<script>", "objections." + "x" * 3000):
        assert school.as_(REP).get(f"{WHAT}?about={strange}").status_code == 200


def test_somebody_certified_sees_their_certificate_first(school: Site) -> None:
    pass_everything(school)
    shown = text_of(school.as_(REP).get("/learn"))
    assert "See the certificate" in shown
    assert "Certified on 22 Jan 2018" in shown
    for key in MODULES:
        assert definition_of(school).modules[key].title in shown


def change_body(site: Site, body: str) -> None:
    from dataclasses import replace
    from types import MappingProxyType

    definition = definition_of(site)
    modules = dict(definition.modules)
    modules["what-it-is"] = replace(modules["what-it-is"], body=body)
    with site.context.database.transaction() as session:
        launches.record_version(session, site.clock, replace(definition, modules=MappingProxyType(modules)), DANA)


def republish(site: Site, note: str) -> None:
    site.later(hours=1)
    change_body(site, "More to know about it.")
    publish_content(
        site.context.acting_as(LENA), launch=LAUNCH, kind="module", key="what-it-is", change="delta", note=note,
        unapproved=True,
    )  # fmt: skip
