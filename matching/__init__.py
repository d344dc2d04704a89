"""Are two names alike, and are two records of one person? Names, candidate pairs, comparison, probability, linkage.

Other rooms use `names`, `similarity`, `candidate_pairs`, `record_linkage` and `explanations`.
It works on tables in memory and knows neither a database nor a council's files.
"""
