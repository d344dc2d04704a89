"""Preferred and former names of a few invented people in Stockport; the families of research sessions have none."""

from demo_data.people import Person

PREFERRED, FORMER = ("preferred_first_name", "preferred_family_name"), "former_names"
COLUMNS = (*PREFERRED, FORMER)
COUNCIL = "stockport"
_EVERY = 150
"""So many adults apart they stand in the file."""
_NAMES = (
    {"preferred_first_name": "Robin"},
    {"preferred_family_name": "Hartington"},
    {FORMER: "Ollerenshaw"},
    {"preferred_first_name": "Sky", "preferred_family_name": "Marchbank", FORMER: "Jocasta Ollerenshaw"},
    {FORMER: "Thistlewood; Garside-Pym"},
)


def give_other_names(people: list[Person]) -> None:
    """Give them to adults in the CMS, the same ones in every run."""
    adults = [person for person in people if not (person.is_child or person.named) and person.cms_id]
    for person, names in zip(adults[::_EVERY], _NAMES, strict=False):
        person.other_names = dict(names)
