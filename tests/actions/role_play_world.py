"""The demo launch with role-plays that are handed in: calendars, a folder for files, and graders at work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from readiness.actions.grade_submission import Graded, grade_submission
from readiness.actions.submit_role_play import GivenFile, Submitted, submit_role_play
from readiness.adapters.submission_files import SubmissionFiles
from readiness.context import Context
from readiness.domain.definition.assessment import Grading
from readiness.domain.definition.certifying import Certification
from readiness.store import role_play_marks, submissions
from readiness.store.session import Database
from readiness.store.submissions import Submission
from tests.actions.quiz_world import REP, World, demo
from tests.fakes import FakeCalendars

LARGEST = 100_000
MP4 = b"\0\0\0\x18ftypmp42" + b"\0" * 40
GOOD, POOR = {"honesty": 3.0, "tone": 1.0}, {"honesty": 1.0, "tone": 0.0}


@dataclass
class Stage:
    """A World in which role-plays are handed in; `folder` is where their files are."""

    world: World
    folder: Path

    def as_(self, actor: str) -> Context:
        files = SubmissionFiles(self.folder, largest=LARGEST)
        return replace(self.world.as_(actor), calendars=FakeCalendars(), submissions=files)

    def grading(self, **said) -> None:
        """The role-play is graded so from now on; what is published still is what it reads."""
        play = replace(self.world.definition.role_plays["call"], grading=Grading(**said))
        self.world.change(role_plays=MappingProxyType({"call": play}))

    def submit(self, rep: str = REP, **said) -> Submitted:
        given = said or {"text": "Alex, there is no reference yet."}
        return submit_role_play(self.as_(rep), launch="demo", role_play="call", rep=rep, **given)

    def grade(self, grader: str, submission: int, levels: dict[str, float], **said) -> Graded:
        return grade_submission(self.as_(grader), submission=submission, levels=levels, **said)

    def graders(self, submission: int) -> list[str]:
        """Who is asked now, by place."""
        with self.world.database.reading() as session:
            told = role_play_marks.assignments(session, [submission]).get(submission, ())
        return [one.grader for one in told if one.is_open]

    def found(self, submission: int) -> Submission:
        with self.world.database.reading() as session:
            return submissions.require(session, submission)

    def files(self, part: str = "kept") -> list[Path]:
        return sorted((self.folder / part).iterdir()) if (self.folder / part).exists() else []

    def managers_must_certify(self) -> None:
        """The file asks something of managers from now on, and nobody has done it."""
        asked = Certification(key="leads", name="Leads", role="manager", manages=True, modules=("basics",))
        both = {**self.world.definition.certifications, "leads": asked}
        self.world.change(certifications=MappingProxyType(both))


def stage(database: Database, folder: Path) -> Stage:
    return Stage(demo(database), folder)


def recording(data: bytes = MP4, name: str = "call.mp4", pieces: int = 7) -> GivenFile:
    """A file that comes in pieces of a few bytes."""
    return GivenFile(name, chunks(data, pieces))


def chunks(data: bytes, pieces: int) -> Iterable[bytes]:
    for start in range(0, len(data), pieces):
        yield data[start : start + pieces]
