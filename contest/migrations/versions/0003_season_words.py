"""What a season says besides its limits: clauses, articles, time line, contact, notice, its province."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = ("contact", "notice_days", "clauses", "articles", "milestones", "place_root_id")


def upgrade() -> None:
    """Add the columns in place: rebuilding a table that others point at would empty them in SQLite."""
    op.add_column("category", sa.Column("clause", sa.String(length=60), server_default="", nullable=False))
    op.create_index(
        "uq_rule_of_season",
        "rule",
        ["season_id", "key"],
        unique=True,
        sqlite_where=sa.text("category_id IS NULL"),
        postgresql_where=sa.text("category_id IS NULL"),
    )
    op.add_column("season", sa.Column("contact", sa.Text(), server_default="", nullable=False))
    op.add_column("season", sa.Column("notice_days", sa.Integer(), server_default="15", nullable=False))
    op.add_column("season", sa.Column("clauses", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("season", sa.Column("articles", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("season", sa.Column("milestones", sa.JSON(), server_default="[]", nullable=False))
    number = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(
        f"ALTER TABLE season ADD COLUMN place_root_id {number} "
        "CONSTRAINT fk_season_place_root_id_place REFERENCES place (id)"
    )


def downgrade() -> None:
    """Remove them again."""
    for column in reversed(COLUMNS):
        op.drop_column("season", column)
    op.drop_index("uq_rule_of_season", table_name="rule")
    op.drop_column("category", "clause")
