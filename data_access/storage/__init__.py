"""Where data is kept: connections, tables, database versions and their migrations, and locks.

Other rooms use `database`, the tables (`app_tables`, `audit_tables`, `extract_tables`, `research_tables`), `schema`,
`upgrading` and `postgres_locks`. It knows no worker, no audit record and no rule about who may read what.
"""
