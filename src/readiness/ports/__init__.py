"""What the actions need from outside, as Protocols. Implementations live in `adapters`; tests bring fakes here only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from readiness.domain.definition.reader import Reading
from readiness.domain.tasks.playbook import Playbook
from readiness.ground.errors import Problem
from readiness.ground.frozen import frozen


class LaunchFiles(Protocol):
    """The launch definitions of a workspace."""

    def keys(self) -> tuple[str, ...]:
        """The keys of all launches in the workspace, sorted."""
        ...

    def read(self, key: str) -> Reading:
        """What `launches/<key>/launch.yaml` and its includes say. Raises NotFound, Unusable; problems are in the
        Reading.
        """
        ...

    def folder(self, key: str) -> Path: ...

    def texts(self, key: str) -> Mapping[str, Path]:
        """The files of a launch that people edit, by their names in its folder, launch.yaml first. Raises NotFound."""
        ...

    def read_changed(self, key: str, changed: Mapping[Path, bytes]) -> Reading:
        """What `read` would say if these files of the launch had this content; nothing is written."""
        ...

    def replace(self, key: str, name: str, expected: bytes | None, content: bytes | None) -> None:
        """The file `name` of `texts` holds `content`, whole or not at all; comments and order are whoever wrote it's.

        `expected` None: it is not there and is made; `content` None: it goes. Raises Conflict when it no longer holds
        `expected`, OutsideFailure when the disk refuses.
        """
        ...


class DefinitionFiles(LaunchFiles, Protocol):
    """Launch definitions wherever they are: what `check` needs."""

    def read_path(self, path: Path) -> Reading:
        """The same as `read` for a launch file, or a folder that has one, in or out of the workspace."""
        ...


class TemplateNames(Protocol):
    """Which training templates there are: what `check` needs."""

    def modules(self) -> frozenset[str]:
        """What a module's `template` may say."""
        ...

    def stray_links(self) -> tuple[Problem, ...]:
        """TP009: the workspace's own files that are links to elsewhere, which no template may be."""
        ...

    def own(self) -> frozenset[str]:
        """The templates that the workspace adds, or has otherwise than they are built in; a copy is not its own."""
        ...

    def is_made_of(self, name: str, parts: Collection[str]) -> bool:
        """True when the template, or any that it extends, includes or imports, is one of `parts`."""
        ...


class Templates(TemplateNames, Protocol):
    """Training content templates, the workspace's own before the built-in ones."""

    def fingerprint(self, name: str) -> str:
        """Of the template and everything it extends, includes or imports."""
        ...

    def render(self, name: str, context: Mapping[str, Any], *, made_of: str = "") -> str:
        """Markdown. Raises DefinitionError naming template, line and the missing key.

        `made_of` is a fingerprint of template and context: what was rendered under it before need not be again.
        """
        ...

    def names(self) -> Mapping[str, bool]:
        """Every template there is, sorted; True for those that are the workspace's own."""
        ...

    def copy(self, name: str) -> Path:
        """The workspace has a built-in template as its own. Raises NotFound; Conflict when it has one of that name."""
        ...


@frozen
class PageSection:
    """A part of a page. `name` is the id of its heading in `html`, unique in the page; `title` is plain text."""

    name: str
    title: str
    html: str


class Pages(Protocol):
    """Markdown to a standalone, accessible, printable HTML page; everything in it escaped or sanitised."""

    @property
    def design(self) -> str:
        """The fingerprint of how pages look; a page made under another one is out of date."""
        ...

    def page(self, markdown: str, *, title: str, kicker: str = "", note: str = "", mark: str = "") -> str:
        """`kicker` stands above the title, `note` in the footer; `mark` goes unseen into the page's head."""
        ...

    def read_ahead(self, markdown: str) -> None:
        """The next page of this Markdown is made quickly; for who has to wait before it may be."""
        ...

    def fragment(self, markdown: str) -> str:
        """Safe HTML to stand inside another page, in sections with named headings; a leading h1 is left out."""
        ...

    def sections(self, markdown: str) -> tuple[PageSection, ...]:
        """The same HTML cut at its second-level headings, never empty. What stands before the first one is in it."""
        ...


class Outputs(Protocol):
    """The folder that people open: materials and reports, a folder per launch. Everything in it can be remade."""

    def write(self, launch: str, name: str, text: str) -> Path:
        """The file `name` (`battlecard/jenkins.html`) holds `text`; readers see the old or the new, never a half."""
        ...

    def read(self, launch: str, name: str) -> str | None:
        """What the file holds, or None when there is none (or it is not text)."""
        ...

    def missing(self, launch: str, names: Iterable[str]) -> tuple[str, ...]:
        """Which of these files are not there, in their order. Opens none of them."""
        ...

    def remove(self, launch: str, name: str) -> None:
        """The file is gone; no error when it was not there."""
        ...


class Calendars(Protocol):
    """Public holidays by calendar code (`US`, `DE-BY`)."""

    def holidays(self, code: str, years: tuple[int, ...]) -> Mapping[date, str]:
        """Date → name. Raises NotFound with a suggestion for an unknown code."""
        ...

    def weekend(self, code: str) -> frozenset[int]:
        """Weekday numbers, Monday = 0."""
        ...


class Playbooks(Protocol):
    """The tasks that every launch of a tier has; the workspace's own file before the built-in one."""

    def playbook(self, tier: int) -> Playbook:
        """Raises Unusable, NotFound, or DefinitionError with everything that is wrong in the file."""
        ...


class Progress(Protocol):
    """Told what is being done, as it is done."""

    def step(self, name: str, detail: str = "") -> None:
        """`name` begins (or, with a detail, has come this far)."""
        ...

    def done(self, name: str, summary: str = "") -> None: ...


class FlowRunner(Protocol):
    """A flow of `flows/` that is about to run against the Prefect server at `api_url`."""

    api_url: str

    def run(self, parameters: Mapping[str, Any], answer: Callable[[str, Mapping[str, Any]], Any]) -> Mapping[str, Any]:
        """The flow's result; `answer` does what it asks for, by its name in `wiring.running.ANSWERS`.

        Raises OutsideFailure when Prefect cannot be reached, and what a step raised.
        """
        ...

    def close(self) -> None:
        """Nothing of it is left running, whether it ran or not."""
        ...


class Signer(Protocol):
    """Signs clearances with the workspace's key (Ed25519)."""

    def sign(self, payload: bytes) -> tuple[str, str]:
        """Key id and signature, both text."""
        ...

    def verify(self, payload: bytes, key_id: str, signature: str) -> bool: ...


class Silent:
    """A Progress that says nothing."""

    def step(self, name: str, detail: str = "") -> None:
        pass

    def done(self, name: str, summary: str = "") -> None:
        pass
