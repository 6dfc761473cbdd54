"""Alembic migrations, in order; `versions/` holds one file a revision."""
