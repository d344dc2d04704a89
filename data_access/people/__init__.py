"""Personal data, reached only through `access`: search, a person's page, their services, contacts and restrictions.

Other rooms use `access`, `search`, `person_page`, `services`, `contacts`, `restrictions`, `person_ids`,
`match_decisions`, `research_setup` and `research_variations`; a load also uses `name_index` and `ages`.
It does not know how an extract is made, or what managers and data officers do with it.
"""
