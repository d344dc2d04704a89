"""Tests of data_access/audit."""
