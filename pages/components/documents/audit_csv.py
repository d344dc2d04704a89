"""Audit records as CSV for a spreadsheet. No cell can be taken for a formula."""

from collections.abc import Iterable, Mapping
from itertools import chain

from data_access.oversight.audit_records import AuditRecord
from pages.components.audit_words import about_pairs, flag_words, what_words
from pages.components.documents.files import csv_file
from pages.components.formatting import date_of_birth_words, time_words

COLUMNS = (
    "record", "visit", "time_utc", "time_london", "user_name", "name", "role", "action", "what", "service", "look_at",
    "reason", "case_reference", "cover", "people", "person_ids", "case_ids", "names", "dates_of_birth",
    "details", "session", "address", "extract",
)  # fmt: skip


def audit_csv(records: Iterable[tuple[int, AuditRecord]], service_titles: Mapping[str, str]) -> bytes:
    """One line a record, with the number of its visit; several people of one stand in one cell with "; " between.
    UTF-8, marked so for Excel."""
    return csv_file(chain([COLUMNS], (_cells(visit, record, service_titles) for visit, record in records)))


def _cells(visit: int, record: AuditRecord, service_titles: Mapping[str, str]) -> list[str]:
    people, grounds = record.people, record.grounds
    details = [
        f"{label}: {value if isinstance(value, str) else ', '.join(value)}"
        for label, value in about_pairs(record, service_titles)
    ]
    return [
        str(record.seq),
        str(visit),
        record.at.isoformat(timespec="seconds"),
        time_words(record.at),
        record.username,
        record.display_name,
        record.role,
        record.action,
        what_words(record, service_titles),
        service_titles.get(record.service_id, record.service_id) if record.service_id else "",
        flag_words(record),
        grounds.reason,
        grounds.case_reference,
        grounds.cover or "",
        str(len(people)),
        _joined(one.person_id for one in people),
        _joined(one.cms_id or "none" for one in people),
        _joined(one.name for one in people),
        _joined(date_of_birth_words(one.date_of_birth) for one in people),
        _joined(details),
        record.session_id,
        record.address,
        "" if record.extract is None else str(record.extract),
    ]


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(parts)
