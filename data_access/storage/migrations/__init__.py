"""How the app half of an earlier version's database becomes this one's, a step a version. `manage.py upgrade` runs it.

A change of app_tables.py or audit_tables.py needs a step here, and its number in schema.REVISIONS. A test compares what
the steps make of every released version's database with what a new one is. A step that was released is never changed.
"""
