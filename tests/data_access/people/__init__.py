"""Tests of data_access/people."""
