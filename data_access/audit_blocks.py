"""Blocks of the audit: ten thousand records that were walked one by one are signed together, and only compared later.

The signature is made with the audit's key over every row that the walk looks at; another one over everybody who was
named. Nobody without the key can make either, so what was changed since does not match, and is walked.
"""

import hashlib
import hmac
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psycopg
from sqlalchemy import Connection, Table, delete, insert, select
from sqlalchemy.exc import SQLAlchemyError

from data_access.app_tables import audit_event, audit_subject
from data_access.audit import signing_key
from data_access.audit_tables import audit_block, audit_flag
from data_access.database import CouncilDatabase

BLOCK = 10_000
"""Records of a block. Blocks begin after each multiple of it."""


@dataclass(frozen=True)
class Blocks:
    """The whole blocks of a chain when its verification began: up to record `upto`, with everybody named up to there.

    Each has `size` records. `names` is a digest of everybody, None where there can be none. `believed` are the
    signatures to be believed, each by the last record of its block.
    """

    size: int
    upto: int
    names: str | None
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
    """The blocks of a chain that ends with a record. None is believed with `every_record`, or if the names differ."""
    upto = head // BLOCK * BLOCK
    names = names_digest(connection, upto)
    rows = connection.execute(select(audit_block).order_by(audit_block.c.last_seq)).all()
    if every_record or not rows:
        return Blocks(BLOCK, upto, names, {})
    newest = rows[-1]
    then = names if newest.last_seq == upto else names_digest(connection, newest.last_seq)
    if then is None or newest.names_signature != _sign_names(newest.last_seq, then):
        return Blocks(BLOCK, upto, names, {})
    return Blocks(BLOCK, upto, names, {row.last_seq: row.signature for row in rows})


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
    """The signature of the records after one up to another as they are now; None where there can be none."""
    digests = [_digest(connection, table.c.keys(), _of_records(table), (after, last)) for table in _COVERED]
    if None in digests:
        return None
    return _sign(f"block\n{after + 1}-{last}\n{' '.join(digests)}")


def names_digest(connection: Connection, upto: int) -> str | None:
    """A digest of everybody as they were named up to a record; None where there can be none."""
    of_names = "FROM audit_person WHERE since_seq <= ? ORDER BY person_id, name"
    return _digest(connection, ["person_id", "name", "name_key"], of_names, (upto,))


def _sign_names(upto: int, digest: str) -> str:
    return _sign(f"names\n{upto}\n{digest}")


def _sign(text: str) -> str:
    # No record's signature is like these: its text begins with another signature.
    return hmac.new(signing_key(), text.encode(), hashlib.sha256).hexdigest()


_COVERED = (audit_event, audit_subject, audit_flag)


def _of_records(table: Table) -> str:
    """The rows of a table that belong to some records, in an order that is always the same."""
    order = ", ".join(["seq", *(column.name for column in table.primary_key if column.name != "seq")])
    return f"FROM {table} WHERE seq > ? AND seq <= ? ORDER BY {order}"


def _digest(connection: Connection, columns: Sequence[str], rest: str, given: tuple[int, ...]) -> str | None:
    """A digest of the columns of some rows. The two databases give different ones of the same rows.

    Each writes its rows as it does fastest, so that values, and where they end, can always be told apart. None where
    SQLite holds bytes instead of a text. The tool wrote none: the walk shall say what is wrong with them.
    """
    digest = hashlib.sha256()
    try:
        if connection.dialect.name == "sqlite":
            for row in connection.exec_driver_sql(f"SELECT {_in_json(columns)} {rest}", given).cursor:
                for text in row:
                    digest.update(text.encode())
        else:
            rows = f"SELECT {', '.join(columns)} {rest.replace('?', '%s')}"
            raw = connection.connection.driver_connection
            with raw.cursor() as cursor, cursor.copy(f"COPY ({rows}) TO STDOUT (FORMAT binary)", given) as copied:
                for row in copied:
                    digest.update(row)
    except (SQLAlchemyError, sqlite3.Error, psycopg.Error, AttributeError):
        return None
    return digest.hexdigest()


def _in_json(columns: Sequence[str]) -> str:
    """An array in JSON. A record's text, full of quotation marks, stands behind it as it is, and its length in it."""
    if "record" not in columns:
        return f"json_array({', '.join(columns)})"
    others = [column for column in columns if column != "record"]
    return f"json_array({', '.join(others)}, length(CAST(record AS BLOB))), record"
