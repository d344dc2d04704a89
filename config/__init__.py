"""What a council is: its settings, services and words, and beside them the one clock and how progress is told.

Other rooms use every module here: `council`, `service`, `extract`, `extract_checks`, `research`, `research_reading`,
`reading`, `environment`, `sign_on`, `version`, `clock` and `progress`. It knows neither Streamlit nor a database.
"""
