"""How the manager's work is said and drawn: a visit in one row, who looked at one person, outcomes of spot checks."""
