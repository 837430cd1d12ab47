"""Keep edits in time of sound and film, and how far the job is that carries them out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

COLUMNS = ("edits", "edit_round", "edit_progress", "edit_heard", "base_poster_key", "base_facts")


def upgrade() -> None:
    """Add the columns; no file is edited yet."""
    op.add_column("blind_asset", sa.Column("edits", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("blind_asset", sa.Column("edit_round", sa.Integer(), server_default="0", nullable=False))
    op.add_column("blind_asset", sa.Column("edit_progress", sa.Integer(), nullable=True))
    op.add_column("blind_asset", sa.Column("edit_heard", sa.DateTime(timezone=True), nullable=True))
    op.add_column("blind_asset", sa.Column("base_poster_key", sa.String(length=64), nullable=True))
    op.add_column("blind_asset", sa.Column("base_facts", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    """Drop them."""
    for name in reversed(COLUMNS):
        op.drop_column("blind_asset", name)
