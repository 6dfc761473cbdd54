"""The launch's files in the browser: edit, upload, check, look at the plan, save, apply."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from readiness.actions.advance_launch import STEPS
from readiness.actions.apply_launch import apply_launch
from readiness.actions.approve_materials import approve_materials
from readiness.actions.plan_launch import plan_launch
from readiness.actions.preview_definition import as_bytes, check_changed
from readiness.actions.save_definition import MAX_BYTES, save_definition
from readiness.adapters.apply_process import ApplyProcess
from readiness.domain.checks.all_checks import RULES
from readiness.domain.checks.levels import read_levels
from readiness.domain.conformance.rules import RULES as OF_DOCUMENTS
from readiness.ground.errors import Conflict, NotFound
from readiness.ground.fingerprint import fingerprint_bytes
from readiness.reports.applying import apply_progress
from readiness.reports.definition import definition_text, schema_help
from readiness.reports.journal import journal
from readiness.web.app import build_app
from tests.fakes import HeardApplier
from tests.web.world import ADMINISTRATOR, AUDITOR, DANA, EVERYBODY, IVO, LAUNCH, LENA, Site, Visitor

PLACE = f"/launches/{LAUNCH}"
EDITOR = f"{PLACE}/definition"
HTMX = {"HX-Request": "true"}
SEES = {"administrator", "auditor", "marketer", "trainer"}
"""Nobody who takes quizzes: the files hold every key."""
EDITS = {"administrator", "marketer"}
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.fixture
def applier(site: Site) -> HeardApplier:
    """The site starts no process."""
    made = HeardApplier()
    site.context = replace(site.context, applier=made)
    site.app = build_app(replace(site.services, context=site.context))
    return made


def test_the_editor_says_which_checks_the_workspace_has_off_or_told_otherwise(site: Site) -> None:
    assert "Set in <code>readiness.toml</code>" not in site.as_(DANA).get(EDITOR).text
    set_to, _ = read_levels({"RD104": "off", "RD211": "error", "CF101": "off"}, (*RULES, *OF_DOCUMENTS.values()))
    site.context = replace(site.context, check_levels=set_to)
    site.app = build_app(replace(site.services, context=site.context))
    browser = site.as_(DANA)
    asked = form(site, text_of(site))
    for page in (browser.get(EDITOR).text, browser.post(f"{EDITOR}/check", asked, headers=HTMX).text):
        told = " ".join(re.sub(r"<[^>]+>", "", page[page.index("Set in <code>") :].partition("</p>")[0]).split())
        assert told == (
            "Set in readiness.toml: RD104 explained, in a new tab Response without a concession is off, "
            "RD211 explained, in a new tab Generic claim is told as error, not warning."
        )


def disk(site: Site, name: str = "launch.yaml") -> Path:
    return site.folder / "launches" / LAUNCH / name


def text_of(site: Site, name: str = "launch.yaml") -> str:
    return disk(site, name).read_text(encoding="utf-8")


def form(site: Site, text: str, *, name: str = "launch.yaml", opened: str = "") -> dict[str, str]:
    """As a browser sends it: every line end is CR LF."""
    opened = opened or definition_text(site.context, launch=LAUNCH, file=name).fingerprint
    return {"file": name, "text": text.replace("\n", "\r\n"), "opened": opened}


def plan_mark(site: Site) -> str:
    return plan_launch(site.context, launch=LAUNCH).fingerprint


def changed(site: Site) -> str:
    return text_of(site).replace("launch_on: 2018-03-22", "launch_on: 2018-03-29", 1)


# Who may


@pytest.mark.parametrize("role", EVERYBODY)
def test_staff_read_the_definition_and_the_plan(site: Site, role: str):
    browser = site.as_(EVERYBODY[role])
    assert browser.get(EDITOR).status_code == (200 if role in SEES else 403)
    wanted = 403 if role in {"rep", "none"} else 200
    assert {browser.get(path).status_code for path in (f"{PLACE}/plan", f"{PLACE}/apply", "/rules/RD101")} == {wanted}


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("path", ["", "/check", "/plan", "/upload"])
def test_only_marketers_and_administrators_edit(site: Site, role: str, path: str):
    if role in EDITS:
        return
    answer = site.as_(EVERYBODY[role]).post(EDITOR + path, form(site, "x: 1\n"))
    assert answer.status_code == 403
    assert text_of(site).startswith("# yaml")


def test_whoever_only_reads_gets_no_way_to_write(site: Site):
    page = site.as_(AUDITOR).get(EDITOR).text
    assert "readonly" in page
    assert ">Save<" not in page
    assert ">Apply<" not in site.as_(AUDITOR).get(f"{PLACE}/plan").text


def test_nothing_is_saved_without_the_form_token(site: Site):
    answer = site.as_(DANA).client.post(EDITOR, data=form(site, "x: 1\n"))
    assert answer.status_code == 403
    assert text_of(site).startswith("# yaml")


# Saving


def test_a_file_is_saved_as_it_was_written_and_the_journal_says_who(site: Site):
    wanted = changed(site)
    answer = site.as_(DANA).post(EDITOR, form(site, wanted))
    assert answer.headers["location"] == f"{EDITOR}?file=launch.yaml"
    assert text_of(site) == wanted  # comments, order and line ends are the author's
    line = journal(site.context, launch=LAUNCH, limit=1)[0]
    assert (line.actor, line.verb, line.subject) == (DANA, "saved", "file launch.yaml")
    assert line.fingerprint == fingerprint_bytes(disk(site).read_bytes())


def test_saving_twice_saves_once(site: Site):
    sent = form(site, changed(site))
    dana = site.as_(DANA)
    dana.post(EDITOR, sent)
    lines = len(journal(site.context, launch=LAUNCH))
    assert dana.post(EDITOR, sent).status_code == 303
    assert "nothing to save" in dana.get(EDITOR).text
    assert len(journal(site.context, launch=LAUNCH)) == lines


def test_an_included_file_is_edited_as_well(site: Site):
    wanted = text_of(site, "questions.yaml") + "# the end\n"
    site.as_(DANA).post(EDITOR, form(site, wanted, name="questions.yaml"))
    assert text_of(site, "questions.yaml") == wanted


def test_of_two_who_save_the_second_is_told_and_keeps_both_texts(site: Site):
    dana, root = site.as_(DANA), site.as_(ADMINISTRATOR)
    opened = form(site, "")["opened"]
    theirs = text_of(site) + "# saved by root\n"
    mine = changed(site) + "# typed by dana <script>alert(1)</script>\n"
    assert root.post(EDITOR, form(site, theirs, opened=opened)).status_code == 303
    answer = dana.post(EDITOR, form(site, mine, opened=opened))
    assert answer.status_code == 409
    assert text_of(site) == theirs
    for said in ("# saved by root", "# typed by dana &lt;script&gt;", "Somebody saved before you"):
        assert said in answer.text
    assert "<script>alert" not in answer.text
    now = fingerprint_bytes(disk(site).read_bytes())
    assert f'name="opened" value="{now}"' in answer.text  # the next save is a decision, not an accident
    assert dana.post(EDITOR, form(site, mine, opened=now)).status_code == 303
    assert text_of(site) == mine


@pytest.mark.parametrize("opened", ["", "sha256:0", "<script>"])
def test_a_save_that_does_not_know_what_it_opened_is_refused(site: Site, opened: str):
    sent = form(site, changed(site)) | {"opened": opened}
    answer = site.as_(DANA).post(EDITOR, sent)
    assert answer.status_code == 409
    assert "2018-03-22" in text_of(site)


def test_an_unsound_text_is_kept_and_told_and_changes_nothing_that_stands(site: Site):
    dana = site.as_(DANA)
    broken = text_of(site).replace("tier: 1 ", "tier: 9 ", 1)
    assert dana.post(EDITOR, form(site, broken)).status_code == 303
    page = dana.get(EDITOR).text
    assert "is saved. Mend what is listed" in page
    assert "RD007" in page
    plan = dana.get(f"{PLACE}/plan").text
    assert "The file is unsound" in plan
    assert ">Apply<" not in plan
    assert dana.get(PLACE).status_code == 200


def test_a_file_that_is_no_yaml_can_still_be_opened_and_mended(site: Site):
    dana, sound = site.as_(DANA), text_of(site)
    assert dana.post(EDITOR, form(site, "a: [\n  {{{ \n")).status_code == 303
    page = dana.get(EDITOR)
    assert page.status_code == 200
    assert "RD002" in page.text
    assert dana.post(EDITOR, form(site, sound)).status_code == 303
    assert text_of(site) == sound


@pytest.mark.parametrize(
    "name", ["../../readiness.toml", "/etc/passwd", "roster/roster.csv", "launch.yaml/..", "nope.yaml", "", "<script>"]
)
def test_no_other_file_is_read_or_written(site: Site, name: str):
    dana = site.as_(DANA)
    if name:
        assert dana.get(EDITOR, params={"file": name}).status_code == 404
        for path in ("", "/check", "/plan", "/upload"):
            assert dana.post(EDITOR + path, form(site, "x: 1\n") | {"file": name}).status_code == 404
    assert (site.folder / "readiness.toml").read_text() == 'engine = "none"\n'


def test_a_link_that_leaves_the_folder_is_not_an_editable_file(site: Site):
    disk(site, "outside.yaml").symlink_to(site.folder / "readiness.toml")
    disk(site).write_text(text_of(site).replace("[questions.yaml]", "[questions.yaml, outside.yaml]"), encoding="utf-8")
    assert "outside.yaml" not in definition_text(site.context, launch=LAUNCH).files
    with pytest.raises(NotFound):
        save_definition(
            site.context.acting_as(DANA), launch=LAUNCH, file="outside.yaml", text="by = 'x'", opened="sha256:0"
        )


@pytest.mark.parametrize("path", ["", "/check", "/plan"])
def test_five_megabytes_are_refused_and_nothing_is_written(site: Site, path: str):
    before = text_of(site)
    answer = site.as_(DANA).post(EDITOR + path, form(site, "x" * 5_000_000))
    assert answer.status_code in {200, 413}
    assert "2 MB" in answer.text
    assert len(answer.content) < 1_000_000
    assert text_of(site) == before


def test_what_is_just_small_enough_is_saved(site: Site):
    dana = site.as_(DANA)
    fits = text_of(site) + "#" * (MAX_BYTES - len(text_of(site).encode()) - 1) + "\n"
    assert len(fits.encode()) == MAX_BYTES
    assert dana.post(EDITOR, form(site, fits)).status_code == 303
    assert disk(site).stat().st_size == MAX_BYTES
    assert dana.post(EDITOR, form(site, fits + "#")).status_code == 413


@pytest.mark.parametrize("path", ["/check", "/plan"])
def test_an_alias_bomb_is_refused(site: Site, path: str):
    answer = site.as_(DANA).post(EDITOR + path, form(site, BOMB), headers=HTMX)
    assert answer.status_code == 200
    assert "RD014" in answer.text or "100,000" in answer.text


@pytest.mark.parametrize(
    "text", ["\x00", "a: \x1b[31m", "[" * 100_000, "%YAML 9.9\n---\na", "a: !!python/object:os.system x", "\ufeff"]
)
def test_hostile_text_is_told_as_findings(site: Site, text: str):
    answer = site.as_(DANA).post(f"{EDITOR}/check", form(site, text), headers=HTMX)
    assert answer.status_code in {200, 422}
    assert "RD0" in answer.text or answer.status_code == 422


def test_line_ends_and_byte_order_mark_stay_as_the_file_has_them():
    assert as_bytes("a\r\nb\r\n", like=b"x\ny\n") == b"a\nb\n"
    assert as_bytes("a\nb\n", like=b"x\r\ny\r\n") == b"a\r\nb\r\n"
    assert as_bytes("a\n", like=b"\xef\xbb\xbfx\n") == b"\xef\xbb\xbfa\n"
    assert as_bytes("\ufeffa\n", like=b"x\n") == b"a\n"


def test_opening_and_saving_unchanged_changes_no_byte(site: Site):
    for content in (b"a: 1\r\nb: 2\r\n", b"\xef\xbb\xbfa: 1\n", b"a: 1"):
        disk(site, "questions.yaml").write_bytes(content)
        shown = definition_text(site.context, launch=LAUNCH, file="questions.yaml")
        saved = save_definition(
            site.context.acting_as(DANA), launch=LAUNCH, file="questions.yaml", text=shown.text.replace("\n", "\r\n"),
            opened=shown.fingerprint,
        )  # fmt: skip
        assert not saved.changed
        assert disk(site, "questions.yaml").read_bytes() == content


def test_a_file_changed_between_looking_and_writing_is_not_written_over(site: Site):
    path = disk(site)
    with pytest.raises(Conflict):
        site.context.launches.replace(LAUNCH, "launch.yaml", b"something else", b"x: 1\n")
    assert path.read_bytes().startswith(b"# yaml")
    assert not list(path.parent.glob(".launch.yaml.*"))


# Checking


def test_findings_name_the_line_the_rule_and_the_fix(site: Site):
    broken = text_of(site).replace("tier: 1 ", "tier: 9 ", 1)
    answer = site.as_(DANA).post(f"{EDITOR}/check", form(site, broken), headers=HTMX)
    assert "<html" not in answer.text
    line = next(number for number, text in enumerate(broken.split("\n"), 1) if text.startswith("tier:"))
    assert f"line {line}:7" in answer.text
    assert 'href="/rules/RD007"' in answer.text
    assert "Use 1 to 3." in answer.text
    assert "1 thing to mend" in answer.text
    assert "tier: 1 " in text_of(site)


def test_without_javascript_the_check_shows_the_whole_page_with_the_text(site: Site):
    broken = text_of(site).replace("tier: 1 ", "tier: 9 ", 1)
    answer = site.as_(DANA).post(f"{EDITOR}/check", form(site, broken))
    assert "<html" in answer.text
    assert "tier: 9 " in answer.text
    assert "RD007" in answer.text
    assert "not saved" in answer.text


def test_a_finding_in_another_file_leads_there(site: Site):
    disk(site, "questions.yaml").write_text(
        text_of(site, "questions.yaml").replace("kind: ", "kind: no", 1), encoding="utf-8"
    )
    answer = site.as_(DANA).get(EDITOR)
    assert f'href="{EDITOR}?file=questions.yaml"' in answer.text
    assert "questions.yaml:" in answer.text


def test_a_text_says_the_same_as_the_command_would(site: Site):
    from readiness.actions.check_launch import check_launch
    from readiness.wiring.files import open_launch_files, open_playbooks

    here = check_changed(site.context, launch=LAUNCH, file="launch.yaml", text=text_of(site))
    there = check_launch(
        open_launch_files(site.folder), open_playbooks(site.folder), launch=LAUNCH, templates=site.context.templates
    )
    assert here.problems == there.problems


def test_html_in_the_text_stays_text_everywhere(site: Site):
    hostile = "</textarea><script>alert(1)</script>"
    text = text_of(site).replace("name: GitLab CI/CD for GitHub", f'name: "{hostile}"', 1)
    dana = site.as_(DANA)
    for path in ("/check", "/plan"):
        page = dana.post(EDITOR + path, form(site, text)).text
        assert "<script>alert" not in page
    assert "<script>alert" not in dana.post(f"{EDITOR}/check", form(site, f"{hostile}: 1\n"), headers=HTMX).text
    dana.post(EDITOR, form(site, text))
    assert "<script>alert" not in dana.get(EDITOR).text
    assert "<script>alert" not in dana.get(f"{PLACE}/plan").text


def test_the_schema_is_explained_beside_the_text(site: Site):
    page = site.as_(LENA).get(EDITOR).text
    for section in schema_help():
        assert f"<code>{section.name}</code>" in page
    quiz = next(section for section in schema_help() if section.name == "quizzes")
    assert ("pass_fraction", "number 0–1") in {(one.name, one.kind) for one in quiz.fields}


def test_a_rule_is_explained_and_an_unknown_one_is_not_found(site: Site):
    page = site.as_(DANA).get("/rules/RD101").text
    assert "A promise without proof is an opinion" in page
    assert site.as_(DANA).get("/rules/RD999").status_code == 404


# Uploading


def uploaded(browser: Visitor, site: Site, data: bytes, name: str = "launch.yaml", filename: str = "x.yaml"):
    sent = {"csrf": browser.csrf, "file": name, "opened": form(site, "", name=name)["opened"]}
    return browser.client.post(f"{EDITOR}/upload", data=sent, files={"changed": (filename, data, "text/yaml")})


def test_an_upload_stands_in_the_editor_and_is_not_saved(site: Site):
    answer = uploaded(site.as_(DANA), site, changed(site).replace("\n", "\r\n").encode(), filename="../../evil.yaml")
    assert answer.status_code == 200
    assert "2018-03-29" in answer.text
    assert "not saved" in answer.text
    assert "2018-03-22" in text_of(site)
    assert not list(site.folder.rglob("evil.yaml"))


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        (b"", 422, "No file was chosen"),
        (b"\xff\xfe\x00a", 422, "not UTF-8"),
        (b"x" * (MAX_BYTES + 1), 413, "2 MB"),
        (b"x" * 5_000_000, 413, "2 MB"),
    ],
)
def test_an_upload_that_cannot_be_used_is_told(site: Site, data: bytes, status: int, said: str):
    answer = uploaded(site.as_(DANA), site, data)
    assert answer.status_code == status
    assert said in answer.text
    assert text_of(site).startswith("# yaml")


def test_fifty_megabytes_never_reach_the_page(site: Site):
    answer = uploaded(site.as_(DANA), site, b"x" * 50_000_000)
    assert answer.status_code == 413


# The plan


def test_the_preview_says_what_would_happen_and_nothing_does(site: Site):
    before = (text_of(site), plan_mark(site), journal(site.context, launch=LAUNCH))
    answer = site.as_(DANA).post(f"{EDITOR}/plan", form(site, changed(site)), headers=HTMX)
    assert answer.status_code == 200
    assert "29 Mar 2018" in answer.text
    assert "due: " in answer.text
    assert "<html" not in answer.text
    assert (text_of(site), plan_mark(site), journal(site.context, launch=LAUNCH)) == before
    whole = site.as_(DANA).post(f"{EDITOR}/plan", form(site, changed(site)))
    assert "29 Mar 2018" in whole.text
    assert "launch_on: 2018-03-29" in whole.text


def test_the_plan_calls_tasks_and_pieces_by_their_titles_and_tells_the_same_thing_once(site: Site):
    site.context = replace(site.context, actor=DANA)
    approve_materials(site.context, launch=LAUNCH)
    before = "can build, test and deploy it with"
    assert before in text_of(site)
    text = text_of(site).replace(before, "build, test and deploy it with")
    page = re.sub(r"\s+", " ", unescape(site.as_(DANA).post(f"{EDITOR}/plan", form(site, text), headers=HTMX).text))
    told = "“What it is, for whom, and what it is not” will not be what was approved, in 5 pieces"
    assert page.count(told) == 1
    assert f"the approval of marketing ({DANA}) stops counting" in page
    assert "module for account executive" in page
    assert "what-it-is.account-executive" not in page
    path = page[page.index("Critical path") :]
    assert "<li>Work out who is certified</li>" in path
    assert re.search(r"<li>[^< ]*-", path) is None, "no key stands for a task"


def test_the_preview_is_the_plan_once_it_is_saved(site: Site):
    from readiness.actions.preview_definition import plan_changed

    ahead = plan_changed(site.context, launch=LAUNCH, file="launch.yaml", text=changed(site))
    disk(site).write_text(changed(site), encoding="utf-8")
    assert plan_launch(site.context, launch=LAUNCH) == ahead


def test_the_preview_of_an_unsound_text_says_why_there_is_none(site: Site):
    answer = site.as_(DANA).post(f"{EDITOR}/plan", form(site, "readiness: 1\n"), headers=HTMX)
    assert "cannot be applied as it is written" in answer.text


def test_nothing_to_do_is_said_and_offers_no_apply(site: Site):
    page = site.as_(DANA).get(f"{PLACE}/plan").text
    assert "Nothing to do" in page
    assert ">Apply<" not in page


def test_files_of_the_output_that_somebody_edited_are_named_and_can_be_written_again(site: Site):
    file = min((site.context.output / LAUNCH).rglob("*.md"))
    file.write_text("By hand.", encoding="utf-8")
    page = site.as_(DANA).get(f"{PLACE}/plan").text
    assert "1 file of the output folder was edited by hand" in page
    assert f"<code>{file.relative_to(site.context.output / LAUNCH).as_posix()}</code>" in page
    assert ">Apply<" in page


# Applying


def saved(site: Site) -> str:
    """The fingerprint of the plan of a changed file."""
    disk(site).write_text(changed(site), encoding="utf-8")
    return plan_mark(site)


def test_applying_starts_one_process_however_often_it_is_clicked(site: Site, applier: HeardApplier):
    plan, dana = saved(site), site.as_(DANA)
    for _ in range(3):
        answer = dana.post(f"{PLACE}/apply", {"plan": plan})
        assert (answer.status_code, answer.headers["location"]) == (303, f"{PLACE}/apply")
    assert applier.plans == [plan]
    assert applier.runs[0].by == DANA
    page = dana.get(f"{PLACE}/apply").text
    assert "Applying" in page
    assert "0 of 9 steps" in page
    assert 'hx-trigger="every 1s"' in page
    assert "Refresh" in page
    assert "under way" in dana.get(f"{PLACE}/plan").text


def test_a_plan_that_no_longer_fits_is_refused_and_shown_anew(site: Site, applier: HeardApplier):
    plan = saved(site)
    disk(site).write_text(changed(site).replace("2018-03-29", "2018-03-28"), encoding="utf-8")
    answer = site.as_(DANA).post(f"{PLACE}/apply", {"plan": plan})
    assert answer.status_code == 409
    assert "no longer fits" in answer.text
    assert "28 Mar 2018" in answer.text
    assert applier.plans == []


@pytest.mark.parametrize("plan", ["", "sha256:0", "<script>alert(1)</script>", "x" * 10_000])
def test_a_plan_that_is_none_is_refused(site: Site, applier: HeardApplier, plan: str):
    saved(site)
    answer = site.as_(DANA).post(f"{PLACE}/apply", {"plan": plan})
    assert answer.status_code == 409
    assert "<script>alert" not in answer.text
    assert applier.plans == []


def test_nothing_to_do_starts_nothing(site: Site, applier: HeardApplier):
    answer = site.as_(DANA).post(f"{PLACE}/apply", {"plan": plan_mark(site)})
    assert answer.headers["location"] == f"{PLACE}/plan"
    assert applier.plans == []


def test_an_unsound_file_starts_nothing(site: Site, applier: HeardApplier):
    disk(site).write_text("readiness: 1\n", encoding="utf-8")
    answer = site.as_(DANA).post(f"{PLACE}/apply", {"plan": "sha256:0"})
    assert answer.status_code == 422
    assert applier.plans == []


def test_only_the_team_puts_a_definition_in_force(site: Site, applier: HeardApplier):
    plan = saved(site)
    answer = site.as_(ADMINISTRATOR).post(f"{PLACE}/apply", {"plan": plan})
    assert answer.status_code == 403
    assert "not in the team" in answer.text
    assert site.as_(IVO).post(f"{PLACE}/apply", {"plan": plan}).status_code == 403  # no marketer
    assert applier.plans == []


def test_whoever_is_not_in_the_team_is_told_so_instead_of_offered_to_apply(site: Site, applier: HeardApplier):
    saved(site)
    page = site.as_(ADMINISTRATOR).get(f"{PLACE}/plan").text
    assert "You are not in this launch’s team" in page
    assert DANA in page
    assert ">Apply<" not in page
    assert ">Apply<" in site.as_(DANA).get(f"{PLACE}/plan").text


def test_the_steps_are_told_as_they_are_finished(site: Site, applier: HeardApplier):
    plan, dana = saved(site), site.as_(DANA)
    dana.post(f"{PLACE}/apply", {"plan": plan})
    before = apply_progress(site.context, launch=LAUNCH, steps=STEPS)
    assert [step.standing for step in before.steps] == ["now"] + ["waiting"] * 8  # earlier applies are not told as this
    apply_launch(site.context.acting_as(DANA), launch=LAUNCH)
    applier.end(0, "✓ gate: held")
    part = dana.get(f"{PLACE}/apply/progress")
    assert "<html" not in part.text
    assert "Applied." in part.text
    assert "hx-trigger" not in part.text
    assert part.text.count('<li class="done">') == 9
    again = dana.post(f"{PLACE}/apply", {"plan": plan})  # a late second click
    assert again.headers["location"] == f"{PLACE}/apply"
    assert len(applier.plans) == 1


def test_a_failure_shows_its_account_and_how_to_go_on(site: Site, applier: HeardApplier):
    plan, dana = saved(site), site.as_(DANA)
    dana.post(f"{PLACE}/apply", {"plan": plan})
    applier.end(3, "failed: the disk <b>is full</b>")
    page = dana.get(f"{PLACE}/apply").text
    assert "It broke off" in page
    assert "the disk &lt;b&gt;is full" in page
    assert f'name="plan" value="{plan_mark(site)}"' in page
    dana.post(f"{PLACE}/apply", {"plan": plan_mark(site)})
    assert len(applier.plans) == 2
    applier.end(None)  # killed: there is no exit code
    assert apply_progress(site.context, launch=LAUNCH, steps=STEPS).outcome == "failed"


def test_before_anything_was_applied_from_here_there_is_a_way_on(site: Site, applier: HeardApplier):
    assert "Look at the plan" in site.as_(DANA).get(f"{PLACE}/apply").text
    assert site.as_(DANA).get(f"{PLACE}/apply/progress").status_code == 200


def test_a_real_process_applies_what_was_looked_at(site: Site):
    plan, dana = saved(site), site.as_(DANA)
    assert dana.post(f"{PLACE}/apply", {"plan": plan}).status_code == 303
    until = time.monotonic() + 1200
    while (found := apply_progress(site.context, launch=LAUNCH, steps=STEPS)).outcome == "running":
        assert time.monotonic() < until
        time.sleep(0.2)
    assert found.outcome == "done", found.run
    assert found.through == 9
    assert "29 Mar 2018" in dana.get(PLACE).text
    assert (
        plan_launch(site.context, launch=LAUNCH).definition_before
        == plan_launch(site.context, launch=LAUNCH).definition
    )


def test_a_process_that_is_killed_is_known_to_be_gone(tmp_path: Path):
    slow = ApplyProcess(tmp_path, tmp_path / "applies", command=("/bin/sleep",))
    # `sleep apply …` refuses its arguments at once: a child that ends with an exit code of its own
    told = {"plan": "p", "by": DANA, "before": 0, "write_plan": lambda path: path.write_text("{}")}
    from datetime import UTC, datetime

    at = datetime(2018, 1, 1, tzinfo=UTC)
    assert slow.last("x") is None
    assert slow.start("x", at=at, **told)
    until = time.monotonic() + 1200
    while (run := slow.last("x")).running:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert run.exit_code not in {0, None}
    assert "sleep" in run.log
    assert (run.plan, run.by, run.started_at, run.before) == ("p", DANA, at, 0)


def test_two_processes_never_apply_one_launch_and_a_killed_one_lets_go(tmp_path: Path):
    import os
    import signal
    from datetime import UTC, datetime

    (tmp_path / "wait.sh").write_text("echo $$; exec sleep 3600\n")
    made = ApplyProcess(tmp_path, tmp_path / "applies", command=("/bin/sh", str(tmp_path / "wait.sh")))
    told = {"plan": "p", "by": DANA, "at": datetime(2018, 1, 1, tzinfo=UTC), "before": 0}
    assert made.start("x", **told, write_plan=lambda path: path.write_text("1"))
    assert not made.start("x", **told, write_plan=lambda path: path.write_text("2"))
    assert (tmp_path / "applies" / "x" / "plan.json").read_text() == "1"
    other = ApplyProcess(tmp_path, tmp_path / "applies")  # another web process, or ours after a restart
    while not (run := other.last("x")).log.strip():
        time.sleep(0.02)
    assert run.running
    os.killpg(os.getpgid(int(run.log)), signal.SIGKILL)
    until = time.monotonic() + 1200
    while other.last("x").running:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert other.last("x").exit_code is None
    assert not other.last("x").succeeded
