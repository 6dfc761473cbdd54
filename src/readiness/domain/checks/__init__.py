"""Whether a definition is sound beyond its shape: coded rules, each a pure function.

`rule` says what a check is, `all_checks` lists and runs them. Each has a page in `docs/reference/checks/` and cases in
`tests/checks/`. Refuses shape, which the reader judged before. Next room: `readiness.domain.people`.
"""
