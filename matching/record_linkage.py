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
from matching.candidate_pairs import (
    PERSON_DETAILS,
    Pairs,
    Rows,
    code_rows,
    count_different,
    different,
    find_candidates,
    in_order,
    is_first,
    joined,
    ranks,
    taken,
)
from matching.comparison import Births, NamePairs, compare, may_match
from matching.explanations import ACCEPTED, AGREEMENTS, DOUBLED, words_of
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
        self.links: list[Pairs] = []
        self.waiting: list[Pairs] = []
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
        waiting = self._table(self.waiting, "rank", "chance", "probability", "likely", "for_review", "why")
        return Matches(self._table(self.links, "why"), waiting, self._table(self._through(), "why", "probability"))

    def _match_source(self, records: Rows, known: Rows) -> None:
        owners = different(records.owner)
        accepted = [owner for owner in owners.tolist() if owner in self.accepted]
        pairs = self._score(records, known)
        pairs = taken(pairs, ~(self._is_rejected(pairs) | np.isin(pairs["owner"], accepted)))
        pairs["rival"] = has_rival(pairs, self.group)
        pairs["perhaps_a_twin"] = perhaps_a_twin(pairs)
        pairs["why_not"] = why_not(pairs, self.two_days)
        # Of people who may turn out to be one, the record goes to the one it fits best.
        linked = taken(pairs, pairs["why_not"] == 0)
        order = in_order(linked, "owner", "chance", "person")
        linked = taken(linked, order[is_first(linked["owner"][order])])
        links = {"owner": linked["owner"], "person": linked["person"], "why": words_of(linked)}
        if accepted:
            links = joined([links, self._accepted(accepted)])
        waiting = self._waiting(taken(pairs, ~np.isin(pairs["owner"], links["owner"])), links["person"], len(owners))
        self._place(links, waiting)
        self._join_doubled(records, {*links["owner"].tolist(), *waiting["owner"][waiting["likely"]].tolist()})
        self.links.append(links)
        self.waiting.append(waiting)

    def _waiting(self, pairs: Pairs, linked: np.ndarray, records: int) -> Pairs:
        """Of the pairs of unlinked records those that wait for review or are in doubt, the likeliest of each record."""
        likely = pairs["may_match"] & (pairs["chance"] < WAIT_BELOW)
        pairs |= {"probability": doubt(pairs, linked), "likely": likely, "unlikely": ~likely}
        pairs = taken(pairs, likely | (pairs["probability"] >= self.doubt_from))
        waiting = taken(pairs, in_order(pairs, "owner", "unlikely", "chance", "person"))
        waiting["rank"] = ranks(waiting["owner"])
        waiting = taken(waiting, waiting["rank"] <= MOST_CANDIDATES)
        return waiting | {"for_review": worth_review(waiting, records), "why": words_of(waiting)}

    def _place(self, linked: Pairs, waiting: Pairs) -> None:
        """Give the linked records to their people, and put the likely ones into the group of the likeliest person."""
        self.person[linked["owner"]] = linked["person"]
        likeliest = taken(waiting, waiting["likely"] & (waiting["rank"] == 1))
        self.group[likeliest["owner"]] = self.group[likeliest["person"]]

    def _through(self) -> list[Pairs]:
        """The links to people known from an earlier service whose own record may be another person's."""
        if not self.waiting:
            return []
        waiting = joined(self.waiting)
        waiting["probability"] = np.where(waiting["likely"], 1.0, waiting["probability"])
        return [through_links(joined(self.links), waiting, self.place_of)]

    def _score(self, records: Rows, known: Rows) -> Pairs:
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
            return joined([pairs.best(0, middle, tick), others()])

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
        owners = doubled.index.to_numpy(dtype=np.int64)
        why = np.full(len(owners), DOUBLED, dtype=object)
        self.links.append({"owner": owners, "person": self.person[owners], "why": why})

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

    def _accepted(self, owners: list[int]) -> Pairs:
        people = self.person[[self.accepted[owner] for owner in owners]]
        return {"owner": np.array(owners), "person": people, "why": np.full(len(owners), ACCEPTED, dtype=object)}

    def _is_rejected(self, pairs: Pairs) -> np.ndarray:
        result = np.zeros(len(pairs["owner"]), dtype=bool)
        if not self.rejected:
            return result
        rejected = {owner: set(self.person[list(people)]) for owner, people in self.rejected.items()}
        to_check = np.flatnonzero(np.isin(pairs["owner"], list(rejected)))
        owners, people = pairs["owner"][to_check], pairs["person"][to_check]
        result[to_check] = [person in rejected[owner] for owner, person in zip(owners, people, strict=True)]
        return result

    def _table(self, parts: list[Pairs], *more: str) -> pd.DataFrame:
        names = ("owner", "person", *more)
        empty = {name: np.empty(0, dtype=np.int64 if name in ("owner", "person") else object) for name in names}
        table = joined(parts) if parts else empty
        table = taken(table, in_order(table, *(name for name in names if name in ("owner", "rank"))))
        owner, person = table["owner"], table["person"]
        sources = np.array(self.source_ids, dtype=object)
        columns = {
            "source_id": sources[self.place_of[owner]],
            "source_key": self.key_of[owner],
            "person_source": sources[self.place_of[person]],
            "person_key": self.key_of[person],
        }
        return pd.DataFrame({**columns, **{name: pd.Series(table[name], dtype=table[name].dtype) for name in more}})


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

    def best(self, begin: int, end: int, tick: Tick) -> Pairs:
        """The best pair for each record and person, of the rows of records from `begin` up to `end`."""
        pairs = joined([self._scored(left, right) for left, right in self._candidates(begin, end, tick)])
        order = in_order(pairs, "owner", "person", "chance", *AGREEMENTS)
        return taken(pairs, order[is_first(pairs["owner"][order]) | is_first(pairs["person"][order])])

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

    def _scored(self, left: np.ndarray, right: np.ndarray) -> Pairs:
        """Those of these pairs of rows that could match, with how similar they are."""
        one, other = self.records.take(left), self.known.take(right)
        levels = compare(one, other, self.names, self.bearers)
        pairs = {name: getattr(levels, name) for name in (*AGREEMENTS, "own_names", "genders_agree", "grown_up")}
        pairs |= {"owner": one.owner, "person": other.owner, "record_given": one.given, "known_given": other.given}
        pairs["chance"] = self.population.expected_others(
            one, other, levels, self.common.take(left), self.common_known.take(right)
        )
        pairs["sibling"] = self.siblings[left] | self.siblings_known[right]
        pairs["namesake"] = self.namesakes[left] | self.namesakes_known[right]
        pairs["may_match"] = may_match(levels)
        return taken(pairs, pairs["may_match"] | (pairs["chance"] < 1 / self.doubt_from))
