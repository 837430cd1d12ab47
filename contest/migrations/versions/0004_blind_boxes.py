"""Keep what is painted over on pages and photos, and replacements that wait to be cleaned."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("blind_asset", sa.Column("base_key", sa.String(64), nullable=True))
    op.add_column("blind_asset", sa.Column("upload_key", sa.String(64), nullable=True))
    op.add_column("blind_asset", sa.Column("boxes", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("finding", sa.Column("boxes", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("finding", "boxes")
    for name in ("boxes", "upload_key", "base_key"):
        op.drop_column("blind_asset", name)
