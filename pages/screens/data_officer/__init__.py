"""The data officer's screens: matches and reports to review, data quality, restricted people."""
