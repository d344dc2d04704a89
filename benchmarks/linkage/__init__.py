"""Record linkage scored on invented people and their records, compared with Splink."""
