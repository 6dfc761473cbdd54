"""What trainers decided of questions after they had been asked: mended keys, credited and dropped questions."""

import sqlalchemy as sa
from alembic import op

from readiness.store.tables.base import UtcDateTime, insert_only_sql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "item_ruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("quiz", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("ruling", sa.String(), nullable=False),
        sa.Column("key", sa.JSON(), nullable=True),
        sa.Column("through", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "ruling IN ('mended', 'by-key', 'credited', 'dropped')", name=op.f("ck_item_ruling_ruling_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_ruling")),
    )
    with op.batch_alter_table("item_ruling", schema=None) as batch_op:
        batch_op.create_index("ix_item_ruling_launch_quiz_id", ["launch", "quiz", "id"], unique=False)
    for statement in insert_only_sql("item_ruling", op.get_bind().dialect.name):
        op.execute(sa.text(statement))
