"""Measurements and fault drills for `make bench…`, `make quality` and `make drill`. Not part of the tool."""
