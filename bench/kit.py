"""A kit in every form: both documents as Markdown, HTML, PDF, Word and slides, from the launch as it is on record.

Run: python -m bench kit, or python bench/kit.py DIR, a workspace of `readiness demo DIR --until held`. Target: 3 s for
all ten files, libraries loaded for the first time included.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from readiness.actions.make_kit import make_kit
from readiness.domain.kit.plan import READERS
from readiness.domain.kit.request import KitWish
from readiness.ports.handouts import FORMS
from readiness.rehearsal.story import prepare_folder, tell_story
from readiness.reports.kit import kit_handout, kit_sheet
from readiness.settings import load_settings
from readiness.wiring.workspace import build_context

LAUNCH = "gitlab-cicd-for-github"
REP = "michael9@adventure-works.example"
NOW = "2018-03-12T18:00:00+00:00"
WISH = KitWish(
    account="Hall & Co", person="Kumar", role="COO", requirement="tool-sprawl", competitor="jenkins",
    conversation="tangible-value", calculator="upkeep-of-builds", inputs={"keepers": 5.0},
)  # fmt: skip


def main() -> None:
    """In the workspace that was named, else in one that is made first."""
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as made:
        prepare_folder(Path(made))
        tell_story(Path(made), say=lambda _line: None, engine="none", until="held")
        measure(Path(made))


def measure(folder: Path) -> None:
    """A row for each of three runs."""
    context = build_context(load_settings(folder, {"READINESS_SIMULATED_NOW": NOW}), by=REP)
    print("| Run | Kit read | Ten files | Bytes |\n|---|---|---|---|")
    for run in ("first", "second", "third"):
        begun = time.perf_counter()
        kit = make_kit(context, launch=LAUNCH, wish=WISH)
        sheet = kit_sheet(context, launch=LAUNCH, number=kit.number)
        read = time.perf_counter()
        files = [
            context.handouts.write(kit_handout(context, sheet, reader), form) for reader in READERS for form in FORMS
        ]
        done = time.perf_counter()
        print(f"| {run} | {read - begun:.2f} s | {done - read:.2f} s | {sum(map(len, files)):,} |")
    context.database.close()


if __name__ == "__main__":
    main()
