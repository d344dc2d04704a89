"""Storage: connections, tables, database versions and their migrations, and locks.

Other rooms use `database`, the tables (`app_tables`, `audit_tables`, `extract_tables`, `research_tables`),
`list_parameters`, `schema`, `upgrading`, `postgres_locks` and `postgres_rights`. It knows nothing about workers, audit
records or who may read what.
"""
