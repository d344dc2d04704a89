"""A council's settings, services and words; the one clock; long work and its progress.

Other rooms use every module here: `council`, `service`, `extract`, `extract_checks`, `not_known`, `relationships`,
`research`, `research_reading`, `reading`, `problems`, `environment`, `sign_on`, `version`, `clock` and `progress`. It
knows neither Streamlit nor a database.
"""
