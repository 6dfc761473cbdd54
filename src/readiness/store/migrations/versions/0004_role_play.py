"""Role-play: rubrics, submissions, graders, marks."""

import sqlalchemy as sa
from alembic import op

from readiness.store.tables.base import UtcDateTime, insert_only_sql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSERT_ONLY: tuple[str, ...] = (
    "calibration_mark",
    "exemplar",
    "grader_assignment",
    "role_play_mark",
    "rubric_version",
    "submission",
    "submission_end",
)


def upgrade() -> None:
    op.create_table(
        "rubric_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("role_play", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_version")),
        sa.UniqueConstraint(
            "launch", "role_play", "fingerprint", name=op.f("uq_rubric_version_launch_role_play_fingerprint")
        ),
        sa.UniqueConstraint("launch", "role_play", "number", name=op.f("uq_rubric_version_launch_role_play_number")),
    )
    op.create_table(
        "exemplar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("role_play", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("file_token", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("file_size", sa.BigInteger(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("comments", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("retired_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["rubric_id"], ["rubric_version.id"], name=op.f("fk_exemplar_rubric_id_rubric_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemplar")),
        sa.UniqueConstraint("file_token", name=op.f("uq_exemplar_file_token")),
    )
    with op.batch_alter_table("exemplar", schema=None) as batch_op:
        batch_op.create_index("ix_exemplar_launch_role_play", ["launch", "role_play"], unique=False)

    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("role_play", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("content_fingerprint", sa.String(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("graders", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("file_token", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("file_size", sa.BigInteger(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_submission_person_id_person")),
        sa.ForeignKeyConstraint(
            ["rubric_id"], ["rubric_version.id"], name=op.f("fk_submission_rubric_id_rubric_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("file_token", name=op.f("uq_submission_file_token")),
        sa.UniqueConstraint(
            "launch", "role_play", "person_id", "round", name=op.f("uq_submission_launch_role_play_person_id_round")
        ),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index("ix_submission_person_id", ["person_id"], unique=False)

    op.create_table(
        "calibration_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exemplar_id", sa.Integer(), nullable=False),
        sa.Column("grader", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("comments", sa.JSON(), nullable=False),
        sa.Column("fraction", sa.Float(), nullable=False),
        sa.Column("off", sa.Float(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_id"], ["exemplar.id"], name=op.f("fk_calibration_mark_exemplar_id_exemplar")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_mark")),
        sa.UniqueConstraint(
            "exemplar_id", "grader", "number", name=op.f("uq_calibration_mark_exemplar_id_grader_number")
        ),
    )
    op.create_table(
        "grader_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("grader", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("ended_because", sa.String(), nullable=True),
        sa.CheckConstraint("place IN (1, 2, 3)", name=op.f("ck_grader_assignment_place_known")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_grader_assignment_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grader_assignment")),
    )
    with op.batch_alter_table("grader_assignment", schema=None) as batch_op:
        batch_op.create_index("ix_grader_assignment_grader", ["grader"], unique=False)
        batch_op.create_index("ix_grader_assignment_submission_id", ["submission_id"], unique=False)
        batch_op.create_index(
            "uq_grader_assignment_open_submission_id_place",
            ["submission_id", "place"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "submission_end",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("fraction", sa.Float(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("evidence_key", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('marked', 'withdrawn')", name=op.f("ck_submission_end_kind_known")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_end_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_submission_end")),
    )
    op.create_table(
        "role_play_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("role_play", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("grader", sa.String(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("comments", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("fraction", sa.Float(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["grader_assignment.id"], name=op.f("fk_role_play_mark_assignment_id_grader_assignment")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_play_mark_person_id_person")),
        sa.ForeignKeyConstraint(
            ["rubric_id"], ["rubric_version.id"], name=op.f("fk_role_play_mark_rubric_id_rubric_version")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_role_play_mark_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_play_mark")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_role_play_mark_assignment_id")),
    )
    with op.batch_alter_table("role_play_mark", schema=None) as batch_op:
        batch_op.create_index("ix_role_play_mark_launch_role_play", ["launch", "role_play"], unique=False)
        batch_op.create_index("ix_role_play_mark_submission_id", ["submission_id"], unique=False)

    for table in INSERT_ONLY:
        for statement in insert_only_sql(table, op.get_bind().dialect.name):
            op.execute(sa.text(statement))
