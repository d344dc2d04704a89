"""Groups of the commands of manage.py that are long enough for a file of their own."""
