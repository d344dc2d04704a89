"""Tests of data_access/research."""
