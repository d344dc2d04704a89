"""The parts of an extract before they are written: people, links, records and entries."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

Row = dict[str, str]


@dataclass
class Person:
    """One person. `age` is right even if the extract has no date of birth; None for an unborn child."""

    key: str
    first_name: str
    family_name: str
    gender: str
    age: int | None
    date_of_birth: date | None
    address: str = ""
    address_status: str = ""
    cms_id: str = ""
    source: str = "cms"
    named: bool = False
    """A research person or a namesake, to whom no gaps are added."""
    other_names: dict[str, str] = field(default_factory=dict)
    """By column: preferred and former names (other_names.py)."""

    @property
    def details(self) -> dict[str, str]:
        """The columns of a file that say who the person is."""
        return {
            "first_name": self.first_name,
            "family_name": self.family_name,
            "date_of_birth": self.date_of_birth.isoformat() if self.date_of_birth else "",
            "gender": self.gender,
            "address": self.address,
            "address_status": self.address_status if self.address else "",
        }

    @property
    def is_child(self) -> bool:
        return self.age is None or self.age < 18


@dataclass
class Extract:
    """The contents of one council's files. `records` and `entries` are by service ID."""

    today: date
    people: list[Person] = field(default_factory=list)
    links: list[tuple[Person, Person, str]] = field(default_factory=list)
    """(child, linked individual, the individual's relationship to the child)."""
    caseload: list[tuple[str, Person]] = field(default_factory=list)
    records: dict[str, list[Row]] = field(default_factory=dict)
    entries: dict[str, list[Row]] = field(default_factory=dict)

    def add_person(
        self,
        first_name: str,
        family_name: str,
        gender: str,
        age: int,
        birthday: tuple[int, int],
        *,
        address: str,
        cms_id: str = "",
        source: str = "cms",
        named: bool = False,
    ) -> Person:
        """A person of this age today, born on `birthday` (day, month)."""
        person = Person(
            key=f"P{len(self.people) + 1:05}",
            first_name=first_name,
            family_name=family_name,
            gender=gender,
            age=age,
            date_of_birth=born(age, *birthday, self.today),
            address=address,
            cms_id=cms_id,
            source=source,
            named=named,
        )
        self.people.append(person)
        return person

    def link(self, child: Person, individual: Person, relationship: str) -> None:
        self.links.append((child, individual, relationship))

    def add_record(self, service_id: str, person: Person, **values: str) -> Row:
        """Add a line to a service's file. Returns the row, so that it can still be changed."""
        row = {"person_key": person.key, **values}
        self.records.setdefault(service_id, []).append(row)
        return row

    def add_entry(self, service_id: str, person: Person, **values: str) -> None:
        """Add a line to a service's repeated group."""
        self.entries.setdefault(service_id, []).append({"person_key": person.key, **values})

    def days_ago(self, days: int) -> str:
        """The ISO date this many days before today."""
        return (self.today - timedelta(days=days)).isoformat()


def born(age: int, day: int, month: int, today: date) -> date:
    """The date of birth of a person who is `age` today, with this day and month of birth.

    29 February in a year without one becomes 28 February, or 1 March before the birthday, so that the age is right.

    >>> born(7, 12, 5, date(2026, 5, 11)), born(7, 12, 5, date(2026, 5, 12))
    (datetime.date(2018, 5, 12), datetime.date(2019, 5, 12))
    """
    had_birthday = (month, day) <= (today.month, today.day)
    year = today.year - age - (0 if had_birthday else 1)
    try:
        return date(year, month, day)
    except ValueError:
        if (day, month) != (29, 2):
            raise
        return date(year, 2, 28) if had_birthday else date(year, 3, 1)


def fixed_random(seed: str) -> Random:
    """Random choices that are the same in every run."""
    return Random(seed)  # noqa: S311 - for inventing people, not for secrets
