"""Cards say whether their last answer was wrong: such a question counts as not remembered."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

LAST_RATING = """
    SELECT review.rating FROM practice_review AS review
    WHERE review.launch = practice_card.launch AND review.person_id = practice_card.person_id
      AND review.item = practice_card.item AND review.meaning = practice_card.meaning
    ORDER BY review.answered_at DESC, review.rating DESC LIMIT 1
"""


def upgrade() -> None:
    op.add_column("practice_card", sa.Column("missed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(sa.text(f"UPDATE practice_card SET missed = true WHERE 1 = ({LAST_RATING})"))  # noqa: S608  no input
    # Days of freshness followed from the cards as they were: without a basis they are told anew.
    op.execute(sa.text("DELETE FROM knowledge_basis"))
