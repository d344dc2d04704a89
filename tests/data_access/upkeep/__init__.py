"""Tests of data_access/upkeep."""
