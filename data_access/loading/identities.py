"""Who is who between two loads: people whom the app half knows keep their person ID, whatever keys of theirs change.

A person ID is made from a case ID or a source's key. If the key changes, the person is recognised by their other keys,
or by name and date of birth, and keeps the ID under which they were looked up, reported or decided about. If a key was
given to someone else, that person gets a new ID: nothing that was granted to the one may pass to the other. Where keys
say one person and name with date of birth another, neither gets the ID.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, combinations
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection, select

from config.council import Council
from data_access.loading.extract_records import rows_of
from data_access.loading.naming.decided_records import bearers_in_audit, bearers_in_use, records_today
from data_access.loading.naming.several_people import Bearer
from data_access.people import person_ids, person_keys
from data_access.people.match_decisions import Record, decided_records
from data_access.people.person_ids import former_person_id, person_id_for
from data_access.people.person_keys import (
    BIRTH,
    CASE_ID,
    NAME,
    NAME_AND_BIRTH,
    SHARED_KEY,
    Hashing,
    Mark,
    Marks,
    batches,
    is_key,
    name_parts,
    own_key,
)
from data_access.storage.app_tables import restricted_person
from data_access.storage.database import CouncilDatabase, database_of
from data_access.storage.extract_tables import person
from extracts.checks import ExtractFiles


@dataclass(frozen=True)
class Identities:
    """How the people of the files are known. IDs are person IDs.

    `renamed` has the ID to use for each ID made from today's keys, where they differ. `aliases` has (a known ID, the ID
    of someone with one of its keys), `sure` those of them that are certainly one person. `found` are the known IDs in
    use in these files; `fitted` those of which at least one key is there. `records` has the new key of each record
    whose source has given it another (naming/decided_records.py).
    """

    renamed: dict[str, str] = field(default_factory=dict)
    aliases: frozenset[tuple[str, str]] = frozenset()
    sure: frozenset[tuple[str, str]] = frozenset()
    found: frozenset[str] = frozenset()
    fitted: frozenset[str] = frozenset()
    records: dict[Record, Record] = field(default_factory=dict)

    def of(self, made_id: str) -> str:
        """The person ID to use instead of one made from today's keys."""
        return self.renamed.get(made_id, made_id)


@dataclass(frozen=True)
class Known:
    """Whom the app half knows: their marks, which of them are in the extract in use and which are restricted.

    `restricted` is without other IDs of restricted people. `decided` are the records about which the data officer has
    decided, with whom each is about, None if that is not known; they have marks by their own ID too. `aliases`
    are those by a key (person_ids.aliases_by_key).
    """

    marks: Marks
    in_use: frozenset[str]
    restricted: frozenset[str]
    decided: Mapping[Record, Bearer | None]
    aliases: Collection[tuple[str, str]]

    def lost(self, who: Identities) -> int:
        """How many of the restricted people in the extract in use fit no one in the new files."""
        return len(self.restricted & self.in_use - who.fitted)


def read_known(council: Council) -> Known:
    """Whom the app half knows now. Raises Unavailable."""
    database, hashing = database_of(council), Hashing()
    with database.reading_app() as app:
        ids, kept = person_ids.ids_kept(app), person_keys.read_kept(app)
        restricted = frozenset(app.scalars(select(restricted_person.c.person_id)))
        with_another = person_ids.restricted_with_another(app)
        decided, aliases = decided_records(app), person_ids.aliases_by_key(app)
    with reading_any_extract(database) as (connection, has_extract):
        found = {}
        if has_extract:
            ids |= {own_id for own_id, _ in person_ids.waiting_for(connection, restricted)}
            found = person_keys.read_from_extract(connection, ids, hashing, near_for=restricted)
        of_records = person_keys.read_records(connection, decided, hashing) if found else {}
        bearers = bearers_in_use(connection, decided) if found else {}
    marks = {one: set(kept.get(one, ())) for one in ids}
    with database.reading_app() as app:
        # Also where hashes are kept: they are of no use when the audit's key has been replaced.
        missing = [one for one in ids if one not in found]
        audited = person_keys.read_from_audit(app, missing, hashing)
        bearers |= bearers_in_audit(app, {one: own_id(council, *one) for one in decided - bearers.keys()})
    for some in (found, audited):
        for one, its_marks in some.items():
            marks[one] |= its_marks
    own = {own_id(council, *record): its_marks for record, its_marks in of_records.items()}
    bearers = {one: bearers.get(one) for one in decided}
    return Known(own | marks, frozenset(found), restricted - with_another, bearers, aliases)


@contextmanager
def reading_any_extract(database: CouncilDatabase) -> Generator[tuple[Connection, bool]]:
    """A read of the app half, with the extract in use if there is one; and whether there is."""
    if database.current_extract() is None:
        with database.reading_app() as connection:
            yield connection, False
    else:
        with database.reading() as (connection, _):
            yield connection, True


class _Someone(NamedTuple):
    """A person or a record in the files.

    `made_id` is made from today's keys, `former_id` as version 0.3 made it, None if that is not needed.
    """

    made_id: str
    former_id: str | None
    keys: tuple[Mark, ...]
    first_name: str
    family_name: str
    born: date | None
    record: Record | None = None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.family_name}"


class _Pair(NamedTuple):
    """A known ID, and someone who shares a mark with it. `keys` is how many different keys they share."""

    known_id: str
    someone: _Someone
    keys: int
    same_name_and_birth: bool
    is_sure: bool
    is_disputed: bool = False

    @property
    def is_named(self) -> bool:
        """Whether they have a name of two parts in common, and the date of birth."""
        return self.same_name_and_birth and len(name_parts(self.someone.name)) > 1

    @property
    def order(self) -> tuple:
        """The surest pair first; the same order in every load."""
        is_same_id = self.known_id == self.someone.made_id
        return (-self.keys, not self.same_name_and_birth, not is_same_id, self.known_id, self.someone.made_id)


def find_identities(council: Council, files: ExtractFiles, known: Known) -> Identities:
    """Recognise the people of checked, not yet linked files."""
    if not known.marks:
        return Identities()
    recognised = _recognise(council, files, known.marks, known.aliases)
    others = _known_by_name(council, recognised.by_keys_alone)
    if not others.keys() <= known.marks.keys():
        recognised = _recognise(council, files, others | known.marks, known.aliases)
    return Identities(
        renamed=recognised.renamed,
        aliases=frozenset(recognised.aliases),
        sure=frozenset(recognised.sure),
        found=frozenset(recognised.used),
        fitted=frozenset(recognised.fitted),
        records=_renewed_records(council, files, recognised.pairs, known.decided),
    )


def _recognise(
    council: Council, files: ExtractFiles, known: Marks, aliases: Collection[tuple[str, str]]
) -> "_Recognition":
    # Nothing but the ID is known of some people of an old audit.
    has_unmarked = not all(known.values())
    entries = chain(_people(council, files, with_former_id=has_unmarked), _records(council, files))
    return _Recognition(known, entries, Hashing(), aliases)


def _known_by_name(council: Council, people: list[_Someone]) -> Marks:
    """Whoever of the CMS has the name and date of birth of one of these in the extract in use.

    A number may have passed to someone of whom the app half knows nothing, such as a twin of the person who had it.
    """
    wanted = {(name_parts(one.name), one.born) for one in people if one.born}
    if not wanted:
        return {}
    with reading_any_extract(database_of(council)) as (connection, has_extract):
        found = set()
        for some in batches(sorted({born for _, born in wanted})) if has_extract else ():
            columns = [person.c[name] for name in ("person_id", "first_name", "family_name", "date_of_birth")]
            of_cms = select(*columns).where(person.c.cms_id.is_not(None), person.c.date_of_birth.in_(some))
            for row in connection.execute(of_cms):
                name = name_parts(f"{row.first_name} {row.family_name}")
                found |= {row.person_id} if (name, row.date_of_birth) in wanted else set()
        return person_keys.read_from_extract(connection, found, Hashing()) if found else {}


class _Recognition:
    """Recognises entries of the files as known IDs.

    `by_keys_alone` are those who are certainly known by keys, and have another name or date of birth than before.
    """

    def __init__(
        self, known: Marks, entries: Iterable[_Someone], hashing: Hashing, aliases: Collection[tuple[str, str]]
    ) -> None:
        self._known, self._hashing, self._aliases = known, hashing, aliases
        self._unmarked = {known_id for known_id, marks in known.items() if not marks}
        self._births = {mark for marks in known.values() for mark in marks if mark[0] == BIRTH}
        self._by_mark: dict[Mark, list[str]] = defaultdict(list)
        for known_id, marks in known.items():
            for mark in marks:
                if is_key(mark) or mark[0] == NAME_AND_BIRTH:
                    self._by_mark[mark].append(known_id)
        pairs, with_known_id = [], []
        for one in entries:
            pairs += self._pairs(one)
            if one.made_id in known:
                with_known_id.append(one)
        self.fitted = {pair.known_id for pair in pairs}
        self.by_keys_alone = [
            pair.someone for pair in pairs if pair.is_sure and pair.keys and not pair.same_name_and_birth
        ]
        self.pairs = self._without_namesakes(self._with_disputes(self._without_own_records(pairs)))
        assigned = self._assign(self.pairs)
        self.used = {pair.known_id for pair in assigned}
        ids = {pair.someone.made_id: pair.known_id for pair in assigned}
        ids |= self._new_ids([one for one in with_known_id if one.made_id not in ids])
        named = [(pair, ids.get(pair.someone.made_id, pair.someone.made_id)) for pair in self.pairs]
        self.aliases = {(pair.known_id, new_id) for pair, new_id in named if pair.known_id != new_id}
        self.sure = {(pair.known_id, new_id) for pair, new_id in named if pair.is_sure}
        self.renamed = {made: used for made, used in ids.items() if made != used}

    def _pairs(self, one: _Someone) -> list[_Pair]:
        # A name takes long to hash, and most people share not even the date of birth with anyone known.
        may_be_same = one.born and self._hashing.birth(one.born) in self._births
        exact = self._hashing.name_and_birth(one.name, one.born) if may_be_same else None
        candidates = {known_id for mark in (*one.keys, exact) for known_id in self._by_mark.get(mark, ())}
        if self._unmarked:
            candidates |= {known_id for known_id in (one.made_id, one.former_id) if known_id in self._unmarked}
        return [self._pair(known_id, one, exact) for known_id in candidates]

    def _pair(self, known_id: str, one: _Someone, exact: Mark | None) -> _Pair:
        marks = self._known[known_id]
        keys = len({value for kind, value in marks.intersection(one.keys)})
        same = exact in marks
        by_key = keys > 1 or (keys == 1 and (same or self._agrees(marks, one)))
        is_sure = not marks or by_key or (same and known_id == one.made_id)
        return _Pair(known_id, one, keys, same, is_sure)

    def _agrees(self, marks: set[Mark], one: _Someone) -> bool:
        """Whether name or date of birth confirm a single key, which may have been given to someone else."""
        kinds = {kind for kind, _ in marks}
        if not kinds & {NAME, BIRTH}:
            return True
        same = {kind for kind, _ in self._hashing.details(one.name, one.born) & marks}
        is_birth_unknown = one.born is None or BIRTH not in kinds
        # A family name is that of a brother too.
        has_first_name = not marks.isdisjoint(self._hashing.details(one.first_name, None))
        return bool(same & {BIRTH, NAME}) or (is_birth_unknown and has_first_name)

    def _without_own_records(self, pairs: list[_Pair]) -> list[_Pair]:
        """The pairs, those with a record only for known IDs that are certainly no person of the main file.

        A person is also known by the keys of records that were linked to them. The link decides about these, not this.
        """
        in_main_file = {pair.known_id for pair in pairs if pair.is_sure and pair.someone.record is None}
        return [pair for pair in pairs if pair.someone.record is None or pair.known_id not in in_main_file]

    def _with_disputes(self, pairs: list[_Pair]) -> list[_Pair]:
        """The pairs; none is sure where keys say one person, and name with date of birth another.

        Then details have changed places, or keys were given to someone else.
        """
        known = {pair.known_id for pair in pairs if pair.is_named}
        people = {pair.someone.made_id for pair in pairs if pair.is_named}
        by_keys_alone = [
            pair
            for pair in pairs
            if pair.is_sure and pair.keys and not pair.same_name_and_birth
            and (pair.known_id in known or pair.someone.made_id in people)
        ]  # fmt: skip
        known, people = {pair.known_id for pair in by_keys_alone}, {pair.someone.made_id for pair in by_keys_alone}
        return [
            pair._replace(is_sure=False, is_disputed=True)
            if not (pair.keys and pair.same_name_and_birth)
            and (pair.known_id in known or pair.someone.made_id in people)
            else pair
            for pair in pairs
        ]

    def _without_namesakes(self, pairs: list[_Pair]) -> list[_Pair]:
        """The pairs, those without a common key only if there is no other choice for either side.

        They count as sure if the name has two parts and no keys say otherwise. Else they are two people of one name and
        date of birth; but known IDs that may be of one person anyway are no choice, and none of them is sure.
        """
        by_key = [pair for pair in pairs if pair.keys or pair.is_sure]
        sure_known = {pair.known_id for pair in by_key if pair.is_sure}
        sure_someone = {pair.someone.made_id for pair in by_key if pair.is_sure}
        by_name = [
            pair
            for pair in pairs
            if not (pair.keys or pair.is_sure or pair.known_id in sure_known or pair.someone.made_id in sure_someone)
        ]
        often_known = _repeated(pair.known_id for pair in by_name)
        of_someone: dict[str, list[str]] = defaultdict(list)
        for pair in by_name:
            of_someone[pair.someone.made_id].append(pair.known_id)
        several = {one for one, ids in of_someone.items() if not self._may_be_one(ids)}
        only = [pair for pair in by_name if pair.known_id not in often_known and pair.someone.made_id not in several]
        return by_key + [
            pair._replace(is_sure=not pair.is_disputed and len(of_someone[pair.someone.made_id]) == 1)
            for pair in only
            if pair.is_named
        ]

    def _may_be_one(self, known_ids: list[str]) -> bool:
        return all(
            not {(one, other), (other, one)}.isdisjoint(self._aliases) for one, other in combinations(known_ids, 2)
        )

    def _assign(self, pairs: list[_Pair]) -> list[_Pair]:
        """One person for each known ID, and one known ID for each person, the surest first."""
        assigned, used, named = [], set(), set()
        for pair in sorted((pair for pair in pairs if pair.is_sure), key=lambda pair: pair.order):
            if pair.known_id not in used and pair.someone.made_id not in named:
                assigned.append(pair)
                used.add(pair.known_id)
                named.add(pair.someone.made_id)
        return assigned

    def _new_ids(self, people: list[_Someone]) -> dict[str, str]:
        """IDs for people whose own would be one that someone else has had: the same in every load."""
        return {
            one.made_id: str(uuid5(NAMESPACE_URL, f"{one.made_id}/{self._hashing.name_and_birth(one.name, one.born)}"))
            for one in people
        }


def _repeated(ids: Iterable[str]) -> set[str]:
    return {one for one, number in Counter(ids).items() if number > 1}


def _people(council: Council, files: ExtractFiles, *, with_former_id: bool) -> Iterator[_Someone]:
    columns = ("cms_id", "source", "person_key", "first_name", "family_name", "date_of_birth")
    for cms_id, source_id, key, first_name, family_name, born in rows_of(files.people, columns):
        which = {"cms_id": cms_id, "source_id": source_id, "person_key": key}
        keys = ((SHARED_KEY, key), (CASE_ID, cms_id)) if cms_id else ((SHARED_KEY, key),)
        former_id = former_person_id(council, **which) if with_former_id else None
        yield _Someone(person_id_for(council, **which), former_id, keys, first_name, family_name, born or None)


def _records(council: Council, files: ExtractFiles) -> Iterator[_Someone]:
    """Each record of the services without the shared key, by its first line."""
    columns = ["source_key", "first_name", "family_name", "date_of_birth"]
    for service_id, table in files.services.items():
        kind = council.extract.person_key(service_id)
        if kind == "shared":
            continue
        for key, first_name, family_name, born in rows_of(table[columns].drop_duplicates("source_key"), tuple(columns)):
            made_id = own_id(council, service_id, key)
            keys = ((service_id, key),) if kind == "own" else ()
            yield _Someone(made_id, None, keys, first_name, family_name, born or None, (service_id, key))


def own_id(council: Council, source_id: str, source_key: str) -> str:
    """The ID made for a person who is known only by that source's key."""
    return person_id_for(council, cms_id="", source_id=source_id, person_key=own_key(source_id, source_key))


def _renewed_records(
    council: Council, files: ExtractFiles, pairs: list[_Pair], decided: Mapping[Record, Bearer | None]
) -> dict[Record, Record]:
    """The new key of each of these records that is certainly in its source's file, but under another key."""
    known = {own_id(council, *record): record for record in decided}
    moved: dict[Record, Record] = {}
    for pair in pairs:
        old, new = known.get(pair.known_id), pair.someone.record
        if old and new and old != new and pair.is_sure and old[0] == new[0]:
            moved[old] = new
    return records_today(council, files, decided, moved)
