"""deploy/: its scripts, units, web server's site and roles."""
