"""Measures the data quality of a load by the project's own checklists: shares and counts, never values.

The council's YAML says which fields there are, their types, and which are contact details. Nothing here is written for
one service.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import pandas as pd

from config import clock
from config.council import Council
from config.extract import PEOPLE_FILES
from config.service import INVOLVEMENT_CHOICES, RepeatedGroup, Service, ServiceField
from extracts.checks import ExtractFiles
from extracts.quality_report import (
    LEFT_OUT_KEY,
    MARKED_KEY,
    MATCHED_KEY,
    OF_NO_ONE_KEY,
    REJECTED_KEY,
    UNMATCHED_KEY,
    WAITING_KEY,
    Part,
    QualityReport,
    Share,
    SourceQuality,
)
from extracts.rejected_rows import REJECTED
from extracts.sheet import LINE, different

_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2}\b", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s,;:]+@[^@\s,;:.]+(\.[^@\s,;:.]+)+")
_OF_A_SOURCE = ("source", "system_name", "date_current_as_of", "expected_every_hours", "arrived")
PERSON_LABELS = {
    "first_name": "First name",
    "family_name": "Family name",
    "date_of_birth": "Date of birth",
    "address": "Address",
    "gender": "Gender",
}


def measure(council: Council, files: ExtractFiles, *, extract: int) -> QualityReport:
    """The report on the checked and linked files for extract `extract`, without notes. 2 million rows take seconds."""
    in_cms = files.people["source"] == "cms"
    cms_keys = {*files.people.loc[in_cms, "person_key"].tolist()}
    return QualityReport(
        council_id=council.id,
        council_name=council.name,
        cms_name=council.cms.name,
        extract=extract,
        measured_at=clock.now(),
        people=len(files.people),
        people_not_in_cms=int((~in_cms).sum()),
        relationships=len(files.relationships),
        allocations=len(files.caseload),
        notes=(),
        sources=tuple(
            _source(council, files, cms_keys, *row)
            for row in zip(*(files.sources[name].tolist() for name in _OF_A_SOURCE), strict=True)
        ),
    )


def _source(
    council: Council, files: ExtractFiles, cms_keys: set[str], name: str, system: str, as_of: datetime, hours: int,
    arrived: bool,
) -> SourceQuality:  # fmt: skip
    """What is measured of one source, with what the file of sources says of it (_OF_A_SOURCE)."""
    is_cms = name == "cms"
    parts, rows = _cms_parts(files) if is_cms else _parts(council, files, name, cms_keys)
    return SourceQuality(
        source_id=name,
        title=council.cms.name if is_cms else council.service(name).title,
        system_name=system,
        current_as_of=as_of,
        arrived=bool(arrived),
        out_of_date=not arrived or clock.now() - as_of > timedelta(hours=int(hours)),
        rows=rows,
        parts=parts,
        content=files.contents.get(name, ""),
    )


def _cms_parts(files: ExtractFiles) -> tuple[tuple[Part, ...], int]:
    """What is measured of the people of the CMS, and how many there are."""
    people = files.people.loc[files.people["source"] == "cms", [*PERSON_LABELS]]
    parts = (_person_part(people, "people"), *_not_known_part(files, "people"))
    return parts + _left_out_part(files, *PEOPLE_FILES), len(people)


def _parts(
    council: Council, files: ExtractFiles, service_id: str, cms_keys: set[str]
) -> tuple[tuple[Part, ...], int | None]:
    """What is measured of a service's lines, and how many there are; nothing, and None, if its file has not arrived."""
    if service_id not in files.services:
        return (), None
    service = council.service(service_id)
    lines = _without_candidates(files.services[service_id])
    table = lines[lines["match_status"] != REJECTED] if REJECTED in different(lines["match_status"]) else lines
    parts, rows = _service_parts(council, service, table, files, cms_keys), len(table)
    parts += _rejected_part(len(lines) - rows, files.of_no_one.get(service_id, 0), rows)
    parts += _left_out_part(files, service_id, *([service.group.file] if service.group else []))
    parts += _not_known_part(files, service_id, service.fields)
    parts += _not_known_part(files, service.group.file, service.group.fields) if service.group else ()
    return parts, rows


def has_postcode(address: str) -> bool:
    """Whether an address contains something that looks like a UK postcode.

    >>> has_postcode("14 Hollow Lane, Manchester m145qx"), has_postcode("14 Hollow Lane, Manchester")
    (True, False)
    """
    return _POSTCODE.search(address) is not None


def is_whole_phone_number(phone: str) -> bool:
    """Whether a number has the 10 or 11 digits of a UK number; +44 counts as the first 0.

    >>> [is_whole_phone_number(phone) for phone in ("0161 496 0123", "+44 (0)161 496 0123", "496 0123")]
    [True, True, False]
    """
    digits = re.sub(r"\D", "", phone.replace("(0)", ""))
    if phone.lstrip().startswith(("+44", "0044")):
        digits = "0" + digits.removeprefix("00").removeprefix("44")
    return len(digits) in (10, 11)


def is_email(address: str) -> bool:
    """Whether an address is well formed.

    >>> is_email("r.fenton@homes.example"), is_email("r.fenton@homes"), is_email("ask at the desk")
    (True, False, False)
    """
    return _EMAIL.fullmatch(address) is not None


def _person_part(table: pd.DataFrame, counted: str) -> Part:
    """Names, date of birth, address, postcode and gender; a gender of "Unknown" counts as not held."""
    shares = []
    for column, label in PERSON_LABELS.items():
        test = (lambda gender: gender != "Unknown") if column == "gender" else None
        shares.append(_share(f"person.{column}", label, table[column], test))
        if column == "address":
            shares.append(_share("person.postcode", "Postcode", table[column], has_postcode))
    return Part("Details of the person", counted, tuple(shares))


def _not_known_part(files: ExtractFiles, file_id: str, fields: Iterable[ServiceField] = ()) -> tuple[Part, ...]:
    """How often a file says that something is not known, by column (not_known.py); nothing if it never does."""
    counts, of = files.not_known.get(file_id, {}), files.rows.get(file_id, 0)
    labels = {**PERSON_LABELS, "cms_id": "Case ID", **{field.id: field.label for field in fields}}
    shares = tuple(
        Share(f"not_known.{file_id}.{column}", labels[column], counts[column], of, more_is_better=False)
        for column in labels
        if column in counts
    )
    return (Part("Written as not known, or not to be compared", "lines", shares),) if shares else ()


def _rejected_part(with_a_person: int, of_no_one: int, rows: int) -> tuple[Part, ...]:
    """How many rows were wrong and kept out; nothing if none was."""
    number = with_a_person + of_no_one
    if not number:
        return ()
    of = rows + number
    shares = (
        Share(REJECTED_KEY, "Rejected, because something in the row is wrong", number, of, more_is_better=False),
        Share(OF_NO_ONE_KEY, "Rejected, and not known whose they are", of_no_one, of, more_is_better=False),
    )
    return (Part("Rejected", "rows", shares),)


def _left_out_part(files: ExtractFiles, *file_ids: str) -> tuple[Part, ...]:
    """How many lines of these files were left out, by the reason; nothing if none was."""
    counts = [(file_id, why, number) for file_id in file_ids for why, number in files.left_out.get(file_id, {}).items()]
    shares = tuple(
        Share(f"{LEFT_OUT_KEY}{file_id}.{why}", f"{file_id}: {why}", number, files.rows[file_id] + number, False)
        for file_id, why, number in counts
        if file_id in files.rows
    )
    return (Part("Left out", "lines", shares),) if shares else ()


def _without_candidates(table: pd.DataFrame) -> pd.DataFrame:
    """Without the lines that linking adds for possible matches: they are not from a file."""
    if "pending" not in different(table["match_status"]):
        return table
    return table[(table["match_status"] != "pending") | (table[LINE] != 0)]


def _service_parts(
    council: Council, service: Service, table: pd.DataFrame, files: ExtractFiles, cms_keys: set[str]
) -> tuple[Part, ...]:
    to_review = set()
    if len(files.waiting):
        for_review = (files.waiting["source_id"] == service.id) & files.waiting["for_review"]
        to_review.update(files.waiting.loc[for_review, "source_key"].tolist())
    lines = zip(table["match_status"].tolist(), table["source_key"].tolist(), strict=True)
    waiting = [status == "pending" or key in to_review for status, key in lines]
    is_marked = council.extract.person_key(service.id) == "shared"
    parts = [_matching_part(table["person_key"].tolist(), waiting, is_marked, cms_keys, council.cms.name)]
    if len(table) and any(_count(table[column]) for column in PERSON_LABELS if column != "gender"):
        parts.append(_person_part(table, "records"))
    contact = [field for field in service.fields if field.id in service.contact.field_ids]
    details = [field for field in service.fields if field not in contact]
    parts.append(Part("Who to call", "records", tuple(_field_shares(table, contact))))
    parts.append(Part("Other details", "records", tuple(_field_shares(table, details))))
    if service.group:
        parts.append(_group_part(service.group, table, files.entries[service.id]))
    return tuple(part for part in parts if part.shares)


def _matching_part(people: list[str], waiting: list[bool], is_marked: bool, cms_keys: set[str], cms_name: str) -> Part:
    """`people` has the person key of each record, `waiting` whether it waits for review. `is_marked`: the file itself
    marks records as possible matches, so the data officer does not review them."""
    key, label = (MARKED_KEY, "Marked as possible matches") if is_marked else (WAITING_KEY, "Waiting for review")
    of = len(people)
    settled = [person in cms_keys for person, waits in zip(people, waiting, strict=True) if not waits]
    return Part(
        "Matching",
        "records",
        (
            Share(MATCHED_KEY, f"Matched to a person in {cms_name}", sum(settled), of),
            Share(key, label, sum(waiting), of, more_is_better=False),
            Share(
                UNMATCHED_KEY,
                f"Not matched to anyone in {cms_name}: kept as a separate person",
                settled.count(False),
                of,
                more_is_better=False,
            ),
        ),
    )


def _field_shares(table: pd.DataFrame, fields: Iterable[ServiceField]) -> list[Share]:
    """How many records hold each field; for phone numbers and email addresses also how many are complete."""
    shares = []
    for field in fields:
        column, key = table[field.id], f"field.{field.id}"
        shares.append(_share(key, field.label, column))
        if field.type == "phone":
            shares.append(_share(f"{key}.whole", f"{field.label} of 10 or 11 digits", column, is_whole_phone_number))
        elif field.type == "email":
            shares.append(_share(f"{key}.whole", f"{field.label} well formed", column, is_email))
        elif field.type == "involvement":
            values = column.tolist()
            shares += [
                Share(f"{key}.{choice}", f"{field.label}: {choice}", values.count(choice), len(values), False)
                for choice in INVOLVEMENT_CHOICES
            ]
    return shares


def _group_part(group: RepeatedGroup, table: pd.DataFrame, entries: pd.DataFrame) -> Part:
    """The share of records said to have entries that do have one, and the share of entries with each field."""
    lines = zip(table["person_key"].tolist(), table[group.held_field].tolist(), strict=True)
    with_entries = {*entries["person_key"].tolist()}
    detailed = [person in with_entries for person, held in lines if held == "Yes"]
    shares = [Share(f"group.{group.id}", f"Records with details of their {group.id}", sum(detailed), len(detailed))]
    shares += [_share(f"group.{group.id}.{field.id}", field.label, entries[field.id]) for field in group.fields]
    return Part(group.label, group.id, tuple(shares))


def _share(key: str, label: str, column: pd.Series, test: Callable[[str], bool] | None = None) -> Share:
    return Share(key, label, _count(column, test), len(column))


def _count(column: pd.Series, test: Callable[[str], bool] | None = None) -> int:
    """How many rows have a value, or a value that passes the test. Each different value is tested once."""
    # A missing text of pandas is a number that is not itself.
    held = [value for value in column.tolist() if value and value == value]
    return len(held) if test is None else sum(number for value, number in Counter(held).items() if test(str(value)))
