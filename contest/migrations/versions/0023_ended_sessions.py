"""Remember sessions that were signed out until their cookies are too old to count."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from contest.db import UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "ended_session",
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_ended_session"),
    )
    op.create_index("ix_ended_session_ended_at", "ended_session", ["ended_at"])


def downgrade() -> None:
    """Forget it."""
    op.drop_table("ended_session")
