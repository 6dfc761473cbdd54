"""The launch engine: a launch is a file; readiness is a verdict.

Rooms, from the ground up: `ground`, `domain`, `ports`, `store` and `adapters`, `actions` and `reports`,
`settings`, `wiring`, `cli`. A room uses only floors below it; `docs/explanation/architecture.md` walks through them.
"""

__version__ = "0.1.0"
