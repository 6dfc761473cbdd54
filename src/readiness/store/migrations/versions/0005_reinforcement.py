"""Reinforcement: questions after certification, the answers to them, what reps chose, and what is kept of it."""

import sqlalchemy as sa
from alembic import op

from readiness.store.tables.base import UtcDateTime, insert_only_sql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSERT_ONLY: tuple[str, ...] = (
    "practice_choice",
    "practice_question",
    "practice_review",
)


def upgrade() -> None:
    op.create_table(
        "knowledge_basis",
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("accepted", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("launch", name=op.f("pk_knowledge_basis")),
    )
    op.create_table(
        "knowledge_fresh",
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("certification", sa.String(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("fresh_through", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("launch", "criterion", "person_id", "certification", name=op.f("pk_knowledge_fresh")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "practice_card",
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("stability", sa.Float(), nullable=False),
        sa.Column("difficulty", sa.Float(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("launch", "person_id", "item", "meaning", name=op.f("pk_practice_card")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "practice_question",
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("item", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_practice_question")),
    )
    op.create_table(
        "practice_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('hold', 'resume', 'opt-out', 'opt-in')", name=op.f("ck_practice_choice_kind_known")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_practice_choice_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_choice")),
    )
    with op.batch_alter_table("practice_choice", schema=None) as batch_op:
        batch_op.create_index("ix_practice_choice_person_id", ["person_id"], unique=False)

    op.create_table(
        "practice_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("certification", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("question_fingerprint", sa.String(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("fraction", sa.Float(), nullable=False),
        sa.Column("sure", sa.String(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("retention", sa.Float(), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.CheckConstraint("fraction BETWEEN 0 AND 1", name=op.f("ck_practice_review_fraction_a_share")),
        sa.CheckConstraint("rating BETWEEN 1 AND 4", name=op.f("ck_practice_review_rating_known")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_practice_review_person_id_person")),
        sa.ForeignKeyConstraint(
            ["question_fingerprint"],
            ["practice_question.fingerprint"],
            name=op.f("fk_practice_review_question_fingerprint_practice_question"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_review")),
        sa.UniqueConstraint(
            "launch",
            "person_id",
            "item",
            "meaning",
            "on_day",
            name=op.f("uq_practice_review_launch_person_id_item_meaning_on_day"),
        ),
    )
    with op.batch_alter_table("practice_review", schema=None) as batch_op:
        batch_op.create_index("ix_practice_review_launch_on_day", ["launch", "on_day"], unique=False)
        batch_op.create_index("ix_practice_review_launch_id", ["launch", "id"], unique=False)
        batch_op.create_index("ix_practice_review_person_id_on_day", ["person_id", "on_day"], unique=False)

    for table in INSERT_ONLY:
        for statement in insert_only_sql(table, op.get_bind().dialect.name):
            op.execute(sa.text(statement))
