"""One's own password and browsers, other people's browsers, tokens and links, through the API."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from readiness.ground.errors import OutsideFailure
from readiness.reports.accounts import account_page
from readiness.reports.journal import journal
from readiness.web.app import build_app
from tests.fakes import HeardMail
from tests.web.api_world import READ, WRITE, program, refusal, token_of, with_token
from tests.web.world import (
    ADMINISTRATOR,
    AUDITOR,
    DANA,
    EVERYBODY,
    IVO,
    LAUNCH,
    LENA,
    MANAGER,
    OTHER_REP,
    REP,
    STRANGER,
    Site,
    Visitor,
)

API = "/api/v1"
GOOD = "five quiet herons wading"


def sent(browser: Visitor, path: str, body: Any = None, **headers: str) -> Any:
    """A browser of ours posts it."""
    return browser.client.post(API + path, json=body, headers={"x-csrf-token": browser.csrf, **headers})


def sessions(site: Site, email: str) -> list[int]:
    return [one.id for one in account_page(site.context, email=email).sessions]


def verbs(site: Site) -> list[str]:
    return [line.verb for line in journal(site.context, limit=500)]


# The password


def test_a_password_is_set_in_a_browser_and_the_others_are_signed_out(site: Site) -> None:
    here, there = site.as_(IVO), site.as_(IVO)
    assert sent(here, "/me/password", {"new": GOOD}).json() == {"changed": True}
    assert (here.get(f"{API}/me").status_code, there.get(f"{API}/me").status_code) == (200, 401)
    assert here.get(f"{API}/me/account").json()["has_password"]
    again = sent(here, "/me/password", {"new": "seven loud herons wading"})
    assert (again.status_code, again.json()["detail"]) == (403, "the old password is not right.")
    assert sent(here, "/me/password", {"new": "seven loud herons wading", "old": GOOD}).status_code == 200
    assert verbs(site).count("set password") == 2


def test_a_poor_password_is_told_in_full(site: Site) -> None:
    told = sent(site.as_(IVO), "/me/password", {"new": "x"})
    assert (told.status_code, bool(told.json()["problems"])) == (422, True)
    assert "set password" not in verbs(site)


def test_a_token_sets_no_password(site: Site) -> None:
    """Whoever stole one would otherwise come in for as long as they like."""
    told = refusal(program(site, IVO).post, "/me/password", {"new": GOOD})
    assert (told.status, told.detail) == (403, "a token cannot set a password.")
    assert refusal(program(site, IVO, READ).post, "/me/password", {"new": GOOD}).status == 403
    assert not account_page(site.context, email=IVO).has_password


def test_a_key_leaves_no_trace_of_a_password(site: Site) -> None:
    browser = site.as_(IVO)
    first = sent(browser, "/me/password", {"new": GOOD}, **{"idempotency-key": "a"})
    second = sent(browser, "/me/password", {"new": GOOD, "old": GOOD}, **{"idempotency-key": "a"})
    assert (first.status_code, second.status_code) == (200, 200)
    assert "idempotency-replayed" not in second.headers


# Browsers


def test_all_other_browsers_are_signed_out(site: Site) -> None:
    here, there, somebody = site.as_(IVO), site.as_(IVO), site.as_(DANA)
    assert sent(here, "/me/sessions/end-others").json() == {"ended": 1}
    assert sent(here, "/me/sessions/end-others").json() == {"ended": 0}
    assert [one.get(f"{API}/me").status_code for one in (here, there, somebody)] == [200, 401, 200]
    assert verbs(site).count("revoked sessions") == 1


def test_a_program_signs_out_every_browser_and_stays(site: Site) -> None:
    browser, mine = site.as_(IVO), program(site, IVO)
    assert refusal(program(site, IVO, READ).post, "/me/sessions/end-others").status == 403
    assert mine.post("/me/sessions/end-others") == {"ended": 1}
    assert browser.get(f"{API}/me").status_code == 401
    assert mine.get("/me")["email"] == IVO


# Of other people, by an administrator


def test_an_administrator_ends_a_browser_and_a_token_of_somebody(site: Site) -> None:
    browser, theirs, root = site.as_(IVO), program(site, IVO), program(site, ADMINISTRATOR)
    (number,), (token,) = sessions(site, IVO), theirs.get("/me/account")["tokens"]
    here = f"/admin/accounts/{IVO}"
    assert root.post(f"{here}/sessions/{number}/end") == {"changed": True}
    assert root.post(f"{here}/sessions/{number}/end") == {"changed": False}
    assert browser.get(f"{API}/me").status_code == 401
    assert root.post(f"{here}/tokens/{token['id']}/revoke") == {"changed": True}
    assert root.post(f"{here}/tokens/{token['id']}/revoke") == {"changed": False}
    assert refusal(theirs.get, "/me").status == 401
    assert (verbs(site).count("revoked session"), verbs(site).count("revoked token")) == (1, 1)


def test_a_number_under_another_name_ends_nothing(site: Site) -> None:
    browser, theirs, root = site.as_(IVO), program(site, IVO), program(site, ADMINISTRATOR)
    (number,), (token,) = sessions(site, IVO), theirs.get("/me/account")["tokens"]
    here = f"/admin/accounts/{DANA}"
    assert refusal(root.post, f"{here}/sessions/{number}/end").status == 404
    assert refusal(root.post, f"{here}/tokens/{token['id']}/revoke").status == 404
    assert refusal(root.post, f"/admin/accounts/{IVO}/sessions/4711/end").status == 404
    assert (browser.get(f"{API}/me").status_code, theirs.get("/me")["email"]) == (200, IVO)
    spelled = IVO.upper()
    assert root.post(f"/admin/accounts/{spelled}/sessions/{number}/end") == {"changed": True}


@pytest.mark.parametrize("role", [role for role in EVERYBODY if role != "administrator"])
def test_nobody_else_acts_on_other_people(site: Site, role: str) -> None:
    browser = site.as_(IVO)
    (number,) = sessions(site, IVO)
    outsider = with_token(site, token_of(site, EVERYBODY[role], WRITE))
    (token,) = outsider.get("/me/account")["tokens"]
    for path, body in (
        (f"/admin/accounts/{IVO}/sessions/{number}/end", None),
        (f"/admin/accounts/{IVO}/tokens/{token['id']}/revoke", None),
        (f"/admin/accounts/{IVO}/sign-in-link", None),
        ("/admin/roster/changes.csv", {"csv": "email,name\n"}),
    ):
        assert refusal(outsider.post, path, body).status == 403, path
    assert browser.get(f"{API}/me").status_code == 200
    assert site.mail.sent == []


def test_a_link_goes_to_their_mailbox_and_is_never_told(site: Site) -> None:
    root = program(site, ADMINISTRATOR)
    assert root.post(f"/admin/accounts/{REP}/sign-in-link", key="a") == {"changed": True}
    assert root.send(f"/admin/accounts/{REP}/sign-in-link", key="a").is_replayed
    ((to, _, text),) = site.mail.sent
    assert (to, "/sign-in/link/" in text) == (REP, True)
    assert refusal(root.post, f"/admin/accounts/{STRANGER}/sign-in-link").status == 404
    root.post(f"/admin/accounts/{AUDITOR}/disable")
    assert root.post(f"/admin/accounts/{AUDITOR}/sign-in-link") == {"changed": False}
    assert len(site.mail.sent) == 1


def test_a_mail_that_cannot_be_sent_is_told(site: Site) -> None:
    class NoMail(HeardMail):
        def send(self, to: str, subject: str, text: str) -> None:
            raise OutsideFailure(f"the mail server takes no mail to {to}.", hint=f"{subject}: {len(text)} characters.")

    context = replace(site.context, mail=NoMail())
    broken = replace(site, context=context, app=build_app(replace(site.services, context=context)))
    told = refusal(program(broken, ADMINISTRATOR).post, f"/admin/accounts/{REP}/sign-in-link")
    assert (told.status, told.detail) == (502, f"the mail server takes no mail to {REP}.")


# Files


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_every_change_of_a_roster_comes_as_a_file(site: Site) -> None:
    root = program(site, ADMINISTRATOR)
    file = site.folder / "launches" / LAUNCH / "roster" / "roster.csv"
    rows = file.read_text(encoding="utf-8").splitlines()
    less = {"csv": "\n".join(rows[:-2]) + "\n", "leavers": "close"}
    told = root.post("/admin/roster/changes.csv", less)
    assert [line["change"] for line in table(told)] == ["Leaving", "Leaving"]
    assert {line["email"] for line in table(told)} == set(root.post("/admin/roster/preview", less)["left"]["first"])
    assert root.post("/admin/roster/changes.csv", less, key="a") == root.post(
        "/admin/roster/changes.csv", less, key="a"
    )
    assert "imported" not in verbs(site)[:3], "nothing was written"
    assert refusal(root.post, "/admin/roster/changes.csv", {"csv": "email,name\nnobody,\n"}).status == 422


def test_a_territory_history_goes_with_a_roster(site: Site) -> None:
    root = program(site, ADMINISTRATOR)
    file = site.folder / "launches" / LAUNCH / "roster" / "roster.csv"
    body = {
        "csv": file.read_text(encoding="utf-8"),
        "history": f"email,territory,valid_from,valid_to\n{REP},Brazil,2012-01-01,2013-12-31\n",
    }
    seen = root.post("/admin/roster/preview", body)
    assert (seen["loaded"]["people"], seen["loaded"]["first"]) == (1, [REP])
    assert [line["change"] for line in table(root.post("/admin/roster/changes.csv", body))] == ["Earlier postings"]
    root.post("/admin/roster", body | {"seen": seen["seen"]})
    assert root.post("/admin/roster/preview", body)["nothing"]
    assert refusal(root.post, "/admin/roster/preview", body | {"history": "email\nnobody\n"}).status == 422


def test_statistics_of_questions_come_as_a_file(school: Site) -> None:
    here = f"/launches/{LAUNCH}/questions/statistics.csv"
    lena = program(school, LENA)
    lines = table(lena.get(here, quiz="price"))
    assert len(lines) == len(
        lena.get(f"/launches/{LAUNCH}/questions/statistics", quiz="price")["quizzes"][0]["questions"]
    )
    assert refusal(lena.get, here, quiz="nothing").status == 404
    for outsider in (REP, MANAGER, OTHER_REP):
        assert refusal(program(school, outsider).get, here).status == 403


# Questions tried out


def test_a_trainer_tries_a_question_and_nothing_is_stored(school: Site) -> None:
    lena, rep = program(school, LENA), program(school, REP)
    before = verbs(school)
    key = lena.get(f"/launches/{LAUNCH}/questions", limit=1)["items"][0]["item"]["key"]
    here = f"/launches/{LAUNCH}/questions/{key}/try"
    empty = lena.post(here, {})
    assert (empty["key"], empty["fraction"]) == (key, 0)
    assert lena.post(here, {"answer": empty["right"]})["fraction"] == 1
    told = refusal(lena.post, here, {"answer": {"no": "answer"}})
    assert (told.status, bool(told.problems)) == (422, True)
    assert refusal(lena.post, f"/launches/{LAUNCH}/questions/nothing/try", {}).status == 404
    assert refusal(rep.post, here, {}).status == 403, "it tells the key"
    assert verbs(school) == before


def test_a_trainer_sits_a_form_and_nothing_is_stored(school: Site) -> None:
    lena = program(school, LENA)
    here = f"/launches/{LAUNCH}/quizzes/price/preview"
    empty = lena.post(f"{here}?seed=7", {})
    assert (empty["fraction"], empty["passed"], bool(empty["reasons"])) == (0, False, True)
    right = {str(n): one["right"] for n, one in enumerate(empty["questions"], start=1)}
    whole = lena.post(f"{here}?seed=7", {"answers": right})
    assert (whole["fraction"], whole["passed"], whole["reasons"]) == (1, True, [])
    assert refusal(lena.post, here, {"answers": {"99": 1}}).status == 422
    assert refusal(program(school, REP).post, here, {}).status == 403
    assert refusal(program(school, AUDITOR, READ).post, f"{here}x", {}).status == 404
