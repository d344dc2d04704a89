"""What names say before people are matched: several people under one key, one person under several names, whom a
decision was about, who is known from before, who is who where a file did not arrive, and who is twice in the CMS.

The rest of `loading` uses `several_people`, `other_names`, `decided_records`, `recognition`, `same_people` and
`doubled_people`.
"""
