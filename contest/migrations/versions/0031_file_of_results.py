"""Keep the hash of the file of results that anyone can take down."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was published before has none."""
    op.add_column("release", sa.Column("file_digest", sa.String(64), nullable=True))


def downgrade() -> None:
    """Forget the hashes."""
    op.drop_column("release", "file_digest")
