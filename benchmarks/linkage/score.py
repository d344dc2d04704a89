"""`make linkage`: how well our own record linkage and Splink match records to people, when the truth is known.

Without options it invents people and records, with seeds that were not used for tuning: sets of `records.py`, and
sets of each style of `styles.py`, of several sizes. With --people, --records and --truth it uses files: see
`benchmarks/linkage/files.py` for their columns. Of our matching it also prints the two errors that a worker sees
(`benchmarks/linkage/harm.py`), and both of them for other thresholds of doubt.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from itertools import cycle, groupby
from math import sqrt
from operator import itemgetter
from pathlib import Path

import pandas as pd

from benchmarks.linkage.files import read_set
from benchmarks.linkage.harm import Harm, count_harm
from benchmarks.linkage.records import LinkageSet, make_set
from benchmarks.linkage.styles import STYLES, make_hard_set
from matching.link_rules import DOUBT_FROM
from matching.record_linkage import PEOPLE, Matches, match_records

# The scorer was tuned on seeds below 1,000; these were never used for tuning.
SEEDS = (4001, 4002, 4003, 4004, 4005, 4006)
PEOPLE_IN_A_SET = 40_000
HARD_SIZES = (5_000, 15_000, 30_000, 10_000, 20_000, 50_000)
"""The number of people of each style's first set, its second, and so on, then from the first again."""
CURVE = (0.005, 0.01, DOUBT_FROM, 0.05, 0.1, 0.3)
"""Thresholds of doubt for which both errors are printed."""
WEAK_DETAILS = {
    "a day or month of birth with a slip": ("dates of birth one digit apart", "day and month of birth the other way"),
    "another gender": ("different genders",),
    "a grown-up's first name": ("first names somewhat alike", "first names hardly alike", "same initial of the first"),
    "first and family name swapped": ("first and family name the other way round",),
}
"""What is weak in a link, with the words of its reason that say so."""


@dataclass
class Score:
    """Counts, added up over sets. `true_links` counts records of people in the CMS or in an earlier source."""

    records: int = 0
    true_links: int = 0
    same_day: int = 0
    """True links with the same date of birth on both sides: only these can be linked automatically."""
    linked: int = 0
    right: int = 0
    waiting: int = 0
    candidates: int = 0
    found_waiting: int = 0
    first_right: int = 0
    not_linked: Counter[str] = field(default_factory=Counter)
    """True links that wait or are in doubt, by the reason against linking them."""
    asked: Counter[str] = field(default_factory=Counter)
    asked_wrong: Counter[str] = field(default_factory=Counter)
    """First candidates of the review list, and the wrong ones of them, by the same reason."""
    seconds: float = 0.0

    def __add__(self, other: "Score") -> "Score":
        return Score(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def score(truth: LinkageSet, matches: Matches) -> Score:
    """Compare the matches with the truth."""
    being_of = {(PEOPLE, key): being for key, being in truth.person_being.items()} | truth.record_being
    of_review = matches.waiting["for_review"]
    found = Score(records=len(truth.record_being), linked=len(matches.links), candidates=of_review.sum())
    found.true_links, found.same_day = _true_links(truth)
    columns = ["source_id", "source_key", "person_source", "person_key"]
    for source, key, other, person in matches.links[columns].itertuples(index=False):
        found.right += being_of[source, key] == being_of[other, person]
    ranks: dict[tuple[str, str], int] = {}
    reasons: dict[tuple[str, str], str] = {}
    waiting = matches.waiting[[*columns, "rank", "for_review", "why"]]
    for source, key, other, person, rank, for_review, why in waiting.itertuples(index=False):
        is_right = being_of[source, key] == being_of[other, person]
        if for_review:
            ranks.setdefault((source, key), 0)
        if for_review and is_right:
            ranks[source, key] = rank
        reason = why.partition("not linked: ")[2]
        if is_right:
            reasons.setdefault((source, key), reason)
        if for_review and rank == 1:
            found.asked[reason] += 1
            found.asked_wrong[reason] += not is_right
    found.not_linked = Counter(reasons.values())
    found.waiting = len(ranks)
    found.found_waiting = sum(rank > 0 for rank in ranks.values())
    found.first_right = sum(rank == 1 for rank in ranks.values())
    return found


def _true_links(truth: LinkageSet) -> tuple[int, int]:
    """How many records belong to a person known before, and how many of those have the same date of birth."""
    days: dict[object, set] = {}
    for key, day in zip(truth.people["person_key"], truth.people["date_of_birth"], strict=True):
        days.setdefault(truth.person_being[key], set()).add(day)
    links, same_day = 0, 0
    for source, table in truth.records.groupby("source", sort=True):
        days_in_source: dict[object, set] = {}
        for key, rows in table.groupby("source_key")["date_of_birth"]:
            being, record_days = truth.record_being[source, key], set(rows)
            days_in_source.setdefault(being, set()).update(record_days)
            links += being in days
            same_day += bool({day for day in record_days if day} & days.get(being, set()))
        for being, source_days in days_in_source.items():
            days.setdefault(being, set()).update(source_days)
    return links, same_day


def lower_bound(right: int, of: int) -> float:
    """The 95 % lower bound of a share after Wilson (one number of two-sided 95 %: z = 1.96)."""
    if not of:
        return 0.0
    z, share = 1.959964, right / of
    middle, spread = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - spread) / (1 + z * z / of)


def upper_bound(wrong: int, of: int) -> float:
    """The 95 % upper bound of a share after Wilson."""
    return 1 - lower_bound(of - wrong, of)


def count_weak(truth: LinkageSet, links: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """For each weak detail: how many links have it, and how many of those are wrong."""
    being_of = {(PEOPLE, key): being for key, being in truth.person_being.items()} | truth.record_being
    counts = {}
    for detail, words in WEAK_DETAILS.items():
        weak = links[links["why"].map(lambda why, words=words: any(one in why for one in words))]
        columns = weak[["source_id", "source_key", "person_source", "person_key"]]
        wrong = sum(being_of[row[:2]] != being_of[row[2:]] for row in columns.itertuples(index=False, name=None))
        counts[detail] = len(weak), wrong
    return counts


def weak_report(counts: dict[str, tuple[int, int]]) -> str:
    """How often a link with a weak detail is wrong, with the 95 % upper bound."""
    total = {"any of these": (sum(of for of, _ in counts.values()), sum(wrong for _, wrong in counts.values()))}
    lines = ["Links with one weak detail, all styles:"]
    for detail, (of, wrong) in (counts | total).items():
        lines.append(f"  {detail:36} {wrong:,} wrong of {of:,}; 95 % upper bound {upper_bound(wrong, of):.5f}")
    return "\n".join(lines)


Matcher = Callable[[pd.DataFrame, dict[str, pd.DataFrame]], Matches]


def match_with_every_doubt(people: pd.DataFrame, sources: dict[str, pd.DataFrame]) -> Matches:
    """Our matching, with doubts down to the first threshold of the curve."""
    return match_records(people, sources, doubt_from=CURVE[0])


def run(
    truth: LinkageSet,
    matcher: Matcher,
    harm: dict[float, Harm] | None = None,
    weak: dict[str, tuple[int, int]] | None = None,
) -> Score:
    """Match one set, and score it. Both errors are added to `harm` at each of its thresholds of doubt, and the links
    with a weak detail to `weak`."""
    sources = {str(name): table.drop(columns="source") for name, table in truth.records.groupby("source", sort=True)}
    began = time.perf_counter()
    matches = matcher(truth.people, sources)
    seconds = time.perf_counter() - began
    for doubt_from, sum_so_far in (harm or {}).items():
        harm[doubt_from] = sum_so_far + count_harm(truth, matches, doubt_from=doubt_from)
    if weak is not None:
        for detail, (of, wrong) in count_weak(truth, matches.links).items():
            weak[detail] = weak[detail][0] + of, weak[detail][1] + wrong
    found = score(truth, matches)
    found.seconds = seconds
    return found


def report(name: str, found: Score) -> str:
    """The figures in words."""
    bound = lower_bound(found.right, found.linked)
    lines = [
        f"{name}: {found.records:,} records, {found.true_links:,} true links, {found.seconds:.0f} s",
        f"  precision   {_share(found.right, found.linked)} of {found.linked:,} linked; 95 % lower bound {bound:.5f}",
        f"  recall      {_share(found.right, found.true_links)} of all true links; "
        f"{_share(found.right, found.same_day)} of the {found.same_day:,} with the same date of birth on both sides",
        f"  review list {found.waiting:,} records ({_share(found.waiting, found.records)}), "
        f"{found.candidates / max(found.waiting, 1):.2f} candidates each",
        f"              the right person is first for {_share(found.first_right, found.waiting)}, "
        f"among the candidates for {_share(found.found_waiting, found.waiting)}",
    ]
    return "\n".join(lines)


def missed_report(found: Score) -> str:
    """Why true links were not made, as shares of all of them, and how often a link in spite of it would be wrong."""
    unlisted = found.true_links - found.right - found.not_linked.total()
    lines = ["True links that were not made, as shares of all, and the first candidates for review with that reason:"]
    for reason, number in found.not_linked.most_common():
        wrong, of = found.asked_wrong[reason], found.asked[reason]
        first = f"{wrong:,} wrong of {of:,} ({_share(wrong, of)})"
        lines.append(f"  {_share(number, found.true_links)} {reason:60} {first}")
    lines.append(f"  {_share(unlisted, found.true_links)} neither waits nor is a doubt, or linked to another")
    return "\n".join(lines)


def harm_report(name: str, harm: dict[float, Harm]) -> str:
    """Both errors at each threshold of doubt, with their 95 % upper bounds."""
    lines = [f"{name}, what a worker reads:  false none (95 % upper bound)   needless doubt (95 % upper bound)"]
    for doubt_from, one in harm.items():
        none, needless = (one.false_none, one.true_records), (one.needless, one.answers)
        lines.append(
            f"  doubt from {doubt_from:<6} {_share(*none)} ({upper_bound(*none):.4f}) of {none[1]:,} true records   "
            f"{_share(*needless)} ({upper_bound(*needless):.4f}) of {needless[1]:,} answers"
            f"{'   <- in use' if doubt_from == DOUBT_FROM else ''}"
        )
    return "\n".join(lines)


def _share(part: int, of: int) -> str:
    return f"{part / of:.4f}" if of else "none"


def _sets(arguments: argparse.Namespace) -> Iterable[tuple[str, str, LinkageSet]]:
    if arguments.people:
        yield "files", arguments.records.name, read_set(arguments.people, arguments.records, arguments.truth)
        return
    for seed in arguments.seeds:
        yield "council", f"seed {seed}", make_set(seed, arguments.number)
    for style in STYLES:
        for seed, size in zip(arguments.seeds, cycle(HARD_SIZES), strict=False):
            yield style, f"{style}, seed {seed}, {size:,} people", make_hard_set(style, seed, size)


def main() -> None:
    """Score each scorer on each set, and on all sets of a style together."""
    arguments = _arguments()
    matchers: dict[str, Matcher] = {"ours": match_with_every_doubt}
    if not arguments.without_splink:
        # Imported here, because it takes seconds.
        from benchmarks.linkage.splink_peer import match_with_splink

        matchers["Splink"] = match_with_splink
    weak = dict.fromkeys(WEAK_DETAILS, (0, 0))
    for style, sets in groupby(_sets(arguments), key=itemgetter(0)):
        harm = {doubt_from: Harm() for doubt_from in CURVE}
        totals = {name: Score() for name in matchers}
        for _, name, truth in sets:
            for scorer, matcher in matchers.items():
                found = run(truth, matcher, harm, weak) if scorer == "ours" else run(truth, matcher)
                totals[scorer] += found
                print(report(f"{name}, {scorer}", found), flush=True)
        for scorer, total in totals.items():
            print(report(f"All of style {style}, {scorer}", total))
        print(missed_report(totals["ours"]))
        print(harm_report(f"All of style {style}", harm), flush=True)
    print(weak_report(weak))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m benchmarks.linkage.score")
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--number", type=int, default=PEOPLE_IN_A_SET, help="people invented for each seed")
    parser.add_argument("--without-splink", action="store_true")
    for name in ("people", "records", "truth"):
        parser.add_argument(f"--{name}", type=Path, help=f"a CSV file of {name}")
    arguments = parser.parse_args()
    given = [getattr(arguments, name) is not None for name in ("people", "records", "truth")]
    if any(given) and not all(given):
        parser.error("--people, --records and --truth go together")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
