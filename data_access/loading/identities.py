"""Who is who between two loads: people whom the app half knows keep their person ID, whatever keys of theirs change.

A person ID is made from a case ID or a source's key. If the key changes, the person is recognised by their other keys,
or by name and date of birth, and keeps the ID under which they were looked up, reported or decided about. If a key was
given to someone else, that person gets a new ID: nothing that was granted to the one may pass to the other. Where keys
say one person and name with date of birth another, neither gets the ID.
"""

from collections.abc import Collection, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain

from sqlalchemy import Connection, select

from config.council import Council
from data_access.loading.extract_records import rows_of
from data_access.loading.naming.decided_records import bearers_in_audit, bearers_in_use, records_today
from data_access.loading.naming.recognition import Pair, Recognition, Someone, Wanted
from data_access.loading.naming.several_people import Bearer
from data_access.people import person_ids, person_keys
from data_access.people.match_decisions import Record, decided_records
from data_access.people.person_ids import former_person_id, person_id_for
from data_access.people.person_keys import CASE_ID, SHARED_KEY, Hashing, Marks, batches, name_parts, own_key
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
            ids |= {own_id for own_id, _ in person_ids.waiting_through(connection, restricted)}
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
) -> Recognition:
    wanted = Wanted(known, Hashing())
    # Nothing but the ID is known of some people of an old audit.
    has_unmarked = not all(known.values())
    entries = chain(_people(council, files, wanted, with_former_id=has_unmarked), _records(council, files, wanted))
    return Recognition(known, entries, wanted, aliases)


def _known_by_name(council: Council, people: list[Someone]) -> Marks:
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


def _people(council: Council, files: ExtractFiles, wanted: Wanted, *, with_former_id: bool) -> Iterator[Someone]:
    """The people of the files who may be known."""
    columns = ("cms_id", "source", "person_key", "first_name", "family_name", "date_of_birth")
    for cms_id, source_id, key, first_name, family_name, born in rows_of(files.people, columns):
        which = {"cms_id": cms_id, "source_id": source_id, "person_key": key}
        made_id, former_id = person_id_for(council, **which), None
        if with_former_id:
            former_id = former_person_id(council, **which)
        if wanted.may_have((made_id, former_id, key, cms_id), born):
            keys = ((SHARED_KEY, key), (CASE_ID, cms_id)) if cms_id else ((SHARED_KEY, key),)
            yield Someone(made_id, former_id, keys, first_name, family_name, born or None)


def _records(council: Council, files: ExtractFiles, wanted: Wanted) -> Iterator[Someone]:
    """Each record of the services without the shared key that may be known, by its first line."""
    columns = ["source_key", "first_name", "family_name", "date_of_birth"]
    for service_id, table in files.services.items():
        kind = council.extract.person_key(service_id)
        if kind == "shared":
            continue
        for key, first_name, family_name, born in rows_of(table[columns].drop_duplicates("source_key"), tuple(columns)):
            made_id = own_id(council, service_id, key)
            if wanted.may_have((made_id, key), born):
                keys = ((service_id, key),) if kind == "own" else ()
                yield Someone(made_id, None, keys, first_name, family_name, born or None, (service_id, key))


def own_id(council: Council, source_id: str, source_key: str) -> str:
    """The ID made for a person who is known only by that source's key."""
    return person_id_for(council, cms_id="", source_id=source_id, person_key=own_key(source_id, source_key))


def _renewed_records(
    council: Council, files: ExtractFiles, pairs: list[Pair], decided: Mapping[Record, Bearer | None]
) -> dict[Record, Record]:
    """The new key of each of these records that is certainly in its source's file, but under another key."""
    known = {own_id(council, *record): record for record in decided}
    moved: dict[Record, Record] = {}
    for pair in pairs:
        old, new = known.get(pair.known_id), pair.someone.record
        if old and new and old != new and pair.is_sure and old[0] == new[0]:
            moved[old] = new
    return records_today(council, files, decided, moved)
