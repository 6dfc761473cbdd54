"""A rep hands in a role-play: a text, a link or a file, one at a time until it has its mark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session

from readiness.actions.assign_graders import Assigned, assign_one
from readiness.actions.require_published import require_published
from readiness.context import Context
from readiness.domain.certification.standing import asks_for, happened_to, standing_from
from readiness.domain.certification.states import state_on
from readiness.domain.definition.assessment import RolePlay
from readiness.domain.definition.model import Launch
from readiness.domain.enrolment.requirement import Requirement
from readiness.domain.evidence.corrections import in_force
from readiness.domain.people.address import mail_address
from readiness.domain.quiz.trainers import may_sit
from readiness.domain.role_play.assignment import is_double, seed_of
from readiness.domain.role_play.rubric import grading_of, rubric_of
from readiness.domain.role_play.work import KeptFile, Work, media_type_of, shown_name, work_problems
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound
from readiness.ground.keys import did_you_mean
from readiness.ports.submissions import Arrived
from readiness.store import evidence, journal, people, rubrics, submissions
from readiness.store.attempts import lock_rep
from readiness.store.launches import require_version
from readiness.store.person_rules import rules_for
from readiness.store.submissions import Submission


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as it comes in: the name somebody gave it, and its bytes piece by piece."""

    name: str
    chunks: Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Submitted:
    """The submission, and who was found to grade it."""

    submission: Submission
    assigned: Assigned


def submit_role_play(
    context: Context, *, launch: str, role_play: str, rep: str, text: str = "", link: str = "",
    file: GivenFile | None = None,
) -> Submitted:  # fmt: skip
    """What the rep hands in waits for its graders, who are chosen at once.

    Raises NotFound, NotAllowed for anybody but the rep or a trainer, DefinitionError for what cannot be handed in,
    Conflict when the role-play is not published, an earlier one still waits, or it is passed and holds.
    """
    by, email = context.by(), mail_address(rep)
    require_fit(text, link, file)
    with context.database.reading() as session:  # a no comes before half an hour of video does
        _require_open(session, context, launch, role_play, email=email, by=by)
    with received(context, file) as arrived, context.database.transaction() as session:
        person = people.require_person(session, email)
        lock_rep(session, person)
        definition = _require_open(session, context, launch, role_play, email=email, by=by)
        play = definition.role_plays[role_play]
        published = require_published(session, definition, "role-play", role_play)
        rubric = rubrics.freeze(session, context.clock, launch=launch, rubric=rubric_of(play), by=by)
        number = len(submissions.of_person(session, launch, role_play, person)) + 1
        seed = seed_of(launch=launch, role_play=role_play, rep=email, number=number)
        made = submissions.add(
            session, context.clock, launch=launch, role_play=role_play, person_id=person, number=number,
            content=published.fingerprint, rubric=rubric, by=by, work=work_of(text, link, file, arrived),
            graders=2 if is_double(seed, grading_of(play).double_share) else 1,
        )  # fmt: skip
        found = submissions.require(session, made)
        journal.record(
            session, context.clock, actor=by, verb="handed in", subject=f"role-play '{role_play}' of {email}",
            launch=launch, fingerprint=published.fingerprint,
            detail={"submission": made, "round": number, "kind": found.work.kind, "rubric": rubric.number},
        )  # fmt: skip
        assigned = assign_one(session, context, definition, found)
        if arrived is not None:
            arrived.keep()
    return Submitted(found, assigned)


def require_role_play(definition: Launch, role_play: str) -> RolePlay:
    """The role-play of the file. Raises NotFound."""
    if role_play not in definition.role_plays:
        hint = did_you_mean(role_play, definition.role_plays)
        raise NotFound(f"launch '{definition.key}' has no role-play '{role_play[:80]}'.", hint=hint)
    return definition.role_plays[role_play]


def require_fit(text: str, link: str, file: GivenFile | None) -> None:
    """Raises DefinitionError with everything that is wrong, the content of the file apart."""
    if problems := work_problems(text, link, has_file=file is not None):
        raise DefinitionError("this cannot be handed in.", problems=problems)


@contextmanager
def received(context: Context, file: GivenFile | None) -> Iterator[Arrived | None]:
    """The file on disk, whole, until the block ends; it stays when the block called `keep` and ended well."""
    if file is None:
        yield None
        return

    def is_named(token: str) -> bool:
        with context.database.reading() as session:
            return submissions.is_named(session, token)

    with context.submissions.receive(file.chunks, is_named=is_named) as arrived:
        yield arrived


def work_of(text: str, link: str, file: GivenFile | None, arrived: Arrived | None) -> Work:
    """What is kept of what was handed in. Raises DefinitionError for a file of a kind that is not taken."""
    if file is None or arrived is None:
        return Work(text.strip(), link.strip())
    media_type = media_type_of(file.name, arrived.head)
    return Work(file=KeptFile(arrived.token, shown_name(file.name), media_type, arrived.size, arrived.sha256))


def _require_open(session: Session, context: Context, launch: str, role_play: str, *, email: str, by: str) -> Launch:
    definition = require_version(session, launch).definition
    require_role_play(definition, role_play)
    person = people.require_person(session, email)
    if not may_sit(definition, by, email):
        raise NotAllowed(f"{by} may not hand in for {email}.", hint="They do it themselves, or a trainer brings it in.")
    published = require_published(session, definition, "role-play", role_play)
    called = f"role-play “{definition.role_plays[role_play].title}”"
    rounds = submissions.of_person(session, launch, role_play, person)
    waiting = next((one for one in rounds if one.ended is None), None)
    if waiting is not None:
        raise Conflict(
            f"what was handed in on {waiting.at.date()} for {called} is still waiting for its mark.",
            hint="Wait for the mark, or take it back while nobody has graded it.",
        )
    if _holds(session, context, definition, role_play, email=email, content=published.fingerprint):
        raise Conflict(
            f"{called} is passed already, on what is published now.",
            hint="It is asked again when the certification comes to its end, or when its content changes.",
        )
    return definition


def _holds(session: Session, context: Context, definition: Launch, role_play: str, *, email: str, content: str) -> bool:
    """True when it was passed on this content and no certification asks for it again, is about to end or over.

    Told by the rules that the standings follow: it is asked again after a revocation, after a `recertify` of anything
    that the certification asks, and when renewing wants it; leave moves the end, an equivalent may put it off.
    """
    happened = [one.evidence for one in evidence.of_person(session, definition.key, email)]
    if not any(
        one.kind == "role-play" and one.subject == role_play and one.passed and one.fingerprint == content
        for one in in_force(happened)
    ):
        return False
    today, asked = context.clock.today(), Requirement("role-play", role_play)
    posting = people.posting_on(session, email, today)
    asking = [
        one
        for one in definition.certifications.values()
        if posting is not None and posting.role == one.role
        if role_play in one.role_plays or (one.renewal is not None and role_play in one.renewal.role_plays)
    ]
    if not asking:
        return True
    known = rules_for(session, definition, people.require_person(session, email), until=context.clock.now())
    for one in asking:
        rule = known.rules[one.key]
        standing = standing_from(rule, happened_to(happened), enrolled=True, life=known.life)
        if asks_for(rule, happened, asked, today, known.life):
            return False
        if state_on(standing, today).name in {"expiring", "expired"}:
            return False
    return True
