"""Every screen, and who looks at it: the list that accessibility and layout are tested on.

A test holds it against the routes of the application, so that no new page escapes. `NO_PAGES` are the addresses that
answer with something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.stage import ADMINISTRATOR, LAUNCH, LEADER, MANAGER, MARKETER, REP, TRAINER

L = f"/launches/{LAUNCH}"
LEARN = f"/learn/{LAUNCH}"
BEHIND = "pamela0@adventure-works.example"
NOBODY = ""
"""Somebody who is not signed in."""

NEW_PEOPLE = (
    b"email,name,role,manager,team,region,territory,start_date\n"
    b"ann@adventure-works.example,Ann Four,account-executive,stephen0@adventure-works.example,US,North America,Central,"
    b"2018-03-01\n"
)

LEADS = (
    b"Company,Title,Code hosting,Developers,CI servers,Last activity,Asked for trial,Accepted\n"
    b"Harbour Freight Lines,Development manager,GitHub,140,3,2018-03-02,yes,yes\n"
    b"Oakfield Press,Developer,GitHub,12,2,2018-02-20,yes,yes\n"
    b"Calder Insurance,Director of development,GitHub,,2,2018-02-27,no,yes\n"
    b"Juniper Games,Developer,GitHub,45,1,2018-03-09,yes,no\n"
)

EVIDENCE = f"email,kind,subject,happened_at\n{REP},module-completed,what-it-is,2018-03-01\n".encode()

QUESTIONS = (
    b"::who-signs:: Who signs for a renewal? {=The economic buyer ~The user}\n\n::first:: Read the price page first.\n"
)


ONE_PAGER = (
    b"# GitLab CI/CD: the leading pipeline\n\nPremium costs 29 USD per user and month. Jenkins cannot run jobs in parallel."
    b"\n\n- Keep the code where it is.\n- We grow tomatoes in your greenhouse.\n"
)


@dataclass(frozen=True, slots=True)
class Screen:
    """One address as one person sees it. `name` is that of its screenshot.

    `then` goes on from `path` by hand, for what has no address that can be known beforehand; `shows` is an address of
    that kind. `status` is what `path` answers.
    """

    name: str
    who: str
    path: str
    then: Callable[[Page], None] | None = None
    shows: str = ""
    status: int = 200


def _follow(*names: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        for name in names:
            page.get_by_role("main").get_by_role("link", name=name).first.click()

    return go


def _open_attempt(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Start attempt|Go on")).click()


def _look_over(page: Page) -> None:
    _open_attempt(page)
    page.get_by_role("button", name="Look over and hand in").click()


def _send_leads(page: Page, text: bytes, button: str) -> None:
    page.get_by_label("List", exact=True).set_input_files({"name": "leads.csv", "mimeType": "text/csv", "buffer": text})
    page.get_by_role("button", name=button).click()


def _judge_leads(page: Page) -> None:
    _send_leads(page, LEADS, "Judge it")


def _compare_leads(page: Page) -> None:
    _send_leads(page, LEADS, "Compare with sales")


def _refused_leads(page: Page) -> None:
    _send_leads(page, LEADS.replace(b"140", b"many"), "Judge it")


def _make_kit(page: Page) -> None:
    for label, words in (("Account", "Hall & Co"), ("Person", "Kumar"), ("Role there", "COO")):
        page.get_by_label(label, exact=True).fill(words)
    for label, key in (
        ("Their problem", "tool-sprawl"),
        ("Conversation", "tangible-value"),
        ("Compared with", "jenkins"),
    ):
        page.get_by_label(label, exact=True).select_option(key)
    page.get_by_label("What it is worth", exact=True).select_option("upkeep-of-builds")
    page.get_by_role("button", name="Make the kit").click()


def _upload_roster(page: Page) -> None:
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "new-people.csv", "mimeType": "text/csv", "buffer": NEW_PEOPLE}
    )
    page.get_by_role("button", name="Look at the changes").click()


def _refused_roster(page: Page) -> None:
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "new-people.csv", "mimeType": "text/csv", "buffer": NEW_PEOPLE.replace(b"2018-03-01", b"soon")}
    )
    page.get_by_role("button", name="Look at the changes").click()


def _import_questions(page: Page) -> None:
    """Two questions of another product, one of them a description, which asks nothing and has no place here."""
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "two.gift", "mimeType": "text/plain", "buffer": QUESTIONS}
    )
    page.get_by_label("Claims of questions that name none").select_option(index=0)
    page.get_by_label("Leave out questions").check()
    page.get_by_role("button", name="Look at what would come").click()


def _import_rubbish(page: Page) -> None:
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "two.gift", "mimeType": "text/plain", "buffer": QUESTIONS.replace(b"}", b"")}
    )
    page.get_by_role("button", name="Look at what would come").click()


def _import_evidence(page: Page) -> None:
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "lms.csv", "mimeType": "text/csv", "buffer": EVIDENCE}
    )
    page.get_by_role("button", name="Look at what it would record").click()


def _refused_evidence(page: Page) -> None:
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "lms.csv", "mimeType": "text/csv", "buffer": EVIDENCE.replace(b"2018-03-01", b"soon")}
    )
    page.get_by_role("button", name="Look at what it would record").click()


def _check_document(page: Page) -> None:
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "one-pager.md", "mimeType": "text/markdown", "buffer": ONE_PAGER}
    )
    page.get_by_role("button", name="Check it").click()


def _answer_practice(page: Page) -> None:
    page.get_by_role("button", name="I do not know").click()


def _hear(page: Page) -> None:
    """Somebody sends an objection, and looks at the group that it begins."""
    page.get_by_role("main").get_by_role("link", name="Send what you heard").click()
    page.get_by_label("In their words").fill("Why would we run a second tool beside GitHub?")
    page.get_by_role("button", name="Send it").click()
    page.goto(page.url.replace("/voice", f"{L}/voice"))
    page.get_by_role("link", name="Why would we run a second tool").click()


SCREENS = (
    Screen("sign-in", NOBODY, "/sign-in"),
    Screen("sign-in-link-sent", NOBODY, "/sign-in/sent"),
    Screen("sign-in-link", NOBODY, "/sign-in/link/not-a-real-one"),
    Screen("signed-in-elsewhere", NOBODY, "/typed/signed-in"),
    Screen("verify", NOBODY, "/verify"),
    Screen("verify-unknown", NOBODY, "/verify/AAAA-BBBB-CCCC-DDDD-EEEE-FFFF", status=404),
    Screen("home-marketer", MARKETER, "/"),
    Screen("launches", MARKETER, "/launches"),
    Screen("board", MARKETER, L),
    Screen("task", MARKETER, f"{L}/tasks/press-copy-equals-faq"),
    Screen("timeline", MARKETER, f"{L}/timeline"),
    Screen("definition", MARKETER, f"{L}/definition"),
    Screen("definition-questions", MARKETER, f"{L}/definition?file=questions.yaml"),
    Screen("rule", MARKETER, "/rules/RD007"),
    Screen("plan", MARKETER, f"{L}/plan"),
    Screen("apply", MARKETER, f"{L}/apply"),
    Screen("message-map", MARKETER, f"{L}/message"),
    Screen("leads", MARKETER, f"{L}/leads"),
    Screen("leads-judged", MARKETER, f"{L}/leads", _judge_leads),
    Screen("leads-drift", MARKETER, f"{L}/leads", _compare_leads),
    Screen("leads-refused", MARKETER, f"{L}/leads", _refused_leads),
    Screen("document", MARKETER, f"{L}/message/documents"),
    Screen("document-checked", MARKETER, f"{L}/message/documents", _check_document),
    Screen("objections", MARKETER, f"{L}/message/objections"),
    Screen("battlecard", MARKETER, f"{L}/message/battlecards/jenkins"),
    Screen("kits", MARKETER, f"{L}/kits"),
    Screen("kit", MARKETER, f"{L}/kits", _make_kit, f"{L}/kits/1"),
    Screen("kit-rewrites", MARKETER, f"{L}/kits/rewrites"),
    Screen("calculators", MARKETER, f"{L}/value"),
    Screen("calculator", MARKETER, f"{L}/value/waiting-for-builds?developers=120&minutes-now=90&days=300"),
    Screen("calculator-refused", MARKETER, f"{L}/value/waiting-for-builds?developers=many", status=422),
    Screen("materials", MARKETER, f"{L}/materials"),
    Screen("material", MARKETER, f"{L}/materials/module/first-call.account-executive"),
    Screen("library", MARKETER, "/library?q=price&competitor=jenkins"),
    Screen("library-asset", MARKETER, f"/library/assets/{LAUNCH}.battlecard.jenkins"),
    Screen("library-add", MARKETER, f"/library/add?launch={LAUNCH}"),
    Screen("library-use", MARKETER, "/library/use"),
    Screen("library-rep", REP, "/library?q=nothing+of+the+kind"),
    Screen("voice", MARKETER, f"{L}/voice"),
    Screen("voice-group", MARKETER, f"{L}/voice", _hear, f"{L}/voice/1"),
    Screen("home-trainer", TRAINER, "/"),
    Screen("training", TRAINER, f"{L}/training"),
    Screen("training-module", TRAINER, f"{L}/training/modules/first-call"),
    Screen("training-quiz", TRAINER, f"{L}/training/quizzes/price"),
    Screen("graders", TRAINER, f"{L}/training/graders"),
    Screen("training-role-play", TRAINER, f"{L}/training/role-plays/references-call"),
    Screen("training-form", TRAINER, f"{L}/training/quizzes/price/preview"),
    Screen("training-calibration", TRAINER, f"{L}/training/quizzes/price/calibration"),
    Screen("training-regrade", TRAINER, f"{L}/training/quizzes/price/regrade"),
    Screen("questions", TRAINER, f"{L}/training/questions"),
    Screen("questions-checked", TRAINER, f"{L}/training/questions?lint=yes"),
    Screen("question", TRAINER, f"{L}/training/questions/price-figure"),
    Screen("quiz-forms", TRAINER, f"{L}/training/questions/forms"),
    Screen("question-statistics", TRAINER, f"{L}/training/questions/statistics?quiz=price"),
    Screen("questions-as-files", TRAINER, f"{L}/training/exchange?format=aiken"),
    Screen("questions-preview", TRAINER, f"{L}/training/exchange", _import_questions, f"{L}/training/exchange/preview"),
    Screen("questions-refused", TRAINER, f"{L}/training/exchange", _import_rubbish, f"{L}/training/exchange/preview"),
    Screen("evidence", TRAINER, f"{L}/training/evidence"),
    Screen("evidence-preview", TRAINER, f"{L}/training/evidence", _import_evidence, f"{L}/training/evidence/preview"),
    Screen("evidence-refused", TRAINER, f"{L}/training/evidence", _refused_evidence),
    Screen("question-kinds", TRAINER, f"{L}/training/questions/new"),
    Screen("question-new", TRAINER, f"{L}/training/questions/new?kind=single"),
    Screen("question-new-essay", TRAINER, f"{L}/training/questions/new?kind=essay"),
    Screen("review-queue", TRAINER, f"{L}/training/review"),
    Screen("home-leader", LEADER, "/"),
    Screen("readiness-leader", LEADER, f"{L}/readiness"),
    Screen("retention", LEADER, f"{L}/retention"),
    Screen("equivalences", LEADER, f"{L}/equivalences"),
    Screen("people", LEADER, f"{L}/readiness/people"),
    Screen("person", LEADER, f"{L}/people/{REP}"),
    Screen("gate", LEADER, f"{L}/gate"),
    Screen("gate-waiver", LEADER, f"{L}/gate?waive=proven#ask"),
    Screen("verdict", LEADER, f"{L}/gate/verdicts/1"),
    Screen("clearance", LEADER, f"{L}/gate/clearance"),
    Screen("home-manager", MANAGER, "/"),
    Screen("readiness-manager", MANAGER, f"{L}/readiness"),
    Screen("practice", MANAGER, "/learn/practice"),
    Screen("practice-answer", MANAGER, "/learn/practice", _answer_practice, "/learn/practice/answers/1"),
    Screen("retention-manager", MANAGER, f"{L}/retention"),
    Screen("team", MANAGER, "/team"),
    Screen("coaching", MANAGER, f"/team/{REP}"),
    Screen("more-time", MANAGER, f"/team/{REP}/time/{LAUNCH}"),
    Screen("grading", MANAGER, "/grading"),
    Screen("grading-not-there", MANAGER, "/grading/99", status=404),
    Screen("exemplar-not-there", MANAGER, "/grading/exemplars/99", status=404),
    Screen("calibration", MANAGER, f"/grading/calibration/{LAUNCH}"),
    Screen("certificate", MANAGER, "/learn", _follow("See the certificate"), f"{LEARN}/certificate/sales-manager"),
    Screen("certificate-of", TRAINER, f"{L}/people/{MANAGER}/certificate/sales-manager"),
    Screen("verified", MANAGER, "/learn", _follow("See the certificate", "/verify/"), "/verify/ABCD"),
    Screen("reminders-sent", MANAGER, "/reminders/sent"),
    Screen("reminders-ahead", MANAGER, "/reminders/ahead?on=2018-03-21"),
    Screen("home-rep", REP, "/"),
    Screen("reminders", REP, "/reminders"),
    Screen("voice-send", REP, "/voice"),
    Screen("account", REP, "/account"),
    Screen("learn", REP, "/learn"),
    Screen("practice-nothing", REP, "/learn/practice"),
    Screen("module", REP, f"{LEARN}/modules/what-it-is"),
    Screen("module-whole", REP, f"{LEARN}/modules/what-it-is?view=all"),
    Screen("module-changes", REP, f"{LEARN}/modules/what-it-is/changes"),  # the whole one, while nothing has changed
    Screen("quiz-passed", REP, f"{LEARN}/quizzes/price"),
    Screen("result-not-passed", REP, f"{LEARN}/quizzes/price", _follow("Attempt 1"), "/learn/attempts/1"),
    Screen("nothing-here", REP, "/nothing-here", status=404),
    Screen("not-yours", REP, "/admin/people", status=403),
    Screen("role-play", BEHIND, f"{LEARN}/role-plays/references-call"),
    Screen("quiz", BEHIND, f"{LEARN}/quizzes/difference"),
    Screen("quiz-open", BEHIND, f"{LEARN}/quizzes/difference", _open_attempt, "/learn/attempts/1"),
    Screen("quiz-look-over", BEHIND, f"{LEARN}/quizzes/difference", _look_over, "/learn/attempts/1"),
    Screen("admin-people", ADMINISTRATOR, "/admin/people"),
    Screen("admin-person", ADMINISTRATOR, f"/admin/people/{REP}"),
    Screen("admin-roster", ADMINISTRATOR, "/admin/roster"),
    Screen("admin-roster-preview", ADMINISTRATOR, "/admin/roster", _upload_roster, "/admin/roster/preview"),
    Screen("admin-roster-refused", ADMINISTRATOR, "/admin/roster", _refused_roster, "/admin/roster"),
    Screen("admin-journal", ADMINISTRATOR, "/admin/journal"),
    Screen("admin-settings", ADMINISTRATOR, "/admin/settings"),
)

NO_PAGES = frozenset(
    {
        "/healthz",
        "/launches/{launch}/kits/{number}/{reader}.{form}",
        "/launches/{launch}/value/{key}/page.{form}",
        "/launches/{launch}/message/battlecards/{key}/page.{form}",
        "/sign-in/provider",
        "/sign-in/provider/back",
        "/admin/roster/changes.csv",
        "/launches/{launch}/apply/progress",
        "/launches/{launch}/readiness/export.csv",
        "/typed",
        "/launches/{launch}/training/questions/statistics.csv",
        "/launches/{launch}/training/exchange/file",
        "/learn/submissions/{submission}/file",
        "/grading/{submission}/file",
        "/grading/exemplars/{exemplar}/file",
        "/learn/{launch}/certificate/{certification}/certificate.pdf",
        "/launches/{launch}/people/{email}/certificate/{certification}/certificate.pdf",
        "/launches/{launch}/people/{email}/history.csv",
        "/credentials/status/{number}",
        "/library/assets/{key}/open",
        "/credentials/keys/{key_id}",
        "/.well-known/did.json",
        "/.well-known/jwks.json",
    }
)
"""A health check, ways to a provider and back, files, a part of a page that htmx fetches, and the way home from a form
that was kept.
"""
