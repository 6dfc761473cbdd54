"""Who does what by when: playbook and launch file become a graph of dated tasks, events become their states.

`calendar` counts business days, `playbook` is the shipped data's shape, `merge` lays the file over the playbook,
`network` is the arithmetic of the critical path, `graph` puts dates on it, `states` folds events into states, `turns`
says who may do what next. Refuses I/O and the clock. Next room: `readiness.domain.quiz`.
"""
