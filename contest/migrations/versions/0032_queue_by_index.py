"""Let an index answer which works are in a judge's queue, and in what order."""

from __future__ import annotations

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_assignment_judge_round", "assignment"
BEFORE = ["judge_id", "round_id", "order_key"]


def upgrade() -> None:
    """Add to it what a queue asks of every row."""
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, [*BEFORE, "id", "state", "code_id"])


def downgrade() -> None:
    """Make it narrow again."""
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, BEFORE)
