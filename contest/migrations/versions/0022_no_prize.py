"""Let an award say that a work gets no prize."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Drop the constraint."""
    with op.batch_alter_table("award") as award:
        award.alter_column("prize_id", existing_type=KEY, nullable=True)


def downgrade() -> None:
    """Forget works without a prize."""
    op.execute("DELETE FROM award WHERE prize_id IS NULL")
    with op.batch_alter_table("award") as award:
        award.alter_column("prize_id", existing_type=KEY, nullable=False)
