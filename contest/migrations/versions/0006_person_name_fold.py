"""A person's name as the organizers' search compares it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from contest.text.folding import fold

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column in place and fill it."""
    op.add_column("person", sa.Column("name_fold", sa.String(length=120), server_default="", nullable=False))
    people = sa.table("person", sa.column("id"), sa.column("full_name"), sa.column("name_fold"))
    connection = op.get_bind()
    for person_id, name in connection.execute(sa.select(people.c.id, people.c.full_name)).all():
        connection.execute(people.update().where(people.c.id == person_id).values(name_fold=fold(name)[:120]))


def downgrade() -> None:
    """Remove it."""
    op.drop_column("person", "name_fold")
