"""The gate in the browser: reasons, waivers by two functions, sign-offs of what was seen, clearing."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape, unescape

from readiness.domain.definition.frame import Member
from readiness.domain.definition.model import Launch
from readiness.store.launches import record_version, require_version
from readiness.store.tables.people import PersonRow, PostingRow
from tests.web.api_world import program, refusal
from tests.web.world import DANA, GUEST, IVO, LAUNCH, LENA, OLGA, REP, RUTH, START, Site, Visitor

GATE = f"/launches/{LAUNCH}/gate"
WAIVER = {"criterion": "proven", "reason": "No customer can prove it before the release.", "until": "2018-06-30"}


def seen(visitor: Visitor) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', visitor.get(GATE).text)
    assert found
    return found[1]


def test_the_gate_says_held_and_why_and_what_to_do(site: Site) -> None:
    page = site.as_(IVO).get(GATE)
    assert page.status_code == 200
    assert "criteria are unmet" in page.text
    assert "What to do next" in page.text
    assert "nobody is certified" in page.text or "certified" in page.text


def test_looking_at_the_gate_writes_nothing(site: Site) -> None:
    ivo = site.as_(IVO)
    before = ivo.get(GATE).text.count("/gate/verdicts/")
    assert ivo.get(GATE).text.count("/gate/verdicts/") == before
    posted = ivo.post(f"{GATE}/record")
    assert posted.status_code == 303


def test_a_waiver_is_given_when_a_second_function_that_may_waive_approves(site: Site) -> None:
    dana, olga = site.as_(DANA), site.as_(OLGA)
    assert dana.post(f"{GATE}/waivers", WAIVER).status_code == 303
    assert "asked for" in dana.get(GATE).text
    assert "Approve the waiver" not in dana.get(GATE).text
    assert "Approve the waiver" in olga.get(GATE).text
    assert olga.post(f"{GATE}/waivers/1", {"decision": "approved"}).status_code == 303
    assert "Waived until 30 Jun 2018" in dana.get(GATE).text


def test_one_function_that_may_not_waive_is_not_enough(site: Site) -> None:
    site.as_(DANA).post(f"{GATE}/waivers", WAIVER)
    answered = site.as_(IVO).post(f"{GATE}/waivers/1", {"decision": "approved"})
    assert answered.status_code == 303
    page = site.as_(OLGA).get(GATE).text
    assert "Needs leadership" in page
    assert "Waived until" not in page


def test_nobody_answers_their_own_request_or_twice(site: Site) -> None:
    dana, ivo = site.as_(DANA), site.as_(IVO)
    dana.post(f"{GATE}/waivers", WAIVER)
    own = dana.post(f"{GATE}/waivers/1", {"decision": "approved"})
    assert own.status_code == 403
    assert "asked for it" in own.text
    ivo.post(f"{GATE}/waivers/1", {"decision": "approved"})
    twice = ivo.post(f"{GATE}/waivers/1", {"decision": "approved"})
    assert twice.status_code == 403
    assert "has spoken already" in twice.text


def test_a_no_ends_it_and_needs_a_note(site: Site) -> None:
    site.as_(DANA).post(f"{GATE}/waivers", WAIVER)
    olga = site.as_(OLGA)
    assert olga.post(f"{GATE}/waivers/1", {"decision": "declined"}).status_code == 422
    assert olga.post(f"{GATE}/waivers/1", {"decision": "declined", "note": "Get a pilot."}).status_code == 303
    assert "Get a pilot." in olga.get(GATE).text
    late = site.as_(IVO).post(f"{GATE}/waivers/1", {"decision": "approved"})
    assert late.status_code == 403
    assert "no longer open" in late.text


def test_a_bad_request_for_a_waiver_says_everything_and_keeps_what_was_typed(site: Site) -> None:
    typed = {"criterion": "provn", "reason": " ", "until": "2018-01-01"}
    answered = site.as_(DANA).post(f"{GATE}/waivers", typed)
    assert answered.status_code == 403
    assert "Did you mean" in answered.text
    assert "is empty" in answered.text
    assert "before today" in answered.text
    wrong_day = site.as_(DANA).post(f"{GATE}/waivers", {**WAIVER, "reason": "Kept as typed", "until": "soon"})
    assert wrong_day.status_code == 422
    assert "Kept as typed" in wrong_day.text


def test_the_same_request_twice_is_one(site: Site) -> None:
    dana = site.as_(DANA)
    dana.post(f"{GATE}/waivers", WAIVER)
    dana.post(f"{GATE}/waivers", WAIVER)
    assert dana.get(GATE).text.count(WAIVER["reason"]) == 1


def test_a_reason_with_markup_is_text(site: Site) -> None:
    site.as_(DANA).post(f"{GATE}/waivers", {**WAIVER, "reason": "<script>alert(1)</script>"})
    page = site.as_(OLGA).get(GATE).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_function_signs_what_it_saw_and_may_take_it_back(site: Site) -> None:
    dana = site.as_(DANA)
    stands = seen(dana)
    assert dana.post(f"{GATE}/sign-offs/marketing", {"seen": stands}).status_code == 303
    assert "Take back" in dana.get(GATE).text
    assert dana.post(f"{GATE}/sign-offs/marketing", {"seen": stands, "act": "take-back"}).status_code == 303
    assert "Sign off for marketing" in dana.get(GATE).text


def test_signing_what_was_seen_before_a_change_is_refused(site: Site) -> None:
    answered = site.as_(DANA).post(f"{GATE}/sign-offs/marketing", {"seen": "sha256:" + "0" * 64})
    assert answered.status_code == 409
    assert "nothing was signed" in answered.text


def test_somebody_of_another_function_cannot_sign(site: Site) -> None:
    dana, ivo = site.as_(DANA), site.as_(IVO)
    answered = ivo.post(f"{GATE}/sign-offs/marketing", {"seen": seen(dana)})
    assert answered.status_code == 403
    assert "is not of marketing" in answered.text


def test_clearing_is_refused_while_held_with_every_reason(site: Site) -> None:
    answered = site.as_(OLGA).post(f"{GATE}/clear")
    assert answered.status_code == 409
    assert "is held as of" in answered.text
    assert site.as_(LENA).post(f"{GATE}/clear").status_code == 403
    assert "Not cleared yet" in site.as_(OLGA).get(f"{GATE}/clearance").text


def test_a_verdict_on_record_is_decided_again_and_comes_out_the_same(site: Site) -> None:
    ivo = site.as_(IVO)
    ivo.post(f"{GATE}/record")
    again = ivo.get(f"{GATE}/verdicts/1?again=true")
    assert again.status_code == 200
    assert "the same" in again.text
    assert ivo.get(f"{GATE}/verdicts/999").status_code == 404


def test_reps_and_people_without_a_role_do_not_see_the_gate(site: Site) -> None:
    assert site.as_(REP).get(GATE).status_code == 403
    assert site.as_(GUEST).get(GATE).status_code == 403


def test_legal_sees_the_gate_and_signs_for_legal(site: Site) -> None:
    ruth = site.as_(RUTH)
    assert ruth.post(f"{GATE}/sign-offs/legal", {"seen": seen(ruth)}).status_code == 303
    assert "Legal has signed off" in ruth.get(GATE).text


def test_an_unknown_launch_has_no_gate(site: Site) -> None:
    assert site.as_(IVO).get("/launches/nothing/gate").status_code == 404


def test_one_person_in_two_functions_signs_for_one_and_is_told_who_signs_for_the_other(site: Site) -> None:
    with site.context.database.transaction() as session:
        stands = require_version(session, LAUNCH).definition
        team = {**stands.team, "twice": Member(key="twice", name="Dana", email=DANA, function="sales")}
        record_version(session, site.clock, replace(stands, team=team), DANA)
    dana = site.as_(DANA)
    shown = seen(dana)
    assert "Sign off for sales" in dana.get(GATE).text
    assert dana.post(f"{GATE}/sign-offs/marketing", {"seen": shown}).status_code == 303
    assert "Sign off for sales" not in dana.get(GATE).text
    page = dana.post(f"{GATE}/sign-offs/sales", {"seen": shown})
    assert page.status_code == 403
    assert "cannot stand for sales as well" in page.text
    assert f"Ask {IVO}" in page.text
    told = refusal(program(site, DANA).post, f"{GATE}/sign-offs/sales", {"seen": shown})
    assert told.status == 403
    assert "has signed off this definition for marketing" in str(told)


def read(visitor: Visitor, path: str = GATE) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", visitor.get(path).text)))


def test_what_is_behind_a_criterion_is_called_by_its_title_and_leads_there(site: Site) -> None:
    ivo = site.as_(IVO)
    page, told = ivo.get(GATE).text, read(ivo)
    definition = _definition(site)
    assert f'<a href="/launches/{LAUNCH}/materials/battlecard/jenkins">' in page
    assert f'<a href="/launches/{LAUNCH}/tasks/press-copy-equals-faq">' not in page, "clearance is not asked for"
    unproven = definition.value_propositions["safe-before-merge"]
    assert f'<a href="/launches/{LAUNCH}/message">{escape(unproven.headline)}</a>' in page
    assert "people of “Account executive” certified" in told
    assert "quiz “Price and promise” is not published" in told
    assert "'account-executive'" not in told
    assert "quiz 'price'" not in told
    assert "(executives certified" in told, "a next step says which criteria it helps"


def test_a_verdict_on_record_reads_the_same_and_is_still_decided_again_as_it_was(site: Site) -> None:
    ivo = site.as_(IVO)
    ivo.post(f"{GATE}/record")
    told = read(ivo, f"{GATE}/verdicts/1?again=true")
    assert "quiz “Price and promise” is not published" in told
    assert "counted again from the evidence it saw: the same" in told
    assert "2018-01-22" not in told, "days read as days"
    stored = program(site, IVO).get(f"/launches/{LAUNCH}/gate/verdicts/1")
    assert "quiz 'price' is not published" in str(stored), "programs are told what was decided, by key"


def test_roles_that_nothing_is_asked_of_are_told_at_the_gate_and_in_the_plan(site: Site) -> None:
    ivo = site.as_(IVO)
    assert "No certification of" not in read(ivo)
    with site.context.database.transaction() as session:
        new = PersonRow(email="new@adventure-works.example", name="New", hired_on=START.date())
        session.add(new)
        session.flush()
        posting = {"region": "North America", "team": "US", "territory": "", "valid_from": START.date()}
        session.add(PostingRow(person_id=new.id, role="acount-executive", **posting))
    for path in (GATE, f"/launches/{LAUNCH}/plan"):
        told = read(ivo, path)
        assert f"No certification of {LAUNCH} asks for role “acount executive” (1 person)." in told
        assert "Did you mean “account executive”?" in told


def _definition(site: Site) -> Launch:
    with site.context.database.reading() as session:
        return require_version(session, LAUNCH).definition
