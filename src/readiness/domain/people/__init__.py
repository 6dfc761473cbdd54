"""Who sells: people, their postings over time, their leave; a roster file read, and what importing it would change.

A posting says where somebody stood between two days; postings of one person never overlap and are never edited, only
closed. Refuses I/O: a file's text comes in, values come out. Next room: `readiness.domain.enrolment`.
"""
