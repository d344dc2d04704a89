"""Restrictions follow the person into a new extract by any of their keys, or by name and date of birth.

Whoever has a key of a restricted person is hidden too. Where it is not certain that they are one person, or where no
one fits a restriction any more, it is unsettled: the likely people are hidden, and the data officer is asked.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from sqlalchemy import ColumnElement, Connection, Row, insert, or_, select, true

from config import clock
from data_access.audit.chain import Action, Entry, Who, append_within
from data_access.loading.identities import Identities
from data_access.people import person_ids, person_keys
from data_access.people.finding.same_home import alike_at_home
from data_access.people.person_keys import (
    BIRTH,
    CASE_ID,
    NAME_AND_BIRTH,
    NEAR,
    SHARED_KEY,
    Hashing,
    Mark,
    Marks,
    batches,
    is_key,
)
from data_access.people.restricting.restricted_people import Why
from data_access.storage.app_tables import restricted_person, unsettled_restriction
from data_access.storage.extract_tables import link, person, source_person
from extracts.keys import plain_key

SEVERAL = 3
"""So many restrictions that fit no one any more stop a load. One person may leave the CMS on any day, and two may be a
parent and child who leave together; three at once usually means that a file has other numbers than before."""

_DETAILS = ("first_name", "family_name", "date_of_birth")


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
    following = _Following(app, new, identities, marks, has_old_extract=has_old_extract)
    gone = following.hide_who_fits()
    following.hide_alike()
    following.hide_records_that_waited()
    return following.followed(gone)


class _Following:
    """Finds, step by step, whom each restriction hides in the new extract."""

    def __init__(
        self, app: Connection, new: Connection, identities: Identities, marks: Marks, *, has_old_extract: bool
    ) -> None:
        self._app, self._new, self._identities, self._marks = app, new, identities, marks
        self._has_old_extract = has_old_extract
        self._restricted = set(app.scalars(select(restricted_person.c.person_id)))
        self._asked = {(row.restricted_id, row.person_id): row for row in app.execute(select(unsettled_restriction))}
        """What the data officer is asked, or was: whether a restricted ID and another are one person."""
        waited = person_ids.waiting_through(app, self._restricted) if has_old_extract else ()
        self._waited = sorted((one, own_id) for own_id, one in waited)
        """The records that waited in the extract in use: (a restricted ID, the ID of the record)."""
        kept = person_keys.read_kept(app)
        ids = sorted(self._restricted.union(own_id for _, own_id in self._waited))
        wanted = {one: marks.get(one, set()) | kept.get(one, set()) for one in ids}
        self._people = _People(new, wanted)
        linked = _linked_to(new, self._restricted)
        self._linked = {one: {row.person_id for row in linked.get(one, ())} for one in self._restricted}
        """The people to whom restricted records are linked."""
        self._hidden: dict[tuple[str, str], Why | None] = {}

    def followed(self, gone: list[str]) -> Followed:
        hidden = tuple((one, other, why) for (one, other), why in self._hidden.items())
        protected = person_ids.ids_protected(self._app) | {other for _, other in self._hidden}
        found = person_keys.read_from_extract(self._new, protected, Hashing(), near_for=protected)
        others = person_keys.read_other_names(self._new, protected, Hashing())
        read = (found, others, self._marks)
        marks = {one: set().union(*(some.get(one, ()) for some in read)) for one in sorted(protected)}
        return Followed(frozenset(self._restricted), hidden, tuple(gone), marks)

    def hide_who_fits(self) -> list[str]:
        """Hide whoever has a key of a restricted person, or their name and date of birth; of one who is nowhere, also
        those who nearly have. Returns the restricted IDs that no one fits."""
        people, there, gone = self._people, self._who_is_there(), []
        namesakes = _known_before(self._app, self._new, people.named(), Hashing()) if self._has_old_extract else set()
        for one in sorted(self._restricted):
            fits = people.fitting(one, namesakes, {one, *self._linked[one]})
            if one not in there and not any(self._is_surely(one, other) for other in fits):
                if Why.NAME not in fits.values():
                    fits = people.likely(one) | fits
                if self._is_gone(one, fits):
                    gone.append(one)
            for other in sorted(fits.keys() - self._restricted):
                is_certain = (one, other) in self._identities.sure or other in self._linked[one]
                self._hide(one, other, None if is_certain else fits[other])
        return gone

    def hide_alike(self) -> None:
        """Hide who may be a restricted person by name, date of birth and home, or whose record waits for theirs; and
        say of those who were hidden with them why they are."""
        alike = alike_at_home(self._new, self._restricted) | person_ids.waited_for(self._new, self._restricted)
        alike = {(one, other) for one, other in alike if other not in self._restricted | self._linked[one]}
        for one, other in sorted(alike | person_ids.hidden_together(self._app)):
            self._hide(one, other, self._people.likeness(one, other))

    def hide_records_that_waited(self) -> None:
        """Hide whoever has a record now that waited for a restricted person in the extract in use, itself or through
        another record, and waits for none any more.

        It may be where they live: that they have another name now, or have left, does not say that it is not theirs.
        Nor does that the record has left: it may come back when they have another name. One that is linked to somebody
        in the CMS is accounted for; one that is linked to a record of another service is not: both may have their new
        name.
        """
        other_ids: dict[str, set[str]] = defaultdict(set)
        for known_id, other in self._identities.aliases:
            other_ids[known_id].add(other)
        every_id = {each for _, own_id in self._waited for each in (own_id, *other_ids[own_id])}
        links = _linked_to(self._new, every_id)
        accounted = {own_id for own_id, _ in person_ids.waiting_through(self._new, self._restricted)}
        accounted |= {own_id for own_id, people in links.items() if any(row.cms_id for row in people)}
        there = {one: {one} for one in _present(self._new, sorted(every_id))}
        there |= {own_id: {row.person_id for row in people} for own_id, people in links.items()}
        for one, own_id in self._waited:
            ids = {own_id, *other_ids[own_id]}
            now = set[str]().union(*(there.get(each, ()) for each in ids - accounted))
            has_left = not now and ids.isdisjoint(accounted)
            if has_left:
                # Under another key it may be there already, where several records have its name and date of birth.
                now = {own_id} | self._people.known_to_services_as(own_id) - accounted
            for other in sorted(now - self._restricted):
                self._hide(one, other, Why.RECORD)

    def _hide(self, one: str, other: str, why: Why | None) -> None:
        """Hide someone because of a restricted person, unless the officer has been asked about the two before."""
        if (one, other) not in self._asked:
            self._hidden.setdefault((one, other), why)

    def _who_is_there(self) -> set[str]:
        """The IDs that someone has in the new extract, or that another stands for."""
        linked = {one for one, people in self._linked.items() if people}
        # A record about which it is asked already may have left: no one else is looked for in its place.
        waits = {other for (_, other), row in self._asked.items() if row.why == Why.RECORD.value and not row.settled_at}
        with_another = person_ids.restricted_with_another(self._app)
        return self._people.ids | self._identities.found | linked | waits | with_another

    def _is_surely(self, one: str, other: str) -> bool:
        """Whether two IDs are certainly one person, and the officer has not denied it."""
        row = self._asked.get((one, other))
        return (one, other) in self._identities.sure and (row is None or row.is_same is not False)

    def _is_gone(self, one: str, fits: Collection[str]) -> bool:
        """Whether no one fits a restriction any more, and it has not been asked yet where they are."""
        is_left_out = one in self._identities.fitted and not fits
        return not (is_left_out or (one, one) in self._asked or any(self._may_be(one, other) for other in fits))

    def _may_be(self, one: str, other: str) -> bool:
        """Whether someone may be a restricted person who is nowhere: not another restricted one who has a key of
        theirs, and no one of whom the officer has said that they are not."""
        row = self._asked.get((one, other))
        return other not in self._restricted if row is None else bool(row.is_same or not row.settled_at)


def _linked_to(connection: Connection, own_ids: Collection[str]) -> dict[str, list[Row]]:
    """The people, with their case IDs, to whom these records are linked in the extract that is read."""
    found: dict[str, list[Row]] = defaultdict(list)
    columns = select(link.c.own_id, person.c.person_id, person.c.cms_id)
    linked = columns.join(person, person.c.person_id == link.c.person_id)
    for some in batches(sorted(own_ids)):
        for row in connection.execute(linked.where(link.c.own_id.in_(some))):
            found[row.own_id].append(row)
    return found


def _present(connection: Connection, ids: list[str]) -> set[str]:
    """Those of these IDs that are of people in the extract that is read."""
    found = set()
    for some in batches(ids):
        found |= set(connection.scalars(select(person.c.person_id).where(person.c.person_id.in_(some))))
    return found


def _known_before(old: Connection, new: Connection, ids: set[str], hashing: Hashing) -> set[str]:
    """Those of these people of the new extract who are in the extract in use, by person ID or case ID, with the same
    name and date of birth."""
    columns = [person.c[name] for name in ("person_id", "cms_id", *_DETAILS)]
    rows = [
        row
        for some in batches(sorted(ids))
        for row in new.execute(select(*columns).where(person.c.person_id.in_(some)))
    ]
    known: set[tuple[str | None, Mark | None]] = set()
    for some in batches(sorted({value for row in rows for value in row[:2] if value})):
        either = or_(person.c.person_id.in_(some), person.c.cms_id.in_(some))
        for row in old.execute(select(*columns).where(either)):
            known |= {(value, _mark(row, hashing)) for value in row[:2] if value}
    return {row.person_id for row in rows if known & {(value, _mark(row, hashing)) for value in row[:2]}}


def _mark(row: Row, hashing: Hashing) -> Mark | None:
    return hashing.name_and_birth(f"{row.first_name} {row.family_name}", row.date_of_birth)


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
        if other not in done and other not in rows:
            restriction = {"reason": rows[one].reason, "marked_by": by, "marked_at": now}
            connection.execute(insert(restricted_person).values(person_id=other, **restriction))
            done.add(other)
            link_word = "may_be" if why else "same_person_as"
            about = {"person_id": other, "reason": rows[one].reason, link_word: one}
            entries.append(Entry(Action.RESTRICTED_PERSON, about=about))
        if why:
            _note(connection, one, other, why)
        else:
            # Theirs is a restriction of its own from now on: once someone has ended it, no load makes it again.
            _note(connection, one, other, Why.KEY, noticed_at=now, settled_by=by, settled_at=now)
    for one in followed.gone:
        if one in rows:
            _note(connection, one, one, Why.GONE)
    if entries:
        append_within(connection, Who(by, "system"), entries, extract=extract)
    return True


def _note(connection: Connection, restricted_id: str, person_id: str, why: Why, **settled: object) -> None:
    row = {"restricted_id": restricted_id, "person_id": person_id, "why": why.value, "noticed_at": clock.now()}
    connection.execute(insert(unsettled_restriction).values(row | settled))


class _People:
    """The people of an extract who have any mark of a restricted person, or of a record that waited for one."""

    def __init__(self, connection: Connection, wanted: Marks) -> None:
        self._connection, self._hashing, self._wanted = connection, Hashing(), wanted
        self._by_mark: dict[Mark, set[str]] = defaultdict(set)
        self._has_near = False
        self.ids = _present(connection, sorted(wanted))
        self._find_by_key(self._marks(is_key))
        self._find_by_name(self._marks(lambda mark: mark[0] == NAME_AND_BIRTH))

    def named(self) -> set[str]:
        """The IDs of everyone with the name and date of birth of a restricted person."""
        return {one for mark, ids in self._by_mark.items() if mark[0] == NAME_AND_BIRTH for one in ids}

    def fitting(self, restricted_id: str, namesakes: set[str], own: set[str]) -> dict[str, Why]:
        """Who has a key of the restricted person, or name and date of birth and is none of these namesakes.

        A namesake counts as one only beside the restricted person (one of their `own` IDs) under that name. A key
        written another way counts too, unless they have it as it was.
        """
        keyed = self._having(restricted_id, is_key)
        for kind, value in self._wanted[restricted_id]:
            if is_key((kind, value)) and not self._by_mark.get((kind, value), set()) & own:
                keyed |= self._by_plain_key.get((kind, plain_key(value)), set())
        named = set()
        for mark in self._wanted[restricted_id]:
            if mark[0] == NAME_AND_BIRTH:
                bearers = self._by_mark.get(mark, set())
                named |= bearers - namesakes if bearers & own else bearers
        return dict.fromkeys(named, Why.NAME) | dict.fromkeys(keyed, Why.KEY)

    def known_to_services_as(self, known_id: str) -> set[str]:
        """Who has the name and date of birth of this ID and is not in the CMS."""
        found = self._having(known_id, lambda mark: mark[0] == NAME_AND_BIRTH)
        in_cms = select(person.c.person_id).where(person.c.person_id.in_(found), person.c.cms_id.is_not(None))
        return found - set(self._connection.scalars(in_cms))

    def likeness(self, restricted_id: str, other: str) -> Why:
        """Whether someone has the restricted person's whole name and date of birth, or nearly."""
        return Why.NAME if other in self._having(restricted_id, lambda mark: mark[0] == NAME_AND_BIRTH) else Why.NEAR

    def likely(self, restricted_id: str) -> dict[str, Why]:
        """Who may be the restricted person if no one fits: of nearly the same name and date of birth, or with their
        case ID as the shared key, or the other way round."""
        of_cms = {SHARED_KEY: CASE_ID, CASE_ID: SHARED_KEY}
        marks = [(of_cms[kind], plain_key(value)) for kind, value in self._wanted[restricted_id] if kind in of_cms]
        with_number = {one for mark in marks for one in self._by_plain_key.get(mark, ())}
        return dict.fromkeys(self._near(restricted_id), Why.NEAR) | dict.fromkeys(with_number, Why.KEY)

    def _near(self, restricted_id: str) -> set[str]:
        """Who has nearly the same name and date of birth. The first call compares everyone, which takes some time."""
        if not self._has_near:
            self._has_near = True
            self._find_near(self._marks(lambda mark: mark[0] == NEAR))
        return self._having(restricted_id, lambda mark: mark[0] == NEAR)

    def _having(self, restricted_id: str, which: Callable[[Mark], bool]) -> set[str]:
        return {one for mark in self._wanted[restricted_id] if which(mark) for one in self._by_mark.get(mark, ())}

    def _marks(self, which: Callable[[Mark], bool]) -> set[Mark]:
        return {mark for marks in self._wanted.values() for mark in marks if which(mark)}

    @cached_property
    def _by_plain_key(self) -> dict[Mark, set[str]]:
        """Who has a key of a restricted person however it is written (extracts/keys.py). Reads every key there is."""
        wanted = {plain_key(value) for _, value in self._marks(is_key)} - {""}
        found: dict[Mark, set[str]] = defaultdict(set)
        for (kind, value), one in self._keys(true(), true()):
            if (plain := plain_key(value)) in wanted:
                found[kind, plain].add(one)
        return found

    def _find_by_key(self, wanted: set[Mark]) -> None:
        for values in batches(sorted({value for _, value in wanted})):
            for mark, one in self._keys(person.c.cms_id.in_(values), source_person.c.source_key.in_(values)):
                if mark in wanted:
                    self._by_mark[mark].add(one)

    def _keys(self, of_case: ColumnElement[bool], of_source: ColumnElement[bool]) -> Iterator[tuple[Mark, str]]:
        """Each key in the extract, and whose it is."""
        kinds, options = person_keys.kinds_of_sources(self._connection), {"yield_per": 10_000}
        has_case_id = select(person.c.person_id, person.c.cms_id).where(person.c.cms_id.is_not(None), of_case)
        for person_id, case_id in self._connection.execute(has_case_id, execution_options=options):
            yield (CASE_ID, case_id), person_id
        columns = (source_person.c.person_id, source_person.c.source_id, source_person.c.source_key)
        for row in self._connection.execute(select(*columns).where(of_source), execution_options=options):
            if mark := person_keys.key_mark(row.source_id, row.source_key, kinds):
                yield mark, row.person_id

    def _find_by_name(self, wanted: set[Mark]) -> None:
        births = self._marks(lambda mark: mark[0] == BIRTH)
        days = self._connection.scalars(select(person.c.date_of_birth).distinct()) if wanted else ()
        days = [day for day in days if day and self._hashing.details("", day) & births]
        for some in batches(days):
            for row in self._details(person.c.date_of_birth.in_(some)):
                mark = _mark(row, self._hashing)
                if mark in wanted:
                    self._by_mark[mark].add(row.person_id)

    def _find_near(self, wanted: set[Mark]) -> None:
        others = self._connection.execute(person_keys.OTHER_NAMES, execution_options={"yield_per": 10_000})
        for row in chain(self._details(true()), others):
            name = f"{row.first_name} {row.family_name}"
            for mark in self._hashing.near_of_other(name, row.date_of_birth) & wanted:
                self._by_mark[mark].add(row.person_id)

    def _details(self, which: ColumnElement[bool]) -> Iterable[Row]:
        columns = [person.c[name] for name in ("person_id", *_DETAILS)]
        options = {"yield_per": 10_000}
        return self._connection.execute(select(*columns).where(which), execution_options=options)
