"""The sample's account executives, certified by a word and asked a few questions a day: a short way into practice."""

from __future__ import annotations

from dataclasses import replace

from readiness.actions.publish_content import publish_content
from readiness.domain.definition.certifying import Certification, Reinforcement
from readiness.domain.definition.model import Launch
from readiness.domain.evidence.record import Evidence
from readiness.store import enrolment, evidence, launches, standings
from tests.web.world import LAUNCH, LENA, MANAGER, REP, Site

CERTIFICATION = "account-executive"


def with_programme(definition: Launch, **programme: object) -> Launch:
    """Certified by an attestation alone, and asked the questions of the quiz "price" afterwards."""
    asked = Reinforcement(**{"quizzes": ("price",), "business_days": False} | programme)  # type: ignore[arg-type]
    short = Certification(
        key=CERTIFICATION, name="Account executive", role="account-executive", attestation=True, reinforcement=asked
    )
    return replace(definition, certifications={**definition.certifications, CERTIFICATION: short})


def practise(site: Site, *emails: str, **programme: object) -> None:
    """These people are certified, and it is the day after."""
    with site.context.database.transaction() as session:
        definition = with_programme(launches.require_version(session, LAUNCH).definition, **programme)
        launches.record_version(session, site.clock, definition, "dana@launch.example")
        enrolment.enrol(session, definition, on=site.clock.today())
        standings.bring_up_to_date(session, LAUNCH)
        evidence.add(
            session, site.clock,
            [
                Evidence(
                    launch=LAUNCH, person=email, kind="attestation", subject=CERTIFICATION, happened_at=site.clock.now(),
                    source="manager", recorded_by=MANAGER, key=f"practice-{email}",
                )
                for email in emails or (REP,)
            ],
        )  # fmt: skip
    publish_content(
        site.context.acting_as(LENA), launch=LAUNCH, kind="quiz", key="price", note="So that it is asked.", unapproved=True
    )  # fmt: skip
    site.later(days=1)
