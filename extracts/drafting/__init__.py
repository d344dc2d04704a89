"""Drafts a council's settings from a folder of its files: `manage.py draft` (docs/draft.md).

Other rooms use `draft` and `services`. Its guesses come from the names of columns (synonyms.csv, to which anybody may
add) and from what the columns hold. Nothing of a person's details leaves it: only counts, names of columns and files,
and codes that it knows.
"""
