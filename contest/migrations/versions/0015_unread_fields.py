"""Keep with a draft what was typed into fields that cannot take it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("entry", sa.Column("unread", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("entry", "unread")
