"""A small invented extract that a test can change line by line before it is loaded."""

import csv
from datetime import date, timedelta
from pathlib import Path

from config import clock
from config.council import Council
from config.service import Service

PEOPLE = {
    # person_key: source, cms_id, first_name, family_name, age in years (None: no date of birth), gender, address
    "tommy": ("cms", "249012", "Tommy", "Williams", 7, "Male", "320 Overdale Road, Romiley, Stockport SK6 3HL"),
    "kate": ("cms", "249013", "Kate", "Williams", 34, "Female", "320 Overdale Road, Romiley, Stockport SK6 3HL"),
    "dominic": ("cms", "249014", "Dominic", "Pierce", 36, "Male", "14 Hollow Lane, Manchester M14 5QX"),
    "amelia": ("cms", "249020", "Amelia", "Williams", 17, "Female", "320 Overdale Road, Romiley"),
    "carer": ("cms", "249030", "Fay", "Foster", 50, "Female", "9 Fern Close"),
    "unlinked": ("cms", "249040", "Una", "Linkless", 40, "Female", "1 Nowhere Street"),
    "charlie": ("cms", "136594", "Charlie", "Banks", 7, "Male", "270 Barncroft Drive, Leeds LS14 1HS"),
    "rachel": ("housing", "", "Rachel", "Banks", 30, "Female", ""),
    "nodob": ("cms", "249050", "Nora", "Undated", None, "Unknown", "5 Mist Road"),
}


def born(years: int | None) -> str:
    """A date of birth of somebody who turned that age a month ago."""
    return "" if years is None else (clock.years_before(clock.today(), years) - timedelta(days=31)).isoformat()


class SmallExtract:
    """Files as lists of lines (dicts); change them, then `write`."""

    def __init__(self, council: Council):
        self.council = council
        self.files: dict[str, list[dict[str, str]]] = {
            "people": [_person(key, *values) for key, values in PEOPLE.items()],
            "relationships": [
                _link("tommy", "kate", "Mother"),
                _link("tommy", "dominic", "Father"),
                _link("tommy", "amelia", "Half sister"),
                _link("tommy", "carer", "Foster carer"),
                _link("charlie", "rachel", "Mother"),
            ],
            "caseload": [{"worker": "204417", "case_id": "249012"}, {"worker": "204533", "case_id": "136594"}],
            "sources": [_source(name) for name in ("cms", *(service.id for service in council.services))],
        }
        for service in council.services:
            self.files[service.id] = []
            if service.group:
                self.files[service.group.file] = []
        self.add_record("school", "tommy", service_involvement="Current", school_name="Overdale Primary School",
                        contact_number="0161 496 0301", admission_type="Main provision")  # fmt: skip
        self.add_record("housing", "kate", service_involvement="Current", housing_association="Stockport Homes",
                        contact_name="Raymond Fenton", contact_number="0161 496 0123", tenancy_start="2018-08-16",
                        eviction="Case open", rent_arrears="No records found")  # fmt: skip
        self.add_record("police", "dominic", police_area="Greater Manchester", contact_number="0161 496 0900",
                        safeguarding_offences="Yes", non_safeguarding_offences="No")  # fmt: skip
        self.add_offence("dominic", days_ago=20)

    def add_record(self, service_id: str, person_key: str, **values: str) -> None:
        """A line in a service's file; what is not given is empty."""
        service = self.council.service(service_id)
        line = {"person_key": person_key, "match_status": "", "date_of_birth": ""}
        line |= {"address": "", "address_status": ""}
        self.files[service_id].append({**line, **{field.id: "" for field in service.fields}, **values})

    def add_offence(self, person_key: str, *, days_ago: int, nature: str = "Suspect") -> None:
        """A line in police_offences.csv."""
        when = (clock.today() - timedelta(days=days_ago)).isoformat()
        line = {"person_key": person_key, "date_of_offence": when, "type_of_offence": "Violence with injury"}
        self.files["police_offences"].append({**line, "nature_of_involvement": nature})

    def line(self, name: str, **wanted: str) -> dict[str, str]:
        """The first line of a file with these values, to be changed."""
        return next(line for line in self.files[name] if all(line[key] == value for key, value in wanted.items()))

    def write(self, folder: Path) -> Path:
        """Write the files as CSV and return the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, lines in self.files.items():
            columns = list(lines[0]) if lines else self._columns(name)
            with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, columns)
                writer.writeheader()
                writer.writerows(lines)
        return folder

    def _columns(self, name: str) -> list[str]:
        for service in self.council.services:
            if name == service.id:
                return ["person_key", *(field.id for field in service.fields)]
            if service.group and name == service.group.file:
                return ["person_key", *(field.id for field in service.group.fields)]
        raise KeyError(name)


def add_service(council: Council, service: Service) -> Council:
    """The council with one more service."""
    return council.model_copy(update={"services": (*council.services, service)})


def _person(key, source, cms_id, first_name, family_name, years, gender, address) -> dict[str, str]:
    return {"person_key": key, "source": source, "cms_id": cms_id, "first_name": first_name,
            "family_name": family_name, "date_of_birth": born(years), "gender": gender, "address": address,
            "address_status": "current"}  # fmt: skip


def _link(child: str, individual: str, words: str) -> dict[str, str]:
    return {"child_key": child, "person_key": individual, "relationship": words}


def _source(name: str) -> dict[str, str]:
    # Of the whole hour: the same files are loaded once, and copied for the next test.
    as_of = clock.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=2)
    return {"source": name, "system_name": f"{name.title()} system", "date_current_as_of": as_of.isoformat(),
            "coverage_start_date": "2010-01-01", "coverage_end_date": as_of.date().isoformat(), "coverage_area": "",
            "expected_every": "1 day", "status": "read"}  # fmt: skip


def date_of_birth_of(key: str) -> date:
    """The date of birth the small extract gives this person."""
    return date.fromisoformat(born(PEOPLE[key][4]))
