"""Let the authors of a published work be as many as there are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BEFORE = 600


def upgrade() -> None:
    """Drop the bound."""
    with op.batch_alter_table("published_work") as published:
        published.alter_column("authors", existing_type=sa.String(BEFORE), type_=sa.Text(), existing_nullable=False)


def downgrade() -> None:
    """Cut what is longer."""
    op.execute(f"UPDATE published_work SET authors = substr(authors, 1, {BEFORE})")  # noqa: S608 - our own number
    with op.batch_alter_table("published_work") as published:
        published.alter_column("authors", existing_type=sa.Text(), type_=sa.String(BEFORE), existing_nullable=False)
