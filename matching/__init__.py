"""Compares names, and finds records of the same person: candidate pairs, comparison, probability, record linkage.

Other rooms use `names`, `name_parts`, `name_costs`, `typed_names`, `understood`, `not_names`, `homes`,
`candidate_pairs`, `similarity`, `link_rules`, `record_linkage` and `explanations`. It works on tables in memory and
knows neither a database nor a council's files.
"""
