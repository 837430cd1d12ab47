"""Let a submitted sheet be left out of the result, with every word on it kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import contest.db

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the column that holds and the rows that are kept, which the database itself refuses to change."""
    op.add_column("assignment", sa.Column("counts", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.create_table(
        "sheet_ruling",
        sa.Column("id", KEY, nullable=False),
        sa.Column("round_id", KEY, nullable=False),
        sa.Column("assignment_id", KEY, nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("at", contest.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_sheet_ruling_round_id_round")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_sheet_ruling_assignment_id_assignment")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_sheet_ruling_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_ruling")),
    )
    op.create_index(op.f("ix_sheet_ruling_round_id"), "sheet_ruling", ["round_id"])
    op.create_index(op.f("ix_sheet_ruling_assignment_id"), "sheet_ruling", ["assignment_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER sheet_ruling_append_only BEFORE UPDATE OR DELETE ON sheet_ruling "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER sheet_ruling_no_{act.lower()} BEFORE {act} ON sheet_ruling "
            "BEGIN SELECT RAISE(ABORT, 'append-only table sheet_ruling'); END"
        )


def downgrade() -> None:
    """Forget which sheets were left out."""
    op.drop_table("sheet_ruling")
    op.drop_column("assignment", "counts")
