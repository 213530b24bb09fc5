"""Migrations run against the tables of every room; ``python -m csn_app migrate`` calls them."""

from alembic import context
from csn_app.config import settings
from csn_app.tables import metadata
from csn_app.wiring import engine_of


def _run() -> None:
    engine = engine_of(settings().database_url, pool_size=1)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=metadata, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


_run()
