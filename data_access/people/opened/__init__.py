"""What a session has opened, brought together: who to call, what is copied for the case file, and a family's flags.

Whatever names people asks `access` again about everyone it names, and records before it returns.
"""
