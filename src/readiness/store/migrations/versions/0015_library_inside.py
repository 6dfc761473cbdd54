"""What is inside of files is searched; and the index of words is laid out so that it answers at once.

Nothing is lost: texts stay, and are indexed anew when the library is next looked at (`actions.refresh_library`). Files
that were uploaded before are not opened here: `readiness library reindex` reads them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("asset_document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unit", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("places", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("inside", sa.String(), nullable=False, server_default="all"))
        batch_op.add_column(sa.Column("inside_says", sa.Text(), nullable=False, server_default=""))
        batch_op.create_check_constraint(
            batch_op.f("ck_asset_document_inside_known"), "inside IN ('all', 'part', 'not', 'unread')"
        )
    with op.batch_alter_table("asset_document", schema=None) as batch_op:
        for column in ("unit", "places", "inside", "inside_says"):
            batch_op.alter_column(column, server_default=None)
    # Not in a batch, which would make the table anew, without the triggers that keep it insert-only.
    op.add_column("asset_use", sa.Column("via", sa.String(), nullable=False, server_default=""))
    op.create_index(op.f("ix_asset_use_asset_id_by_on_day"), "asset_use", ["asset_id", "by", "on_day"], unique=False)
    uploads = "SELECT asset_id FROM asset_version WHERE token {} ''"
    told = "UPDATE asset_document SET inside = '{}', inside_says = '{}' WHERE kind = 'upload' AND asset_id IN ({})"
    op.execute(told.format("not", "what is at a link is not looked into", uploads.format("=")))
    op.execute(told.format("unread", "it was added before files were looked into", uploads.format("<>")))
    op.execute("DELETE FROM library_mark")
    op.execute("DELETE FROM asset_word")
    op.execute("DROP TABLE asset_text")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE asset_text USING fts5("
            "title, about, body, terms, tokenize = 'unicode61 remove_diacritics 0', detail = column, prefix = '3 4')"
        )
        return
    op.execute(
        "CREATE TABLE asset_text (document_id integer PRIMARY KEY, title tsvector NOT NULL, head tsvector NOT NULL, "
        "words tsvector NOT NULL, terms tsvector NOT NULL, FOREIGN KEY (document_id) REFERENCES asset_document (id) "
        "ON DELETE CASCADE) WITH (toast_tuple_target = 128)"
    )
    # Out of line and not packed: what is found is told by the index, and rows that are only counted stay small.
    for column in ("title", "head", "words", "terms"):
        op.execute(f"ALTER TABLE asset_text ALTER {column} SET STORAGE EXTERNAL")
    op.execute("CREATE INDEX ix_asset_text_words ON asset_text USING gin (title, head, words, terms)")
