"""Loading: checked tables become a new extract, built beside the one in use, which it then replaces.

Other rooms use `extracts` to load, `quality_reports` to read the data quality of a load, `rejected_list` and
`stopped_load` to say what a load kept out or why it stopped, and `carry_over` and `extract_store` to look after
existing extracts. It knows no screen, and `extracts/` reads the files for it.
"""
