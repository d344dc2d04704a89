"""What a session has opened, brought together: who to call, what is copied for the case file, a family's flags, and
whether it was many people.

Whatever names people asks `access` again about everyone it names, and records before it returns.
"""
