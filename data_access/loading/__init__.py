"""One load: checked tables become an extract, built beside the one in use and then switched to.

Other rooms use `extracts` to load, `quality_reports` to read what a load measured, and `carry_over` and
`extract_store` to look after the extracts there are. It knows no screen and reads no file itself (`extracts/`).
"""
