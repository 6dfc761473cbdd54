"""What lines of the journal are about, as people read it: by title instead of by key wherever there is one.

The journal itself keeps what was written: these words are for pages, and follow the definition that stands now.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from textwrap import shorten
from typing import Final

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.definition.titles import in_titles
from readiness.domain.tasks.task import Task
from readiness.reports.journal import JournalLine
from readiness.store.account_lists import known
from readiness.store.launches import current_version
from readiness.store.quizzes import accepted_items
from readiness.store.tasks import load_graph

_QUESTION: Final = re.compile(r"(?:question|item) '(?P<key>[a-z0-9-]+)'")
_TASK: Final = re.compile(r"^task (?P<key>[a-z0-9-]+)$")
_CERTIFICATION: Final = re.compile(r"(?<!\w )'(?P<key>[a-z0-9-]+)'(?= of )|(?<= for )'(?P<last>[a-z0-9-]+)'$")
_QUOTED: Final = re.compile(r"[“\"](?P<said>[^“”\"]*)[”\"]")
_KIT: Final = re.compile(r"^(?P<number>\d+)(?:/(?P<part>[a-z-]+))?$")


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A line with `who` and `launch_name` by name, and what it is `about` in words; "" where nobody has a name."""

    line: JournalLine
    who: str
    about: str
    launch_name: str


def told_lines(context: Context, lines: Iterable[JournalLine]) -> tuple[ToldLine, ...]:
    """The same lines, in their order."""
    given = tuple(lines)
    with context.database.reading() as session:
        actors = sorted({line.actor for line in given})
        names = {one.email: one.name for one in known(session, actors, context.clock.today())}
        rooms = {key: _words(session, key) for key in {line.launch for line in given if line.launch}}
        return tuple(
            ToldLine(
                line, names.get(line.actor, ""), words(line.verb, line.subject) if words else line.subject,
                words.definition.product.name if words else line.launch,
            )
            for line in given
            for words in [rooms.get(line.launch)]
        )  # fmt: skip


@dataclass(frozen=True)
class JournalWords:
    """The words of one launch: called with a verb and a subject. Questions and tasks are read when one is named."""

    session: Session
    definition: Launch

    def __call__(self, verb: str, subject: str) -> str:
        kit = _KIT.match(subject) if verb.endswith(" kit") else None
        if kit:
            return f"kit {kit['number']}" + (f", {kit['part'].replace('-', ' ')}" if kit["part"] else "")
        if "waive" in verb:
            return subject.replace("-", " ")
        text = in_titles(self.definition, subject)
        text = _CERTIFICATION.sub(self._certification, text)
        text = _QUESTION.sub(self._question, text)
        text = _TASK.sub(self._task, text)
        return re.sub(rf"(?<![\w-]){re.escape(self.definition.key)}$", self.definition.product.name, text)

    @cached_property
    def _stems(self) -> Mapping[str, str]:
        """What each question asks; drafted ones only when they are accepted."""
        items = (*self.definition.items.values(), *accepted_items(self.session, self.definition.key, self.definition))
        return {item.key: item.stem for item in items}

    @cached_property
    def _tasks(self) -> Mapping[str, Task]:
        return load_graph(self.session, self.definition.key).by_key

    def _question(self, found: re.Match[str]) -> str:
        stem = _QUOTED.sub(r"‘\g<said>’", self._stems.get(found["key"], ""))
        return f"question “{shorten(stem, 80, placeholder=' …')}”" if stem else found[0]

    def _task(self, found: re.Match[str]) -> str:
        task = self._tasks.get(found["key"])
        return f"task “{task.title}”" if task else found[0]

    def _certification(self, found: re.Match[str]) -> str:
        one = self.definition.certifications.get(found["key"] or found["last"])
        return f"certification “{one.name}”" if one else found[0]


def _words(session: Session, launch: str) -> JournalWords | None:
    """None for a launch that was never applied: its file may say anything."""
    version = current_version(session, launch)
    return JournalWords(session, version.definition) if version else None
