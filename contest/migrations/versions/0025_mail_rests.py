"""Let a mail rest from its last try on, not from when it was written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from contest.db import UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what waits now is tried at once."""
    op.add_column("notice", sa.Column("rests_until", UtcDateTime(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("notice", "rests_until")
