"""Keep what was made of a draft's files for its author to look at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "early_file",
        sa.Column("id", KEY, nullable=False),
        sa.Column("file_id", KEY, nullable=False),
        sa.Column("source_digest", sa.String(64), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("heard", TIME, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("emphasis", sa.JSON(), nullable=False),
        sa.Column("assets", sa.JSON(), nullable=False),
        sa.Column("signs", sa.JSON(), nullable=False),
        sa.Column("known_digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name="fk_early_file_file_id_stored_file", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_early_file"),
        sa.UniqueConstraint("file_id", name="uq_early_file_file_id"),
    )
    op.create_index("ix_early_file_state", "early_file", ["state"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("early_file")
