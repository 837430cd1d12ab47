"""Keep what a blind copy was scanned for, and which of its files a secretary replaced."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from contest.db import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; an empty digest makes the sweep look again."""
    op.add_column("blind_copy", sa.Column("known_digest", sa.String(64), server_default="", nullable=False))
    op.add_column("blind_copy", sa.Column("known_heard", UtcDateTime(), nullable=True))
    op.add_column("finding", sa.Column("is_known", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("blind_asset", sa.Column("is_replaced", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("blind_asset", "is_replaced")
    op.drop_column("finding", "is_known")
    op.drop_column("blind_copy", "known_heard")
    op.drop_column("blind_copy", "known_digest")
