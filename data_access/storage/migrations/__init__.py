"""The steps that upgrade the app half of an earlier version's database. `manage.py upgrade` runs them.

A change to app_tables.py or audit_tables.py needs a step here and its number in schema.REVISIONS. A test compares every
released version's database, once upgraded, with a new one. A released step is never changed.
"""
