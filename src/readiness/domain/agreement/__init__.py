"""Agreement: how far people who mark the same things mark them alike, and whether somebody drifts.

`kappa` and `alpha` are for levels, `correlation` for figures; `drift` looks at one grader over time. All are plain
Python: a launch has some thousand marks, and a page that is opened once a week needs no library for them. Refuses
storage, the clock, and any opinion about rubrics. Next room: `readiness.domain.role_play`.
"""
