"""Tests of data_access/storage."""
