"""Adds the gaps and contradictions of real extracts to the invented data, so that screens must handle them."""

from random import Random

from demo_data.names import SHORT_FORMS
from demo_data.people import Extract, Person, Row, born
from demo_data.places import Place

_CONTACT_FIELDS = ("contact_name", "contact_role", "contact_number", "contact_email")
_OTHER_FIELDS = (
    "school_name", "admission_type", "tenancy_start", "police_area", "date_of_most_recent_interaction",
)  # fmt: skip


def add_gaps_in_people(extract: Extract, rng: Random, sources: tuple[str, ...]) -> None:
    """No case ID, no date of birth, no address, only a previous address, one name only.

    `sources` has the services whose files exist; a person without a case ID is known from one of them.
    """
    ordinary = [person for person in extract.people if not person.named and person.age is not None]
    adults = [person for person in ordinary if (person.age or 0) >= 21]
    children = [person for person in ordinary if person.is_child]
    pupils = [person for person in children if 5 <= (person.age or 0) <= 15]
    adult_sources = [source for source in sources if source != "school"]
    if adult_sources:
        for person in rng.sample(adults, len(adults) // 15):
            person.cms_id, person.source = "", rng.choice(adult_sources + ["housing"] * (3 * ("housing" in sources)))
    if "school" in sources:
        for person in rng.sample(pupils, 14):
            person.cms_id, person.source = "", "school"
    for person in rng.sample(adults, len(adults) // 28) + rng.sample(children, 10):
        person.date_of_birth = None
    for person in rng.sample(ordinary, len(ordinary) // 33):
        person.address = ""
    for person in rng.sample([person for person in ordinary if person.address], len(ordinary) // 40):
        person.address_status = "previous"
    for person in rng.sample(adults, 8):
        person.first_name = ""


def add_gaps_in_records(extract: Extract, place: Place, rng: Random) -> None:
    """Missing details, dates of birth and addresses that differ from the CMS, other spellings, unreviewed matches."""
    people = {person.key: person for person in extract.people}
    for service_id, rows in extract.records.items():
        ordinary = [row for row in rows if not people[row["person_key"]].named]
        held = [row for row in ordinary if row.get("service_involvement") != "None found"]
        _blank_details(held, rng)
        saying = [row for row in held if row.get("family_name")]
        _disagree(saying, people, extract, place, rng)
        once = _only_record(ordinary)
        doubtful = [row for row in held if row["person_key"] in once and people[row["person_key"]].source == "cms"]
        for row in rng.sample(doubtful, min(len(doubtful), 6 if service_id == "school" else 4)):
            row["match_status"] = "pending"
        for row in rng.sample(held, len(held) // 5):
            row.setdefault("match_status", "confirmed")


def _blank_details(rows: list[Row], rng: Random) -> None:
    """Remove the whole contact from one row in twenty (at least four rows), and a single detail from one in ten."""
    for row in rng.sample(rows, min(len(rows), 4 + len(rows) // 20)):
        row |= {column: "" for column in _CONTACT_FIELDS if column in row}
    for row in rng.sample(rows, len(rows) // 10):
        present = [column for column in _CONTACT_FIELDS + _OTHER_FIELDS if row.get(column)]
        if present:
            row[rng.choice(present)] = ""


def _disagree(saying: list[Row], people: dict[str, Person], extract: Extract, place: Place, rng: Random) -> None:
    for row in saying:
        person = people[row["person_key"]]
        kind = rng.random()
        if not person.address and kind < 0.6:
            row["address"], row["address_status"] = place.address(rng), "current"
        elif kind < 0.07:
            row["date_of_birth"] = _another_date_of_birth(person, extract, rng)
        elif kind < 0.20:
            row["address"], row["address_status"] = place.address(rng), "current"
        elif kind < 0.27:
            row["address"], row["address_status"] = place.address(rng), "previous"
        elif kind < 0.37 and person.first_name:
            row["first_name"] = SHORT_FORMS.get(person.first_name, person.first_name[:1])
        elif kind < 0.40:
            row["family_name"] = row["family_name"].replace("-", " ").replace("'", "").upper()


def _another_date_of_birth(person: Person, extract: Extract, rng: Random) -> str:
    """A date of birth with day and month swapped, another year, or 1 January. Empty if the CMS has none either."""
    if person.date_of_birth is None or person.age is None:
        return ""
    day, month = person.date_of_birth.day, person.date_of_birth.month
    kind = rng.randint(0, 2)
    if kind == 0 and day <= 12 and day != month:
        return born(person.age, month, day, extract.today).isoformat()
    if kind == 1 and (day, month) != (1, 1):
        return born(person.age, 1, 1, extract.today).isoformat()
    return born(person.age + 1, min(day, 28), month, extract.today).isoformat()


def _only_record(rows: list[Row]) -> set[str]:
    """The keys of people with only one row."""
    keys = [row["person_key"] for row in rows]
    return {key for key in keys if keys.count(key) == 1}
