"""Record linkage scored on invented people and their records, beside Splink."""
