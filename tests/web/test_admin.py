"""Administration: people and roles, the journal, the settings; who may look and who may act."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from readiness.actions.make_api_token import make_api_token
from readiness.reports.journal import journal
from readiness.reports.viewer import viewer_of
from tests.web.world import (
    ADMINISTRATOR,
    AUDITOR,
    DANA,
    EVERYBODY,
    IVO,
    REP,
    RUTH,
    STRANGER,
    Site,
    copy_workspace,
    make_site,
)

PAGES = ("/admin/people", f"/admin/people/{IVO}", "/admin/roster", "/admin/journal", "/admin/settings")
ACTS = (
    ("/admin/people/open", {"email": "new@launch.example"}), ("/admin/people/grant", {"email": AUDITOR, "role": "trainer"}),
    ("/admin/people/revoke", {"email": AUDITOR, "role": "auditor"}), ("/admin/people/disable", {"email": AUDITOR}),
    ("/admin/people/enable", {"email": AUDITOR}), ("/admin/people/send-link", {"email": AUDITOR}),
    ("/admin/people/sessions/1/end", {}), ("/admin/people/tokens/1/revoke", {}), ("/admin/roster", {}),
    ("/admin/roster/import", {}),
)  # fmt: skip
LOOKING_IN = ("/admin/roster/preview?upload=x", "/admin/roster/changes.csv?upload=x")
OUTSIDERS = [email for role, email in EVERYBODY.items() if role not in {"administrator", "auditor"}]


@pytest.mark.parametrize("email", OUTSIDERS)
def test_nobody_else_sees_or_does_any_of_it(site: Site, email: str):
    browser = site.as_(email)
    before = journal(site.context, limit=1)
    for path in (*PAGES, *LOOKING_IN):
        assert browser.get(path).status_code == 403
    for path, data in ACTS:
        assert browser.post(path, data).status_code == 403
    assert journal(site.context, limit=1) == before
    assert site.mail.sent == []


def test_an_auditor_looks_and_does_nothing(site: Site):
    browser = site.as_(AUDITOR)
    for path in PAGES:
        answer = browser.get(path)
        assert answer.status_code == 200
        assert 'method="post"' not in answer.text.replace('method="post" action="/sign-out"', "")
    for path in LOOKING_IN:
        assert browser.get(path).status_code == 403
    for path, data in ACTS:
        assert browser.post(path, data).status_code == 403


def test_a_stranger_is_asked_to_sign_in(site: Site):
    for path in (*PAGES, *LOOKING_IN):
        assert site.stranger().get(path).headers["location"].startswith("/sign-in?next=/admin/")


# People


def test_everybody_there_is_stands_in_the_list_with_where_their_roles_come_from(site: Site):
    page = site.as_(ADMINISTRATOR).get("/admin/people").text
    for told in (
        REP,
        IVO,
        ADMINISTRATOR,
        RUTH,
        "sales in GitLab CI/CD for GitHub",
        "from the roster",
        "from an administrator",
    ):
        assert told in page
    assert STRANGER not in page


def test_people_are_found_by_part_of_a_name_or_address_and_by_role(site: Site):
    browser = site.as_(ADMINISTRATOR)

    def found(query: str) -> set[str]:
        page = browser.get(f"/admin/people?{query}").text
        return {unquote(one) for one in re.findall(r'href="/admin/people/([^"?]+)"', page)}

    assert found("search=MARSH") == {IVO}
    assert found("search=michael9%40") == {REP}
    assert found("only=auditor") == {AUDITOR}
    assert found("only=sales-leader&search=ivo") == {IVO}
    assert found("only=disabled") == set()
    assert found("search=%25") == set()
    assert browser.get("/admin/people?only=wizard").status_code == 404


def test_part_of_the_list_is_given_to_htmx(site: Site):
    answer = site.as_(ADMINISTRATOR).get("/admin/people?search=ivo", headers={"hx-request": "true"})
    assert answer.status_code == 200
    assert answer.text.strip().startswith('<div id="found">')
    assert IVO in answer.text


def test_pages_of_people_hold_everybody_once(site: Site):
    for number in range(120):
        site.give_account(f"p{number:03}@launch.example")
    browser, path, seen = site.as_(ADMINISTRATOR), "/admin/people", []
    while path:
        page = browser.get(path).text
        seen += re.findall(r'<th scope="row"><a href="/admin/people/([^"]+)"', page)
        more = re.search(r'href="([^"]*after=[^"]*)">More people', page)
        path = more[1].replace("&amp;", "&") if more else ""
    assert len(seen) == len(set(seen)) >= 145
    assert seen == sorted(seen)


def test_an_account_is_opened_with_a_role(site: Site):
    browser = site.as_(ADMINISTRATOR)
    typed = {"email": " Nia@Launch.example", "name": "Nia Poe", "role": "sales-leader", "region": "Europe"}
    answer = browser.post("/admin/people/open", typed)
    assert answer.headers["location"] == "/admin/people/nia@launch.example"
    viewer = viewer_of(site.context, "nia@launch.example")
    assert (viewer.name, viewer.roles, viewer.regions) == ("Nia Poe", {"sales-leader"}, {"Europe"})


def test_everything_wrong_with_a_new_account_is_told_and_what_was_typed_is_kept(site: Site):
    typed = {"email": "<b>no</b>", "name": "x" * 201, "role": "wizard", "region": "Eu"}
    answer = site.as_(ADMINISTRATOR).post("/admin/people/open", typed)
    assert answer.status_code == 422
    assert "<b>no</b>" not in answer.text
    for told in ("is not a mail address", "at most 200 characters", "is not a role that can be granted"):
        assert told in answer.text
    assert 'value="&lt;b&gt;no&lt;/b&gt;"' in answer.text


def test_a_role_is_given_and_taken_in_the_browser(site: Site):
    browser = site.as_(ADMINISTRATOR)
    browser.post("/admin/people/grant", {"email": AUDITOR, "role": "sales-leader", "region": "Europe"})
    page = browser.get(f"/admin/people/{AUDITOR}").text
    assert "from an administrator, for Europe" in page
    browser.post("/admin/people/revoke", {"email": AUDITOR, "role": "sales-leader", "region": "Europe"})
    assert viewer_of(site.context, AUDITOR).roles == {"auditor"}
    assert "That was revoked already" in _after(
        browser.post("/admin/people/revoke", {"email": AUDITOR, "role": "trainer"}), browser
    )


def _after(answer, browser) -> str:
    return browser.get(answer.headers["location"]).text


def test_a_role_that_does_not_exist_is_not_given(site: Site):
    answer = site.as_(ADMINISTRATOR).post("/admin/people/grant", {"email": AUDITOR, "role": "wizard"})
    assert answer.status_code == 422
    assert "is not a role that can be granted" in answer.text


def test_the_last_administrator_cannot_be_taken_away_in_the_browser(site: Site):
    browser = site.as_(ADMINISTRATOR)
    assert "Disable the account" not in browser.get(f"/admin/people/{ADMINISTRATOR}").text
    for path, data in (("revoke", {"role": "administrator"}), ("disable", {})):
        answer = browser.post(f"/admin/people/{path}", {"email": ADMINISTRATOR} | data)
        assert answer.status_code == 409
        assert "last administrator" in answer.text


def test_somebody_is_disabled_and_out_at_once_and_may_come_back(site: Site):
    browser, ivo = site.as_(ADMINISTRATOR), site.as_(IVO)
    browser.post("/admin/people/disable", {"email": IVO})
    assert ivo.get("/").status_code == 303
    assert "Your account has been disabled." in ivo.get("/sign-in").text
    assert "disabled" not in site.as_(DANA).get("/account").text
    assert "This account is disabled" in browser.get(f"/admin/people/{IVO}").text
    browser.post("/admin/people/enable", {"email": IVO})
    assert site.as_(IVO).get("/").status_code == 200


def test_a_session_and_a_token_of_somebody_are_ended(site: Site):
    browser, ivo = site.as_(ADMINISTRATOR), site.as_(IVO)
    make_api_token(site.context.acting_as(IVO), name="export", scopes=["read"])
    page = browser.get(f"/admin/people/{IVO}").text
    for path in re.findall(r'action="(/admin/people/(?:sessions|tokens)/\d+/\w+)"', page):
        browser.post(path, {"email": IVO})
    assert ivo.get("/").status_code == 303
    assert "Your session is over." in ivo.get("/sign-in").text
    page = browser.get(f"/admin/people/{IVO}").text
    assert "Nowhere." in page
    assert "export" not in page


def test_a_link_goes_to_their_mailbox_and_is_never_shown(site: Site):
    answer = site.as_(ADMINISTRATOR).post("/admin/people/send-link", {"email": REP})
    assert answer.headers["location"] == f"/admin/people/{REP}"
    ((to, _, text),) = site.mail.sent
    assert to == REP
    assert re.search(r"/sign-in/link/\S+", text)[0] not in answer.text


@pytest.mark.parametrize("email", [STRANGER, "x", "%00", "../../etc/passwd", "a" * 3000])
def test_somebody_who_is_nowhere_is_not_found(site: Site, email: str):
    browser = site.as_(ADMINISTRATOR)
    assert browser.get(f"/admin/people/{email}").status_code == 404
    assert browser.post("/admin/people/grant", {"email": email, "role": "trainer"}).status_code == 404


# Journal and settings


def test_the_journal_is_filtered_by_launch_person_and_verb(site: Site):
    browser = site.as_(ADMINISTRATOR)

    def lines(query: str) -> list[tuple[str, str]]:
        page = browser.get(f"/admin/journal?{query}").text
        actors = re.findall(r'href="/admin/journal\?actor=([^"]+)"', page)
        return list(zip(actors, re.findall(r'href="/admin/journal\?verb=([^"]+)"', page), strict=True))

    assert {actor for actor, _ in lines(f"actor={DANA.upper()}")} == {DANA.replace("@", "%40")}
    assert {verb for _, verb in lines("verb=signed+in")} == {"signed+in"}
    assert lines("launch=gitlab-cicd-for-github")
    assert lines("actor=nobody@x.yy") == []
    assert "Nothing like that" in browser.get("/admin/journal?verb=%3Cscript%3E").text


def test_the_journal_is_read_to_its_end_by_pages_that_do_not_move(site: Site):
    for number in range(130):
        site.give_account(f"p{number:03}@launch.example")
    browser, path, seen = site.as_(ADMINISTRATOR), "/admin/journal?verb=opened+account", []
    while path:
        page = browser.get(path).text
        seen += re.findall(r"p\d{3}@launch\.example", page)
        site.give_account(f"later{len(seen)}@launch.example")
        older = re.search(r'href="([^"]+)">Older', page)
        path = older[1].replace("&amp;", "&") if older else ""
    assert seen == [f"p{number:03}@launch.example" for number in reversed(range(130))]


@pytest.mark.parametrize("before", ["-1", "x", "99999999999999999999"])
def test_a_page_of_the_journal_that_cannot_be_is_refused(site: Site, before: str):
    assert site.as_(ADMINISTRATOR).get(f"/admin/journal?before={before}").status_code == 422


def test_settings_are_seen_and_secrets_are_not(applied_workspace: Path, tmp_path: Path):
    folder = copy_workspace(applied_workspace, tmp_path / "workspace")
    with (folder / "readiness.toml").open("a") as file:
        file.write('mail_url = "smtp://bot:hunter2@mail.launch.example?from=r@launch.example"\n')
        file.write('oidc_issuer = "https://id.launch.example"\noidc_client_id = "us"\noidc_client_secret = "hunter2"\n')
        file.write(f'web_secret = "{"hunter2" * 6}"\n')
    site = make_site(folder)
    page = site.as_(AUDITOR).get("/admin/settings").text
    assert page.count("set, not shown") == 3
    assert "hunter2" not in page
    assert "https://id.launch.example" in page
    site.context.database.close()


@pytest.mark.parametrize(
    "email", ['x"><script>@z.z', "<b>@example.com", "a b@example.com", "a@b@example.com", "a@.com"]
)
def test_an_address_that_is_none_gets_no_account(site: Site, email: str):
    answer = site.as_(ADMINISTRATOR).post("/admin/people/open", {"email": email, "name": ""})
    assert answer.status_code == 422
    assert "is not a mail address" in answer.text


@pytest.mark.parametrize("email", ["o'neil+us@launch.example", "jürgen.müller@bücher.example", "a_b@x-y.example"])
def test_an_address_that_mail_reaches_gets_one(site: Site, email: str):
    assert site.as_(ADMINISTRATOR).post("/admin/people/open", {"email": email, "name": ""}).status_code == 303


def test_the_journal_says_titles_and_names_and_keeps_beside_them_what_was_written(site: Site):
    page = site.as_(ADMINISTRATOR).get("/admin/journal?launch=gitlab-cicd-for-github").text
    assert '<option value="gitlab-cicd-for-github" selected>GitLab CI/CD for GitHub</option>' in page
    assert "Dana Okafor</a><br>" in page
    told = re.findall(
        r"<td>([^<]+?)(?: <span class=\"soft small\">in GitLab CI/CD for GitHub</span>)?\s*<details>", page
    )
    assert told
    assert not any(re.search(r"'[a-z-]+'|task [a-z]+-|gitlab-cicd", one) for one in told), told
    assert "Written as <code>" in page
