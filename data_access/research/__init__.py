"""Research sessions on invented families: what a session shows, participants' records, findings and feedback.

Other rooms use `setup`, `participants`, `feedback`, `personal_details` and the plain values of `research_values`.
It knows nothing of real families: the door refuses it where they are loaded.
"""
