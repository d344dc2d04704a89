"""The data officer's work: possible matches, reported records, and past decisions.

Other rooms use `possible_matches`, `reported_records` and `past_decisions`. It changes no extract: decisions are saved,
and the next load applies them.
"""
