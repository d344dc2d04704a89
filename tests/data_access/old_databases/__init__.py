"""Databases of earlier versions with invented data in them, as SQL, and what made them."""
