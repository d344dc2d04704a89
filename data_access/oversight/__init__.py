"""The manager's work: the audit read and exported, spot checks, and usage figures.

Other rooms use `audit_list`, `audit_export`, `spot_checks`, `usage_figures`, `daily_counts`, and the plain values of
`audit_records` and `usage_values`. It reads the audit and never changes a record.
"""
