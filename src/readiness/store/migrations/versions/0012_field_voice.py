"""The voice of the field: what reps send, and what is decided of it."""

import sqlalchemy as sa
from alembic import op

from readiness.store.tables.base import UtcDateTime, insert_only_sql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "field_voice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("competitor", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('objection', 'question', 'win', 'rewrite')", name=op.f("ck_field_voice_kind_known")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["field_voice.id"], name=op.f("fk_field_voice_group_id_field_voice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_voice")),
    )
    with op.batch_alter_table("field_voice", schema=None) as batch_op:
        batch_op.create_index("ix_field_voice_launch_id", ["launch", "id"], unique=False)
        batch_op.create_index("ix_field_voice_sender_id", ["sender", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_field_voice_group_id"), ["group_id"], unique=False)
    op.create_table(
        "field_voice_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("voice_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=True),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "decision IN ('accepted', 'merged', 'declined')", name=op.f("ck_field_voice_decision_decision_known")
        ),
        sa.ForeignKeyConstraint(
            ["into_id"], ["field_voice.id"], name=op.f("fk_field_voice_decision_into_id_field_voice")
        ),
        sa.ForeignKeyConstraint(
            ["voice_id"], ["field_voice.id"], name=op.f("fk_field_voice_decision_voice_id_field_voice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_voice_decision")),
    )
    with op.batch_alter_table("field_voice_decision", schema=None) as batch_op:
        batch_op.create_index("ix_field_voice_decision_launch_id", ["launch", "id"], unique=False)
    for table in ("field_voice", "field_voice_decision"):
        for statement in insert_only_sql(table, op.get_bind().dialect.name):
            op.execute(sa.text(statement))
