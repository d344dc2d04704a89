"""Invented extracts for demonstrations and research sessions. Everyone in them is invented; see writing.py."""
