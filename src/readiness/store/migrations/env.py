"""How Alembic reaches our database: on the connection it is given, never on one of its own."""

from alembic import context

from readiness.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
context.run_migrations()
