"""Keep what was bold and italic in a blind text."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("blind_copy", sa.Column("emphasis", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("blind_copy", "emphasis")
