"""The commands of manage.py that have a subject of their own."""
