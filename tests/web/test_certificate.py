"""The certificate to print, and the public page behind its code: what it says, and that nobody can make one up."""

from __future__ import annotations

import io
import re
from datetime import date
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.actions.publish_content import publish_content
from readiness.actions.revoke_certification import revoke_certification
from readiness.domain.certification.certificate import Certified, certificate_code, is_code_of, read_code
from tests.web.learning_world import pass_everything, text_of
from tests.web.test_learn import change_body
from tests.web.world import DANA, LAUNCH, LENA, MANAGER, OTHER_REP, REP, Site

CERTIFICATE = f"/learn/{LAUNCH}/certificate/account-executive"
SECRET = b"x" * 32
ONE = Certified("demo", "field", 7, "ann@example.com", date(2018, 1, 22))


def code_of(site: Site) -> str:
    found = re.search(r"/verify/([0-9A-Z-]{29})", site.as_(REP).get(CERTIFICATE).text)
    assert found
    return found[1]


def verified(site: Site, code: str) -> str:
    return text_of(site.stranger().get(f"/verify/{code}"))


def test_there_is_no_certificate_before_it_is_earned(school: Site) -> None:
    answered = school.as_(REP).get(CERTIFICATE)
    assert answered.status_code == 409
    assert "not certified as Account executive yet" in text_of(answered)
    assert school.as_(REP).get(f"/learn/{LAUNCH}/certificate/nothing").status_code == 404


def test_the_certificate_says_who_what_and_until_when_and_where_to_verify_it(school: Site) -> None:
    pass_everything(school)
    shown = text_of(school.as_(REP).get(CERTIFICATE))
    for said in ("michael9", "Account executive", "GitLab CI/CD for GitHub", "22 Jan 2018", "23 Jul 2018", "Verify at"):
        assert said in shown, said
    assert "does not stand" not in shown


def test_a_certificate_is_its_holders_own(school: Site) -> None:
    pass_everything(school)
    assert school.as_(OTHER_REP).get(CERTIFICATE).status_code == 409, "they see their own, which is not earned"
    assert school.as_(DANA).get(CERTIFICATE).status_code == 403


def test_anybody_with_the_code_sees_that_it_stands_and_nothing_more(school: Site) -> None:
    pass_everything(school)
    shown = verified(school, code_of(school))
    for said in ("Valid today", "michael9", "Account executive", "GitLab CI/CD for GitHub", "23 Jul 2018"):
        assert said in shown, said
    for private in (REP, MANAGER, "stephen0", "quiz", "%", "Northeast", "What it is and what it is not"):
        assert private.lower() not in shown.lower(), private


@pytest.mark.parametrize(
    "typed", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code.replace('-', ' ')} "]
)
def test_however_it_is_typed_it_is_the_same_code(school: Site, typed) -> None:
    pass_everything(school)
    visitor = school.stranger()
    answered = visitor.get("/verify", params={"code": typed(code_of(school))})
    assert answered.status_code == 303
    assert "Valid today" in text_of(visitor.get(answered.headers["location"]))


@pytest.mark.parametrize(
    "code",
    [
        "A",
        "0" * 24,
        "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA",
        "Z" * 24,
        "x" * 5000,
        "<script>",
        "%00",
        "..%2f..%2fetc",
        "' OR 1=1 --",
        "ⅣⅣⅣⅣ",
    ],
)
def test_what_is_no_code_of_ours_always_gets_the_same_answer(school: Site, code: str) -> None:
    answered = school.stranger().get(f"/verify/{code}")
    assert answered.status_code == 404
    assert "<script>" not in answered.text.replace('<script src="', "")


def test_a_code_with_one_letter_changed_is_none(school: Site) -> None:
    pass_everything(school)
    code = code_of(school)
    for place in (0, 6, 13, 20, 28):
        letter = "7" if code[place] != "7" else "8"
        assert school.stranger().get(f"/verify/{code[:place]}{letter}{code[place + 1 :]}").status_code == 404


def test_guessing_is_counted(school: Site) -> None:
    visitor = school.stranger()
    statuses = [visitor.get(f"/verify/{n:024d}").status_code for n in range(70)]
    assert statuses[0] == 404
    assert statuses[-1] == 429


def test_a_certificate_whose_time_is_over_says_so(school: Site) -> None:
    pass_everything(school)
    code = code_of(school)
    school.later(days=182)
    assert "Valid today" in verified(school, code), "it holds through its last day"
    school.later(days=1)
    assert "No longer valid: its time is over" in verified(school, code)
    assert "does not stand today" in text_of(school.as_(REP).get(CERTIFICATE))


def test_a_certificate_that_lapsed_says_so(school: Site) -> None:
    pass_everything(school)
    code = code_of(school)
    school.later(hours=1)
    change_body(school, "Something new to know.")
    publish_content(
        school.context.acting_as(LENA), launch=LAUNCH, kind="module", key="what-it-is", change="recertify",
        note="Everything is different.", unapproved=True,
    )  # fmt: skip
    assert "Not valid today: something is asked again" in verified(school, code)


def test_a_certificate_that_was_revoked_says_so(school: Site) -> None:
    pass_everything(school)
    code = code_of(school)
    school.later(hours=1)
    revoke_certification(
        school.context.acting_as(LENA),
        launch=LAUNCH,
        rep=REP,
        certification="account-executive",
        reason="It was not them.",
    )
    assert "it was revoked" in verified(school, code)


@given(
    st.builds(
        Certified,
        st.text(max_size=20),
        st.text(max_size=20),
        st.integers(0, 2**32 - 1),
        st.text(max_size=30),
        st.dates(),
    )
)
def test_every_code_says_where_to_look_and_is_known_again(certified: Certified) -> None:
    code = certificate_code(SECRET, certified)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert read_code(SECRET, code) == (certified.person_id, certified.on)
    assert is_code_of(SECRET, code, certified)
    assert not is_code_of(b"y" * 32, code, certified)


@given(st.text(max_size=40))
def test_anything_may_be_typed(text: str) -> None:
    read_code(SECRET, text)
    assert not is_code_of(SECRET, text, ONE)


def test_two_people_certified_on_the_same_day_have_codes_that_do_not_look_alike() -> None:
    first, second = (
        certificate_code(SECRET, Certified("demo", "field", number, f"rep{number}@example.com", date(2018, 1, 22)))
        for number in (7, 8)
    )
    assert sum(a == b for a, b in zip(first.replace("-", ""), second.replace("-", ""), strict=True)) < 10


ZIP = f"/launches/{LAUNCH}/readiness/certificates"


def test_whoever_leads_or_trains_has_the_certificates_of_all_their_people_in_one_file(school: Site) -> None:
    assert school.as_(MANAGER).post(ZIP).status_code == 409, "nobody is certified yet"
    pass_everything(school)
    answered = school.as_(MANAGER).post(ZIP, {"certification": "account-executive"})
    assert (answered.status_code, answered.headers["content-type"]) == (200, "application/zip")
    packed = ZipFile(io.BytesIO(answered.content))
    assert packed.testzip() is None
    (name,) = packed.namelist()
    assert re.fullmatch(r"account-executive[a-z0-9.-]*michael9[a-z0-9.-]*\.pdf", name)
    assert packed.read(name).startswith(b"%PDF-")
    assert school.as_(LENA).post(ZIP).content == answered.content, "a trainer's people are everybody; one is certified"
    assert school.as_(MANAGER).post(ZIP).content == answered.content, "and again it is the same file"


def test_nobody_else_has_them_and_what_is_not_there_is_said(school: Site) -> None:
    pass_everything(school)
    for email in (REP, DANA):
        assert school.as_(email).post(ZIP).status_code == 403, email
        assert "Certificates as PDF" not in school.as_(email).get(ZIP.replace("/certificates", "/people")).text
    assert "Certificates as PDF" in school.as_(MANAGER).get(ZIP.replace("/certificates", "/people")).text
    wrong = school.as_(MANAGER).post(ZIP, {"certification": "account-executiv"})
    assert wrong.status_code == 404
    assert "account-executive" in text_of(wrong)
    assert school.as_(MANAGER).post(ZIP, {"team": "<b>none</b>"}).status_code == 404
    assert school.stranger().post(ZIP).status_code in {303, 401, 403}
