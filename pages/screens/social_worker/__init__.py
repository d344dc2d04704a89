"""The social worker's screens: reason, search, results, a person's page, contacts, and what the services mean."""
