"""What leaves the council on paper: a report to a person, the notice for families, the list of what is processed."""
