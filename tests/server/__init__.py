"""The answers to a browser besides the screens, and the check before a start."""
