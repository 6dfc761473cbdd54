"""Forms put together ahead: whether the bank can serve them, what to add when not, and who gets which.

`solve` alone needs numpy and scipy (the extra `assessment`); everything else here is plain Python. The rules are told
in `docs/reference/items-and-grading.md`, the reasons in `docs/decisions/`. Next: `checks`, which tells what is lacking.
"""
