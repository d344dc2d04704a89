"""The index of the people named in the audit: compared with what was signed, and made again when records are deleted.

Each row is what the first remaining record with that person and name says of them (`since_seq`).
"""

import json
from datetime import date

from sqlalchemy import Connection, Row, Text, cast, delete, func, select, type_coerce, update

from data_access.audit.chain import Action, name_key
from data_access.storage.app_tables import audit_event, audit_subject
from data_access.storage.audit_tables import audit_flag, audit_person

_FIELDS = ("cms_id", "date_of_birth", "name", "person_id")


def rows_made_by(connection: Connection, after: int, upto: int) -> dict[int, list[Row]]:
    """The rows that the records after `after` up to `upto` made, by record number."""
    found: dict[int, list[Row]] = {}
    since = audit_person.c.since_seq
    # Not as a date: SQLite keeps any text in the column, and reading it as one would end in an error that repeats it.
    columns = [type_coerce(one, Text) if one is audit_person.c.date_of_birth else one for one in audit_person.c]
    for row in connection.execute(select(*columns).where(since > after, since <= upto)):
        found.setdefault(row.since_seq, []).append(row)
    return found


def is_as_signed(row: Row, record: str) -> bool:
    """Whether a record's text says of a person exactly what the row of the index does."""
    signed = [{name: one[name] for name in _FIELDS} for one in json.loads(record)["people"]]
    said = {name: _plain(getattr(row, name)) for name in _FIELDS}
    return said in signed and row.name_key == name_key(str(row.name))


def outside_the_chain(connection: Connection, last_deleted: int) -> tuple[int, str] | None:
    """A row of a table that finds records, for a record that does not exist: its record number and the table's name.

    None if there is none, as there should be.
    """
    for column in (audit_person.c.since_seq, audit_subject.c.seq, audit_flag.c.seq):
        head = select(func.coalesce(func.max(audit_event.c.seq), last_deleted)).scalar_subquery()
        # SQLite keeps text, and a number between two records, in such a column too.
        number = cast(column, column.type)
        outside = (number <= last_deleted) | (number > head) | (number != column)
        seq = connection.scalar(select(func.min(number)).where(outside))
        if seq is not None:
            return seq, column.table.name
    return None


def make_again(connection: Connection, last_deleted: int) -> None:
    """Make the rows again whose record is to be deleted, from the first record that is left; without one they go.

    Call it with the lock of the audit held, when the records up to `last_deleted` have gone.
    """
    for row in connection.execute(select(audit_person).where(audit_person.c.since_seq <= last_deleted)).all():
        this_row = (audit_person.c.person_id == row.person_id) & (audit_person.c.name == row.name)
        values = _first_left(connection, row)
        if values is None:
            connection.execute(delete(audit_person).where(this_row))
        else:
            connection.execute(update(audit_person).where(this_row).values(values))


def _first_left(connection: Connection, row: Row) -> dict | None:
    """What the first remaining record with this person and name says, as values of the row; None if there is none."""
    named = select(audit_event.c.seq, audit_event.c.record).join(audit_subject)
    of_person = named.where(audit_subject.c.person_id == row.person_id).order_by(audit_event.c.seq)
    with connection.execute(of_person, execution_options={"yield_per": 20}) as records:
        for seq, record in records:
            for one in json.loads(record)["people"]:
                if (one["person_id"], one["name"]) == (row.person_id, row.name):
                    born = date.fromisoformat(one["date_of_birth"]) if one["date_of_birth"] else None
                    return {"cms_id": one["cms_id"], "date_of_birth": born, "since_seq": seq}
    return None


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def names_in_session(connection: Connection, session_id: str) -> set[str]:
    """Every name that was typed in a search or shown in this session: what a free text of it may not hold.

    Not the names of those whom a search by case ID or a refusal was about: these were not shown, and could be guessed.
    """
    of_session = select(audit_event.c.action, audit_event.c.record).where(audit_event.c.session_id == session_id)
    found: set[str] = set()
    for action, text in connection.execute(of_session):
        record = json.loads(text)
        if action == Action.SEARCHED.value:
            found |= {record["about"]["terms"][part] for part in ("first_name", "family_name")}
        elif action != Action.REFUSED.value:
            found |= {one["name"] for one in record["people"]}
    return found
