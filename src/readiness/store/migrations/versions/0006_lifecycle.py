"""Certification lifecycle: what renewing, re-issuing and equivalence keep."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("standing", sa.Column("revoked_on", sa.Date(), nullable=True))
    op.add_column("standing", sa.Column("renews_through", sa.Date(), nullable=True))
    op.add_column("standing", sa.Column("counts", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "launch_link",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("launch", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("source", "launch", name=op.f("pk_launch_link")),
        sqlite_with_rowid=False,
    )
    # Who was revoked is a state of its own now: where anybody was, what is kept is derived anew at the next look.
    op.execute(
        "DELETE FROM standing_basis WHERE launch IN (SELECT DISTINCT launch FROM evidence WHERE kind = 'revocation')"
    )
