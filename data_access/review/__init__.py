"""The data officer's work: possible matches, reported records, and past decisions; and what workers ask them to check.

Other rooms use `possible_matches`, `reported_records`, `past_decisions` and `check_requests`. It changes no extract:
decisions are saved, and the next load applies them.
"""
