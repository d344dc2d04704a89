"""Tests of data_access/accounts."""
