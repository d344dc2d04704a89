"""A council's files become checked tables, and their data quality is measured.

Other rooms use `checks` to read a folder, `reading` for its tables, `quality` and `quality_report`.
It knows a council's settings, and no database.
"""
