"""Loading: checked tables become a new extract, built beside the one in use, which it then replaces.

Other rooms use `extracts` to load, `extract_state` and `quality_reports` to read about the extract in use,
`rejected_list` and `stopped_load` to say what a load kept out or why it stopped, and `extract_store` to look after
existing extracts. It knows no screen, and `extracts/` reads the files for it.
"""
