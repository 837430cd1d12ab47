"""Keep what was made of a clean film to stand beside it: thumbnails and rates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("blind_asset", sa.Column("sides", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("blind_asset", "sides")
