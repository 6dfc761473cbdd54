"""Evidence from elsewhere, as a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel, Field

from readiness.actions.import_evidence import import_uploaded_evidence
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.web.access import acting, may
from readiness.web.api.shape import Body, ProblemLine, api_router, problem_lines
from readiness.web.submitted_files import shown_name

router = api_router("training")

Authors = Annotated[Viewer, Depends(may(permissions.author_training))]


class EvidenceFileBody(Body):
    """`text` is the file, CSV or JSON; its name `called` stands with each piece. `preview`: record nothing.

    `seen` is that of the preview that was looked at: 409 when something else would be recorded by now. "" = none was.
    """

    text: Annotated[str, Field(max_length=30_000_000)]
    called: Annotated[str, Field(max_length=80)] = "file.csv"
    preview: bool = False
    seen: Annotated[str, Field(max_length=64)] = ""


class ImportedEvidence(BaseModel):
    """`rows` are distinct pieces of evidence: `added` are new, of so many `people`, by kind in `kinds`; `known` were on
    record before. `repeated` rows said what an earlier one had said. `seen` is the same exactly when the same is new.
    """

    rows: int
    added: int
    known: int
    repeated: int
    people: int
    kinds: Mapping[str, int]
    warnings: list[ProblemLine]
    preview: bool
    seen: str


@router.post("/launches/{launch}/evidence")
def import_evidence(request: Request, launch: str, body: EvidenceFileBody, viewer: Authors) -> ImportedEvidence:
    """All of the file is on record; 422 with every problem and its line, and then nothing of it is. By a trainer."""
    came = import_uploaded_evidence(
        acting(request, viewer), launch=launch, data=body.text.encode(), called=shown_name(body.called),
        preview=body.preview, seen=body.seen,
    )  # fmt: skip
    return ImportedEvidence(
        rows=came.rows, added=came.added, known=came.known, repeated=came.repeated, people=came.people,
        kinds=came.kinds, warnings=problem_lines(came.warnings), preview=came.preview, seen=came.seen,
    )  # fmt: skip
