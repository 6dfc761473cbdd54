"""A small world in which gates are decided: one launch, a few sellers with a manager, and a way to certify them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from readiness.adapters.outputs import FolderOutputs
from readiness.adapters.signer import WorkspaceSigner
from readiness.context import Context
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.frame import Market, Member, Product
from readiness.domain.definition.gating import CertifiedShare, Gate, Population, ProofValid, SignOffs
from readiness.domain.definition.message import Capability, Persona, ProofPoint, Requirement, ValueProposition
from readiness.domain.definition.model import Launch
from readiness.domain.evidence.record import Evidence
from readiness.ground.clock import FixedClock
from readiness.ports import Progress, Silent
from readiness.store import enrolment, evidence, launches, people, standings
from readiness.store.session import Database
from readiness.store.tables.people import PersonRow, PostingRow
from tests.engines import PAGES, templates_of

START = datetime(2018, 2, 1, 9, tzinfo=UTC)

TEAM = {
    key: Member(key=key, name=key.title(), email=f"{key}@example.com", function=function)
    for key, function in (
        ("mara", "marketing"), ("sam", "sales"), ("lee", "leadership"), ("lou", "leadership"), ("lex", "legal"),
    )
}  # fmt: skip

REPS = CertifiedShare(kind="certified-share", key="reps", certification="seller", at_least=0.8)
SIGNED = SignOffs(kind="sign-offs", key="signed", by=("sales",))


def definition(*criteria: Any, **changes: Any) -> Launch:
    """Owned by mara; two markets, America and Europe; asks one attestation of every seller."""
    made = Launch(
        readiness=1,
        key="atlas",
        product=Product(name="Atlas", supplier="Us", summary="Small."),
        tier=3,
        owner="mara",
        launch_on=date(2018, 3, 2),
        markets={
            "us": Market(key="us", name="US", holidays="US", regions=("America",)),
            "eu": Market(key="eu", name="EU", holidays="DE", regions=("Europe",)),
        },
        team=TEAM,
        certifications={"seller": Certification(key="seller", name="Seller", role="seller", attestation=True)},
        gate=Gate(
            criteria={c.key: c for c in criteria or (REPS, SIGNED)},
            population=Population(exclude_hired_within_days=30),
        ),
    )
    return replace(made, **changes)


def with_proof(launch: Launch, *, expires_on: date) -> Launch:
    """One value proposition with one proof point that expires."""
    return replace(
        launch,
        personas={"pat": Persona(key="pat", name="Pat", title="CFO", part="decider")},
        requirements={"slow": Requirement(key="slow", problem="It is slow.")},
        capabilities={"fast": Capability(key="fast", name="Fast")},
        proof_points={
            "case": ProofPoint(
                key="case", statement="Twice as fast.", source="case study", permission="public", shows=("fast",),
                expires_on=expires_on,
            )
        },
        value_propositions={
            "speed": ValueProposition(
                key="speed", headline="Speed", personas=("pat",), requirement="slow", insight="i",
                capabilities=("fast",), outcome="o", proof=("case",),
            )
        },
    )  # fmt: skip


PROVEN = ProofValid(kind="proof-valid", key="proven")


@dataclass
class World:
    """A workspace in `folder` on a real database; `at` is what its clock says."""

    database: Database
    folder: Path
    at: datetime = START
    simulated: bool = False
    attempts: int = field(default=0)

    def context(self, by: str = "", progress: Progress | None = None) -> Context:
        unused = cast("Any", None)
        return Context(
            root=self.folder, output=self.folder / "out", database=self.database,
            clock=FixedClock(self.at, simulated=self.simulated), actor=f"{by}@example.com" if by else "",
            launches=unused, templates=templates_of(self.folder), pages=PAGES, outputs=FolderOutputs(self.folder / "out"),
            calendars=unused, playbooks=unused, signer=WorkspaceSigner(self.folder / "keys"),
            progress=progress or Silent(),
        )  # fmt: skip

    def later(self, **by: float) -> World:
        self.at += timedelta(**by)
        return self

    def apply(self, launch: Launch) -> str:
        with self.database.transaction() as session:
            found = launches.record_version(session, self.context().clock, launch, "mara@example.com")
            enrolment.enrol(session, launch, on=self.at.date())
            standings.bring_up_to_date(session, launch.key)
            return found

    def hire(
        self, names: Iterable[str], *, region: str = "America", manager: str | None = None, **posting: Any
    ) -> None:
        """Sellers on the roster since 2017, enrolled in what was applied."""
        with self.database.transaction() as session:
            hired_on = posting.pop("hired_on", date(2017, 1, 2))
            ids = people.person_ids(session, [f"{manager}@example.com"]) if manager else {}
            rows = [PersonRow(email=f"{n}@example.com", name=n.title(), hired_on=hired_on) for n in names]
            session.add_all(rows)
            session.flush()
            values = {"role": "seller", "team": "field", "territory": region.lower()} | posting
            session.add_all(
                PostingRow(
                    person_id=row.id, region=region, manager_id=next(iter(ids.values()), None),
                    valid_from=hired_on, **values,
                )
                for row in rows
            )  # fmt: skip
            session.flush()
            current = launches.current_version(session, "atlas")
            if current:
                enrolment.enrol(session, current.definition, on=self.at.date())
            standings.refresh_everywhere(session, [row.id for row in rows if row.id])

    def certify(self, *names: str, simulated: bool = False) -> None:
        """Each is attested by their manager, now."""
        self.attempts += 1
        with self.database.transaction() as session:
            evidence.add(
                session,
                self.context().clock,
                [
                    Evidence(
                        launch="atlas", person=f"{name}@example.com", kind="attestation", subject="seller",
                        happened_at=self.at, source="manager", recorded_by="boss@example.com",
                        key=f"{name}-{self.attempts}", simulated=simulated,
                    )
                    for name in names
                ],
            )  # fmt: skip


SELLERS = ("ann", "bob", "cyd", "dan", "eve")
