"""What names say before people are matched: several people under one key, and one person under several names.

The rest of `loading` uses `several_people` and `other_names`.
"""
