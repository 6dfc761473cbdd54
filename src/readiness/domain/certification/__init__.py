"""Certification: where a person stands, from what is asked, what happened and what was published since.

`standing` folds evidence and publications into one standing; `states` says what it is on a day, and why; `population`
says who counts on a day. All of it is a function of the evidence as a set: the order of arrival changes nothing.
Refuses I/O and `now()`. Next room: `readiness.domain.gate`.
"""
