"""Keep how blind a copy was made, what it shows of outlet and authors, and a first approval of two."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COLUMNS = ("mode", "outlet_line", "author_line", "first_by", "first_at", "first_digest")


def upgrade() -> None:
    """Add the columns in place; a copy that is there was made as blind as its category is now."""
    op.add_column("blind_copy", sa.Column("mode", sa.String(length=10), server_default="full", nullable=False))
    op.add_column("blind_copy", sa.Column("outlet_line", sa.Text(), server_default="", nullable=False))
    op.add_column("blind_copy", sa.Column("author_line", sa.Text(), server_default="", nullable=False))
    number = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(
        f"ALTER TABLE blind_copy ADD COLUMN first_by {number} "
        "CONSTRAINT fk_blind_copy_first_by_person REFERENCES person (id)"
    )
    op.add_column("blind_copy", sa.Column("first_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("blind_copy", sa.Column("first_digest", sa.String(length=64), server_default="", nullable=False))
    op.execute(
        "UPDATE blind_copy SET mode = (SELECT category.blind_mode FROM category"
        " JOIN entry ON entry.category_id = category.id WHERE entry.id = blind_copy.entry_id)"
    )


def downgrade() -> None:
    """Remove them again."""
    for name in reversed(COLUMNS):
        op.drop_column("blind_copy", name)
