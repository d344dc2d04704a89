"""Fields and what is said when one of them is wrong."""
