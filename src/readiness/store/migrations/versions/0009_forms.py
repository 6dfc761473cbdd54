"""Forms: what assembling them keeps."""

import sqlalchemy as sa
from alembic import op

from readiness.store.tables.base import UtcDateTime, insert_only_sql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INSERT_ONLY: tuple[str, ...] = ("form_assembly", "form_given")


def upgrade() -> None:
    op.create_table(
        "form_assembly",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("quiz", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_assembly")),
    )
    with op.batch_alter_table("form_assembly", schema=None) as batch_op:
        batch_op.create_index("ix_form_assembly_launch_quiz_basis_id", ["launch", "quiz", "basis", "id"], unique=False)

    op.create_table(
        "form_given",
        sa.Column("attempt_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("quiz", sa.String(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_form_given_attempt_id_attempt")),
        sa.ForeignKeyConstraint(
            ["assembly_id"], ["form_assembly.id"], name=op.f("fk_form_given_assembly_id_form_assembly")
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_form_given")),
    )
    with op.batch_alter_table("form_given", schema=None) as batch_op:
        batch_op.create_index("ix_form_given_launch_quiz_attempt_id", ["launch", "quiz", "attempt_id"], unique=False)

    for table in INSERT_ONLY:
        for statement in insert_only_sql(table, op.get_bind().dialect.name):
            op.execute(sa.text(statement))
