"""Give no number twice to rows that can go and that pages name by number.

PostgreSQL never does; SQLite gives the number of a deleted last row to the next one, unless the table says so.
"""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

TABLES = ("finding", "relation", "revocation")


def upgrade() -> None:
    """Write the tables anew with their rows; nothing refers to them."""
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": True}):
                pass


def downgrade() -> None:
    """Leave them: numbers that are given once are no trouble to the code before."""
