"""What names say before people are matched: several people under one key, one person under several names, whom a
decision was about, and who is who where a file did not arrive.

The rest of `loading` uses `several_people`, `other_names`, `decided_records` and `same_people`.
"""
