"""Other names of people in a load: rows to match by, the rows of the extract, and what a reason for a link may say."""

from collections.abc import Mapping
from itertools import product

import pandas as pd

from config.service import FORMER, PREFERRED
from data_access.loading.extract_records import rows_of
from data_access.people.person_keys import own_key
from extracts.other_names import PEOPLE
from matching.explanations import ACCEPTED, DOUBLED, without_names
from matching.link_rules import THROUGH
from matching.names import folded

MOST_NAMES = 30
"""So many names of one person are kept, preferred ones first: some files list every spelling ever typed."""
_NOT_ABOUT_NAMES = (ACCEPTED, DOUBLED, THROUGH)
_SIDES = (("source_id", "source_key"), ("person_source", "person_key"))

Named = tuple[str, str]
"""A person or a record as matching refers to them: (source ID, key), PEOPLE for the file of people."""


def with_rows_of_others(table: pd.DataFrame, other_names: pd.DataFrame, source_id: str, key: str) -> pd.DataFrame:
    """The rows to be matched, and another for each other name of a person: a whole name, never parts of two."""
    if other_names.empty:
        return table
    others = other_names.loc[other_names["source_id"] == source_id, ["key", "first_name", "family_name"]]
    if others.empty:
        return table
    known = table.drop(columns=["first_name", "family_name"]).drop_duplicates()
    more = known.merge(others.rename(columns={"key": key}), on=key)[table.columns.tolist()]
    return pd.concat([table, more], ignore_index=True)


def list_other_names(other_names: pd.DataFrame, people: pd.DataFrame) -> list[tuple[int, int, str, str, str]]:
    """(person number, position, kind, first name, family name) in order. `people` are in the order of their numbers.

    What a worker types may be the first name of one and the family name of another: those together find too, and are
    never shown. Of a service's names only those of people known from that record alone: a link may be undone.
    """
    if other_names.empty:
        return []
    held: dict[str, list[tuple[str, str, str]]] = {}
    for source_id, key, *name in rows_of(other_names, ("source_id", "key", "kind", "first_name", "family_name")):
        held.setdefault(key if source_id == PEOPLE else own_key(source_id, key), []).append(tuple(name))
    rows = []
    legal = rows_of(people, ("person_key", "first_name", "family_name"))
    for number, (key, first, family) in enumerate(legal, start=1):
        for position, name in enumerate(_every_name((first, family), held.get(key, []))):
            rows.append((number, position, *name))
    return rows


def _every_name(legal: tuple[str, str], others: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    if not others:
        return []
    found = dict.fromkeys([*(one for one in others if one[0] == PREFERRED), *others])
    seen = {legal, *((first, family) for _, first, family in found)}
    firsts, families = ([*dict.fromkeys((legal[at], *(one[at + 1] for one in found)))] for at in (0, 1))
    mixed = ((FORMER, *name) for name in product(firsts, families) if name not in seen and all(name))
    return [*found, *mixed][:MOST_NAMES]


def reasons_without_names(
    matched: pd.DataFrame, other_names: pd.DataFrame, people: pd.DataFrame, sources: Mapping[str, pd.DataFrame]
) -> pd.Series:
    """The reasons (`why`) of a table of matches, of which none says that names agree where only other names do.

    The data officer sees the legal names beside the reason: "same family name" beside two that differ would give away
    that there was another, and to whoever knows it which. `people` and `sources` are what was matched, by legal names.
    """
    sides = [list(rows_of(matched, columns)) for columns in _SIDES]
    with_others = {*rows_of(other_names, ("source_id", "key"))}
    affected = [bool({record, person} & with_others) for record, person in zip(*sides, strict=True)]
    if not any(affected):
        return matched["why"]
    legal = _legal_names({*sides[0], *sides[1]}, people, sources)
    why = [
        without_names(why) if is_affected and why not in _NOT_ABOUT_NAMES and not legal[record] & legal[person] else why
        for why, is_affected, record, person in zip(matched["why"], affected, *sides, strict=True)
    ]
    return pd.Series(why, index=matched.index, dtype=object)


def _legal_names(
    wanted: set[Named], people: pd.DataFrame, sources: Mapping[str, pd.DataFrame]
) -> dict[Named, set[tuple[str, str]]]:
    found: dict[Named, set[tuple[str, str]]] = {one: set() for one in wanted}
    tables = [(PEOPLE, "person_key", people), *((name, "source_key", table) for name, table in sources.items())]
    for source_id, column, table in tables:
        keys = {key for source, key in wanted if source == source_id}
        of_wanted = table[table[column].isin(keys)]
        for key, first, family in rows_of(of_wanted, (column, "first_name", "family_name")):
            found[source_id, key].add((folded(first), folded(family)))
    return found
