"""Every benchmark, small, in one table."""
