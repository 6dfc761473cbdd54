"""Kits for a named buyer, and what reps rewrote in their open parts."""

import sqlalchemy as sa
from alembic import op

from readiness.store.tables.base import UtcDateTime, insert_only_sql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit")),
    )
    with op.batch_alter_table("kit", schema=None) as batch_op:
        batch_op.create_index("ix_kit_launch_by_id", ["launch", "by", "id"], unique=False)
    op.create_table(
        "kit_rewrite",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("was", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["kit_id"], ["kit.id"], name=op.f("fk_kit_rewrite_kit_id_kit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_rewrite")),
    )
    with op.batch_alter_table("kit_rewrite", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kit_rewrite_kit_id"), ["kit_id"], unique=False)
        batch_op.create_index("ix_kit_rewrite_launch_id", ["launch", "id"], unique=False)
    for table in ("kit", "kit_rewrite"):
        for statement in insert_only_sql(table, op.get_bind().dialect.name):
            op.execute(sa.text(statement))
