"""Keep whether the machine read a file's pixels, and when in a film something stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("blind_asset", sa.Column("reading", sa.String(8), server_default="", nullable=False))
    op.add_column("finding", sa.Column("moment", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("finding", "moment")
    op.drop_column("blind_asset", "reading")
