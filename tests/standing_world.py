"""A small company with a launch to certify for, straight into the tables: people, postings, enrolment, publish log."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlmodel import Session, col, select

from readiness.domain.definition.assessment import Module, Quiz
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.frame import Market, Member, Product
from readiness.domain.definition.gating import CertifiedShare, Gate, Population
from readiness.domain.definition.message import Fact
from readiness.domain.definition.model import Launch
from readiness.domain.enrolment.requirement import requirements_of
from readiness.domain.evidence.record import Evidence, natural_key
from readiness.domain.materials.publication import Publication
from readiness.ground.clock import FixedClock
from readiness.store import launches, materials
from readiness.store.tables.enrolment import EnrolmentRow
from readiness.store.tables.people import LeaveRow, PersonRow, PostingRow

APPLIED = datetime(2018, 1, 1, 8, tzinfo=UTC)

FIELD = Certification(
    key="field", name="Field", role="rep", modules=("basics",), quizzes=("pricing",), valid_days=60, warn_days=10
)
LEADS = Certification(
    key="leads",
    name="Leads",
    role="boss",
    modules=("basics",),
    attestation=True,
    valid_days=60,
    warn_days=0,
    manages=True,
)


def day(number: int) -> date:
    """`number` days after the day the launch was applied."""
    return APPLIED.date() + timedelta(days=number)


def clock(number: float = 0, *, simulated: bool = False) -> FixedClock:
    return FixedClock(APPLIED + timedelta(days=number), simulated=simulated)


def launch(*certifications: Certification, population: Population | None = None, key: str = "demo") -> Launch:
    """Two modules, one quiz (pass mark 0.8), certifications FIELD and LEADS unless others are given."""
    asked = certifications or (FIELD, LEADS)
    return Launch(
        readiness=1, key=key, product=Product(name="Demo", supplier="Us", summary="A product."), tier=3, owner="eve",
        launch_on=day(90), markets=MappingProxyType({"home": Market(key="home", name="Home", holidays="US")}),
        team=MappingProxyType(
            {
                "eve": Member(key="eve", name="Eve", email="eve@example.com", function="enablement"),
                "sam": Member(key="sam", name="Sam", email="sam@example.com", function="sales"),
            }
        ),
        modules=MappingProxyType(
            {key: Module(key=key, title=key.title(), minutes=10, teaches=("facts.price",)) for key in ("basics", "extra")}
        ),
        facts=MappingProxyType({"price": Fact(key="price", statement="It costs a pound.", source="price list")}),
        quizzes=MappingProxyType({"pricing": Quiz(key="pricing", title="Pricing")}),
        certifications=MappingProxyType({one.key: one for one in asked}),
        gate=Gate(
            criteria=MappingProxyType(
                {"share": CertifiedShare(kind="certified-share", key="share", at_least=0.8)}
            ),
            population=population or Population(),
        ),
    )  # fmt: skip


def apply(session: Session, definition: Launch, *, on: float = 0) -> None:
    launches.record_version(session, clock(on), definition, "eve@example.com")


def person(
    session: Session,
    email: str,
    *,
    role: str = "rep",
    region: str = "East",
    territory: str = "E1",
    team: str = "Blue",
    manager: int | None = None,
    hired_on: date | None = date(2015, 1, 1),
    left_on: date | None = None,
    since: date | None = None,
) -> int:
    """On the roster since being hired, in one place; returns their number."""
    row = PersonRow(email=email, name=email.split("@", maxsplit=1)[0].title(), hired_on=hired_on, left_on=left_on)
    session.add(row)
    session.flush()
    assert row.id is not None
    session.add(
        PostingRow(
            person_id=row.id, role=role, manager_id=manager, team=team, region=region, territory=territory,
            valid_from=since or hired_on or date(2015, 1, 1), valid_to=left_on,
        )
    )  # fmt: skip
    session.flush()
    return row.id


def move(session: Session, person_id: int, on: date, **place: Any) -> None:
    """From `on` the person stands somewhere else."""
    posting = session.exec(
        select(PostingRow).where(PostingRow.person_id == person_id, col(PostingRow.valid_to).is_(None))
    ).one()
    posting.valid_to = on
    session.add(posting)
    session.flush()
    kept = {name: getattr(posting, name) for name in ("role", "manager_id", "team", "region", "territory")}
    session.add(PostingRow(person_id=person_id, valid_from=on, **(kept | place)))
    session.flush()


def leave(session: Session, person_id: int, starts_on: date, ends_on: date | None) -> None:
    session.add(LeaveRow(person_id=person_id, starts_on=starts_on, ends_on=ends_on))
    session.flush()


def enrol(session: Session, definition: Launch, certification: Certification, *person_ids: int) -> None:
    for person_id in person_ids:
        for requirement in requirements_of(certification):
            session.add(
                EnrolmentRow(
                    launch=definition.key, person_id=person_id, certification=certification.key, kind=requirement.kind,
                    key=requirement.key, due_on=day(80), enrolled_on=day(0),
                )
            )  # fmt: skip
    session.flush()


def publish(
    session: Session, kind: str, key: str, version: int, on: float, change: str = "delta", mark: str = ""
) -> None:
    materials.publish(
        session,
        Publication(
            launch="demo", kind=kind, key=key, version=version, fingerprint=mark or f"{key}-{version}", change=change,  # type: ignore[arg-type]
            note="what changed", by="eve@example.com", at=APPLIED + timedelta(days=on),
        ),
    )  # fmt: skip


def piece(kind: str, subject: str, email: str, on: float, **more: Any) -> Evidence:
    happened = APPLIED + timedelta(days=on)
    made = Evidence(
        launch="demo", person=email, kind=kind, subject=subject, happened_at=happened, source="terminal",  # type: ignore[arg-type]
        recorded_by="eve@example.com", passed=True if kind in {"quiz-attempt", "role-play"} else None,
        key=natural_key(person=email, kind=kind, subject=subject, happened_at=happened, source="terminal"),
    )  # fmt: skip
    return replace(made, **more)


def certified(email: str, on: float) -> list[Evidence]:
    """All that FIELD asks, on one day."""
    return [piece("module-completed", "basics", email, on), piece("quiz-attempt", "pricing", email, on)]
