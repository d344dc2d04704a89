"""The manager's work: the audit read by visit and exported, spot checks, and usage figures.

Other rooms use `audit_list`, `audit_filters`, `audit_export`, `many_opened`, `overdue_reports`, `spot_checks`,
`outcomes_by_team`, `usage_figures`, `daily_counts`, `periods`, the visits in `visits`, and the plain values of
`audit_records`, `usage_values` and `hidden_counts`. It reads the audit and never changes a record.
"""
