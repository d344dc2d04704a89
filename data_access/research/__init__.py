"""Research sessions on invented families: set-up, participants' records, findings and feedback.

Other rooms use `setup`, `continuing`, `participants`, `notes`, `findings`, `findings_file`, `results`, `feedback` and
the plain values of `research_values`.
It never sees real families: `people/access.py` refuses research if they are loaded.
"""
