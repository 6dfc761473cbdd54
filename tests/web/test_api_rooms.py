"""Each person's job through the API: the same acts as on the pages, with the same rules."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

from readiness.client import Client, Problem
from readiness.domain.quiz.answers import key_of
from readiness.web.app import build_app
from tests.fakes import HeardApplier
from tests.web.api_world import program, refusal
from tests.web.learning_world import attempt_behind, excuse_manager, pass_everything, publish
from tests.web.world import ADMINISTRATOR, AUDITOR, DANA, IVO, LAUNCH, LENA, MANAGER, OLGA, OTHER_REP, REP, RUTH, Site

HERE = f"/launches/{LAUNCH}"


# A marketer


def test_a_launch_is_begun_edited_planned_and_applied(site: Site) -> None:
    applier = HeardApplier()
    context = replace(site.context, applier=applier)
    dana = program(replace(site, context=context, app=build_app(replace(site.services, context=context))), DANA)
    begun = dana.post("/launches", {"key": "trial", "name": "A trial", "launch_on": "2018-09-03"})
    assert begun["file"] == "launch.yaml"
    assert refusal(dana.post, "/launches", {"key": "trial", "name": "Again", "launch_on": "2018-09-03"}).status == 409
    read = dana.read("/launches/trial/definition")
    changed = read.value["text"].replace("A trial", "A better trial")
    assert dana.post("/launches/trial/definition/check", {"text": changed})["sound"]
    assert not dana.post("/launches/trial/definition/check", {"text": "key: x"})["sound"]
    assert "tasks" in dana.post("/launches/trial/definition/plan", {"text": changed})
    saved = dana.put("/launches/trial/definition", {"text": changed}, etag=read.etag)
    assert saved.value == {"changed": True, "problems": 0}
    assert dana.read("/launches/trial/definition").etag == saved.etag
    assert refusal(dana.post, "/launches/trial/apply", {"plan": "sha256:old"}).status == 409
    plan = dana.get("/launches/trial/plan")
    assert dana.post("/launches/trial/apply", {"plan": plan["fingerprint"]}) == {"outcome": "started"}
    assert dana.get("/launches/trial/apply")["steps"]


def test_of_two_who_edit_one_file_the_second_is_told(site: Site) -> None:
    dana, root = program(site, DANA), program(site, ADMINISTRATOR)
    mine, theirs = dana.read(f"{HERE}/definition"), root.read(f"{HERE}/definition")
    assert mine.etag == theirs.etag
    text = mine.value["text"]

    def save(client: Client, note: str) -> int:
        try:
            client.put(f"{HERE}/definition", {"text": f"{text}\n# {note}\n"}, etag=mine.etag)
        except Problem as problem:
            return problem.status
        return 200

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(save, (dana, root), ("dana", "root")))
    assert sorted(outcomes) == [200, 412]
    assert refusal(dana.put, f"{HERE}/definition", {"text": text}).status == 428, "the ETag is asked for"


def test_if_match_takes_several_tags_or_any_and_never_a_weak_one(site: Site) -> None:
    dana = program(site, DANA)
    read = dana.read(f"{HERE}/definition")

    def save(note: str, etag: str) -> int:
        try:
            dana.put(f"{HERE}/definition", {"text": f"{read.value['text']}\n# {note}\n"}, etag=etag)
        except Problem as problem:
            return problem.status
        return 200

    assert save("weak", f"W/{read.etag}") == 412
    assert save("none of ours", '"sha256:0"') == 412
    assert save("one of two", f'"sha256:0", {read.etag}') == 200
    assert save("again", read.etag) == 412
    assert save("whatever it is", "*") == 200


def test_tasks_are_decided_by_whom_they_are(site: Site) -> None:
    lines = list(program(site, IVO).pages(f"{HERE}/tasks"))
    ready = next(line for line in lines if line["state"] == "ready" and line["who"] == DANA)
    path = f"{HERE}/tasks/{ready['key']}"
    done = program(site, DANA).post(path, {"verb": "start"})
    assert (done["changed"], done["task"]["state"]) == (True, "in-progress")
    assert program(site, DANA).post(path, {"verb": "start"})["changed"] is False
    assert refusal(program(site, LENA).post, path, {"verb": "submit"}).status == 403
    assert refusal(program(site, DANA).post, path, {"verb": "dance"}).status == 422
    assert refusal(program(site, DANA).post, path, {"verb": "finish", "function": "astrology"}).status == 422
    assert refusal(program(site, MANAGER).post, path, {"verb": "start"}).status == 403


# A trainer


def test_a_trainer_publishes_what_was_seen(site: Site) -> None:
    lena = program(site, LENA)
    board = lena.get(f"{HERE}/training")
    module = next(one for one in board["content"] if one["kind"] == "module")
    path = f"{HERE}/training/module/{module['key']}"
    assert module["state"] == "never"
    assert lena.get(path)["version"] == 1
    assert refusal(lena.post, f"{path}/publish", {"change": "minor", "seen": "sha256:other"}).status == 409
    body = {"note": "First.", "seen": module["fingerprint"], "unapproved": True}
    assert lena.post(f"{path}/publish", body)["is_new"]
    assert not lena.post(f"{path}/publish", body)["is_new"]
    assert refusal(program(site, IVO).post, f"{path}/publish", body).status == 403
    assert lena.get(f"{HERE}/modules/{module['key']}/preview")["markdown"]


def test_questions_are_written_decided_and_retired(site: Site) -> None:
    lena = program(site, LENA)
    drafts = list(lena.pages(f"{HERE}/questions", status="waiting"))
    asked = {"decision": "accepted", "items": [drafts[0]["item"]["key"]]}
    assert lena.post(f"{HERE}/questions/decisions", asked)["decided"] == asked["items"]
    authored = next(lena.pages(f"{HERE}/questions", status="authored"))["item"]
    fields = {
        "kind": "true-false", "stem": "Is it so?", "tests": authored["tests"], "truth": True, "feedback": "It is.",
    }  # fmt: skip
    made = lena.post(f"{HERE}/questions", {"key": "is-it-so", "fields": fields})
    assert made["is_new"]
    assert not lena.post(f"{HERE}/questions", {"key": "is-it-so", "fields": fields})["is_new"]
    told = refusal(lena.post, f"{HERE}/questions", {"key": "no", "fields": {"kind": "single", "stem": ""}})
    assert (told.status, bool(told.problems)) == (422, True)
    assert lena.get(f"{HERE}/questions/is-it-so")["line"]["pending"] == "new"
    assert lena.post(f"{HERE}/questions/is-it-so/retire", {})["is_new"]
    assert refusal(program(site, MANAGER).get, f"{HERE}/questions").status == 403, "keys are not for managers"


def test_materials_are_approved_as_they_were_read(site: Site) -> None:
    dana = program(site, DANA)
    piece = next(dana.pages(f"{HERE}/materials"))
    path = f"{HERE}/materials/{piece['name']}"
    shown = dana.get(path)
    assert refusal(dana.post, path, {"decision": "approved", "seen": "sha256:old"}).status == 409
    assert refusal(dana.post, path, {"decision": "rejected", "seen": shown["fingerprint"]}).status == 422
    body = {"decision": "approved", "seen": shown["fingerprint"], "function": shown["may_decide"][0]}
    assert dana.post(path, body)["decided"] == [piece["name"]]
    assert dana.post(path, body)["already"] == [piece["name"]]
    rep = program(site, REP)
    assert list(rep.pages(f"{HERE}/materials")) == []
    assert refusal(rep.get, path).status == 404, "a draft is as if it were not there"


# A rep


def right(site: Site, attempt: int) -> dict[str, Any]:
    """Every question answered rightly, by its number."""
    behind = attempt_behind(site, f"/{attempt}")
    items = {item.key: item for item in behind.items}
    return {str(n): key_of(items[one.key], one) for n, one in enumerate(behind.form.items, start=1)}


def test_a_rep_reads_answers_and_is_told_when_it_is_due(school: Site) -> None:
    rep = program(school, REP)
    assert rep.get("/me/training")["next"]["kind"] == "module"
    reading = rep.get(f"/learn/{LAUNCH}/modules/first-call")
    first, version = reading["sections"][0]["name"], {"version": reading["version"]}
    assert rep.post(f"/learn/{LAUNCH}/modules/first-call/sections/{first}", version) == {"read": [first]}
    assert refusal(rep.post, f"/learn/{LAUNCH}/modules/first-call/complete", {"version": 2}).status == 409
    assert rep.post(f"/learn/{LAUNCH}/modules/first-call/complete", version) == {"changed": True}
    assert rep.post(f"/learn/{LAUNCH}/modules/first-call/complete", version) == {"changed": False}
    begun = rep.post(f"/learn/{LAUNCH}/quizzes/price/attempts")
    again = rep.post(f"/learn/{LAUNCH}/quizzes/price/attempts")
    assert (begun["state"], begun["id"]) == ("open", again["id"])
    here = f"/learn/attempts/{begun['id']}"
    answers = right(school, begun["id"])
    some = dict(list(answers.items())[:2])
    assert rep.put(f"{here}/answers", {"answers": some}).value["saves"] == 1
    assert rep.put(f"{here}/answers", {"answers": some}).value["saves"] == 1, "saved already"
    assert [one["answer"] is not None for one in rep.get(here)["sheet"]["questions"]][:3] == [True, True, False]
    result = rep.post(f"{here}/submit", {"answers": answers})
    assert (result["state"], result["result"]["passed"], result["sheet"]) == ("handed in", True, None)
    assert rep.post(f"{here}/submit", {"answers": {}}) == result, "the second time gives the first result"
    assert refusal(rep.put, f"{here}/answers", {"answers": some}).status == 409
    assert refusal(rep.post, f"/learn/{LAUNCH}/quizzes/price/attempts").status == 409


def test_no_key_is_told_before_it_is_due(school: Site) -> None:
    rep = program(school, REP)
    begun = rep.post(f"/learn/{LAUNCH}/quizzes/price/attempts")
    here = f"/learn/attempts/{begun['id']}"
    items = attempt_behind(school, here).items
    wrong = refusal(rep.put, f"{here}/answers", {"answers": {"1": {"x": 1}, "99": 1, "is-it": 2}})
    failed = rep.post(f"{here}/submit", {"answers": {}})
    assert (failed["result"]["passed"], failed["result"]["left"]) == (False, 2)
    told = json.dumps([begun, failed, rep.get(here)]) + str(wrong)
    for item in items:
        assert f'"{item.key}"' not in told
        assert f"'{item.key}'" not in told
        assert not item.feedback or item.feedback not in told
    assert {one["right"] for one in failed["result"]["questions"]} == {None}
    assert {"correct", "truth", "accept", "fraction_of"}.isdisjoint(begun["sheet"]["questions"][0])
    assert [one.code for one in wrong.problems] == ["QZ002", "QZ001", "QZ001"]


def test_another_reps_attempt_is_as_if_it_were_not_there(school: Site) -> None:
    begun = program(school, REP).post(f"/learn/{LAUNCH}/quizzes/price/attempts")
    here, other = f"/learn/attempts/{begun['id']}", program(school, OTHER_REP)
    nowhere = refusal(other.get, "/learn/attempts/4711").detail.replace("4711", str(begun["id"]))
    for told in (
        refusal(other.get, here),
        refusal(other.put, f"{here}/answers", {"answers": {"1": 1}}),
        refusal(other.post, f"{here}/submit", {"answers": {}}),
    ):
        assert (told.status, told.detail) == (404, nowhere)
    assert program(school, REP).get(here)["state"] == "open"


def test_answers_after_the_time_are_refused_and_what_was_saved_counts(school: Site) -> None:
    rep = program(school, REP)
    begun = rep.post(f"/learn/{LAUNCH}/quizzes/price/attempts")
    here, ends_at = f"/learn/attempts/{begun['id']}", begun["sheet"]["ends_at"]
    assert ends_at is not None
    rep.put(f"{here}/answers", {"answers": right(school, begun["id"])})
    school.clock.at += timedelta(hours=9)
    assert refusal(rep.put, f"{here}/answers", {"answers": {"1": None}}).status == 409
    result = rep.post(f"{here}/submit", {"answers": {}})["result"]
    assert (result["late"], result["passed"]) == (True, True)


def test_a_certificate_is_verified_by_anybody_who_has_its_code(school: Site) -> None:
    rep = program(school, REP)
    path = f"/learn/{LAUNCH}/certificates/account-executive"
    assert refusal(rep.get, path).status == 409
    pass_everything(school)
    code = rep.get(path)["code"]
    told = school.stranger().get(f"/api/v1/verify/{code}").json()
    assert told["stands"] == "stands"
    assert REP not in json.dumps(told)


# A manager


def test_a_manager_marks_attests_and_reminds_their_own(site: Site) -> None:
    publish(site)
    excuse_manager(site)
    manager = program(site, MANAGER)
    assert {one["email"] for one in manager.get("/team")["reports"]} >= {REP, OTHER_REP}
    person = manager.get(f"/team/{REP}")
    play = person["launches"][0]["to_mark"][0]
    best = {one["key"]: float(len(one["anchors"]) or 1) for one in play["rubric"]}
    body = {"launch": LAUNCH, "role_play": play["key"], "marks": best, "note": "Well done."}
    assert manager.post(f"/team/{REP}/marks", body)["mark"]["passed"]
    assert not manager.post(f"/team/{REP}/marks", body)["changed"]
    assert refusal(manager.post, f"/team/{REP}/marks", body | {"marks": {}}).status == 422
    assert refusal(manager.post, f"/team/{RUTH}/marks", body).status == 404
    assert refusal(program(site, REP).get, f"/team/{REP}").status == 403
    certification = person["launches"][0]["certification"]["certification"]
    attest = {"launch": LAUNCH, "certification": certification}
    if person["launches"][0]["attested"] is None:
        assert refusal(manager.post, f"/team/{REP}/attestations", attest).status == 409
    else:
        assert manager.post(f"/team/{REP}/attestations", attest) == {"changed": True}


# A sales leader


def test_the_board_the_people_and_the_file_are_of_those_one_sees(site: Site) -> None:
    leader, manager = program(site, IVO), program(site, MANAGER)
    board = leader.get(f"{HERE}/readiness")
    assert (board["outcome"], board["board"]["scope"]["whose"]) == ("held", "all")
    assert board["reasons"]
    everybody = {one["email"] for one in leader.pages(f"{HERE}/readiness/people")}
    mine = {one["email"] for one in manager.pages(f"{HERE}/readiness/people")}
    assert {REP, OTHER_REP} <= mine < everybody
    assert refusal(manager.get, f"{HERE}/readiness/people", whose="all").status == 403
    assert refusal(leader.get, f"{HERE}/readiness/people", state="asleep").status == 422
    file = leader.get(f"{HERE}/readiness/export.csv")
    assert file.splitlines()[0].startswith("email,name,region")
    assert len({line.split(",")[0] for line in file.splitlines()[1:]}) == len(everybody)
    assert refusal(manager.get, f"{HERE}/readiness/export.csv").status == 403


def test_a_waiver_is_asked_for_and_given_by_two(site: Site) -> None:
    ivo, olga = program(site, IVO), program(site, OLGA)
    sheet = ivo.get(f"{HERE}/gate")
    criterion = next(one["key"] for one in sheet["verdict"]["criteria"] if one["outcome"] == "unmet")
    body = {"criterion": criterion, "reason": "The pilot proved it.", "until": "2018-03-30"}
    asked = ivo.post(f"{HERE}/gate/waivers", body)
    assert asked["is_new"]
    assert not ivo.post(f"{HERE}/gate/waivers", body)["is_new"]
    path = f"{HERE}/gate/waivers/{asked['request']['number']}"
    assert refusal(ivo.post, path, {"decision": "approved"}).status == 403, "nobody speaks twice"
    assert refusal(ivo.post, f"{HERE}/gate/waivers/4711", {"decision": "approved"}).status == 404
    assert olga.post(path, {"decision": "approved"})["waiver"]["criterion"] == criterion
    outcome = {one["key"]: one["outcome"] for one in ivo.get(f"{HERE}/gate")["verdict"]["criteria"]}
    assert outcome[criterion] == "waived"
    assert len(ivo.post(f"{HERE}/gate/criteria/{criterion}/withdraw", {})["waivers"]) == 1
    assert ivo.post(f"{HERE}/gate/criteria/{criterion}/withdraw", {})["waivers"] == []


def test_what_is_signed_is_what_was_seen_and_a_held_launch_is_not_cleared(site: Site) -> None:
    ivo = program(site, IVO)
    seen = ivo.get(f"{HERE}/gate")["definition"]
    assert refusal(ivo.post, f"{HERE}/gate/sign-offs/sales", {"seen": "sha256:old"}).status == 409
    assert refusal(ivo.post, f"{HERE}/gate/sign-offs/sales", {"seen": ""}).status == 409
    assert refusal(ivo.post, f"{HERE}/gate/sign-offs/legal", {"seen": seen}).status == 403
    assert ivo.post(f"{HERE}/gate/sign-offs/sales", {"seen": seen})["changed"]
    assert not ivo.post(f"{HERE}/gate/sign-offs/sales", {"seen": seen})["changed"]
    assert ivo.post(f"{HERE}/gate/sign-offs/sales/withdraw", {})["changed"]
    told = refusal(program(site, OLGA).post, f"{HERE}/gate/clear", {})
    assert (told.status, bool(told.problems)) == (409, True)
    assert refusal(program(site, LENA).post, f"{HERE}/gate/clear", {}).status == 403
    entries = list(ivo.pages(f"{HERE}/gate/verdicts"))
    assert ivo.get(f"{HERE}/gate/verdicts/{entries[0]['number']}")["entry"] == entries[0]
    assert ivo.get(f"{HERE}/gate/verdicts/{entries[0]['number']}/again")["same"]
    assert ivo.get(f"{HERE}/gate/clearances")["given"] == []


# An administrator


def test_accounts_are_opened_given_roles_and_shut(site: Site) -> None:
    root = program(site, ADMINISTRATOR)
    new = "new@launch.example"
    assert root.post("/admin/accounts", {"email": new, "roles": ["auditor"]})["granted"] == ["auditor"]
    assert root.post(f"/admin/accounts/{new}/roles", {"role": "trainer"}) == {"changed": True}
    assert root.post(f"/admin/accounts/{new}/roles", {"role": "trainer"}) == {"changed": False}
    assert root.delete(f"/admin/accounts/{new}/roles/trainer") == {"changed": True}
    assert refusal(root.post, f"/admin/accounts/{new}/roles", {"role": "rep"}).status == 422, "reps are of the roster"
    assert refusal(root.delete, f"/admin/accounts/{ADMINISTRATOR}/roles/administrator").status == 409
    assert [one["role"] for one in root.get(f"/admin/people/{new}")["person"]["roles"]] == ["auditor"]
    theirs = program(site, new)
    assert root.post(f"/admin/accounts/{new}/disable") == {"changed": True}
    assert refusal(theirs.get, "/me").status == 401
    assert root.post(f"/admin/accounts/{new}/enable") == {"changed": True}
    assert root.get("/admin/journal", limit=1)["items"][0]["verb"] == "enabled account"
    auditor = program(site, AUDITOR)
    assert auditor.get("/admin/people")["items"]
    assert refusal(auditor.post, "/admin/accounts", {"email": new}).status == 403


def test_a_roster_is_looked_at_and_then_imported_as_it_was_seen(site: Site) -> None:
    root = program(site, ADMINISTRATOR)
    file = site.folder / "launches" / LAUNCH / "roster" / "roster.csv"
    rows = file.read_text(encoding="utf-8").splitlines()
    less = {"csv": "\n".join(rows[:-1]) + "\n", "leavers": "close"}
    seen = root.post("/admin/roster/preview", less)
    assert (seen["nothing"], seen["left"]["people"]) == (False, 1)
    assert root.post("/admin/roster/preview", less)["seen"] == seen["seen"], "nothing was written"
    assert refusal(root.post, "/admin/roster", less | {"seen": "another"}).status == 409
    assert refusal(root.post, "/admin/roster", less | {"seen": ""}).status == 409
    assert root.post("/admin/roster", less | {"seen": seen["seen"]})["left"] == seen["left"]
    assert root.post("/admin/roster/preview", less)["nothing"]
    told = refusal(root.post, "/admin/roster/preview", {"csv": "email,name\nnobody,\n"})
    assert (told.status, bool(told.problems)) == (422, True)
    assert refusal(root.post, "/admin/roster/preview", {"csv": ""}).status == 422
    assert root.get(f"/admin/roster/people/{seen['left']['first'][0]}")["left_on"]


def test_no_setting_shows_its_secret(site: Site) -> None:
    settings = replace(site.services.settings, web_secret="s" * 32, mail_url="smtp://user:hidden@mail.example:587")
    told = program(replace(site, app=build_app(replace(site.services, settings=settings))), AUDITOR).get(
        "/admin/settings"
    )
    shown = {one["name"]: one["shown"] for one in told}
    assert shown["web_secret"] == shown["mail_url"] == "set, not shown"
    assert "hidden" not in json.dumps(told)
