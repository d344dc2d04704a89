"""Invented extracts for demonstrations and research sessions. Nobody in them is real; see writing.py."""
