"""Credentials: what was issued, and its place in a status list."""

import sqlalchemy as sa
from alembic import op

from readiness.store.tables.base import UtcDateTime, insert_only_sql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSERT_ONLY: tuple[str, ...] = ("credential",)


def upgrade() -> None:
    op.create_table(
        "credential",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("certification", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("certified_on", sa.Date(), nullable=False),
        sa.Column("valid_through", sa.Date(), nullable=False),
        sa.Column("status_list", sa.Integer(), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_credential_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential")),
        sa.UniqueConstraint(
            "launch",
            "certification",
            "person_id",
            "number",
            name=op.f("uq_credential_launch_certification_person_id_number"),
        ),
        sa.UniqueConstraint("status_list", "status_index", name=op.f("uq_credential_status_list_status_index")),
        sa.UniqueConstraint("uid", name=op.f("uq_credential_uid")),
    )

    for table in INSERT_ONLY:
        for statement in insert_only_sql(table, op.get_bind().dialect.name):
            op.execute(sa.text(statement))
