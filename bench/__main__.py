"""Every bench in turn: python -m bench [name …]; the names are those of BENCHES."""

from __future__ import annotations

import importlib
import sys

BENCHES = {
    "definition": "a launch file of 2,000 lines, and `readiness check` as a process",
    "conform": "documents against the message: 40 slides, 100 pages of PDF",
    "status": "`readiness status` as a process",
    "enrolment": "100,000 reps asked for eight things each",
    "standings": "evidence, standings, counts, rebuild and verify at 100,000 reps",
    "gate": "the gate over 10,000 and 100,000 reps",
    "apply": "`readiness apply` beside an empty flow of as many tasks",
    "quiz_cycle": "a quiz in the browser, whole, at 8 clients over loopback; durability under SIGKILL",
    "item_statistics": "statistics of 10,000 attempts × 40 questions, alone and out of the database",
    "certificates": "10,000 certificates as PDF into a folder, twice, and what memory does",
    "practice": "questions after certification at 10,000 reps × 40 cards: the day, retention, the gate, a rebuild",
    "forms": "parallel forms from banks of up to 500 questions",
    "reminders": "a round of reminders for 10,000 people, planned, recorded, and once more",
    "kit": "a kit for one buyer, both documents in five forms",
    "library": "searching 50,000 assets, on SQLite and Postgres",
    "readiness_board": "the readiness board over loopback at 1,000 to 100,000 reps",
}


def main() -> int:
    names = sys.argv[1:] or list(BENCHES)
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"no bench '{unknown[0]}'; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    sys.argv = sys.argv[:1]
    for name in names:
        print(f"\n== {name}: {BENCHES[name]}\n", flush=True)
        importlib.import_module(f"bench.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
