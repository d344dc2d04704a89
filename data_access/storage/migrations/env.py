"""What Alembic runs the steps with: the connection of data_access/storage/upgrading.py, inside its transaction."""

from alembic import context

# Both databases undo changes of tables too; Alembic expects that of PostgreSQL only.
context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
