"""The findings of manage.py check."""
