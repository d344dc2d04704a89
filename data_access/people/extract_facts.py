"""Facts about an extract that never change, so each process reads them once: the journey it was loaded for, the
pairs of names in it, and the kinds of relationship. No names are kept."""

from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Connection, Table, inspect, select

from data_access.people.finding.name_index import FIRST_NAMES, GIVEN, PAIR, pair
from data_access.storage.database import CouncilDatabase
from data_access.storage.extract_tables import SCHEMA, extract_info, name_pairs, other_name, relationship, row_date

_JOURNEY = select(extract_info.c.journey)
_PAIRS = select(name_pairs.c.pairs).where(name_pairs.c.number == 1)

_KINDS = select(relationship.c.relationship).distinct()

_kept: WeakKeyDictionary[CouncilDatabase, tuple[int, "ExtractFacts"]] = WeakKeyDictionary()


@dataclass(frozen=True)
class ExtractFacts:
    """`pairs` has each `pair` in the extract once, in order: eight bytes each, about as many as there are people.

    `relationships` has the kinds of relationship in it ("Mother"). `has_other_names`: whether anyone in it has a name
    beside the legal one. `has_row_dates`: whether rows of a source's file have dates of their own.
    """

    journey: int
    pairs: np.ndarray
    relationships: tuple[str, ...]
    has_other_names: bool = False
    has_row_dates: bool = False

    def first_names_of(self, family: int) -> np.ndarray:
        """The numbers of the first names that people with this family name have."""
        low, high = np.searchsorted(self.pairs, (pair(family, 1), pair(family + 1, 0)))
        return self.pairs[low:high] % FIRST_NAMES

    def family_names_of(self, first: int) -> np.ndarray:
        """The numbers of the family names that people with this first name have."""
        low, high = np.searchsorted(self._by_first_name, (pair(first, 1), pair(first + 1, 0)))
        return self._by_first_name[low:high] % FIRST_NAMES

    @cached_property
    def _by_first_name(self) -> np.ndarray:
        """The pairs with the first name in front, in order; made when first asked for."""
        both = self.pairs[(self.pairs > 0) & (self.pairs < GIVEN)]
        return np.sort(both % FIRST_NAMES * FIRST_NAMES + both // FIRST_NAMES)


def facts_of(database: CouncilDatabase, connection: Connection, number: int) -> ExtractFacts:
    """The facts of extract `number`, which `connection` reads; kept until another extract is asked for."""
    kept = _kept.get(database)
    if kept is None or kept[0] != number:
        pairs = np.frombuffer(connection.scalar(_PAIRS), dtype=PAIR)
        kept = _kept[database] = (
            number,
            ExtractFacts(
                connection.scalar(_JOURNEY),
                pairs,
                tuple(connection.scalars(_KINDS)),
                has_rows(connection, number, other_name),
                has_rows(connection, number, row_date),
            ),
        )
    return kept[1]


def has_rows(connection: Connection, number: int, table: Table) -> bool:
    """Whether extract `number` has this table, with anything in it.

    One of an earlier version may not have it, and to ask it for a row would end the transaction on PostgreSQL.
    """
    schema = SCHEMA if connection.dialect.name == "sqlite" else f"extract_{number}"
    there = inspect(connection).has_table(table.name, schema=schema)
    return there and connection.execute(select(table).limit(1)).first() is not None
