"""The record: SQLModel tables, one `transaction()`, rows to values and back, migrations.

`session` opens and commits (nothing else does), `tables/` holds a module per noun, and beside it a module per noun maps
rows to the domain's values: plain functions that take a Session first. Refuses rules.
"""
