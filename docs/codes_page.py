"""The generated page of codes: those that no other page explains, and where the others are explained.

A test finds every code in the source and asks that `readiness docs CODE` knows it, so a new code needs a row here or on
the page of its own subject. `docs/generate.py` writes what `GENERATED` names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby

from readiness.domain.conformance.rules import RULES

ELSEWHERE: Mapping[str, tuple[str, str]] = {
    "GC": ("criteria of the gate", "gate-criteria.md"),
    "IA": ("statistics of questions", "question-statistics.md"),
    "IX": ("questions from and for other products", "../how-to/exchange-questions.md"),
    "RD": ("the launch file, a page a rule", "checks.md"),
    "RO": ("the roster, and its enrolments", "roster-file.md"),
    "TK": ("tasks, their dates and their playbook", "playbooks.md"),
    "TP": ("training templates", "../how-to/change-a-template.md"),
}
"""Codes with pages of their own; a code of theirs that is not there may be below."""

FAMILIES: Mapping[str, str] = {
    "AC": "Accounts, roles, passwords and tokens",
    "AP": "Requests of programs",
    "BG": "Badges, when they are verified",
    "CF": "Documents held against the message",
    "CL": "Clearance records, when they are verified",
    "CT": "Certificates",
    "CV": "Calculators, worked out with a buyer's figures",
    "EV": "Evidence that is given here",
    "FA": "Forms of quizzes",
    "FV": "The voice of the field",
    "MA": "Materials",
    "MK": "Marks given in the browser",
    "MT": "More time on quizzes for one person",
    "NT": "Notes and reasons",
    "PB": "Publishing",
    "PL": "Lists of people",
    "PR": "Questions after certification",
    "QZ": "Quizzes and their questions",
    "RM": "Reminders",
    "RO": "The roster in the browser",
    "RP": "Role-plays",
    "RQ": "Requests that cannot be read",
    "ST": "Settings",
    "WB": "Forms of the browser",
    "WQ": "Waivers that were asked for",
    "WV": "Waivers",
}

CODES: Mapping[str, tuple[str, str]] = {
    "AC001": ("A password has from 12 to 200 characters.", "Take four words in a row."),
    "AC002": ("A password is not one's mail address, nor made of a few characters.", "Take four words in a row."),
    "AC003": ("An account is a mail address.", "Write ada@example.com."),
    "AC004": ("A name is one line of at most 200 characters.", "Write it shorter."),
    "AC005": ("Only roles that there are can be granted.", "Take the suggested one."),
    "AC006": ("Only a sales leader's role has a region, which is one line.", "Write it as the roster does."),
    "AC007": ("A token has a name of at most 80 characters.", "Say what will use it."),
    "AC008": ("A token has one of the scopes that there are.", "Choose from those that are listed."),
    "AC009": ("A token lasts from one day to the most that is told.", "Choose fewer days."),
    "AC010": (
        "`oidc_groups` reads group=role, separated by commas.",
        "Write each pair so.",
    ),
    "AP001": ("A cursor is one that an answer before gave.", "Begin again without it."),
    "AP002": ("An idempotency key is 1 to 200 printable ASCII characters.", "Use a UUID."),
    "AP003": ("An idempotency key is for one request.", "Use a new key."),
    "AP004": ("A file that is shown is text of a size that can be.", "Mend it on disk."),
    "AP005": ("A function is one of those a launch's team can have.", "Take one that is listed."),
    "BG001": (
        "A badge is signed by a key that is known.",
        "Ask the issuer for their did.json; pass it with `--keys`.",
    ),
    "BG002": ("A badge is a credential of Open Badges 3.0.", "Pass the badge itself."),
    "BG003": (
        "The claims of a JWT are what its credential says.",
        "Do not trust it; ask its holder for another.",
    ),
    "BG004": ("A badge counts from its `validFrom` on.", "Come back then."),
    "BG005": ("A badge counts until its `validUntil`.", "Ask its holder for a newer one."),
    "BG006": ("The days of a badge are times with an offset.", "Ask the issuer for another."),
    "CF001": ("A document is not empty, and of a size that can be read.", "Make it smaller, or cut it into parts."),
    "CF002": ("A document is PDF, DOCX, PPTX, HTML, Markdown or text.", "Save it as one of these."),
    "CF003": ("A document opens without a password.", "Save it without one."),
    "CF004": ("A package is not much larger than it is packed.", "Save it again, or cut it into smaller files."),
    "CF005": ("A package has no document types or entities.", "Save it again with Office."),
    "CF006": ("A document is sound.", "Open it where it was made, and save it again."),
    "CF007": ("A document that goes out carries no macros.", "Save it as .docx or .pptx."),
    "CF008": (
        "All of a document is read; what is not is told.",
        "Look at it yourself, or check it as a file of its own.",
    ),
    "CF009": ("A text is UTF-8.", "Save it as UTF-8."),
    "CF010": ("A file is what its name says.", "Name it as what it is."),
    "CF011": ("A baseline is one that `readiness conform --write-baseline` wrote.", "Write it again."),
    **{code: (rule.rule, rule.fix) for code, rule in RULES.items()},
    "CL001": ("A record is as it was signed.", "Use the original."),
    "CL002": ("A record is of the format this program writes.", "Verify it with the release that wrote it."),
    "CL003": ("Deciding again from what the record saw gives the verdict it has.", "Do not trust it; ask who gave it."),
    "CL004": ("A clearance rests on a cleared verdict.", "Do not trust it; ask who gave it."),
    "CL005": ("A record is signed by a key that this workspace knows.", "Ask the other workspace for its public key."),
    "CL006": ("This workspace gave the clearance.", "Verify it where it was given."),
    "CT001": (
        "A certificate prints every letter of a name.",
        "Install the font that is named, or put one into the workspace.",
    ),
    "CT002": ("A certificate's template is Typst.", "Mend what Typst says, or take the built-in one."),
    "CV001": ("A figure is given for an input that the calculator has.", "Take the suggested one."),
    "CV002": ("A figure is a number, given once.", "Write hours=12; thousands may be apart with commas."),
    "CV003": ("What is asked of a calculator can be worked out.", "Give other figures: nothing is divided by 0."),
    "CV004": ("An account's name is one line of at most 200 characters.", "Write it shorter."),
    "CV005": ("A page is written as Markdown, HTML, PDF, Word or slides.", "End the file's name as told."),
    "EV002": ("Evidence has a key, a person and a source.", "Name them."),
    "EV003": ("Evidence is of a kind that there is.", "Take the suggested one."),
    "EV005": ("A fraction is from 0 to 1.", "Write 80 % as 0.8."),
    "EV006": ("A time says its offset from UTC.", "Write 2018-02-01T09:00:00+00:00."),
    "EV008": ("An exemption, a revocation and a re-issue have a reason.", "Say why."),
    "EV009": ("An exemption ends.", "Give the last day on which it holds."),
    "EV010": ("An exemption ends after it is given.", "Give a later day."),
    "EV011": ("Only an exemption has an end.", "Leave `until` out."),
    "EV013": ("A rep's manager of that day attests, and nobody else.", "Ask the manager who is named."),
    "EV014": (
        "An exemption ends within a year of the launch, of its release and of the day it is given.",
        "Name the suggested day at the latest, and decide again then.",
    ),
    "EV015": (
        "A correction names the evidence whose mark it replaces, and is numbered from 1.",
        "Say which, and which time.",
    ),
    "EV016": ("The last day of an exemption is a day.", "Write it as 2018-03-31."),
    "FA001": (
        "A question is in the band of difficulty that people's first attempts put it in.",
        "Write the difficulty that was found, when you agree.",
    ),
    "FV001": ("What is sent is an objection, a question, a win or a rewrite.", "Take one of the four."),
    "FV002": ("What is sent is a sentence of at most 2,000 plain characters.", "Write it as the customer said it."),
    "FV003": (
        "What it is about, or belongs to, is a claim of the message; a rewrite names one.",
        "Take the suggested one.",
    ),
    "FV004": ("A competitor is one that the message names.", "Take the suggested one, or leave it out."),
    "FV005": (
        "An accepted one gets a key of its own; new words stand where there are some.",
        "Take another key or path.",
    ),
    "FV006": ("An accepted one becomes an entry with fields that it has, or other words.", "Take the suggested field."),
    "FV007": ("One is merged into another, or into what the message says: one of the two.", "Name one."),
    "FV008": ("The queue is narrowed by states and kinds that there are.", "Take the suggested one."),
    "FV009": ("At the terminal a field is given as FIELD=TEXT.", "Write response.reframe='…'."),
    "MA001": ("Who rejects a material says what is wrong.", "Pass `--note`."),
    "MA002": ("A material is one that is rendered.", "Take the suggested name; `readiness materials list` has all."),
    "MA003": ("One person approves a material for one function.", "Ask another member of the second function."),
    "MK001": ("Every category of the rubric has a level.", "Choose one for each."),
    "MT001": ("What is given is a factor, more minutes, or no limit.", "Give exactly one of them."),
    "MT002": ("A factor is more than 1 and at most 5; minutes are 1 to 480.", "Write 1.5, or 15."),
    "MT003": ("More time has a last day that is to come, within two years.", "Give such a day, and decide again then."),
    "NT001": ("A note has at most 2,000 characters, all of them visible.", "Shorten it; type it as plain text."),
    "PB001": ("A change that asks something of people says why.", "Pass `--note`, or write `change_note` in the file."),
    "PB002": (
        "Every function whose approval is asked for has approved what is published.",
        "Ask a member of that function, or pass `--unapproved` with a `--note` that says why.",
    ),
    "PL001": ("A list is narrowed by a team, region, state … that there is.", "Take the suggested one."),
    "PL002": ("What a list is searched for is one line.", "Shorten it."),
    "PR001": ("A hold ends today or later.", "Name a later day."),
    "PR002": ("A hold ends within 180 days.", "Name an earlier day; longer leave belongs on the roster."),
    "PR003": ("Questions are left where their programme allows it (`opt_out: true`).", "Hold them, or ask a trainer."),
    "PR004": ("Leaving has a reason, of at most 500 characters.", "Say why, in a sentence."),
    "PR005": ("One leaves what one is asked.", "There is nothing to do."),
    "QZ001": ("An answer names a question of the form.", "Take the suggested one."),
    "QZ002": ("An answer is what the question's kind takes.", "Write it as the message shows."),
    "QZ003": ("An answer in the browser fits its question.", "Mend it where it is shown."),
    "QZ004": ("What a question says is text without hidden characters.", "Type it again."),
    "QZ005": (
        "What is accepted is an item that was drafted.",
        "Take the suggested key.",
    ),
    "QZ006": ("How sure somebody is is 1, 2 or 3, where the quiz asks.", "Say one of them, or leave it out."),
    "RM001": ("Reminders are foretold for days within 366 days of today.", "Name a nearer day."),
    "RO002": ("A day is written as 2018-03-22.", "Write it so."),
    "RP001": ("A mark is for a category of the rubric.", "Take the suggested one."),
    "RP002": ("Every category is marked.", "Mark those that are named."),
    "RP003": ("A mark is one of the rubric's levels, once for each category.", "Write category=level: `honesty=4`."),
    "RP004": ("Exactly one thing is handed in: a text, a link or a file.", "Hand in one of them."),
    "RP005": ("A text has at most 20,000 characters, all of them visible.", "Shorten it, or hand in a file."),
    "RP006": ("A link is http or https, with a host and no password.", "Copy it as it opens in a browser."),
    "RP007": ("A file is a recording or a document of a kind on the list.", "Hand in one of the kinds that are named."),
    "RP008": ("A file begins as the ending of its name says.", "Export it again as that kind."),
    "RP009": ("A file is no larger than `submission_mb`.", "Hand in a smaller recording, or a link to it."),
    "RP010": ("An exemplar has a title of one line.", "Write it shorter."),
    "RP011": ("A comment is on a category of the rubric.", "Take the suggested one."),
    "RQ001": ("A request has the fields of its form, each of its type.", "Mend the field that is named."),
    "ST001": ("`readiness.toml` is TOML.", "Mend the line."),
    "ST002": ("A setting is one that there is.", "Take the suggested one; [all of them](settings.md)."),
    "ST003": ("A setting has a value that it can have.", "Write what the message shows."),
    "ST004": ("`output` is a folder inside the workspace.", "Name one."),
    "ST005": ("`web_secret` has at least 32 characters.", "Take 32 random ones."),
    "ST006": (
        "Sign-in through a provider is https, with a client and groups of roles.",
        "Write what is named.",
    ),
    "ST007": ("A check that is set is one that there is.", "Take the suggested one; [all of them](checks.md)."),
    "ST008": (
        "A check without which a launch cannot be planned is an error everywhere.",
        "Take the line out of `[checks]`.",
    ),
    "ST009": ("A check is set to error, warning, note or off.", 'Write a line a check: `RD211 = "note"`.'),
    "WB001": ("A form is one of our pages', and not out of date.", "Go back, reload the page, send it again."),
    "WB002": ("A form is sent from our own pages.", "Open the page here and send it from there."),
    "WQ001": ("A request that is answered is open.", "Ask for a new one."),
    "WQ002": ("Members of the launch's team answer.", "Ask somebody who is."),
    "WQ003": ("Nobody answers their own request.", "Somebody of another function answers."),
    "WQ004": ("Each function speaks once.", "Somebody of another function answers."),
    "WQ005": ("Each person answers once, for one function.", "Somebody else of another function answers."),
    "WV001": ("A waiver is for a criterion of the gate.", "Take the suggested one."),
    "WV002": ("A market is one of the launch's, for a criterion that asks each market.", "Leave `--market` out."),
    "WV003": ("A waiver has a reason and names, in plain text.", "Say why."),
    "WV004": ("A waiver ends today or later.", "Name a later day."),
    "WV005": ("One person asks for a waiver, another approves it.", "Pass another `--by`."),
    "WV006": ("Who approves is in the launch's team.", "Ask a member of the functions that are named."),
    "WV007": ("Who approves is of a function that may waive.", "Ask a member of the functions that are named."),
    "WV008": ("A waiver ends within a year of the launch, of its release and of today.", "Name the suggested day."),
    "WV009": ("Who has a criterion waived at once is in the launch's team.", "Somebody of the team asks."),
}
"""Code → the rule, and what to do."""


def codes_reference() -> str:
    lines = [
        "# Codes",
        "",
        "Generated (`make docs`). Every problem has a code that never changes its meaning. `readiness docs CODE` says",
        "what it is about, in the terminal. Codes of these subjects stand on pages of their own:",
        "",
        "| begins with | about |",
        "|---|---|",
        *(f"| {letters} | [{about}]({target}) |" for letters, (about, target) in ELSEWHERE.items()),
        "",
        "All others:",
        "",
    ]
    for letters, codes in groupby(sorted(CODES), key=lambda code: code[:2]):
        lines += [f"## {FAMILIES[letters]}", "", "| code | the rule | what to do |", "|---|---|---|"]
        lines += [f"| {code} | {' | '.join(CODES[code])} |" for code in codes]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


GENERATED: Mapping[str, Callable[[], str]] = {"docs/reference/codes.md": codes_reference}
