"""Role-plays in the browser and for programs: handed in, graded, compared, calibrated."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest

from readiness.actions.submit_role_play import GivenFile, submit_role_play
from readiness.adapters.submission_files import SubmissionFiles
from readiness.web.app import build_app
from tests.actions.role_play_world import MP4
from tests.web.api_world import program, refusal, token_of
from tests.web.learning_world import excuse_manager, text_of
from tests.web.test_kept_form import kept as typed_kept
from tests.web.test_kept_form import marked, signed_out
from tests.web.world import ADMINISTRATOR, AUDITOR, DANA, ELSEWHERE, LAUNCH, LENA, MANAGER, OTHER_REP, REP, Site

PLAY = f"/learn/{LAUNCH}/role-plays/references-call"
GRADERS = f"/launches/{LAUNCH}/training/graders"
BEST = {"mark-honesty": "5", "mark-reframe": "5", "mark-listening": "5"}
POOR = {"mark-honesty": "1", "mark-reframe": "1", "mark-listening": "1"}
LARGEST = 3_000_000


@pytest.fixture
def school(school: Site) -> Site:
    """Recordings of up to three megabytes are taken."""
    files = SubmissionFiles(school.folder / ".readiness" / "submissions", largest=LARGEST)
    context = replace(school.context, submissions=files)
    return replace(school, context=context, app=build_app(replace(school.services, context=context)))


def recording(data: bytes = MP4, name: str = "call.mp4") -> dict[str, tuple[str, io.BytesIO, str]]:
    return {"file": (name, io.BytesIO(data), "text/html")}


def hand_in(site: Site, rep: str = REP, **said) -> int:
    """The number of the submission."""
    done = submit_role_play(
        site.context.acting_as(rep),
        launch=LAUNCH,
        role_play="references-call",
        rep=rep,
        **(said or {"text": "No, Alex."}),
    )
    return done.submission.id


def kept(site: Site) -> list[str]:
    folder = site.folder / ".readiness" / "submissions"
    return sorted(str(path) for path in folder.rglob("*") if path.is_file())


def test_a_rep_hands_in_a_text_and_sees_the_mark_with_its_comments(school: Site) -> None:
    rep = school.as_(REP)
    assert "role-plays/references-call" in rep.get("/learn").text
    page = rep.get(PLAY)
    assert "Says plainly that there is no reference" in page.text
    assert rep.post(PLAY, {"text": "<b>There is none</b>, Alex."}).status_code == 303
    page = rep.get(PLAY)
    assert "It waits for its mark" in page.text
    assert "&lt;b&gt;There is none&lt;/b&gt;" in page.text
    trainer = school.as_(LENA)
    assert "Grade a submission" in trainer.get("/").text
    sheet = trainer.get("/grading/1")
    assert "Evades" in sheet.text
    answered = trainer.post("/grading/1", {**POOR, "comment-honesty": "You <i>evaded</i>.", "note": "Say it at once."})
    assert answered.status_code == 303
    assert "Final (one grader): not passed with 0 %." in text_of(trainer.get("/grading/1"))
    page = text_of(rep.get(PLAY))
    assert "not passed with 0 %" in page
    assert "“You <i>evaded</i>.”" in page
    assert "Hand in again" in page


def test_a_recording_is_streamed_in_and_out_and_no_browser_will_run_it(school: Site) -> None:
    data = MP4 + bytes(2_500_000)
    rep = school.as_(REP)
    assert rep.client.post(PLAY, data={"csrf": rep.csrf}, files=recording(data, '"../x\r\n.mp4')).status_code == 303
    assert len(kept(school)) == 1
    for visitor, path in ((rep, "/learn/submissions/1/file"), (school.as_(LENA), "/grading/1/file")):
        sent = visitor.get(path)
        assert sent.content == data
        assert sent.headers["content-type"] == "video/mp4"
        assert sent.headers["content-disposition"] == 'attachment; filename="submission-1.mp4"'
        assert sent.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in sent.headers["content-security-policy"]
    part = rep.get("/learn/submissions/1/file", headers={"range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (recording(b"<script>alert(1)</script>"), "does not begin as one"),
        (recording(MP4, "call.html"), "is not taken"),
        (recording(b""), "empty"),
        (recording(MP4 + bytes(LARGEST)), "larger than 3 MB"),
    ],
)
def test_a_file_that_is_no_recording_or_too_large_is_refused_and_leaves_nothing(school: Site, files, said) -> None:
    rep = school.as_(REP)
    answered = rep.client.post(PLAY, data={"csrf": rep.csrf}, files=files)
    assert answered.status_code == 422
    assert said in answered.text
    assert kept(school) == []


def test_a_body_beyond_the_limit_is_not_even_read_and_neither_is_a_strangers(school: Site) -> None:
    rep = school.as_(REP)
    answered = rep.client.post(PLAY, data={"csrf": rep.csrf}, files=recording(MP4 + bytes(LARGEST + 1_100_000)))
    assert answered.status_code == 413
    large = recording(MP4 + bytes(2_000_000))
    stranger = school.stranger()
    assert stranger.client.post(PLAY, files=large).status_code == 303
    assert stranger.client.post(f"/api/v1{PLAY}/submissions", files=large).status_code == 401
    trainer = school.as_(LENA)
    assert (
        trainer.client.post(PLAY, data={"csrf": trainer.csrf}, files=recording(MP4 + bytes(2_000_000))).status_code
        == 403
    )
    assert kept(school) == []


def test_nothing_and_everything_at_once_are_refused_with_what_was_typed(school: Site) -> None:
    rep = school.as_(REP)
    assert rep.post(PLAY, {}).status_code == 422
    answered = rep.post(PLAY, {"text": "Kept as typed", "link": "https://video.example"})
    assert answered.status_code == 422
    assert "Kept as typed" in answered.text
    assert rep.post(PLAY, {"link": "javascript:alert(1)"}).status_code == 422
    assert rep.post(PLAY, {"link": "https://video.example/1"}).status_code == 303
    page = rep.get(PLAY).text
    assert 'rel="noopener noreferrer nofollow"' in page
    again = rep.post(PLAY, {"text": "Another."})
    assert again.status_code == 409
    assert rep.post("/learn/submissions/1/withdraw").status_code == 303
    assert rep.post(PLAY, {"text": "Another."}).status_code == 303


def test_nobody_sees_what_is_not_theirs(school: Site) -> None:
    number = hand_in(school, file=GivenFile("call.mp4", [MP4]))
    (grader,) = [LENA]
    for who in (OTHER_REP, ELSEWHERE):
        other = school.as_(who)
        assert other.get(f"/learn/submissions/{number}/file").status_code == 404
        assert other.post(f"/learn/submissions/{number}/withdraw").status_code == 404
        assert other.get(f"/grading/{number}").status_code in {403, 404}
    assert school.as_(REP).get(f"/grading/{number}").status_code == 403
    assert school.as_(MANAGER).get(f"/grading/{number}").status_code == 200, "they may see their own people"
    assert school.as_(MANAGER).post(f"/grading/{number}", BEST).status_code == 404, "they were not asked"
    assert school.as_(DANA).get(GRADERS).status_code == 403
    assert school.as_(AUDITOR).get(GRADERS).status_code == 200
    assert school.as_(AUDITOR).post(f"{GRADERS}/assign").status_code == 403
    assert school.as_(ADMINISTRATOR).post(f"{GRADERS}/assign").status_code == 403, "they train for no launch"
    assert school.as_(grader).get("/grading/99").status_code == 404
    assert school.as_(grader).get("/grading/9999999999").status_code == 404


def test_incomplete_marks_are_told_and_what_was_typed_stays(school: Site) -> None:
    number = hand_in(school)
    trainer = school.as_(LENA)
    sent = {"mark-honesty": "3", "comment-honesty": "Typed before.", "note": "Kept note"}
    answered = trainer.post(f"/grading/{number}", sent)
    assert answered.status_code == 422
    assert "Typed before." in answered.text
    assert "Kept note" in answered.text
    assert answered.text.count("checked") == 1
    assert trainer.post(f"/grading/{number}", BEST).status_code == 303
    assert trainer.post(f"/grading/{number}", POOR).status_code == 409


def test_a_manager_whose_certificate_ends_is_told_on_the_page_and_may_hand_it_back(school: Site) -> None:
    number = hand_in(school)
    trainer = school.as_(LENA)
    move = {"grader": LENA, "to": MANAGER, "reason": "Their turn."}
    refused = trainer.post(f"{GRADERS}/reassign/{number}", move)
    assert refused.status_code == 409
    assert "managers certify before they grade" in refused.text
    excuse_manager(school)
    assert trainer.post(f"{GRADERS}/reassign/{number}", move).status_code == 303
    assert "A decider asks for references" in school.as_(MANAGER).get("/grading").text
    school.later(days=61)
    manager = school.as_(MANAGER)
    page = text_of(manager.get(f"/grading/{number}"))
    assert "You may not grade yet." in page
    assert "Record the marks" not in page
    assert manager.post(f"/grading/{number}", BEST).status_code == 403
    assert manager.post(f"/grading/{number}/hand-back", {"reason": " "}).status_code == 422
    assert manager.post(f"/grading/{number}/hand-back", {"reason": "I coached it."}).status_code == 303
    assert "Nothing waits" in manager.get("/grading").text


def test_marks_typed_outlast_the_session(school: Site) -> None:
    number = hand_in(school)
    trainer = school.as_(LENA)
    sent = {**BEST, "comment-honesty": "Typed before."} | marked(trainer, f"/grading/{number}")
    signed_out(school, trainer, LENA)
    asked = trainer.post(f"/grading/{number}", sent)
    back = school.as_(LENA).post("/typed", typed_kept(asked.text))
    assert "Typed before." in back.text
    assert back.text.count("checked") == 3


def test_programs_hand_in_grade_and_compare(school: Site) -> None:
    rep, trainer = program(school, REP), program(school, LENA)
    one = f"/learn/{LAUNCH}/role-plays/references-call"
    assert rep.get(one)["waits"] is None
    sent = school.stranger().client.post(
        f"/api/v1{one}/submissions", files=recording(), headers={"authorization": f"Bearer {token_of(school, REP)}"}
    )
    assert (sent.status_code, sent.json()["round"], sent.json()["asked"]) == (201, 1, 1)
    assert rep.get(one)["rounds"][0]["work"]["file"]["token"] == ""
    assert [queued["submission"] for queued in trainer.get("/grading")] == [1]
    assert trainer.get("/grading/1")["rubric"][0]["key"] == "honesty"
    marks = {"honesty": 5, "reframe": 5, "listening": 4}
    assert refusal(trainer.post, "/grading/1", {"marks": {}}).status == 422
    done = trainer.post("/grading/1", {"marks": marks, "comments": {"listening": "Ask more."}})
    assert done["final"]["rule"] == "one grader"
    assert refusal(trainer.post, "/grading/1", {"marks": marks}).status == 409
    assert trainer.get(f"/launches/{LAUNCH}/submissions") == {"items": [], "next": None}
    version = trainer.get(f"/launches/{LAUNCH}/grading-agreement")["role_plays"][0]["versions"][0]
    assert (version["submissions"], version["double"], version["alpha"]) == (1, 0, None)
    assert refusal(rep.get, f"/launches/{LAUNCH}/grading-agreement").status == 403
    kept_one = school.stranger().client.post(
        f"/api/v1/launches/{LAUNCH}/role-plays/references-call/exemplars",
        data={"title": "A good no", "text": "None yet.", "marks": json.dumps({"marks": marks})},
        headers={"authorization": f"Bearer {token_of(school, LENA)}"},
    )
    assert (kept_one.status_code, kept_one.json()["exemplar"]) == (201, 1)
    assert trainer.get("/grading/exemplars/1")["compared"] == []
    tried = trainer.post("/grading/exemplars/1", {"marks": marks})
    assert (tried["off"]["off"], tried["lacks"]) == (0, "")
    assert trainer.get(f"/launches/{LAUNCH}/calibration")["role_plays"][0]["exemplars"][0]["graders"] == 1
    assert trainer.post(f"/launches/{LAUNCH}/exemplars/1/retire", {}) == {"changed": True}


def test_programs_read_what_waits_a_page_at_a_time(school: Site) -> None:
    trainer = program(school, LENA)
    for rep in (REP, OTHER_REP, ELSEWHERE):
        hand_in(school, rep)
    first = trainer.get(f"/launches/{LAUNCH}/submissions", limit=2)
    assert [one["submission"] for one in first["items"]] == [1, 2]
    assert [one["submission"] for one in trainer.pages(f"/launches/{LAUNCH}/submissions", limit=2)] == [1, 2, 3]
    for cursor in ("nonsense", "MA", "LTE"):  # "0" and "-1" are no numbers of ours
        assert refusal(trainer.get, f"/launches/{LAUNCH}/submissions", cursor=cursor).status == 422


def test_examples_stand_beside_the_rubric_for_whoever_graded_them(school: Site) -> None:
    trainer = school.as_(LENA)
    kept_one = trainer.client.post(
        f"{GRADERS}/references-call/exemplars",
        data={
            "csrf": trainer.csrf,
            "title": "A good <b>no</b>",
            "text": "None yet.",
            **BEST,
            "comment-honesty": "At once.",
        },
    )
    assert kept_one.status_code == 303
    number = hand_in(school)
    asked = school.as_(LENA).get(f"/grading/{number}").text
    assert "A good &lt;b&gt;no&lt;/b&gt;: agreed at 100" in asked.replace("\N{NO-BREAK SPACE}", " "), (
        "who agreed on it knows"
    )
    assert "At once." in asked
    manager = school.as_(MANAGER)
    before = manager.get(f"/grading/{number}").text
    assert "grade it to see what was agreed" in before
    assert "None yet." in before
    assert "At once." not in before
    program_of = program(school, MANAGER)
    assert [(one["agreed"], one["given"]) for one in program_of.get(f"/grading/{number}")["exemplars"]] == [(None, {})]
    assert manager.post("/grading/exemplars/1", POOR).status_code == 303
    (told,) = program_of.get(f"/grading/{number}")["exemplars"]
    assert told["agreed"] == 1
    assert told["given"]["honesty"][1] == "At once."
    assert "agreed at" in manager.get(f"/grading/{number}").text


def test_the_trainers_page_shows_agreement_and_calibration_and_finds_graders(school: Site) -> None:
    trainer = school.as_(LENA)
    page = trainer.get(GRADERS).text
    assert "Nothing waits" in page
    kept_one = trainer.client.post(
        f"{GRADERS}/references-call/exemplars",
        data={"csrf": trainer.csrf, "title": "A <b>good</b> no", **BEST, "comment-honesty": "At once."},
        files=recording(),
    )
    assert kept_one.status_code == 303, kept_one.text[-500:]
    assert "A &lt;b&gt;good&lt;/b&gt; no" in trainer.get(GRADERS).text
    refused = trainer.post(f"{GRADERS}/references-call/exemplars", {"title": "Kept title", "text": "Words."})
    assert refused.status_code == 422
    assert "Kept title" in refused.text
    manager = school.as_(MANAGER)
    assert "to be graded" in manager.get(f"/grading/calibration/{LAUNCH}").text
    before = manager.get("/grading/exemplars/1").text
    assert "At once." not in before
    assert manager.get("/grading/exemplars/1/file").content == MP4
    assert manager.post("/grading/exemplars/1", POOR).status_code == 303
    after = text_of(manager.get("/grading/exemplars/1"))
    assert "You are 100 % from the agreed marks." in after
    assert "At once." in after
    assert MANAGER in trainer.get(GRADERS).text
    assert trainer.post(f"{GRADERS}/assign").status_code == 303
    assert trainer.post(f"{GRADERS}/exemplars/1/retire").status_code == 303
    assert school.as_(REP).get("/grading/exemplars/1").status_code == 403
