"""Tests of data_access/oversight."""
