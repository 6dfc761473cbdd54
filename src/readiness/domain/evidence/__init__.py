"""Evidence: what happened, to whom, when, and to exactly which content.

Evidence is inserted, never edited; a correction is new evidence. Holds the value (`record`), its natural key and what
makes a piece of it unsound. Refuses to say what follows from it: the next room, `readiness.domain.certification`.
"""
