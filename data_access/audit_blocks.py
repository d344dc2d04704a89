"""Blocks of the audit: ten thousand records that were walked one by one are signed together, and only compared later.

The signature is made with the audit's key over every row that the walk looks at; another one over everybody who was
named. Nobody without the key can make either, so what was changed since does not match, and is walked.
"""

import hashlib
import hmac
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Table, delete, insert, select
from sqlalchemy.exc import SQLAlchemyError

from data_access.app_tables import UtcDateTime, audit_event, audit_subject
from data_access.audit import signing_key
from data_access.audit_tables import audit_block, audit_flag
from data_access.database import CouncilDatabase

BLOCK = 10_000
"""Records of a block. Blocks begin after each multiple of it."""
AT_ONCE = 1_000
"""Records whose text a server puts together in its memory."""


@dataclass(frozen=True)
class Blocks:
    """The whole blocks of a chain when its verification began: up to record `upto`, with everybody named up to there.

    `believed` are the signatures to be believed, each by the last record of its block.
    """

    upto: int
    names: str
    believed: dict[int, str]


def spans(after: int, last: int, size: int) -> Iterator[tuple[int, int]]:
    """Cut the records after one up to another at each multiple of a size; each span as the record before it, its last.

    >>> list(spans(8, 25, 10))
    [(8, 10), (10, 20), (20, 25)]
    """
    while after < last:
        upto = min(after // size * size + size, last)
        yield after, upto
        after = upto


def read_blocks(connection: Connection, head: int, *, every_record: bool) -> Blocks:
    """The blocks of a chain of so many records. None is believed where `every_record`, or where the names differ."""
    upto = head // BLOCK * BLOCK
    names = names_digest(connection, upto)
    rows = connection.execute(select(audit_block).order_by(audit_block.c.last_seq)).all()
    if every_record or not rows:
        return Blocks(upto, names, {})
    newest = rows[-1]
    then = names if newest.last_seq == upto else names_digest(connection, newest.last_seq)
    if newest.names_signature != _sign_names(newest.last_seq, then):
        return Blocks(upto, names, {})
    return Blocks(upto, names, {row.last_seq: row.signature for row in rows})


def keep_blocks(database: CouncilDatabase, blocks: Blocks, signatures: dict[int, str]) -> None:
    """Put the signatures of all blocks that hold, by last record, in the place of those that were kept.

    Nothing is written where they are the same, or where the newest has none, with which the names are signed. Raises
    Unavailable.
    """
    if signatures == blocks.believed or blocks.upto not in signatures:
        return
    rows = [{"last_seq": last, "signature": one, "names_signature": None} for last, one in sorted(signatures.items())]
    rows[-1]["names_signature"] = _sign_names(blocks.upto, blocks.names)
    with database.writing() as connection:
        connection.execute(delete(audit_block))
        connection.execute(insert(audit_block), rows)


def signature_of(connection: Connection, after: int, last: int) -> str | None:
    """The signature of the records after one up to another as they are now.

    None where a value cannot be written as text. The tool wrote none such: the walk shall say what is wrong with it.
    """
    digest = hashlib.sha256()
    try:
        for first, upto in spans(after, last, AT_ONCE):
            for name, statement in _STATEMENTS[connection.dialect.name].items():
                digest.update(name.encode())
                # The driver's own rows, each hashed as it comes: a thousand put together take half as long again.
                found = connection.exec_driver_sql(statement, (first, upto))
                for (text,) in found.cursor:
                    digest.update(text.encode())
    except (SQLAlchemyError, sqlite3.Error):
        return None
    return _sign(f"block\n{after + 1}-{last}\n{digest.hexdigest()}")


def names_digest(connection: Connection, upto: int) -> str:
    """A digest of everybody as they were named up to a record."""
    digest = hashlib.sha256()
    named = _NAMED[connection.dialect.name]
    for text in connection.exec_driver_sql(named, (upto,), {"yield_per": AT_ONCE}).scalars():
        digest.update(f"{text}\n".encode())
    return digest.hexdigest()


def _sign_names(upto: int, digest: str) -> str:
    return _sign(f"names\n{upto}\n{digest}")


def _sign(text: str) -> str:
    # No record's signature is like these: its text begins with another signature.
    return hmac.new(signing_key(), text.encode(), hashlib.sha256).hexdigest()


def _of_sqlite(table: Table) -> str:
    """An array in JSON for each row: where it ends is seen, and so is what is a text, a number or nothing."""
    columns = ", ".join(table.c.keys())
    return f"SELECT json_array({columns}) FROM {table} WHERE seq > ? AND seq <= ? ORDER BY {_order(table)}"  # noqa: S608


def _of_postgresql(table: Table) -> str:
    """A digest of the same, a line for each row: the server makes it faster than it sends the rows."""
    of_time = "{} AT TIME ZONE 'UTC'"
    columns = [of_time.format(one.name) if isinstance(one.type, UtcDateTime) else one.name for one in table.columns]
    lines = f"string_agg(json_build_array({', '.join(columns)})::text, chr(10) ORDER BY {_order(table)})"
    digest = f"encode(sha256(convert_to({lines}, 'UTF8')), 'hex')"
    return f"SELECT coalesce({digest}, '') FROM {table} WHERE seq > %s AND seq <= %s"  # noqa: S608


def _order(table: Table) -> str:
    return ", ".join(["seq", *(column.name for column in table.primary_key if column.name != "seq")])


_STATEMENTS = {
    dialect: {table.name: statement(table) for table in (audit_event, audit_subject, audit_flag)}
    for dialect, statement in (("sqlite", _of_sqlite), ("postgresql", _of_postgresql))
}
_NAMED = {
    "sqlite": "SELECT json_array(person_id, name) FROM audit_person WHERE since_seq <= ? ORDER BY person_id, name",
    "postgresql": """
        SELECT json_build_array(person_id, name)::text FROM audit_person WHERE since_seq <= %s ORDER BY person_id, name
    """,
}
