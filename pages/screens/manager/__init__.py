"""The manager's screens: the audit, spot checks, usage figures, and the feedback that came in."""
