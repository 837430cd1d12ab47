"""Tell what an officer declared from what the secretariat wrote about the officer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the record knows who declared what is there. What it does not know stays hidden."""
    op.add_column("relation", sa.Column("is_own", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(
        "UPDATE relation SET is_own = TRUE WHERE EXISTS (SELECT 1 FROM ledger_entry WHERE"
        " ledger_entry.action = 'relation.declare' AND ledger_entry.actor_id = relation.person_id"
        " AND ledger_entry.subject = 'relation:' || CAST(relation.id AS VARCHAR))"
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_column("relation", "is_own")
