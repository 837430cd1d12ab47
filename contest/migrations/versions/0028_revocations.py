"""Let a published prize be taken back by two people, in the open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from contest.db import UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "revocation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("season_id", KEY, nullable=False),
        sa.Column("work_id", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", KEY, nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("agreed_by", KEY, nullable=True),
        sa.Column("agreed_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_revocation_season_id_season")),
        sa.ForeignKeyConstraint(["work_id"], ["published_work.id"], name=op.f("fk_revocation_work_id_published_work")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_revocation_asked_by_person")),
        sa.ForeignKeyConstraint(["agreed_by"], ["person.id"], name=op.f("fk_revocation_agreed_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocation")),
        sa.UniqueConstraint("work_id", name=op.f("uq_revocation_work_id")),
    )
    op.create_index(op.f("ix_revocation_season_id"), "revocation", ["season_id"])


def downgrade() -> None:
    """Forget what was taken back."""
    op.drop_table("revocation")
