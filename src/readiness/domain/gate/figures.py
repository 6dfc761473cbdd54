"""What a verdict is decided from: frozen figures, counted by the actions, judged by `criteria`.

Everything in here is JSON (`ground.fingerprint.plain`) and is stored with the verdict, so that the verdict can be
decided again from its own record. Shares are per criterion × market; the rest is of the launch as a whole. Nothing in
here depends on the hour: the same evidence gives the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from readiness.ground.fingerprint import quiet
from readiness.ground.frozen import frozen

SHOWN = 20
"""How many people or things behind a criterion are kept; the total is always said."""


@dataclass(frozen=True, slots=True)
class Behind:
    """Somebody or something behind a criterion, and why: `nora@example.com`, `in progress: 2 of 3 met`."""

    name: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one region, territory, team or manager; `name` is empty for everybody together.

    Of a criterion on knowledge, `counted` are the certified and `certified` those of them whose knowledge is fresh.
    """

    name: str
    certified: int
    counted: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many people are not in the denominator, and why."""

    why: str
    people: int


@dataclass(frozen=True, slots=True)
class Share:
    """What one share criterion saw in one market ("" = the whole launch).

    `groups` are those that have anybody on the roster, by name; `expected` are groups that must be there even when
    they have nobody. `missing` are uncertified people of the lowest groups that fall short, at most SHOWN of
    `missing_total` in all of those that do.
    """

    criterion: str
    market: str
    groups: tuple[Group, ...]
    expected: tuple[str, ...] = ()
    missing: tuple[Behind, ...] = ()
    missing_total: int = 0
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class MaterialFact:
    """A current material and the functions that approved, or last rejected, exactly what it now says."""

    kind: str
    key: str
    fingerprint: str
    approved_by: tuple[str, ...] = ()
    rejected_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskFact:
    """A task of the launch and the state it is in. `note` says why it is skipped or blocked."""

    key: str
    title: str
    stage: str
    state: str
    owner: str = ""
    due_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SignOffFact:
    """The latest word of one person for a function: signed off the definition with this fingerprint, or took it
    back.
    """

    function: str
    by: str
    at: datetime
    definition: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class ProofFact:
    """A value proposition without proof that may be used, and why."""

    value_proposition: str
    reason: str
    proof: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingFact:
    """One finding of `readiness check` over the applied definition."""

    code: str
    level: str
    message: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class LevelFact:
    """A check that the workspace had told otherwise than its rule says: error, warning, note or off."""

    code: str
    told: str


@dataclass(frozen=True, slots=True)
class ContentFact:
    """Content that `certifications` ask for and that reads otherwise than people were held to: it was changed after
    `version`, the last that was published, or never published (0).
    """

    kind: str
    key: str
    version: int
    certifications: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VoiceFact:
    """An objection from the field: `says` as its first sender wrote it, `group` its number, `heard_by` how many people.

    `state` is new, accepted, answered or declined (`domain.field_voice.triage`), `entry` what answers it.
    """

    group: int
    says: str
    heard_by: int
    state: str
    entry: str = ""


@frozen
class EvidenceFact:
    """How far the verdict saw, in ids of insert-only records, and how much of the evidence was simulated.

    `practice_mark` is 0 where no criterion asks for fresh knowledge: then answers after certification change nothing;
    so are the marks of what the field sent and what was decided of it where none asks for answered objections.
    """

    mark: int = 0
    records: int = 0
    simulated: int = 0
    approvals_mark: int = 0
    tasks_mark: int = 0
    sign_offs_mark: int = 0
    materials_mark: int = 0
    practice_mark: int = quiet(0)
    voices_mark: int = quiet(0)
    voice_decisions_mark: int = quiet(0)


@frozen
class Figures:
    """All that a verdict on `launch` sees. `market` is "" for the whole launch, else the one market asked about.

    `unpublished` is None in verdicts of before it was looked at, and where no criterion counts certified people.
    `check_levels` are the checks that the workspace has told otherwise; empty also where no criterion asks for checks.
    """

    launch: str
    definition: str
    market: str
    markets: tuple[str, ...]
    shares: tuple[Share, ...] = ()
    materials: tuple[MaterialFact, ...] = ()
    tasks: tuple[TaskFact, ...] = ()
    sign_offs: tuple[SignOffFact, ...] = ()
    value_propositions: tuple[str, ...] = ()
    proof_gaps: tuple[ProofFact, ...] = ()
    findings: tuple[FindingFact, ...] = ()
    evidence: EvidenceFact = EvidenceFact()
    unpublished: tuple[ContentFact, ...] | None = quiet(None)
    objections: tuple[VoiceFact, ...] = quiet(())
    check_levels: tuple[LevelFact, ...] = quiet(())

    def share(self, criterion: str, market: str) -> Share:
        """What was counted for a criterion in a market. Raises ValueError when it was not counted at all."""
        for share in self.shares:
            if share.criterion == criterion and share.market == market:
                return share
        raise ValueError(f"nothing was counted for criterion '{criterion}' in market '{market}'")
