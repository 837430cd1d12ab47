"""Keep published pages as they were fetched, with their pictures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the two tables."""
    op.create_table(
        "published_page",
        sa.Column("id", KEY, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("url", sa.String(1000), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("hindrance", sa.String(12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("asked_at", TIME, nullable=True),
        sa.Column("fetched_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name="fk_published_page_entry_id_entry", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_published_page"),
        sa.UniqueConstraint("entry_id", "url", name="uq_published_page_entry_id_url"),
    )
    op.create_index("ix_published_page_state", "published_page", ["state"])
    op.create_table(
        "published_picture",
        sa.Column("id", KEY, nullable=False),
        sa.Column("page_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("content_type", sa.String(100), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"], ["published_page.id"], name="fk_published_picture_page_id_published_page", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_published_picture"),
    )
    op.create_index("ix_published_picture_page_id", "published_picture", ["page_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("published_picture")
    op.drop_table("published_page")
