"""Record linkage: matches records of services without a shared key to the council's people.

A wrong match shows a stranger's records, so a record is linked only if nothing speaks against it (`link_rules.py`) and
coincidence does not explain it (column `chance`). Likely but uncertain matches are for a data officer to review. Every
other record becomes a separate person. The same input gives the same result, whatever the order of its rows.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from config.progress import Tick, beside, is_done_beside
from matching.candidate_pairs import PERSON_DETAILS, Rows, code_rows, count_different, different, find_candidates
from matching.comparison import Births, NamePairs, compare, may_match
from matching.explanations import AGREEMENTS, DOUBLED, words_of
from matching.link_rules import (
    DOUBT_FROM,
    WAIT_BELOW,
    doubt,
    has_rival,
    perhaps_a_twin,
    through_links,
    why_not,
    worth_review,
)
from matching.probability import Population
from matching.similarity import UNKNOWN_DAY

MOST_CANDIDATES = 5
RECORDS_AT_ONCE = 250_000
PAIRS_AT_ONCE = 100_000
"""Few enough for their columns to be made again and again in the same memory (release_memory.py)."""
PEOPLE = ""
"""In place of a source ID, for a person in the `people` table."""


@dataclass(frozen=True)
class Settled:
    """The data officer's decisions: pairs of a record and a person, each given as (source, key)."""

    accepted: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    rejected: frozenset[tuple[tuple[str, str], tuple[str, str]]] = frozenset()


@dataclass(frozen=True)
class Matches:
    """The person each record belongs to, in tables sorted by source and key.

    `links` has source_id, source_key, person_source, person_key, why. `waiting`, the possible matches, also has rank,
    from 1, chance (`Population.expected_others`), probability, from 0 to 1, likely, whether it is worth the data
    officer's time, and for_review: False for a doubt, which only the person's page shows.
    A record in neither table, or in `waiting`, is a separate person. A person known only from a service is given by
    their first record: (source, key). `through`, with the columns of a link, has the records linked to such a person
    who may be the person given there: the service cannot be checked for that person either.
    """

    links: pd.DataFrame
    waiting: pd.DataFrame
    through: pd.DataFrame


def match_records(
    people: pd.DataFrame,
    sources: Mapping[str, pd.DataFrame],
    settled: Settled | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
    *,
    doubt_from: float = DOUBT_FROM,
) -> Matches:
    """Match each source's records to the people, and to people found in the sources before it.

    `people` has `person_key` and PERSON_DETAILS, each table in `sources` has `source_key` and PERSON_DETAILS. One
    person or record may have several rows. Dates are `date` or None, other texts "" if not known. `doubt_from` is the
    least probability of a doubt.
    """
    matcher = _Matcher(people, sources, settled or Settled(), progress, doubt_from)
    # As numbers they are all there; where the caller has not kept them, their memory is free for the pairs.
    del people, sources
    return matcher.match()


class _Matcher:
    """Numbers all people and records, the owners of rows, in a fixed order. `person[owner]` is the owner that a record
    belongs to, at first itself."""

    def __init__(
        self,
        people: pd.DataFrame,
        sources: Mapping[str, pd.DataFrame],
        settled: Settled,
        progress: Callable[[int, int], None],
        doubt_from: float,
    ) -> None:
        self.progress, self.doubt_from = progress, doubt_from
        self.source_ids = [PEOPLE, *sources]
        keys, owners = [], []
        for column in (people["person_key"], *(table["source_key"] for table in sources.values())):
            codes, different = pd.factorize(column, sort=True)
            owners.append(codes + sum(map(len, keys)))
            keys.append(pd.Series(different, dtype="str"))
        self.place_of = np.repeat(np.arange(len(keys), dtype=np.int16), [*map(len, keys)])
        # In Arrow: as objects the keys would take twice the memory of all the rows.
        self.key_of = pd.concat(keys, ignore_index=True).array
        details = [table[list(PERSON_DETAILS)] for table in (people, *sources.values())]
        self.rows = code_rows(pd.concat(details, ignore_index=True), np.concatenate(owners)).in_order()
        self.names = NamePairs(self.rows.texts)
        self.person = np.arange(len(self.key_of), dtype=np.int32)
        self.group = self.person.copy()
        """People who may turn out to be one: of a record waiting for review, the likeliest person's group."""
        self.links: list[pd.DataFrame] = []
        self.waiting: list[pd.DataFrame] = []
        self.bearers = self._bearers()
        self.two_days = self._owners_of_two_days()
        self.accepted, self.rejected = self._settle(settled)

    def match(self) -> Matches:
        # The rows are in the order of their places.
        places = np.arange(len(self.source_ids) + 1)
        begins = np.searchsorted(self.place_of[self.rows.owner], places).tolist()
        self.compared, self.to_compare = 0, len(self.rows) - begins[1]
        for begin, end in itertools.pairwise(begins[1:]):
            records, known = self.rows.take(slice(begin, end)), self.rows.take(slice(begin))
            if not len(records):
                continue
            known.owner = self.person[known.owner]
            self._match_source(records, known)
        waiting = self._table(self.waiting, ["rank", "chance", "probability", "likely", "for_review", "why"])
        return Matches(self._table(self.links, ["why"]), waiting, self._table(self._through(), ["why", "probability"]))

    def _match_source(self, records: Rows, known: Rows) -> None:
        accepted = self._accepted(different(records.owner))
        pairs = self._score(records, known)
        pairs = pairs[~(self._is_rejected(pairs) | pairs["owner"].isin(accepted["owner"]))]
        columns = {name: pairs[name].to_numpy() for name in pairs}
        columns["rival"] = has_rival(columns, self.group)
        columns["perhaps_a_twin"] = perhaps_a_twin(columns)
        pairs = pairs.assign(why_not=why_not(columns, self.two_days))
        # Of people who may turn out to be one, the record goes to the one it fits best.
        linked = pairs[pairs["why_not"] == 0].sort_values(["owner", "chance", "person"]).drop_duplicates("owner")
        if len(accepted):
            linked = pd.concat([linked, accepted], ignore_index=True).sort_values("owner")
        unlinked = pairs[~pairs["owner"].isin(linked["owner"])]
        likely = unlinked["may_match"] & (unlinked["chance"] < WAIT_BELOW)
        unlinked = unlinked.assign(probability=doubt(unlinked, linked), likely=likely)
        waiting = unlinked[likely | (unlinked["probability"] >= self.doubt_from)]
        waiting = waiting.sort_values(["owner", "likely", "chance", "person"], ascending=[True, False, True, True])
        waiting = waiting.assign(rank=waiting.groupby("owner").cumcount() + 1)
        waiting = waiting[waiting["rank"] <= MOST_CANDIDATES]
        waiting = waiting.assign(for_review=worth_review(waiting, len(different(records.owner))))
        self._place(linked, waiting)
        self._join_doubled(records, set(linked["owner"]) | set(waiting.loc[waiting["likely"], "owner"]))
        self.links.append(linked.assign(why=words_of(linked)))
        self.waiting.append(waiting.assign(why=words_of(waiting)))

    def _place(self, linked: pd.DataFrame, waiting: pd.DataFrame) -> None:
        """Give the linked records to their people, and put the likely ones into the group of the likeliest person."""
        self.person[linked["owner"].to_numpy(dtype=np.int64)] = linked["person"].to_numpy(dtype=np.int64)
        likeliest = waiting[waiting["likely"] & (waiting["rank"] == 1)]
        self.group[likeliest["owner"].to_numpy(dtype=np.int64)] = self.group[
            likeliest["person"].to_numpy(dtype=np.int64)
        ]

    def _through(self) -> list[pd.DataFrame]:
        """The links to people known from an earlier service whose own record may be another person's."""
        if not self.waiting:
            return []
        links, waiting = pd.concat(self.links)[["owner", "person"]], pd.concat(self.waiting)
        if waiting.empty or links.empty:
            return []
        waiting["probability"] = waiting["probability"].mask(waiting["likely"], 1.0)
        return [through_links(links, waiting[["owner", "person", "probability"]], self.place_of)]

    def _score(self, records: Rows, known: Rows) -> pd.DataFrame:
        """The best pair of rows for each record and person that could match, with how similar they are."""
        pairs = _Pairs(records, known, self.names, self.bearers, self.doubt_from)
        number = len(records)
        # No record's rows are divided: the best pair of its rows is found in one process.
        middle = int(np.searchsorted(records.owner, records.owner[number // 2], "right"))
        is_beside = middle < number and is_done_beside(number)

        def tick(_stage: str, done: int, _of: int) -> None:
            self.compared += done
            self.progress(self.compared, self.to_compare)

        if not is_beside:
            return pairs.best(0, number, tick)
        with beside(lambda tick: pairs.best(middle, number, tick), tick) as others:
            return pd.concat([pairs.best(0, middle, tick), others()], ignore_index=True)

    def _join_doubled(self, records: Rows, placed: set[int]) -> None:
        """Link records in one source with exactly the same name, date of birth and address: they are one person."""
        complete = (records.given > 0) & (records.family > 0) & (records.day != UNKNOWN_DAY) & (records.address > 0)
        complete &= ~records.initials[records.given] & ~self.two_days[records.owner]
        records = records.take(np.flatnonzero(complete & ~np.isin(records.owner, list(placed))))
        if len(records) < 2:
            return
        table = pd.DataFrame({"owner": records.owner, "given": records.given, "family": records.family})
        table["day"], table["address"] = records.day, records.address
        first = table.groupby(["given", "family", "day", "address"])["owner"].transform("min")
        table = table.assign(first=first).groupby("owner")["first"].min()
        doubled = table[table.index != table]
        self.person[doubled.index.to_numpy(dtype=np.int64)] = self.person[doubled.to_numpy(dtype=np.int64)]
        joined = pd.DataFrame({"owner": doubled.index, "person": self.person[doubled.index.to_numpy(dtype=np.int64)]})
        if len(joined):
            self.links.append(joined.assign(why=DOUBLED))

    def _bearers(self) -> np.ndarray:
        """How many people in any source have each first name; each date of birth counts as one person."""
        return count_different(self.rows.given, self.rows.day, len(self.rows.texts))

    def _owners_of_two_days(self) -> np.ndarray:
        dated = self.rows.day != UNKNOWN_DAY
        return count_different(self.rows.owner[dated], self.rows.day[dated], len(self.key_of)) > 1

    def _settle(self, settled: Settled) -> tuple[dict[int, int], dict[int, set[int]]]:
        """The accepted person and the rejected people for each record, by number; missing ones are ignored."""
        named = {*settled.accepted, *settled.accepted.values(), *(one for pair in settled.rejected for one in pair)}
        numbers = self._numbers_of(named)
        accepted: dict[int, int] = {}
        for record, person in settled.accepted.items():
            record_number, person_number = numbers.get(record), numbers.get(person)
            if record_number is not None and person_number is not None and person_number < record_number:
                accepted[record_number] = person_number
        rejected: dict[int, set[int]] = {}
        for record, person in settled.rejected:
            record_number, person_number = numbers.get(record), numbers.get(person)
            if record_number is not None and person_number is not None:
                rejected.setdefault(record_number, set()).add(person_number)
        return accepted, rejected

    def _numbers_of(self, named: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """The number of each of these records and people, given as (source, key), that exists."""
        places = np.flatnonzero(self.key_of.isin([key for _, key in named])) if named else np.empty(0, dtype=np.int64)
        sources = [self.source_ids[place] for place in self.place_of[places].tolist()]
        return dict(zip(zip(sources, self.key_of[places].tolist(), strict=True), places.tolist(), strict=True))

    def _accepted(self, owners: np.ndarray) -> pd.DataFrame:
        found = [(owner, self.person[self.accepted[owner]]) for owner in owners.tolist() if owner in self.accepted]
        return pd.DataFrame(found, columns=["owner", "person"])

    def _is_rejected(self, pairs: pd.DataFrame) -> np.ndarray:
        if not self.rejected:
            return np.zeros(len(pairs), dtype=bool)
        rejected = {owner: set(self.person[list(people)]) for owner, people in self.rejected.items()}
        to_check = pairs["owner"].isin(rejected)
        result = np.zeros(len(pairs), dtype=bool)
        result[to_check] = [
            person in rejected[owner]
            for owner, person in pairs.loc[to_check, ["owner", "person"]].itertuples(index=False)
        ]
        return result

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


class _Pairs:
    """The pairs of rows of these records and of the people known, scored."""

    def __init__(self, records: Rows, known: Rows, names: NamePairs, bearers: np.ndarray, doubt_from: float) -> None:
        self.records, self.known, self.names, self.bearers, self.doubt_from = records, known, names, bearers, doubt_from
        # Asked of each row once and not of each pair: there are twenty times as many pairs.
        self.population = Population(known)
        self.common, self.common_known = self.population.common(records), self.population.common(known)
        births, births_known = Births(records), Births(known)
        self.siblings, self.namesakes = births.with_family_name(records), births.with_first_name(records)
        self.siblings_known = births_known.with_family_name(known)
        self.namesakes_known = births_known.with_first_name(known)

    def best(self, begin: int, end: int, tick: Tick) -> pd.DataFrame:
        """The best pair for each record and person, of the rows of records from `begin` up to `end`."""
        found = [self._scored(left, right) for left, right in self._candidates(begin, end, tick)]
        pairs = pd.concat(found, ignore_index=True)
        pairs = pairs.sort_values(["owner", "person", "chance", *AGREEMENTS])
        return pairs.drop_duplicates(["owner", "person"]).reset_index(drop=True)

    def _candidates(self, begin: int, end: int, tick: Tick) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """The places of the rows to compare, of some of the records at a time; of the pairs, too, some at a time: what
        is found out about all pairs of a batch would take more memory than all else in a load."""
        for start in range(begin, end, RECORDS_AT_ONCE):
            batch = self.records.take(slice(start, min(start + RECORDS_AT_ONCE, end)))
            left, right = find_candidates(batch, self.known)
            for first in range(0, max(len(left), 1), PAIRS_AT_ONCE):
                part = slice(first, first + PAIRS_AT_ONCE)
                yield start + left[part], right[part]
            tick("", len(batch), 0)

    def _scored(self, left: np.ndarray, right: np.ndarray) -> pd.DataFrame:
        """Those of these pairs of rows that could match, with how similar they are."""
        one, other = self.records.take(left), self.known.take(right)
        levels = compare(one, other, self.names, self.bearers)
        pairs = pd.DataFrame({name: getattr(levels, name) for name in AGREEMENTS})
        pairs["owner"], pairs["person"] = one.owner, other.owner
        pairs["chance"] = self.population.expected_others(
            one, other, levels, self.common.take(left), self.common_known.take(right)
        )
        for name in ("own_names", "genders_agree", "grown_up"):
            pairs[name] = getattr(levels, name)
        pairs["record_given"], pairs["known_given"] = one.given, other.given
        pairs["sibling"] = self.siblings[left] | self.siblings_known[right]
        pairs["namesake"] = self.namesakes[left] | self.namesakes_known[right]
        pairs["may_match"] = may_match(levels)
        return pairs[pairs["may_match"] | (pairs["chance"] < 1 / self.doubt_from)]
