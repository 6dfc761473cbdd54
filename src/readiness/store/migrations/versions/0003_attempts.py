"""Attempts: grading again, evidence that corrects evidence, more time for a person."""

import sqlalchemy as sa
from alembic import op

from readiness.store.tables.base import UtcDateTime, insert_only_sql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSERT_ONLY: tuple[str, ...] = ("accommodation",)
MADE_ANEW: tuple[str, ...] = ("attempt_step",)
"""SQLite changes a constraint by making the table anew, and its triggers do not come along."""

ONCE = sa.text("kind NOT IN ('save', 'regrade')")
CORRECTED = sa.text("corrects IS NOT NULL")


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.create_table(
        "accommodation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("factor", sa.Float(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('factor', 'minutes', 'no-limit', 'none')", name=op.f("ck_accommodation_kind_known")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_accommodation_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accommodation")),
    )
    op.create_index("ix_accommodation_launch_person_id_id", "accommodation", ["launch", "person_id", "id"])
    op.add_column("evidence", sa.Column("corrects", sa.String(), nullable=True))
    op.add_column("evidence", sa.Column("correction", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(
        "ix_evidence_corrections",
        "evidence",
        ["launch", "person_id", "corrects", "correction"],
        sqlite_where=CORRECTED,
        postgresql_where=CORRECTED,
    )
    op.drop_index("uq_attempt_step_once_attempt_id_kind", "attempt_step")
    with op.batch_alter_table("attempt_step", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_attempt_step_kind_known"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_attempt_step_kind_known"), "kind IN ('start', 'save', 'submit', 'grade', 'regrade')"
        )
    op.create_index(
        "uq_attempt_step_once_attempt_id_kind",
        "attempt_step",
        ["attempt_id", "kind"],
        unique=True,
        sqlite_where=ONCE,
        postgresql_where=ONCE,
    )
    for table in INSERT_ONLY + (MADE_ANEW if dialect == "sqlite" else ()):
        for statement in insert_only_sql(table, dialect):
            op.execute(sa.text(statement))
