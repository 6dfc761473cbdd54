"""What each role is asked to do, and by when.

Enrolment is roles on the roster × requirements of the certification for that role. Refuses I/O; the multiplication is
the database's. Next room: `readiness.domain.evidence`.
"""
