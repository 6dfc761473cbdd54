"""Quizzes: what an item must look like, items drafted from the message, forms, grading, when somebody may try again.

`items` judges an item's shape, `drafting` writes items from the launch's own message, `forms` draws a quiz's form
from its pool, `answers` says what an answer is, `grading` scores them, `attempts` says whether a rep may start,
`marks` scores a role-play, `trainers` says who may decide. Refuses storage and the clock. Next room:
`readiness.domain.materials`.
"""
