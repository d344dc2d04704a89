"""What names say before people are matched: several people under one key, one person under several names, and whom a
decision was about.

The rest of `loading` uses `several_people`, `other_names` and `decided_records`.
"""
