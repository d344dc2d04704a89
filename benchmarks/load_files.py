"""Extract files of any size with invented people: with the shared key, or with services that repeat the details."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

from benchmarks.council import progress, stockport
from benchmarks.population import Made, people
from config import clock
from config.council import Council
from config.extract import Extract
from config.service import Service

SEED = 4
SHARES = {"school": 0.4, "adult_social_care": 0.4, "housing": 0.8, "police": 0.4}
"""Lines of each service for each person: two in all."""
OFFENCES = 0.2
CASELOADS = 0.02
DETAILS = ("first_name", "family_name", "date_of_birth", "gender", "address")
_VALUES = {
    "involvement": ("Current", "Historic"),
    "case_state": ("Case open", "Case closed", "No records found"),
    "yes_no": ("Yes", "No"),
    "phone": ("0161 496 0301", "0161 496 0302", ""),
    "email": ("duty@council.example", "desk@service.example", ""),
    "text": ("Raymond Fenton", "Pat Rowe", "Overdale", "North locality team", ""),
}


def council_without_keys() -> Council:
    """Stockport, with no service that has the shared key."""
    council = stockport()
    names = [name for one in council.services for name in (one.id, one.group and one.group.file) if name]
    files = [{"id": name, "person_key": "none"} for name in names]
    return council.model_copy(update={"extract": Extract.model_validate({"files": files})})


def write_files(council: Council, folder: Path, number: int) -> int:
    """Write an extract with this many people and twice as many service lines. Returns the number of service lines."""
    folder.mkdir(parents=True, exist_ok=True)
    rng, shared = Random(SEED), council.extract.person_key("housing") == "shared"
    progress(f"Making up {number:,} people")
    made = list(people(number, seed=SEED))
    in_people = made if shared else [one for one in made if one.cms_id]
    _write(folder / "people.csv", ("person_key", "source", "cms_id", *DETAILS, "address_status"), _people(in_people))
    children = [one for one in in_people if one.date_of_birth and one.date_of_birth.year > clock.today().year - 18]
    _write(folder / "relationships.csv", ("child_key", "person_key", "relationship"), _links(rng, in_people, children))
    cases = [one.cms_id for one in children if one.cms_id and rng.random() < CASELOADS]
    _write(folder / "caseload.csv", ("worker", "case_id"), ((f"worker{rng.randrange(50)}", case) for case in cases))
    _write_sources(council, folder)
    lines = 0
    for service in council.services:
        progress(f"Writing {service.id}.csv")
        about = rng.choices(made, k=int(number * SHARES[service.id]))
        lines += len(about)
        _write_service(folder, service, rng, about, shared)
    return lines


def _people(made: list[Made]) -> Iterator[tuple]:
    for one in made:
        source = "cms" if one.cms_id else "housing"
        yield one.person_key, source, one.cms_id, *_details(one), "current"


def _details(one: Made) -> tuple:
    return one.first_name, one.family_name, one.date_of_birth or "", one.gender, one.address


def _links(rng: Random, made: list[Made], children: list[Made]) -> Iterator[tuple]:
    """Two people for each child, mostly from the line just above: the parents."""
    place = {one.person_key: at for at, one in enumerate(made)}
    for child in children:
        at = place[child.person_key]
        for other, words in ((made[at - 1], "Mother"), (rng.choice(made), "Family friend")):
            if other is not child:
                yield child.person_key, other.person_key, words


def _write_sources(council: Council, folder: Path) -> None:
    now, today = clock.now() - timedelta(minutes=5), clock.today()
    rows = (
        (name, f"{name} system", now.isoformat(timespec="minutes"), "2010-01-01", today, "", "1 day", "read")
        for name in ("cms", *(service.id for service in council.services))
    )
    columns = ("source", "system_name", "date_current_as_of", "coverage_start_date", "coverage_end_date",
               "coverage_area", "expected_every", "status")  # fmt: skip
    _write(folder / "sources.csv", columns, rows)


def _write_service(folder: Path, service: Service, rng: Random, about: list[Made], shared: bool) -> None:
    """Entries of a group identify a person in the same way as a line of the service's file."""
    columns = ("person_key",) if shared else (*DETAILS, "address_status")
    keys = [(one.person_key,) if shared else (*_slips(rng, _details(one)), "") for one in about]
    files = [(service.id, service.fields, keys)]
    if service.group:
        files.append((service.group.file, service.group.fields, rng.sample(keys, int(len(keys) * OFFENCES))))
    for name, fields, line_keys in files:
        lines = ((*key, *(_value(rng, field) for field in fields)) for key in line_keys)
        _write(folder / f"{name}.csv", (*columns, *(field.id for field in fields)), lines)


def _slips(rng: Random, details: tuple) -> tuple:
    """A person's details in another system: mostly the same, some in capitals, some without a date of birth."""
    first, family, born, gender, address = details
    turn = rng.random()
    if turn < 0.10:
        first, family = first.upper(), family.upper()
    elif turn < 0.15:
        born = ""
    elif turn < 0.20:
        address = address.split(",")[0]
    elif turn < 0.23 and len(first) > 3:
        first = first[:2] + first[3:]
    return first, family, born, gender, address


def _value(rng: Random, field) -> object:
    if field.type == "date":
        return clock.today() - timedelta(days=rng.randrange(1, 3_000))
    return rng.choice(field.choices or _VALUES[field.type])


def _write(path: Path, columns: tuple[str, ...], rows: Iterator[tuple]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
