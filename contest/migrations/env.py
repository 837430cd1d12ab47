"""How Alembic reaches this installation's database and sees its tables."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine

from contest.db import Base
from contest.tables import TABLE_MODULES

assert TABLE_MODULES  # the import above fills the metadata

engine = create_engine(context.config.attributes["url"])
with engine.begin() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    context.run_migrations()
engine.dispose()
