"""Restrictions follow the person into a new extract by any of their keys, or by name and date of birth.

Whoever has a key of a restricted person is hidden too. Where it is not certain that they are one person, or where no
one fits a restriction any more, it is unsettled: the likely people are hidden, and the data officer is asked.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, Row, insert, or_, select, true

from config import clock
from data_access.audit.chain import Action, Entry, Who, append_within
from data_access.loading.identities import Identities
from data_access.people import person_ids, person_keys
from data_access.people.person_keys import BIRTH, CASE_ID, NAME_AND_BIRTH, NEAR, Hashing, Mark, Marks, batches, is_key
from data_access.people.restrictions import Why
from data_access.storage.app_tables import restricted_person, unsettled_restriction
from data_access.storage.extract_tables import link, person, source_person

SEVERAL = 3
"""So many restrictions that fit no one any more stop a load. One person may leave the CMS on any day, and two may be a
parent and child who leave together; three at once usually means that a file has other numbers than before."""


@dataclass(frozen=True)
class Followed:
    """What to write when the new extract comes into use. `restricted` are the IDs that were considered.

    `hidden` has (a restricted ID, the ID of a person to hide because of it, why); why is None if they are certainly one
    person. `gone` are the restricted IDs that no one fits.
    """

    restricted: frozenset[str] = frozenset()
    hidden: tuple[tuple[str, str, Why | None], ...] = ()
    gone: tuple[str, ...] = ()
    marks: Marks = field(default_factory=dict)
    """The marks of all protected people in the new extract."""

    @property
    def note(self) -> str:
        """A sentence for whoever loads; "" if there is nothing to settle."""
        doubts = {one for one, _, why in self.hidden if why} | set(self.gone)
        if not doubts:
            return ""
        many = "1 restriction does" if len(doubts) == 1 else f"{len(doubts)} restrictions do"
        return f"{many} not certainly fit one person now; the data officer must settle this under Restricted people"


def follow(
    app: Connection, new: Connection, identities: Identities, marks: Marks, *, has_old_extract: bool
) -> Followed:
    """Who is to be hidden in the new extract, which `new` reads; `app` reads the app half and any extract in use.

    `marks` has those of every known ID.
    """
    restricted = set(app.scalars(select(restricted_person.c.person_id)))
    answered = {(row.restricted_id, row.person_id) for row in app.execute(select(unsettled_restriction))}
    kept = person_keys.read_kept(app)
    people = _People(new, {one: marks.get(one, set()) | kept.get(one, set()) for one in sorted(restricted)})
    links = {tuple(row) for row in new.execute(select(link.c.own_id, link.c.person_id))} if restricted else set()
    links |= {pair[::-1] for pair in links}
    in_use = identities.found | people.ids | {one for one, _ in links}
    with_another = person_ids.restricted_with_another(app)
    namesakes = _known_before(app, new, people.named()) if has_old_extract else set()
    hidden, gone = [], []
    for one in sorted(restricted):
        is_found = one in in_use or one in with_another
        fits = people.fitting(one, namesakes if is_found else set())
        if not is_found and not any((one, other) in identities.sure for other in fits):
            if Why.NAME not in fits.values():
                fits = dict.fromkeys(people.near(one), Why.NEAR) | fits
            gone += [] if fits or one in identities.fitted or (one, one) in answered else [one]
        for other in sorted(fits.keys() - restricted - {one}):
            if (one, other) not in answered:
                is_certain = (one, other) in identities.sure or (one, other) in links
                hidden.append((one, other, None if is_certain else fits[other]))
    protected = person_ids.ids_protected(app) | {other for _, other, _ in hidden}
    found = person_keys.read_from_extract(new, protected, Hashing(), near_for=protected)
    all_marks = {one: found.get(one, set()) | marks.get(one, set()) for one in sorted(protected)}
    return Followed(frozenset(restricted), tuple(hidden), tuple(gone), all_marks)


def _known_before(old: Connection, new: Connection, ids: set[str]) -> set[str]:
    """Those of these people of the new extract who are in the extract in use, by person ID or case ID."""
    rows = [
        row
        for some in batches(sorted(ids))
        for row in new.execute(select(person.c.person_id, person.c.cms_id).where(person.c.person_id.in_(some)))
    ]
    known: set[str] = set()
    for some in batches(sorted({value for row in rows for value in row if value})):
        either = or_(person.c.person_id.in_(some), person.c.cms_id.in_(some))
        known |= {
            value for row in old.execute(select(person.c.person_id, person.c.cms_id).where(either)) for value in row
        }
    return {row.person_id for row in rows if row.person_id in known or (row.cms_id and row.cms_id in known)}


def hide(connection: Connection, followed: Followed, *, by: str, extract: int) -> bool:
    """Write it, in the transaction that switches to the new extract; recorded.

    Returns False, with nothing written, if someone has restricted a person since.
    """
    rows = {row.person_id: row for row in connection.execute(select(restricted_person))}
    if not rows.keys() <= followed.restricted:
        return False
    person_keys.keep(connection, followed.marks)
    now, done, entries = clock.now(), set(), []
    for one, other, why in followed.hidden:
        if one not in rows:
            continue
        if other not in done:
            restriction = {"reason": rows[one].reason, "marked_by": by, "marked_at": now}
            connection.execute(insert(restricted_person).values(person_id=other, **restriction))
            done.add(other)
            link_word = "may_be" if why else "same_person_as"
            about = {"person_id": other, "reason": rows[one].reason, link_word: one}
            entries.append(Entry(Action.RESTRICTED_PERSON, about=about))
        if why:
            _leave_unsettled(connection, one, other, why)
    for one in followed.gone:
        if one in rows:
            _leave_unsettled(connection, one, one, Why.GONE)
    if entries:
        append_within(connection, Who(by, "system"), entries, extract=extract)
    return True


def _leave_unsettled(connection: Connection, restricted_id: str, person_id: str, why: Why) -> None:
    row = {"restricted_id": restricted_id, "person_id": person_id, "why": why.value, "noticed_at": clock.now()}
    connection.execute(insert(unsettled_restriction).values(row))


class _People:
    """The people of an extract who have any mark of a restricted person."""

    def __init__(self, connection: Connection, wanted: Marks) -> None:
        self._connection, self._hashing, self._wanted = connection, Hashing(), wanted
        self._by_mark: dict[Mark, set[str]] = defaultdict(set)
        self._has_near = False
        self.ids = self._present(sorted(wanted))
        self._find_by_key(self._marks(is_key))
        self._find_by_name(self._marks(lambda mark: mark[0] == NAME_AND_BIRTH))

    def named(self) -> set[str]:
        """The IDs of everyone with the name and date of birth of a restricted person."""
        return {one for mark, ids in self._by_mark.items() if mark[0] == NAME_AND_BIRTH for one in ids}

    def fitting(self, restricted_id: str, namesakes: set[str]) -> dict[str, Why]:
        """Who has a key of the restricted person, or name and date of birth and is none of these namesakes."""
        keyed = self._having(restricted_id, is_key)
        named = self._having(restricted_id, lambda mark: mark[0] == NAME_AND_BIRTH) - namesakes
        return dict.fromkeys(named, Why.NAME) | dict.fromkeys(keyed, Why.KEY)

    def near(self, restricted_id: str) -> set[str]:
        """Who has nearly the same name and date of birth. The first call compares everyone, which takes some time."""
        if not self._has_near:
            self._has_near = True
            self._find_near(self._marks(lambda mark: mark[0] == NEAR))
        return self._having(restricted_id, lambda mark: mark[0] == NEAR)

    def _having(self, restricted_id: str, which: Callable[[Mark], bool]) -> set[str]:
        return {one for mark in self._wanted[restricted_id] if which(mark) for one in self._by_mark.get(mark, ())}

    def _marks(self, which: Callable[[Mark], bool]) -> set[Mark]:
        return {mark for marks in self._wanted.values() for mark in marks if which(mark)}

    def _present(self, ids: list[str]) -> set[str]:
        found = set()
        for some in batches(ids):
            found |= set(self._connection.scalars(select(person.c.person_id).where(person.c.person_id.in_(some))))
        return found

    def _find_by_key(self, wanted: set[Mark]) -> None:
        kinds = person_keys.kinds_of_sources(self._connection)
        for values in batches(sorted({value for kind, value in wanted if kind == CASE_ID})):
            of_case = select(person.c.person_id, person.c.cms_id).where(person.c.cms_id.in_(values))
            for row in self._connection.execute(of_case):
                self._by_mark[CASE_ID, row.cms_id].add(row.person_id)
        columns = (source_person.c.person_id, source_person.c.source_id, source_person.c.source_key)
        for values in batches(sorted({value for _, value in wanted})):
            for row in self._connection.execute(select(*columns).where(source_person.c.source_key.in_(values))):
                mark = person_keys.key_mark(row.source_id, row.source_key, kinds)
                if mark in wanted:
                    self._by_mark[mark].add(row.person_id)

    def _find_by_name(self, wanted: set[Mark]) -> None:
        births = self._marks(lambda mark: mark[0] == BIRTH)
        days = self._connection.scalars(select(person.c.date_of_birth).distinct()) if wanted else ()
        days = [day for day in days if day and self._hashing.details("", day) & births]
        for some in batches(days):
            for row in self._details(person.c.date_of_birth.in_(some)):
                mark = self._hashing.name_and_birth(f"{row.first_name} {row.family_name}", row.date_of_birth)
                if mark in wanted:
                    self._by_mark[mark].add(row.person_id)

    def _find_near(self, wanted: set[Mark]) -> None:
        for row in self._details(true()):
            name = f"{row.first_name} {row.family_name}"
            for mark in self._hashing.near_of_other(name, row.date_of_birth) & wanted:
                self._by_mark[mark].add(row.person_id)

    def _details(self, which: ColumnElement[bool]) -> Iterable[Row]:
        columns = [person.c[name] for name in ("person_id", "first_name", "family_name", "date_of_birth")]
        options = {"yield_per": 10_000}
        return self._connection.execute(select(*columns).where(which), execution_options=options)
