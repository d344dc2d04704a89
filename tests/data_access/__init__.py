"""The data layer, on SQLite and on a real PostgreSQL."""
