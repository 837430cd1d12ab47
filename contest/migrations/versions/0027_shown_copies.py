"""Let an index answer whether a blind copy is shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

WHOLE = sa.text("blind_title IS NOT NULL AND blind_text IS NOT NULL")


def upgrade() -> None:
    """Make it."""
    op.create_index(
        "ix_blind_copy_shown",
        "blind_copy",
        ["entry_id", "mode", "state"],
        sqlite_where=WHOLE,
        postgresql_where=WHOLE,
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_index("ix_blind_copy_shown", "blind_copy")
