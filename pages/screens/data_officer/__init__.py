"""The data officer's screens: matches and reports to review, data quality, restricted people, reports to a person on
what is held, and agreements."""
