"""What `make bench…`, `make quality` and `make drill` run: figures and fault drills, never part of the tool."""
