"""Recognises people and records of the files as people whom the app half knows: which of them are certainly the same.

A pair of a known ID and someone in the files shares a mark; the surest pairs decide who keeps which ID.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from itertools import combinations
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from data_access.people.match_decisions import Record
from data_access.people.person_keys import BIRTH, NAME, NAME_AND_BIRTH, Hashing, Mark, Marks, is_key, name_parts


class Someone(NamedTuple):
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


class Pair(NamedTuple):
    """A known ID, and someone who shares a mark with it. `keys` is how many different keys they share."""

    known_id: str
    someone: Someone
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


class Wanted:
    """What is known of anyone. Most people in the files have nothing of it, and are asked no more than this."""

    def __init__(self, known: Marks, hashing: Hashing) -> None:
        marks = set().union(*known.values())
        self.hashing, self._births = hashing, {mark for mark in marks if mark[0] == BIRTH}
        self._values = {mark[1] for mark in marks if is_key(mark)} | known.keys()
        self._days: dict[date, bool] = {}

    def may_have(self, ids_and_keys: tuple[str | None, ...], born: date | None) -> bool:
        """Whether someone with these IDs and keys may be known, or someone born on that day is."""
        return not self._values.isdisjoint(ids_and_keys) or self.is_birth(born)

    def is_birth(self, born: date | None) -> bool:
        """Whether anyone who is known was born on that day; not if it is not known. Each day is hashed once."""
        if born is None:
            return False
        if born not in self._days:
            self._days[born] = self.hashing.birth(born) in self._births
        return self._days[born]


class Recognition:
    """Recognises entries of the files as known IDs.

    `by_keys_alone` are those who are certainly known by keys, and have another name or date of birth than before.
    """

    def __init__(
        self, known: Marks, entries: Iterable[Someone], wanted: Wanted, aliases: Collection[tuple[str, str]]
    ) -> None:
        self._known, self._wanted, self._hashing, self._aliases = known, wanted, wanted.hashing, aliases
        self._unmarked = {known_id for known_id, marks in known.items() if not marks}
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

    def _pairs(self, one: Someone) -> list[Pair]:
        # A name takes long to hash, and most people share not even the date of birth with anyone known.
        exact = self._hashing.name_and_birth(one.name, one.born) if self._wanted.is_birth(one.born) else None
        candidates = {known_id for mark in (*one.keys, exact) for known_id in self._by_mark.get(mark, ())}
        if self._unmarked:
            candidates |= {known_id for known_id in (one.made_id, one.former_id) if known_id in self._unmarked}
        return [self._pair(known_id, one, exact) for known_id in candidates]

    def _pair(self, known_id: str, one: Someone, exact: Mark | None) -> Pair:
        marks = self._known[known_id]
        keys = len({value for kind, value in marks.intersection(one.keys)})
        same = exact in marks
        by_key = keys > 1 or (keys == 1 and (same or self._agrees(marks, one)))
        is_sure = not marks or by_key or (same and known_id == one.made_id)
        return Pair(known_id, one, keys, same, is_sure)

    def _agrees(self, marks: set[Mark], one: Someone) -> bool:
        """Whether name or date of birth confirm a single key, which may have been given to someone else."""
        kinds = {kind for kind, _ in marks}
        if not kinds & {NAME, BIRTH}:
            return True
        same = {kind for kind, _ in self._hashing.details(one.name, one.born) & marks}
        is_birth_unknown = one.born is None or BIRTH not in kinds
        # A family name is that of a brother too.
        has_first_name = not marks.isdisjoint(self._hashing.details(one.first_name, None))
        return bool(same & {BIRTH, NAME}) or (is_birth_unknown and has_first_name)

    def _without_own_records(self, pairs: list[Pair]) -> list[Pair]:
        """The pairs, those with a record only for known IDs that are certainly no person of the main file.

        A person is also known by the keys of records that were linked to them. The link decides about these, not this.
        """
        in_main_file = {pair.known_id for pair in pairs if pair.is_sure and pair.someone.record is None}
        return [pair for pair in pairs if pair.someone.record is None or pair.known_id not in in_main_file]

    def _with_disputes(self, pairs: list[Pair]) -> list[Pair]:
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

    def _without_namesakes(self, pairs: list[Pair]) -> list[Pair]:
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

    def _assign(self, pairs: list[Pair]) -> list[Pair]:
        """One person for each known ID, and one known ID for each person, the surest first."""
        assigned, used, named = [], set(), set()
        for pair in sorted((pair for pair in pairs if pair.is_sure), key=lambda pair: pair.order):
            if pair.known_id not in used and pair.someone.made_id not in named:
                assigned.append(pair)
                used.add(pair.known_id)
                named.add(pair.someone.made_id)
        return assigned

    def _new_ids(self, people: list[Someone]) -> dict[str, str]:
        """IDs for people whose own would be one that someone else has had: the same in every load."""
        return {
            one.made_id: str(uuid5(NAMESPACE_URL, f"{one.made_id}/{self._hashing.name_and_birth(one.name, one.born)}"))
            for one in people
        }


def _repeated(ids: Iterable[str]) -> set[str]:
    return {one for one, number in Counter(ids).items() if number > 1}
