"""Badges in the browser and through the API: whose one may have, the public list and keys, and verifying one."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from sqlalchemy import text

from readiness.actions.revoke_certification import revoke_certification
from readiness.domain.certification.certificate import Certified, certificate_code
from readiness.domain.credentials.status_list import is_set, read_bits
from readiness.store import people
from readiness.store.launches import record_version, require_version
from tests.web.api_world import token_of
from tests.web.learning_world import pass_everything, text_of
from tests.web.world import ADMINISTRATOR, AUDITOR, DANA, ELSEWHERE, IVO, LAUNCH, LENA, MANAGER, OTHER_REP, REP, Site

OWN = f"/learn/{LAUNCH}/certificate/account-executive"
THEIRS = f"/launches/{LAUNCH}/people/{REP}/certificate/account-executive"


@pytest.fixture
def certified(school: Site) -> Site:
    pass_everything(school)
    return school


def badge_of(site: Site, form: str = "json") -> str:
    answered = site.as_(REP).post(f"{OWN}/credential", {"form": form})
    assert answered.status_code == 200
    assert answered.headers["content-disposition"].endswith(f'.openbadge.{form}"')
    return answered.text


def uploaded(site: Site, text: str) -> str:
    visitor = site.stranger()
    visitor.get("/verify")
    return text_of(visitor.post("/verify", files={"file": ("badge.json", text.encode())}))


def test_a_rep_has_their_badge_in_both_forms_and_the_same_one_each_time(certified: Site) -> None:
    first = json.loads(badge_of(certified))
    assert first["issuer"]["id"] == "did:web:testserver"
    assert json.loads(badge_of(certified)) == first
    assert badge_of(certified, "jwt").count(".") == 2
    assert REP not in json.dumps(first)


def test_their_certificate_is_a_pdf_too(certified: Site) -> None:
    answered = certified.as_(REP).get(f"{OWN}/certificate.pdf")
    assert answered.headers["content-type"] == "application/pdf"
    assert answered.content.startswith(b"%PDF-")
    assert answered.content == certified.as_(MANAGER).get(f"{THEIRS}/certificate.pdf").content


def test_there_is_no_badge_before_it_is_earned(school: Site) -> None:
    answered = school.as_(REP).post(f"{OWN}/credential")
    assert answered.status_code == 409
    assert "is not certified as Account executive today" in text_of(answered)


@pytest.mark.parametrize("email", [MANAGER, LENA, IVO])
def test_who_leads_or_trains_them_has_their_certificate_and_badge(certified: Site, email: str) -> None:
    visitor = certified.as_(email)
    assert "Certificate of michael9" in text_of(visitor.get(THEIRS))
    assert visitor.get(f"{THEIRS}/certificate.pdf").status_code == 200
    assert json.loads(visitor.post(f"{THEIRS}/credential").text)["name"].startswith("Account executive")


@pytest.mark.parametrize("email", [OTHER_REP, ELSEWHERE, DANA, ADMINISTRATOR, AUDITOR])
def test_nobody_else_has_it(certified: Site, email: str) -> None:
    visitor = certified.as_(email)
    assert visitor.get(THEIRS).status_code == 403
    assert visitor.get(f"{THEIRS}/certificate.pdf").status_code == 403
    assert visitor.post(f"{THEIRS}/credential").status_code == 403


def test_a_manager_of_others_and_a_leader_of_another_region_do_not_have_it(certified: Site) -> None:
    certified.give_account("lead@launch.example", "sales-leader", region="Europe")
    with certified.context.database.reading() as session:
        other = people.posting_on(session, ELSEWHERE, certified.clock.today())
    assert other is not None
    assert other.manager_email not in {None, MANAGER}
    for email in ("lead@launch.example", other.manager_email or ""):
        visitor = certified.as_(email)
        assert visitor.get(THEIRS).status_code == 403
        assert visitor.post(f"{THEIRS}/credential").status_code == 403
        nobody = THEIRS.replace(REP, "nobody@nowhere.example")
        assert visitor.get(nobody).status_code == 403, "whether somebody exists is not told either"


def test_anybody_verifies_a_badge_and_learns_what_it_says_and_no_more(certified: Site) -> None:
    shown = uploaded(certified, badge_of(certified))
    for said in ("Valid today", "Account executive", "23 Jul 2018"):
        assert said in shown, said
    for private in (REP, "michael9", MANAGER):
        assert private not in shown
    assert "Valid today" in uploaded(certified, badge_of(certified, "jwt"))


def test_a_changed_badge_is_not_genuine_and_nothing_of_it_is_repeated(certified: Site) -> None:
    shown = uploaded(certified, badge_of(certified).replace("Account executive", "<b>Emperor</b>"))
    assert "Not genuine" in shown
    assert "Emperor" not in shown


@pytest.mark.parametrize("text", ["", "{", "hello", "a.b.c", "\x00", "x" * 300_000])
def test_what_is_no_badge_is_told_in_words(certified: Site, text: str) -> None:
    visitor = certified.stranger()
    visitor.get("/verify")
    assert visitor.post("/verify", files={"file": ("x", text.encode())}).status_code == 422


def test_a_revoked_badge_says_so_and_its_bit_is_set_in_the_list(certified: Site) -> None:
    badge = badge_of(certified)
    told = json.loads(badge)["credentialStatus"]
    assert told["statusListCredential"] == "http://testserver/credentials/status/1"

    def is_listed() -> bool:
        answered = certified.stranger().get("/credentials/status/1")
        assert answered.headers["content-type"] == "application/vc"
        assert answered.headers["cache-control"] == "public, max-age=300"
        return is_set(read_bits(answered.json()["credentialSubject"]["encodedList"]), int(told["statusListIndex"]))

    assert not is_listed()
    certified.later(hours=1)
    revoke_certification(
        certified.context.acting_as(LENA), launch=LAUNCH, rep=REP, certification="account-executive",
        reason="It was not them.",
    )  # fmt: skip
    assert is_listed()
    assert "Genuine, and not valid: it was revoked" in uploaded(certified, badge)


def test_the_keys_are_public_and_the_list_comes_as_a_jwt_when_asked(certified: Site) -> None:
    badge = json.loads(badge_of(certified))
    visitor = certified.stranger()
    document = visitor.get("/.well-known/did.json").json()
    assert badge["proof"]["verificationMethod"] in document["assertionMethod"]
    key = visitor.get("/.well-known/jwks.json").json()["keys"][0]
    assert key["kid"] == badge["proof"]["verificationMethod"]
    assert "d" not in key, "the private part is nowhere"
    assert visitor.get(f"/credentials/keys/{key['kid'].partition('#')[2]}").json() == key
    assert visitor.get("/credentials/keys/nothing").status_code == 404
    listed = visitor.get("/credentials/status/1", headers={"accept": "application/vc+jwt"})
    assert listed.headers["content-type"] == "application/vc+jwt"
    assert listed.text.count(".") == 2
    assert visitor.get("/credentials/status/2").status_code == 404


def test_tries_are_counted(school: Site) -> None:
    visitor = school.stranger()
    visitor.get("/verify")
    statuses = [visitor.post("/verify", {"text": "nothing"}).status_code for _ in range(61)]
    assert (statuses[0], statuses[-1]) == (422, 429)


def test_a_program_has_the_badge_and_anybody_s_program_judges_one(certified: Site) -> None:
    rep = certified.stranger().client
    rep.headers["authorization"] = f"Bearer {token_of(certified, REP)}"
    path = f"/api/v1/learn/{LAUNCH}/certificates/account-executive"
    given = rep.post(f"{path}/credential").json()
    assert given["is_new"]
    assert rep.post(f"{path}/credential").json()["id"] == given["id"]
    assert rep.get(f"{path}/certificate.pdf").content.startswith(b"%PDF-")
    stranger = certified.stranger().client
    judged = stranger.post("/api/v1/verify", json={"credential": given["jwt"]}).json()
    assert (judged["outcome"], judged["state"], judged["name"]) == ("valid", "valid", "Account executive")
    changed = json.dumps(given["credential"]).replace("Account", "Major")
    refused = stranger.post("/api/v1/verify", json={"credential": changed}).json()
    assert (refused["outcome"], refused["name"], refused["problems"][0]["code"]) == ("not genuine", "", "BG001")
    assert stranger.post("/api/v1/verify", json={"credential": "x"}).status_code == 422


def test_there_is_no_certificate_badge_or_code_of_what_was_never_asked_of_them(certified: Site) -> None:
    with certified.context.database.transaction() as session:
        definition = require_version(session, LAUNCH).definition
        ours = definition.certifications["account-executive"]
        other = replace(ours, key="sales-manager", name="Sales manager", role="sales-manager")
        asked = {**definition.certifications, "sales-manager": other}
        known = replace(definition, certifications=asked)
        record_version(session, certified.clock, known, DANA)
        person = people.require_person(session, REP)
    rep, boss = certified.as_(REP), certified.as_(LENA)
    own, theirs = (path.replace("account-executive", "sales-manager") for path in (OWN, THEIRS))
    for visitor, path in ((rep, own), (boss, theirs)):
        for answered in (
            visitor.get(path), visitor.get(f"{path}/certificate.pdf"), visitor.post(f"{path}/credential")
        ):  # fmt: skip
            assert answered.status_code == 409
            assert "not enrolled in Sales manager" in text_of(answered)
    headers = {"authorization": f"Bearer {token_of(certified, REP)}"}
    api = f"/api/v1/learn/{LAUNCH}/certificates/sales-manager"
    assert certified.stranger().get(api, headers=headers).status_code == 409
    made_up = Certified(LAUNCH, "sales-manager", person, REP, certified.clock.today())
    code = certificate_code(certified.services.secret, made_up)
    assert certified.stranger().get(f"/verify/{code}").status_code == 404


def test_who_leaves_the_role_keeps_what_they_earned_while_it_was_asked(certified: Site) -> None:
    before = badge_of(certified)
    certified.later(days=3)
    with certified.context.database.transaction() as session:
        session.execute(
            text("UPDATE enrolment SET withdrawn_on = :day WHERE person_id = :who"),
            {"day": certified.clock.today().isoformat(), "who": people.require_person(session, REP)},
        )
    certified.later(days=3)
    assert "does not stand" not in text_of(certified.as_(REP).get(OWN))
    assert badge_of(certified) == before
    code = re.search(r"/verify/([0-9A-Z-]{29})", certified.as_(REP).get(OWN).text)
    assert code
    assert "Valid today" in text_of(certified.stranger().get(f"/verify/{code[1]}"))
