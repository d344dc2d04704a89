"""Personal data, behind one door (`access`): search, a person's page, their services, contacts and restrictions.

Other rooms use `access`, `search`, `person_page`, `services`, `contacts`, `restrictions`, `person_ids`,
`match_decisions`, `research_setup` and `research_variations`; a load also fills `name_index` by the rules of `ages`.
It knows neither how an extract is made nor what managers and data officers do with it.
"""
