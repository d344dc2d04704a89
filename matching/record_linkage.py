"""Whose record is it? Matches the records of services that have no shared key with the people of the council.

A wrong match shows a stranger's records, so a record is linked only where nothing speaks against it (`_why_not`) and
chance does not explain it (`chance`). What is likely but not sure waits for a data officer. Everything else becomes a
person of its own. The same input gives the same people, whatever the order of its rows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from matching.candidate_pairs import PERSON_DETAILS, Rows, code_rows, find_candidates
from matching.comparison import Siblings, compare, could_be_one
from matching.explanations import AGREEMENTS, DOUBLED, WhyNot, words_of
from matching.probability import Population
from matching.similarity import UNKNOWN_DAY, Address, Born, Names

LINK_BELOW = 0.002
"""A record is linked only where fewer others than this would fit as well by chance (`chance.expected_others`)."""
LINK_AT_HOME_BELOW = 0.02
"""The same where the address is the same: what is counted then is the family and the house, not the whole council."""
WAIT_BELOW = 0.5
"""A candidate is shown to the data officer where fewer others than this would fit as well."""
AS_GOOD_AS, AS_GOOD_ANOTHER_DAY = 1_000, 50
"""A candidate this many times less likely than the best is no rival of it: born on the same day, and otherwise."""
MOST_CANDIDATES = 5
RECORDS_AT_ONCE = 250_000
PEOPLE = ""
"""Stands where a source's id does, for somebody of the `people` table."""


@dataclass(frozen=True)
class Settled:
    """What the data officer decided: pairs of a record and a person, each named as (source, key)."""

    accepted: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    rejected: frozenset[tuple[tuple[str, str], tuple[str, str]]] = frozenset()


@dataclass(frozen=True)
class Matches:
    """Who each record belongs to, in tables ordered by source and key.

    `links`: source_id, source_key, person_source, person_key, why. `waiting`: the same with rank, from 1,
    and chance (`chance.expected_others`).
    A record in neither, and every waiting one, is a person of its own. Somebody of a service is named by its first
    record: (source, key).
    """

    links: pd.DataFrame
    waiting: pd.DataFrame


def match_records(
    people: pd.DataFrame,
    sources: Mapping[str, pd.DataFrame],
    settled: Settled | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Matches:
    """Match each source's records with the people and with those made of the sources before it.

    `people` has `person_key` and PERSON_DETAILS, each table of `sources` `source_key` and PERSON_DETAILS; several rows
    may speak of one person or record. Dates are `date` or None, other texts "" where not known.
    """
    return _Matcher(people, sources, settled or Settled(), progress).match()


class _Matcher:
    """`person[owner]` is the owner whose person each record belongs to; owners are numbered in a fixed order."""

    def __init__(
        self,
        people: pd.DataFrame,
        sources: Mapping[str, pd.DataFrame],
        settled: Settled,
        progress: Callable[[int, int], None],
    ) -> None:
        self.progress = progress
        self.source_ids = [PEOPLE, *sources]
        self.keys, owners = [], []
        for keys in (people["person_key"], *(table["source_key"] for table in sources.values())):
            codes, different = pd.factorize(keys, sort=True)
            owners.append(codes + sum(len(known) for known in self.keys))
            self.keys.append(np.asarray(different, dtype=object))
        self.key_of = np.concatenate(self.keys)
        self.place_of = np.repeat(np.arange(len(self.keys)), [len(keys) for keys in self.keys])
        details = [table[list(PERSON_DETAILS)] for table in (people, *sources.values())]
        self.rows = code_rows(pd.concat(details, ignore_index=True), np.concatenate(owners)).in_order()
        self.person = np.arange(len(self.key_of))
        self.links: list[pd.DataFrame] = []
        self.waiting: list[pd.DataFrame] = []
        self.bearers = self._bearers()
        self.two_days = self._owners_of_two_days()
        self.accepted, self.rejected = self._settle(settled)

    def match(self) -> Matches:
        place_of_row = self.place_of[self.rows.owner]
        self.compared, self.to_compare = 0, int((place_of_row > 0).sum())
        for place in range(1, len(self.source_ids)):
            records = self.rows.take(np.flatnonzero(place_of_row == place))
            known = self.rows.take(np.flatnonzero(place_of_row < place))
            known.owner = self.person[known.owner]
            self._match_source(records, known)
        return Matches(self._table(self.links, ["why"]), self._table(self.waiting, ["rank", "chance", "why"]))

    def _match_source(self, records: Rows, known: Rows) -> None:
        owners = np.unique(records.owner)
        pairs = self._scored(records, known)
        pairs = pairs[~self._is_rejected(pairs)]
        accepted = self._accepted(owners)
        pairs = pairs[~pairs["owner"].isin(accepted["owner"])]
        pairs["rival"] = _has_rival(pairs)
        pairs["perhaps_a_twin"] = self._perhaps_a_twin(pairs)
        pairs["why_not"] = _why_not(pairs, self.two_days)
        linked = pairs[pairs["why_not"] == WhyNot.NOTHING]
        linked = pd.concat([linked, accepted], ignore_index=True).sort_values("owner")
        self.person[linked["owner"].to_numpy(dtype=np.int64)] = linked["person"].to_numpy(dtype=np.int64)
        waiting = pairs[~pairs["owner"].isin(linked["owner"]) & (pairs["chance"] < WAIT_BELOW)]
        waiting = waiting.sort_values(["owner", "chance", "person"])
        waiting = waiting.assign(rank=waiting.groupby("owner").cumcount() + 1)
        waiting = waiting[waiting["rank"] <= MOST_CANDIDATES]
        self._join_doubled(records, set(linked["owner"]) | set(waiting["owner"]))
        self.links.append(linked.assign(why=words_of(linked)))
        self.waiting.append(waiting.assign(why=words_of(waiting)))

    def _scored(self, records: Rows, known: Rows) -> pd.DataFrame:
        """The best pair of rows for each record and person that could be one, with how alike they are."""
        population, found = Population(known), []
        siblings = Siblings(records), Siblings(known)
        for begin in range(0, max(len(records), 1), RECORDS_AT_ONCE):
            some = records.take(np.arange(begin, min(begin + RECORDS_AT_ONCE, len(records))))
            left, right = find_candidates(some, known)
            one, other = some.take(left), known.take(right)
            levels = compare(one, other, self.bearers)
            pairs = pd.DataFrame({name: getattr(levels, name) for name in AGREEMENTS})
            pairs["owner"], pairs["person"] = one.owner, other.owner
            pairs["chance"] = population.expected_others(one, other, levels)
            pairs["own_names"] = levels.own_names
            pairs["sibling"] = siblings[0].has(one) | siblings[1].has(other)
            found.append(pairs[could_be_one(levels)])
            self.compared += len(some)
            self.progress(self.compared, self.to_compare)
        pairs = pd.concat(found, ignore_index=True)
        pairs = pairs.sort_values(["owner", "person", "chance", *AGREEMENTS])
        return pairs.drop_duplicates(["owner", "person"]).reset_index(drop=True)

    def _perhaps_a_twin(self, pairs: pd.DataFrame) -> pd.Series:
        """Whether names that are not the same may be those of two people, because another of that birth is in sight.

        Names a letter apart are one name typed wrongly, and forms of one name are one person's, unless somebody else
        of that family and date of birth stands in this source or among the people, or another record of this source
        has this very first name. Where one of the forms is hardly anybody's own name, it is a form all the same.
        """
        same = (pairs["given"] == Names.SAME) & (pairs["born"] == Born.SAME)
        outdone = pairs["person"].isin(pairs[same]["person"])
        like = (pairs["given"] <= Names.SLIP) | (pairs["given"] == Names.VARIANT) & pairs["own_names"]
        return like & (outdone | pairs["sibling"])

    def _join_doubled(self, records: Rows, placed: set[int]) -> None:
        """Records of one source that say the very same name, date of birth and address are of one person."""
        table = pd.DataFrame({"owner": records.owner, "given": records.given, "family": records.family})
        table["day"], table["address"] = records.day, records.address
        told = (records.given > 0) & (records.family > 0) & (records.day != UNKNOWN_DAY) & (records.address > 0)
        told &= np.array([len(text) > 1 for text in records.texts])[records.given] & ~self.two_days[records.owner]
        table = table[told & ~table["owner"].isin(placed)]
        first = table.groupby(["given", "family", "day", "address"])["owner"].transform("min")
        table = table.assign(first=first).groupby("owner")["first"].min()
        doubled = table[table.index != table]
        self.person[doubled.index.to_numpy(dtype=np.int64)] = self.person[doubled.to_numpy(dtype=np.int64)]
        joined = pd.DataFrame({"owner": doubled.index, "person": self.person[doubled.index.to_numpy(dtype=np.int64)]})
        if len(joined):
            self.links.append(joined.assign(why=DOUBLED))

    def _bearers(self) -> np.ndarray:
        """How many people bear each first name, whichever source says so: told apart by date of birth."""
        different = np.unique(np.stack([self.rows.given, self.rows.day]), axis=1)
        return np.bincount(different[0], minlength=len(self.rows.texts))

    def _owners_of_two_days(self) -> np.ndarray:
        dated = self.rows.day != UNKNOWN_DAY
        different = np.unique(np.stack([self.rows.owner[dated], self.rows.day[dated]]), axis=1)
        return np.bincount(different[0], minlength=len(self.key_of)) > 1

    def _settle(self, settled: Settled) -> tuple[dict[int, int], dict[int, set[int]]]:
        """The accepted person, and the rejected people, of each record; what is no longer there is passed over."""
        accepted: dict[int, int] = {}
        for record, person in settled.accepted.items():
            owner, whose = self._owner(record), self._owner(person)
            if owner is not None and whose is not None and whose < owner:
                accepted[owner] = whose
        rejected: dict[int, set[int]] = {}
        for record, person in settled.rejected:
            owner, whose = self._owner(record), self._owner(person)
            if owner is not None and whose is not None:
                rejected.setdefault(owner, set()).add(whose)
        return accepted, rejected

    def _owner(self, named: tuple[str, str]) -> int | None:
        """The number of the record or person named (source, key); None when it is not there."""
        source_id, key = named
        if source_id not in self.source_ids:
            return None
        place = self.source_ids.index(source_id)
        at = int(np.searchsorted(self.keys[place], key))
        if at == len(self.keys[place]) or self.keys[place][at] != key:
            return None
        return at + sum(len(keys) for keys in self.keys[:place])

    def _accepted(self, owners: np.ndarray) -> pd.DataFrame:
        found = [(owner, self.person[self.accepted[owner]]) for owner in owners.tolist() if owner in self.accepted]
        return pd.DataFrame(found, columns=["owner", "person"])

    def _is_rejected(self, pairs: pd.DataFrame) -> np.ndarray:
        refused = {owner: set(self.person[list(people)]) for owner, people in self.rejected.items()}
        hit = pairs["owner"].isin(refused)
        answer = np.zeros(len(pairs), dtype=bool)
        answer[hit] = [
            person in refused[owner] for owner, person in pairs.loc[hit, ["owner", "person"]].itertuples(index=False)
        ]
        return answer

    def _table(self, parts: list[pd.DataFrame], more: list[str]) -> pd.DataFrame:
        table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["owner", "person", *more])
        table = table.sort_values(["owner", *more[:1]], ignore_index=True)
        owner, person = (table[name].to_numpy(dtype=np.int64) for name in ("owner", "person"))
        sources = np.array(self.source_ids, dtype=object)
        columns = {
            "source_id": sources[self.place_of[owner]],
            "source_key": self.key_of[owner],
            "person_source": sources[self.place_of[person]],
            "person_key": self.key_of[person],
        }
        return pd.DataFrame({**columns, **{name: table[name] for name in more}})


def _may_be_linked(pairs: pd.DataFrame) -> pd.Series:
    """Whether nothing in the pair itself speaks against a link, rivals apart."""
    family = (pairs["family"] >= Names.SLIP) | ((pairs["address"] == Address.SAME) & (pairs["family"] != Names.BLANK))
    sure = (pairs["born"] == Born.SAME) & (pairs["given"] >= Names.SLIP) & family & ~pairs["genders_differ"]
    return sure & ~_is_common(pairs)


def _is_common(pairs: pd.DataFrame) -> pd.Series:
    """Whether chance might explain the pair."""
    return pairs["chance"] >= np.where(pairs["address"] == Address.SAME, LINK_AT_HOME_BELOW, LINK_BELOW)


def _has_rival(pairs: pd.DataFrame) -> pd.Series:
    """Whether another person fits the record about as well, or well enough to be linked by itself.

    One of another date of birth must fit nearly as well. Beside somebody of the very name and date of birth, one whose
    first name is a letter apart is no rival: Jayden and Jaden are twins, and each record says whose it is.
    """
    best = pairs.groupby("owner")["chance"].transform("min")
    as_good = best * np.where(pairs["born"] == Born.SAME, AS_GOOD_AS, AS_GOOD_ANOTHER_DAY)
    rivals = (pairs["chance"] <= as_good) & (pairs["chance"] < WAIT_BELOW) | _may_be_linked(pairs)
    exact = (pairs["given"] == Names.SAME) & (pairs["family"] == Names.SAME) & (pairs["born"] == Born.SAME)
    has_exact = exact.groupby(pairs["owner"]).transform("any")
    rivals &= ~has_exact | (pairs["given"] >= Names.VARIANT)
    return rivals.groupby(pairs["owner"]).transform("sum") > 1


def _why_not(pairs: pd.DataFrame, two_days: np.ndarray) -> np.ndarray:
    """What speaks against linking each pair; the first that applies."""
    backed = pairs["address"] == Address.SAME
    reasons = (
        (WhyNot.NO_DATE_OF_BIRTH, pairs["born"] == Born.MISSING),
        (WhyNot.OTHER_DATE_OF_BIRTH, pairs["born"] != Born.SAME),
        (WhyNot.TWO_DATES_OF_BIRTH, two_days[pairs["owner"]] | two_days[pairs["person"]]),
        (WhyNot.NO_FIRST_NAME, pairs["given"].isin([Names.BLANK, Names.INITIAL])),
        (WhyNot.OTHER_FIRST_NAME, pairs["given"] < Names.SLIP),
        (WhyNot.NO_FAMILY_NAME, pairs["family"].isin([Names.BLANK, Names.INITIAL])),
        (WhyNot.OTHER_FAMILY_NAME, (pairs["family"] < Names.SLIP) & ~backed),
        (WhyNot.OTHER_GENDER, pairs["genders_differ"]),
        (WhyNot.PERHAPS_A_TWIN, pairs["perhaps_a_twin"]),
        (WhyNot.COMMON, _is_common(pairs)),
        (WhyNot.A_RIVAL, pairs["rival"]),
    )
    conditions = [np.asarray(condition, dtype=bool) for _, condition in reasons]
    return np.select(conditions, [reason for reason, _ in reasons], WhyNot.NOTHING)
