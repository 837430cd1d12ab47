"""Keep a sheet's marks in one short text beside it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PAIR = "mark.criterion_id || ',' || mark.points"


def upgrade() -> None:
    """Add the column and fill it from the marks, by criterion."""
    op.add_column("score_sheet", sa.Column("tally", sa.Text(), server_default="", nullable=False))
    if op.get_bind().dialect.name == "postgresql":
        told = f"SELECT string_agg({PAIR}, ',' ORDER BY mark.criterion_id) FROM mark WHERE mark.sheet_id = score_sheet.id"
    else:
        told = (
            f"SELECT group_concat(pair, ',') FROM (SELECT {PAIR} AS pair FROM mark"
            " WHERE mark.sheet_id = score_sheet.id ORDER BY mark.criterion_id)"
        )
    op.execute(f"UPDATE score_sheet SET tally = COALESCE(({told}), '')")  # noqa: S608 - our own words


def downgrade() -> None:
    """Drop it."""
    op.drop_column("score_sheet", "tally")
