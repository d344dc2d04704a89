"""The audit trail: an append-only chain of signed records, its flags, anchors, verification and retention.

Other rooms use `chain` to record, `flags`, `anchors`, `verification` and `retention` to look after the chain,
`name_index` for the names of a session, and `settings_changes`. It knows no account and no extract: it signs what it is
given. Reading the audit is in `oversight`.
"""
