"""The demonstration extracts, checked with nothing but the csv module."""
