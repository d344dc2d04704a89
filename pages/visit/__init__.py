"""One worker's visit: who is signed in, what was asked and fetched, and where to go next."""
