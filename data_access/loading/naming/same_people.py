"""Who of the extract in use is certainly who in new files: what is kept of someone must not pass to someone else.

One key may have been given to another person since. So of two people who share it alone, name and date of birth must be
the same; of two who share both keys, something of them must agree, and no one else may have name and date of birth.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import pandas as pd
from sqlalchemy import Connection, select

from config.council import Council
from data_access.loading.extract_records import rows_of
from data_access.loading.identities import Identities
from data_access.people.person_ids import person_id_for
from data_access.people.person_keys import name_parts
from data_access.storage.extract_tables import person, source_person


@dataclass(frozen=True)
class SamePeople:
    """By person ID in the extract in use, the person ID and the person key that someone certainly has in the new files.

    `kept` are those of them who are not in the new files, because the source that alone knows them did not arrive.
    """

    ids: dict[str, str]
    keys: dict[str, str]
    kept: frozenset[str]


class _One(NamedTuple):
    """A person, by their ID and keys in the extract in use or in the new files."""

    person_id: str
    cms_id: str
    source_id: str
    key: str
    first_name: str
    family_name: str
    born: date | None

    @property
    def name(self) -> tuple[str, ...]:
        return name_parts(f"{self.first_name} {self.family_name}")

    def is_exactly(self, other: "_One") -> bool:
        """Whether name and date of birth are known, and the same."""
        return self.born is not None and self.born == other.born and self.name == other.name != ()

    def agrees_with(self, other: "_One") -> bool:
        """Whether name or date of birth are the same; a part of the name, if one of the dates is not known."""
        if self.name == other.name or (self.born is not None and self.born == other.born):
            return True
        return (self.born is None or other.born is None) and not set(self.name).isdisjoint(other.name)


def find_same_people(
    council: Council, before: Connection, people: pd.DataFrame, who: Identities, late: Collection[str]
) -> SamePeople:
    """Compare the extract that `before` reads with the people of new files. `late` are the sources with the shared key
    whose data is kept."""
    today = list(_people_today(council, people, who))
    by_id, by_key = {one.person_id: one for one in today}, {one.key: one for one in today}
    sure, changed, apart = list[tuple[_One, _One]](), list[tuple[_One, _One]](), list[_One]()
    for old in _people_before(council, before):
        # Version 0.3 made IDs in another way.
        either = by_id.get(old.person_id) or by_id.get(_made_id(council, old)), by_key.get(old.key)
        found = [new for new in {*either} if new is not None]
        exact = [(old, new) for new in found if old.is_exactly(new)]
        sure += exact
        if either[0] is either[1] and not exact:
            changed += [(old, new) for new in found if old.agrees_with(new)]
        # Those of sources without the shared key are in no file of people; linking finds them again.
        is_unkeyed = old.source_id != "cms" and council.extract.person_key(old.source_id) != "shared"
        apart += [old] if not found and (is_unkeyed or old.source_id in late) else []
    births = {old.born for old, _ in changed}
    still_there = {(one.name, one.born) for one in today if one.born in births}
    sure += [(old, new) for old, new in changed if old.born is None or (old.name, old.born) not in still_there]
    times_old, times_new = Counter(old.person_id for old, _ in sure), Counter(new.person_id for _, new in sure)
    only = [(old, new) for old, new in sure if times_old[old.person_id] == times_new[new.person_id] == 1]
    only += [(old, old) for old in apart]
    return SamePeople(
        ids={old.person_id: new.person_id for old, new in only},
        keys={old.person_id: new.key for old, new in only},
        kept=frozenset(old.person_id for old in apart if old.source_id in late),
    )


def _people_today(council: Council, people: pd.DataFrame, who: Identities) -> Iterator[_One]:
    columns = ("cms_id", "source", "person_key", "first_name", "family_name", "date_of_birth")
    for cms_id, source_id, key, first_name, family_name, born in rows_of(people, columns):
        one = _One("", cms_id, source_id, key, first_name, family_name, born or None)
        yield one._replace(person_id=who.of(_made_id(council, one)))


def _people_before(council: Council, connection: Connection) -> Iterator[_One]:
    columns = [source_person.c[name] for name in ("person_id", "source_id", "source_key", "first_name", "family_name")]
    joined = source_person.join(person, person.c.person_id == source_person.c.person_id)
    main = select(*columns, source_person.c.date_of_birth, person.c.cms_id).select_from(joined)
    rows = connection.execute(main.where(source_person.c.position == 0), execution_options={"yield_per": 10_000})
    for person_id, source_id, key, first_name, family_name, born, cms_id in rows:
        yield _One(person_id, cms_id or "", source_id, key, first_name, family_name, born)


def _made_id(council: Council, one: _One) -> str:
    return person_id_for(council, cms_id=one.cms_id, source_id=one.source_id, person_key=one.key)
