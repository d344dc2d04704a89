"""Reads a council's files into checked tables and measures their data quality.

Other rooms use `checks` to read a folder, `sheet` for its tables, `keys` for one key written two ways, `dates`,
`not_known` and `placeholders` for what is not known, `other_names` for preferred and former names, `rejected_rows` for
the rows that are kept out, `quality` and `quality_report`. It knows a council's settings, but no database.
"""
