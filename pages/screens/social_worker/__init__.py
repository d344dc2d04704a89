"""The social worker's screens: reason, search, results, a person's page, contacts, numbers, and what services mean."""
