"""Essays of quizzes are marked where role-plays are: a submission may be part of an attempt."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NAME = "fk_submission_attempt_id_attempt"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # Added with its reference at once: a table made anew would lose its triggers.
        op.execute(
            sa.text(f"ALTER TABLE submission ADD COLUMN attempt_id INTEGER CONSTRAINT {NAME} REFERENCES attempt (id)")
        )
    else:
        op.add_column("submission", sa.Column("attempt_id", sa.Integer(), nullable=True))
        op.create_foreign_key(op.f(NAME), "submission", "attempt", ["attempt_id"], ["id"])
    op.create_index("ix_submission_attempt_id", "submission", ["attempt_id"])
