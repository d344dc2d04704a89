"""Alembic runs the steps with this, on the connection of data_access/storage/upgrading.py, inside its transaction."""

from alembic import context

# Both databases can roll back changes to tables; Alembic expects that only of PostgreSQL.
context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
