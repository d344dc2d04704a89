"""Writes a council's demonstration extract as the CSV files of docs/extract-files.md.

People and records are the same in every run (a fixed seed for each council); only the dates change with the calendar.
"""

import csv
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from config.council import Council
from config.service import Service, ServiceField
from demo_data.families import RESEARCH_CASE_IDS, add_research_families
from demo_data.gaps import add_gaps_in_people, add_gaps_in_records
from demo_data.households import Households
from demo_data.involvement import STANDARD_SERVICES, Involvement
from demo_data.namesakes import add_namesakes
from demo_data.other_names import COLUMNS as OTHER_NAMES
from demo_data.other_names import COUNCIL as WITH_OTHER_NAMES
from demo_data.other_names import give_other_names
from demo_data.own_keys import give_own_keys
from demo_data.people import Extract, Person, Row, fixed_random
from demo_data.places import Place
from demo_data.workers import DEMO_WORKERS, OTHER_WORKERS, RESEARCH_CASELOAD

RESIDENTS = 2_000
CHILDREN_A_WORKER = 18
PERSON_COLUMNS = ("first_name", "family_name", "date_of_birth", "gender", "address", "address_status")

STALE = {"stockport": "adult_social_care", "leeds": "school"}
"""The one source of each council that is nine days old. In Leeds, Tommy's school records are shown as out of date."""
UNREADABLE = {"leeds": "adult_social_care"}
"""The source that did not arrive. Stockport has none, so that Adult Social Care can be shown with its records."""

_SYSTEMS = {
    ("stockport", "school"): "Synergy",
    ("stockport", "adult_social_care"): "CareFirst",
    ("stockport", "housing"): "Northgate",
    ("leeds", "school"): "Synergy",
    ("leeds", "adult_social_care"): "CIS",
    ("leeds", "housing"): "Leeds Homes",
}
_AREAS = {("stockport", "police"): "Greater Manchester", ("leeds", "police"): "West Yorkshire"}


def write_extract(council: Council, folder: Path, *, now: datetime) -> None:
    """Write every file of the council's extract into `folder`. `now` is aware; no date is later.

    Every run on the same day after 02:00 UTC gives the same bytes. A service that is not one of the standard four gets
    a file with only its columns.
    """
    now = now.astimezone(UTC)
    today = now.astimezone(ZoneInfo("Europe/London")).date()
    unreadable = UNREADABLE.get(council.id, "")
    extract = make_extract(council, today)
    folder.mkdir(parents=True, exist_ok=True)
    columns = ("person_key", "source", "cms_id", *PERSON_COLUMNS)
    columns += OTHER_NAMES if council.id == WITH_OTHER_NAMES else ()
    _write(folder / "people.csv", columns, map(_person_row, extract.people))
    links = ({"child_key": a.key, "person_key": b.key, "relationship": what} for a, b, what in extract.links)
    _write(folder / "relationships.csv", ("child_key", "person_key", "relationship"), links)
    allocations = ({"worker": worker, "case_id": child.cms_id} for worker, child in extract.caseload)
    _write(folder / "caseload.csv", ("worker", "case_id"), allocations)
    source_ids = ("cms", *(service.id for service in council.services))
    sources = [_source_row(council, source_id, now, today) for source_id in source_ids]
    _write(folder / "sources.csv", tuple(sources[0]), sources)
    for service in council.services:
        key = "person_key" if council.extract.person_key(service.id) == "shared" else "source_key"
        _write_service(folder, service, extract, key, left_out=service.id == unreadable)


def make_extract(council: Council, today: date) -> Extract:
    """The council's people and records to be written for this day."""
    rng, place, extract = fixed_random(f"{council.id} 2020"), Place(council), Extract(today)
    standard = tuple(service.id for service in council.services if service.id in STANDARD_SERVICES)
    readable = tuple(service_id for service_id in standard if service_id != UNREADABLE.get(council.id))
    shared = tuple(service_id for service_id in readable if council.extract.person_key(service_id) == "shared")
    add_research_families(extract, place, rng)
    researched = len(extract.people)
    for person in extract.people:
        if person.source not in shared:
            person.source = "cms"  # the council may not have the service the person is known from
    add_namesakes(extract, place, rng, shared)
    Households(extract, place, rng).add_until(RESIDENTS)
    add_gaps_in_people(extract, rng, shared)
    if council.id == WITH_OTHER_NAMES:
        give_other_names(extract.people[researched:])
    involvement = Involvement(extract, place, rng, standard)
    for person in extract.people[researched:]:
        involvement.add_for(person)
    add_gaps_in_records(extract, place, rng)
    for service_id in readable:
        if service_id not in shared:
            give_own_keys(extract, service_id)
    _allocate(council, extract, rng)
    return extract


def _allocate(council: Council, extract: Extract, rng: Random) -> None:
    """Give the first demonstration worker the research children and some namesakes, and the others other children."""
    children = [person for person in extract.people if person.is_child and person.cms_id]
    research = [child for child in children if child.cms_id in RESEARCH_CASE_IDS]
    alike = [child for child in children if child.named and child not in research]
    ordinary = [child for child in children if not child.named and child.age is not None]
    unborn = [child for child in children if child.age is None]
    workers = [one.username for one in DEMO_WORKERS if one.council_id == council.id and one.role == "social_worker"]
    workers += OTHER_WORKERS.get(council.id, ())
    extract.caseload += [(RESEARCH_CASELOAD, child) for child in (*research, *alike)]
    rng.shuffle(ordinary)
    for place_in_line, worker in enumerate(workers):
        own = [*research, *rng.sample(alike, 8), unborn.pop()] if place_in_line == 0 else []
        while len(own) < CHILDREN_A_WORKER + (place_in_line % 4):
            own.append(ordinary.pop())
        if place_in_line == 1:
            own.append(unborn.pop())
        extract.caseload += [(worker, child) for child in own]


def _person_row(person: Person) -> Row:
    return {
        "person_key": person.key,
        "source": person.source,
        "cms_id": person.cms_id,
        **person.details,
        "address_status": person.address_status,
        **person.other_names,
    }


def _source_row(council: Council, source: str, now: datetime, today: date) -> Row:
    """Read at 02:00 today, or now if it is earlier than that."""
    as_of = min(now.replace(second=0, microsecond=0), datetime.combine(today, time(2), UTC))
    if STALE.get(council.id) == source:
        as_of -= timedelta(days=9)
    titles = {service.id: f"{service.title} records" for service in council.services}
    system = council.cms.name if source == "cms" else _SYSTEMS.get((council.id, source), titles.get(source, ""))
    return {
        "source": source,
        "system_name": "Police information hub" if source == "police" else system,
        "date_current_as_of": as_of.strftime("%Y-%m-%dT%H:%M"),
        "coverage_start_date": "2010-01-01",
        "coverage_end_date": as_of.date().isoformat(),
        "coverage_area": _AREAS.get((council.id, source), ""),
        "expected_every": "1 day",
        "status": "unreadable" if UNREADABLE.get(council.id) == source else "read",
    }


def _write_service(folder: Path, service: Service, extract: Extract, key: str, *, left_out: bool) -> None:
    marks = ("match_status",) if key == "person_key" else ()
    files = {service.id: (service.fields, extract.records, (*marks, *PERSON_COLUMNS))}
    if service.group:
        files[service.group.file] = (service.group.fields, extract.entries, ())
    for name, (fields, rows, optional) in files.items():
        path = folder / f"{name}.csv"
        if left_out:
            path.unlink(missing_ok=True)
            continue
        columns = (key, *optional, *(field.id for field in fields))
        _write(path, columns, (_allowed(row, fields) for row in rows.get(service.id, [])))


def _allowed(row: Row, fields: tuple[ServiceField, ...]) -> Row:
    """The row without values that the council's settings do not allow."""
    wrong = {field.id for field in fields if field.allowed_values and row.get(field.id) not in field.allowed_values}
    return {column: value for column, value in row.items() if column not in wrong}


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
