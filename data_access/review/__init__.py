"""The data officer's work: possible matches, reported records, and what was decided.

Other rooms use `possible_matches`, `reported_records` and `past_decisions`. It changes no extract: a decision is kept,
and the next load obeys it.
"""
