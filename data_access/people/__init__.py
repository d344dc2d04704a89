"""Personal data, reached only through `access`: search, a person's page, their services, contacts and restrictions.

Other rooms use `access`, `search`, `person_page`, `services`, `reports`, `report_states`, `person_ids`,
`match_decisions`, `many_people` and `research_setup`, the restrictions in `restricting`, and what a session has opened,
in `opened`; a load also uses `person_keys`, `extract_facts`, `ages`, and the name index in `finding`.
It does not know how an extract is made, or what managers and data officers do with it.
"""
