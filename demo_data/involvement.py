"""Invented records of the four standard services for everyone except the research families."""

from collections.abc import Callable
from itertools import cycle
from random import Random

from demo_data.people import Extract, Person, Row
from demo_data.places import Place

STANDARD_SERVICES = ("school", "adult_social_care", "housing", "police")
_LATEST = 12  # days ago: no record is newer than the oldest source
_TYPES = (
    "Violence with injury", "Violence without injury", "Violence without injury", "Possession of weapons", "Robbery",
    "Other sexual offences", "Rape", "Homicide",
)  # fmt: skip
# (safeguarding, non-safeguarding, entries); an entry is (nature, days ago from, to). The window is 5 years for a
# conviction and 1 for a suspect record: what is older is the loader's to drop.
_POLICE = (
    ("Yes", "No", (("Suspect", 20, 340),)),
    ("No", "Yes", ()),
    ("Yes", "Yes", (("Convicted", 100, 1700), ("Suspect", 20, 340))),
    ("Yes", "No", ()),
    ("Yes", "No", (("Convicted", 1900, 3600),)),
    ("Yes", "Yes", (("Convicted", 60, 500), ("Convicted", 510, 1700), ("Suspect", 30, 300), ("Suspect", 15, 360))),
    ("No", "Yes", ()),
    ("Yes", "Yes", (("Convicted", 30, 1700), ("Convicted", 1900, 3600), ("Suspect", 400, 900))),
    ("No", "No", ()),
    (
        "Yes",
        "Yes",
        (
            ("Suspect", 15, 90),
            ("Suspect", 90, 340),
            ("Convicted", 60, 800),
            ("Convicted", 800, 1700),
            ("Suspect", 400, 700),
        ),
    ),
    ("Yes", "", (("Convicted", 200, 1500),)),
)
_SCHOOL_SHARES = {4: 0.6, 16: 0.85, 17: 0.75, 18: 0.6, 19: 0.45, 20: 0.45, 21: 0.5, 22: 0.5, 23: 0.5}
_FLAGS = ("anti_social_behaviour", "eviction", "notice_seeking_possession", "rent_arrears")


class Involvement:
    """Adds records of the services in `service_ids` to an extract."""

    def __init__(self, extract: Extract, place: Place, rng: Random, service_ids: tuple[str, ...]) -> None:
        self.extract = extract
        self.place = place
        self.rng = rng
        self._police_patterns = cycle(_POLICE)
        makers: dict[str, Callable[[Person, bool], None]] = {
            "school": self._school,
            "adult_social_care": self._adult_social_care,
            "housing": self._housing,
            "police": self._police,
        }
        self._makers = {service_id: makers[service_id] for service_id in service_ids}

    def add_for(self, person: Person) -> None:
        """The person's records. A person known from a service has at least one there."""
        for service_id, make in self._makers.items():
            make(person, person.source == service_id)

    def _school(self, person: Person, known_from: bool) -> None:
        age = -1 if person.age is None else person.age
        share = 0.96 if 5 <= age <= 15 else _SCHOOL_SHARES.get(age, 0.0)
        if not (known_from or self._happens(share)):
            return
        if not known_from and self._happens(0.02):
            self._none_found("school", person)
            return
        current = age <= 15 or (age <= 18 and self._happens(0.75))
        self._registration(person, age, "Current" if current else "Historic", "Main provision")
        if current and self._happens(0.05):
            self._registration(person, age, "Current", "Secondary provision")
        if current and self._happens(0.03):
            self._registration(person, age, "Current", "Off site provision")
        if current and 11 <= age <= 16 and self._happens(0.12):
            self._registration(person, 10, "Historic", "Main provision")

    def _registration(self, person: Person, age: int, involvement: str, admission_type: str) -> None:
        school = self.place.school(age, self.rng)
        row = self.extract.add_record(
            "school",
            person,
            service_involvement=involvement,
            school_name=school.name,
            contact_number=school.phone,
            admission_type=admission_type,
        )
        self._as_held(row, person)

    def _adult_social_care(self, person: Person, known_from: bool) -> None:
        age = person.age or 0
        share = 0.2 if age >= 65 else 0.07 if age >= 18 else 0.03 if age >= 15 else 0.0
        if not (known_from or self._happens(share)):
            return
        if not known_from and self._happens(0.06):
            self._none_found("adult_social_care", person)
            return
        current = self._happens(0.5)
        self._care(person, "Current" if current else "Historic", 30 if current else 900, 1000 if current else 3600)
        if current and self._happens(0.15):
            self._care(person, "Historic", 2000, 4800)

    def _care(self, person: Person, involvement: str, fewest_days: int, most_days: int) -> None:
        adult_for = max(40, ((person.age or 18) - 14) * 365)
        started = self.rng.randint(min(fewest_days, adult_for - 10), min(most_days, adult_for))
        last = self.rng.randint(_LATEST, min(started, 120)) if involvement == "Current" else started - started // 4
        row = self.extract.add_record(
            "adult_social_care",
            person,
            service_involvement=involvement,
            **self.place.contact("adult_social_care", self.rng),
            start_date_of_last_involvement=self.extract.days_ago(started),
            date_of_most_recent_interaction=self.extract.days_ago(last),
        )
        self._as_held(row, person)

    def _housing(self, person: Person, known_from: bool) -> None:
        age = person.age or 0
        if not (known_from or (age >= 18 and self._happens(0.34)) or (age in (16, 17) and self._happens(0.04))):
            return
        kind = self.rng.random()
        if kind < 0.03 and not known_from:
            self._none_found("housing", person)
        elif kind < 0.11:
            self._tenancy(person, "Historic", {"anti_social_behaviour": "Case closed"}, moved=True)
        else:
            self._tenancy(person, "Current", self._some_flags())
            if kind < 0.15:
                self._tenancy(person, "Historic", {"anti_social_behaviour": "Case closed"}, moved=True)
            elif kind < 0.19:
                self._tenancy(person, "Current", {}, moved=self._happens(0.6))

    def _some_flags(self) -> Row:
        """No cases for two tenants in three, one or more for the others."""
        if self._happens(0.66):
            return {}
        chosen = self.rng.sample(_FLAGS, self.rng.choices((1, 2, 3), (70, 22, 8))[0])
        return {flag: self.rng.choice(("Case open", "Case open", "Case closed", "")) for flag in chosen}

    def _tenancy(self, person: Person, involvement: str, flags: Row, *, moved: bool = False) -> None:
        tenant_for = max(120, ((person.age or 18) - 16) * 365)
        if involvement == "Current":
            started = self.rng.randint(30, min(tenant_for, 5500))
        else:
            started = self.rng.randint(min(1200, tenant_for - 20), min(tenant_for, 5700))
        row = self.extract.add_record(
            "housing",
            person,
            service_involvement=involvement,
            **self.place.contact("housing", self.rng),
            tenancy_start=self.extract.days_ago(started),
            **dict.fromkeys(_FLAGS, "No records found") | flags,
        )
        self._as_held(row, person)
        if moved:
            status = "current" if involvement == "Current" else "previous"
            row |= {"address": self.place.address(self.rng), "address_status": status}

    def _police(self, person: Person, known_from: bool) -> None:
        age = person.age or 0
        if not (known_from or self._happens(0.045 if 18 <= age <= 75 else 0.08 if age in (16, 17) else 0.0)):
            return
        safeguarding, other, entries = next(self._police_patterns)
        if known_from and "Yes" not in (safeguarding, other):
            other = "Yes"
        row = self.extract.add_record(
            "police",
            person,
            **self.place.contact("police", self.rng),
            safeguarding_offences=safeguarding,
            non_safeguarding_offences=other,
        )
        self._as_held(row, person)
        for nature, newest, oldest in entries:
            self.extract.add_entry(
                "police",
                person,
                date_of_offence=self.extract.days_ago(self.rng.randint(newest, oldest)),
                type_of_offence="" if self._happens(0.08) else self.rng.choice(_TYPES),
                nature_of_involvement=nature,
            )

    def _none_found(self, service_id: str, person: Person) -> None:
        self._as_held(self.extract.add_record(service_id, person, service_involvement="None found"), person)

    def _as_held(self, row: Row, person: Person) -> None:
        """Sometimes the source has the person's details; at first the same as in the CMS."""
        if self._happens(0.6):
            row |= person.details

    def _happens(self, share: float) -> bool:
        return self.rng.random() < share
