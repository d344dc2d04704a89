"""A source of the demonstration without the shared key: its records are matched, and a few are for the data officer."""

from config.council import Council
from config.extract import Extract as ExtractSettings
from config.extract import ExtractFile
from demo_data.people import Extract, Row

OWN_KEYS = {"stockport": "adult_social_care"}
"""The council's service whose file has keys of its own in the demonstration, whatever the council's settings say."""


DETAILS = ("first_name", "family_name", "date_of_birth", "gender", "address", "address_status")


def with_own_keys(council: Council) -> Council:
    """The council as its demonstration is written and loaded."""
    service_id = OWN_KEYS.get(council.id)
    if service_id not in {service.id for service in council.services}:
        return council
    settings = ExtractSettings(files=(ExtractFile(id=str(service_id), person_key="own"),))
    return council.model_copy(update={"extract": settings})


def give_own_keys(extract: Extract, service_id: str) -> None:
    """Name each of the service's records by a key of its own, with the person's details beside it.

    The service does not know the date of birth of those whose records were uncertain: these become possible matches.
    """
    people = {person.key: person for person in extract.people}
    first: dict[str, Row] = {}
    for row in extract.records.get(service_id, []):
        if not row.get("family_name") and not row.get("first_name"):
            row.update(people[row["person_key"]].details)
        if row.pop("match_status", "") == "pending":
            row["date_of_birth"] = ""
        # One key is one person, with one set of details.
        same = first.setdefault(row["person_key"], row | {"source_key": f"CF{len(first) + 1:05}"})
        row.update({name: same.get(name, "") for name in ("source_key", *DETAILS)})
