"""The asset library: what is found, used and searched for"""

import sqlalchemy as sa
from alembic import op

from readiness.store.tables.base import UtcDateTime, insert_only_sql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSERT_ONLY: tuple[str, ...] = (
    "asset_search",
    "asset_use",
    "asset_version",
)


def upgrade() -> None:
    op.create_table(
        "asset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("material", sa.String(), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset")),
        sa.UniqueConstraint("key", name=op.f("uq_asset_key")),
    )
    with op.batch_alter_table("asset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asset_launch_material"), ["launch", "material"], unique=False)

    op.create_table(
        "asset_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("facets", sa.JSON(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_search")),
    )
    with op.batch_alter_table("asset_search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asset_search_found_at"), ["found", "at"], unique=False)

    op.create_table(
        "asset_word",
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("form", "word", name=op.f("pk_asset_word")),
    )
    op.create_table(
        "library_mark",
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("launch", name=op.f("pk_library_mark")),
    )
    op.create_table(
        "asset_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("readers", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("facets", sa.JSON(), nullable=False),
        sa.Column("fresh_until", sa.Date(), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "readers IN ('all', 'reps', 'staff', 'training')", name=op.f("ck_asset_document_readers_known")
        ),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_asset_document_asset_id_asset")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_document")),
        sa.UniqueConstraint("asset_id", "readers", name=op.f("uq_asset_document_asset_id_readers")),
    )
    with op.batch_alter_table("asset_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asset_document_fresh_until"), ["fresh_until"], unique=False)

    op.create_table(
        "asset_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("helped", sa.Boolean(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.CheckConstraint("act IN ('opened', 'shared', 'used')", name=op.f("ck_asset_use_act_known")),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_asset_use_asset_id_asset")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_use")),
    )
    with op.batch_alter_table("asset_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asset_use_asset_id_id"), ["asset_id", "id"], unique=False)

    op.create_table(
        "asset_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("facets", sa.JSON(), nullable=False),
        sa.Column("fresh_until", sa.Date(), nullable=True),
        sa.Column("readers", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_asset_version_asset_id_asset")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_version")),
        sa.UniqueConstraint("asset_id", "number", name=op.f("uq_asset_version_asset_id_number")),
    )
    with op.batch_alter_table("asset_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asset_version_token"), ["token"], unique=False)

    for table in INSERT_ONLY:
        for statement in insert_only_sql(table, op.get_bind().dialect.name):
            op.execute(sa.text(statement))

    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE asset_text USING fts5("
            "title, about, body, terms, tokenize = 'unicode61 remove_diacritics 0', detail = column, prefix = '3 4')"
        )
    else:
        op.execute(
            "CREATE TABLE asset_text (document_id integer PRIMARY KEY, words tsvector NOT NULL, "
            "FOREIGN KEY (document_id) REFERENCES asset_document (id) ON DELETE CASCADE)"
        )
        op.execute("CREATE INDEX ix_asset_text_words ON asset_text USING gin (words)")
