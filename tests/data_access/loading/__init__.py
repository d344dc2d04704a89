"""Tests of data_access/loading."""
