"""The research families of both mock referrals, complete in every council's data.

Each council's files have that council's own schools, officers and associations, for every family.
"""

from random import Random

from demo_data.people import Extract, Person
from demo_data.places import Place

RESEARCH_CASE_IDS = ("249012", "136594", "240771")
"""Tommy Williams, Charlie Banks and Sarah Murphey."""

_NO_FLAGS = {
    "anti_social_behaviour": "No records found",
    "eviction": "No records found",
    "notice_seeking_possession": "No records found",
    "rent_arrears": "No records found",
}


def add_research_families(extract: Extract, place: Place, rng: Random) -> None:
    """The three families, with each person's records written out."""
    _add_williams_family(extract, place, rng)
    _add_banks_family(extract, place, rng)
    _add_murphey_family(extract, place, rng)


def _add_williams_family(extract: Extract, place: Place, rng: Random) -> None:
    """Round 2. Notice to Kate three weeks ago; Dominic arrested for assault in Manchester 16 days ago."""
    home = "320 Overdale Road, Romiley, Stockport SK6 3HL"
    lees_home = "11 Overdale Road, Romiley, Stockport SK6 3HG"
    tommy = _research(extract, "Tommy", "Williams", "Male", 7, (12, 5), home, RESEARCH_CASE_IDS[0])
    kate = _research(extract, "Kate", "Williams", "Female", 34, (29, 8), home, "249013")
    dominic = _research(
        extract, "Dominic", "Pierce", "Male", 36, (3, 4), "41 Tarnbrook Close, Offerton, Stockport SK2 5TB", "249014"
    )
    paula = _research(extract, "Paula", "Lee", "Female", 35, (16, 1), lees_home, "250871")
    jason = _research(extract, "Jason", "Lee", "Male", 7, (30, 9), lees_home, "250872")
    for person, relationship in ((kate, "Mother"), (dominic, "Father"), (paula, "Family friend"), (jason, "Friend")):
        extract.link(tommy, person, relationship)
    extract.link(jason, paula, "Mother")

    _at_school(extract, tommy, place, 0)
    _at_school(extract, jason, place, 0)
    extract.add_record(
        "housing",
        kate,
        **_as_in_cms(kate),
        service_involvement="Current",
        **place.contact("housing", rng) | {"contact_role": "Housing officer"},
        tenancy_start=extract.days_ago(1605),
        anti_social_behaviour="No records found",
        eviction="Case open",
        notice_seeking_possession="Case open",
        rent_arrears="Case open",
    )
    extract.add_record(
        "housing",
        paula,
        service_involvement="Current",
        **place.contact("housing", rng),
        tenancy_start=extract.days_ago(2480),
        **_NO_FLAGS,
    )
    extract.add_record(
        "police",
        dominic,
        **_as_in_cms(dominic) | {"address": "Flat 6, 19 Millgate Yard, Manchester M4 5ZB", "address_status": "current"},
        **place.contact("police", rng) | {"police_area": place.area_of_arrest},
        safeguarding_offences="Yes",
        non_safeguarding_offences="No",
    )
    extract.add_entry(
        "police",
        dominic,
        date_of_offence=extract.days_ago(16),
        type_of_offence="Violence with injury",
        nature_of_involvement="Suspect",
    )


def _add_banks_family(extract: Extract, place: Place, rng: Random) -> None:
    """Round 1. Rachel has had warnings for anti-social behaviour; little is known about Kate, the babysitter."""
    home = "270 Barncroft Drive, Leeds LS14 1HS"
    charlie = _research(extract, "Charlie", "Banks", "Male", 7, (10, 7), home, RESEARCH_CASE_IDS[1])
    rachel = _research(extract, "Rachel", "Banks", "Female", 33, (22, 2), home, "136595")
    john = _research(extract, "John", "Banks", "Male", 66, (1, 11), "9 Whinmoss Road, Leeds LS14 2BT", "136596")
    kates_home = "Flat 3, 52 Coppergill Close, Leeds LS14 6DA"
    kate = _research(extract, "Kate", "Ellison", "Female", 23, (1, 1), kates_home, "")
    kate.source, kate.date_of_birth = "housing", None
    for person, relationship in ((rachel, "Mother"), (john, "Grandfather"), (kate, "Babysitter")):
        extract.link(charlie, person, relationship)

    _at_school(extract, charlie, place, 1)
    _at_school(extract, charlie, place, 3, admission_type="Secondary provision")
    extract.add_record(
        "housing",
        rachel,
        **_as_in_cms(rachel),
        service_involvement="Current",
        **place.contact("housing", rng) | {"contact_role": "Anti-social behaviour officer"},
        tenancy_start=extract.days_ago(2020),
        **_NO_FLAGS | {"anti_social_behaviour": "Case open", "rent_arrears": "Case closed"},
    )
    extract.add_record(
        "police",
        rachel,
        **place.contact("police", rng),
        safeguarding_offences="No",
        non_safeguarding_offences="Yes",
    )
    extract.add_record(
        "adult_social_care",
        john,
        service_involvement="Current",
        **place.contact("adult_social_care", rng),
        start_date_of_last_involvement=extract.days_ago(410),
        date_of_most_recent_interaction=extract.days_ago(33),
    )
    extract.add_record(
        "housing",
        kate,
        first_name="Kate",
        family_name="Ellison",
        gender="Female",
        address=kate.address,
        service_involvement="Current",
        housing_association=place.contact("housing", rng)["housing_association"],
        tenancy_start=extract.days_ago(190),
        **_NO_FLAGS | {"eviction": "", "rent_arrears": ""},
    )


def _add_murphey_family(extract: Extract, place: Place, rng: Random) -> None:
    """Sarah, her mother Lisa and her half sister Amelia. No details are held of her mother's offences."""
    home = place.address(rng)
    sarah = _research(extract, "Sarah", "Murphey", "Female", 7, (12, 5), home, RESEARCH_CASE_IDS[2])
    lisa = _research(extract, "Lisa", "Williams", "Female", 38, (2, 6), home, "240772")
    amelia = _research(extract, "Amelia", "Williams", "Female", 17, (19, 2), home, "240773")
    extract.link(sarah, lisa, "Mother")
    extract.link(sarah, amelia, "Half sister")
    extract.link(amelia, lisa, "Mother")
    extract.link(amelia, sarah, "Half sister")

    _at_school(extract, sarah, place, 2)
    _at_school(extract, amelia, place, len(place.schools) - 1)
    extract.add_record(
        "adult_social_care",
        lisa,
        **_as_in_cms(lisa),
        service_involvement="Historic",
        **place.contact("adult_social_care", rng),
        start_date_of_last_involvement=extract.days_ago(1730),
        date_of_most_recent_interaction=extract.days_ago(1214),
    )
    extract.add_record(
        "housing",
        lisa,
        **_as_in_cms(lisa) | {"address": place.address(rng), "address_status": "previous"},
        service_involvement="Historic",
        **place.contact("housing", rng),
        tenancy_start=extract.days_ago(3350),
        **_NO_FLAGS | {"anti_social_behaviour": "Case closed"},
    )
    extract.add_record(
        "police", lisa, **place.contact("police", rng), safeguarding_offences="Yes", non_safeguarding_offences="Yes"
    )


def _research(
    extract: Extract,
    first_name: str,
    family_name: str,
    gender: str,
    age: int,
    birthday: tuple[int, int],
    address: str,
    cms_id: str,
) -> Person:
    return extract.add_person(
        first_name, family_name, gender, age, birthday, address=address, cms_id=cms_id, named=True
    )


def _at_school(
    extract: Extract, person: Person, place: Place, number: int, admission_type: str = "Main provision"
) -> None:
    school = place.schools[number % len(place.schools)]
    extract.add_record(
        "school",
        person,
        service_involvement="Current",
        school_name=school.name,
        contact_number=school.phone,
        admission_type=admission_type,
    )


def _as_in_cms(person: Person) -> dict[str, str]:
    """The details of a person whose source has them just as the CMS does."""
    return person.details | {"address_status": "current"}
