"""The audit by visit: `grouping` says which records are one visit, `visit_list` reads a page of visits and opens one,
`look_counts` counts them by day for one person, and by flag. It is used through `oversight`.

It reads what `audit_filters` finds, as far as `audit_restricted` lets the reader see it.
"""
