"""`make quality`: how well people are found for each kind of query, in which group and how long the list is; also for
people who are not there.

`--pairs FILE` scores other name pairs instead: a CSV with two columns and no header, the name typed and the name on
record. A pair of single names is tried as first names, or with `--family` as family names.
"""

import argparse
import csv
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from statistics import median

from benchmarks.council import GROUNDS, invented, loaded_council, progress, sign_in
from benchmarks.name_cases import BY_HAND, LISTED, people_of, read_cases
from benchmarks.population import Made
from benchmarks.queries import Query, planted, queries
from config.council import Council
from data_access.people.search import search_people
from data_access.values import SearchAnswer, SearchTerms

TARGETS = {
    "exact": 1.0, "case": 1.0, "spacing": 1.0, "wildcards": 1.0, "apostrophe": 1.0, "hyphen left out": 1.0,
    "accents left out": 1.0, "accents put in": 1.0, "swapped": 1.0, "typing error, first name": 0.99,
    "typing error, family name": 0.99, "sound-alike, first name": 0.97, "sound-alike, family name": 0.97,
    "short form": 0.92, "full name for short": 0.92, "spelling": 0.92, "all": 0.96,
}  # fmt: skip


@dataclass
class Tally:
    """The results of one kind of query. `lengths` has the number of rows each query showed."""

    matches: int = 0
    similar: int = 0
    counted_only: int = 0
    anybody_matched: int = 0
    lengths: list[int] = field(default_factory=list)
    missed: list[Query] = field(default_factory=list)

    @property
    def found(self) -> float:
        return (self.matches + self.similar) / len(self.lengths)

    def add(self, query: Query, answer: SearchAnswer) -> None:
        self.lengths.append(len(answer.matches) + len(answer.similar))
        self.counted_only += answer.too_many is not None
        self.anybody_matched += bool(answer.matches)
        keys = [{one.cms_id or one.person_id for one in group} for group in (answer.matches, answer.similar)]
        if query.meant is not None and query.meant.cms_id in keys[0]:
            self.matches += 1
        elif query.meant is not None and query.meant.cms_id in keys[1]:
            self.similar += 1
        else:
            self.missed.append(query)


def main() -> None:
    """Score the search and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--each", type=int, default=60, help="queries of each kind")
    parser.add_argument("--seeds", default="20", help="one draw of queries for each, separated by commas")
    parser.add_argument("--misses", action="store_true", help="list what was not found")
    parser.add_argument("--pairs", type=Path, help="a CSV of name pairs to score instead")
    parser.add_argument("--family", action="store_true", help="the pairs are family names")
    options = parser.parse_args()
    progress(f"Inventing {options.people:,} people …")
    made = [one for one in invented(options.people, seed=11) if one.cms_id]
    if options.pairs:
        extra, asked = _of_pairs(options.pairs, family=options.family)
    else:
        extra = planted()
        absent = invented(options.each * 20, seed=12)
        seeds = [int(seed) for seed in options.seeds.split(",")]
        draws = (queries(made + extra, absent, of_each=options.each, seed=seed) for seed in seeds)
        by_hand = [case for case in read_cases(BY_HAND) if case.expected == LISTED]
        asked = [*chain.from_iterable(draws), *(case.query for case in by_hand)]
        extra += people_of(by_hand)
    with tempfile.TemporaryDirectory() as folder:
        progress("Loading …")
        with loaded_council(Path(folder), made + extra) as council:
            progress(f"Searching {len(asked):,} times …")
            tallies = _score(council, asked)
    _print_table(tallies, len(made) + len(extra), misses=options.misses)


def _score(council: Council, asked: list[Query]) -> dict[str, Tally]:
    actor = sign_in(council)
    tallies: dict[str, Tally] = defaultdict(Tally)
    for query in asked:
        tallies[query.kind].add(query, search_people(actor, query.terms, grounds=GROUNDS))
    return tallies


def _of_pairs(path: Path, *, family: bool) -> tuple[list[Made], list[Query]]:
    """A person for each pair, with another name that no one shares, and the query for them."""
    people, asked = [], []
    with path.open(encoding="utf-8", newline="") as file:
        for number, (typed, held) in enumerate(csv.reader(file)):
            other = _word(number)
            names = (other, held) if family else (held, other)
            one = Made(f"y{number}", f"8{number:06}", *names, date(1990, 1, 1), "Unknown", "")
            people.append(one)
            terms = SearchTerms(other, typed) if family else SearchTerms(typed, other)
            asked.append(Query("pairs of others", terms, one))
    return people, asked


def _word(number: int) -> str:
    """An invented name made from a number, unlike those of neighbouring numbers."""
    syllables = ("bor", "dek", "fim", "gur", "hal", "jop", "kes", "lum", "mip", "nov", "pag", "rit", "sud", "tev")
    mixed = number * 7919 % len(syllables) ** 4
    return "".join(syllables[mixed // len(syllables) ** place % len(syllables)] for place in range(4))


def _print_table(tallies: dict[str, Tally], people: int, *, misses: bool) -> None:
    present = {kind: tally for kind, tally in tallies.items() if not kind.startswith("absent")}
    asked = sum(len(tally.lengths) for tally in tallies.values())
    print(f"Search quality: {people:,} people, {asked:,} queries of {len(tallies)} kinds")
    print(
        f"{'kind':34}{'asked':>7}{'found':>8}{'target':>8}{'matches':>9}{'similar':>9}{'counted':>9}{'list':>6}{'p95':>5}"
    )
    for kind, tally in present.items():
        _print_row(kind, tally)
    every = Tally(
        matches=sum(tally.matches for tally in present.values()),
        similar=sum(tally.similar for tally in present.values()),
        counted_only=sum(tally.counted_only for tally in present.values()),
        lengths=[length for tally in present.values() for length in tally.lengths],
    )
    _print_row("all", every)
    for kind, tally in tallies.items():
        if kind.startswith("absent"):
            nobody = 1 - tally.anybody_matched / len(tally.lengths)
            lengths = sorted(tally.lengths)
            listed = f"list median {median(lengths):g}, p95 {lengths[int(len(lengths) * 0.95)]}, longest {lengths[-1]}"
            print(f"{kind:34}{len(lengths):7}  nothing in matches {nobody:.1%} (target 99%), {listed}")
    if misses:
        for kind, tally in present.items():
            for query in tally.missed:
                typed, meant = query.terms, query.meant
                asked = f"{typed.first_name!r} {typed.family_name!r} {typed.date_of_birth or ''}"
                print(f"  {kind}: {asked} for {meant.first_name!r} {meant.family_name!r} {meant.date_of_birth}")


def _print_row(kind: str, tally: Tally) -> None:
    lengths = sorted(tally.lengths)
    of = len(lengths)
    target = f"{TARGETS[kind]:.0%}" if kind in TARGETS else ""
    short = " !" if kind in TARGETS and tally.found < TARGETS[kind] else ""
    print(f"{kind:34}{of:7}{tally.found:8.1%}{target:>8}{tally.matches / of:9.1%}{tally.similar / of:9.1%}"
          f"{tally.counted_only / of:9.1%}{median(lengths):6g}{lengths[int(of * 0.95)]:5}{short}")  # fmt: skip


if __name__ == "__main__":
    main()
