"""Screens for every role, signed in or not: signing in, help with it, feedback, and the pages at the foot."""
