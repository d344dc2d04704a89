"""Version 0.3.0: each row of the people named in the audit says which record made it, so that it can be verified.

The row of a person whose record was deleted is made again from the first record that is left.
"""

import json

from alembic import op
from sqlalchemy import Connection, text

revision, down_revision = "0007", "0006"


def upgrade() -> None:
    """An index, and rows that name a record there is."""
    op.create_index("audit_person_by_record", "audit_person", ["since_seq"], if_not_exists=True)
    connection = op.get_bind()
    without_record = text(
        "SELECT person_id, name FROM audit_person WHERE since_seq NOT IN (SELECT seq FROM audit_event)"
    )
    for person_id, name in connection.execute(without_record).all():
        _make_again(connection, person_id, name)


def _make_again(connection: Connection, person_id: str, name: str) -> None:
    named = text(
        "SELECT e.seq, e.record FROM audit_event e JOIN audit_subject s ON s.seq = e.seq "
        "WHERE s.person_id = :person_id ORDER BY e.seq"
    )
    this_row = "WHERE person_id = :person_id AND name = :name"
    row = {"person_id": person_id, "name": name}
    for seq, record in connection.execute(named, {"person_id": person_id}):
        for one in json.loads(record)["people"]:
            if (one["person_id"], one["name"]) == (person_id, name):
                values = f"cms_id = :cms_id, date_of_birth = {_DATE[connection.dialect.name]}, since_seq = :seq"
                given = row | {"cms_id": one["cms_id"], "born": one["date_of_birth"], "seq": seq}
                connection.execute(text(f"UPDATE audit_person SET {values} {this_row}"), given)  # noqa: S608
                return
    connection.execute(text(f"DELETE FROM audit_person {this_row}"), row)  # noqa: S608


# SQLite keeps a date as text.
_DATE = {"sqlite": ":born", "postgresql": "CAST(:born AS DATE)"}
