"""How a service's answer is said and drawn: its flag, its sentences, its records."""
