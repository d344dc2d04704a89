"""Tests of data_access/review."""
