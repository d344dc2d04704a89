"""The data officer's work: possible matches, reported records, past decisions, what workers ask to have checked, and
reports to a person on what is held about them.

Other rooms use `possible_matches`, `decisions_together`, `reported_records`, `past_decisions`, `check_requests`,
`subject_reports`, `subject_report_values`, `left_the_files` and `processing`. It changes no extract: decisions are
saved, and the next load applies them.
"""
