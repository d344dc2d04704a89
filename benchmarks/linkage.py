"""`make linkage`: how well records are matched with people, by our own scorer and by Splink, where the truth is known."""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from math import sqrt

import pandas as pd

from benchmarks.linkage_records import LinkageSet, make_set
from data_access.matching import PEOPLE, Matches, match_records


@dataclass
class Score:
    """Counts, added up over sets. `true_links` are records of somebody in the CMS or in a source before theirs."""

    records: int = 0
    true_links: int = 0
    linked: int = 0
    right: int = 0
    waiting: int = 0
    waiting_found: int = 0
    first_right: int = 0
    candidates: int = 0
    seconds: float = 0.0

    def __add__(self, other: "Score") -> "Score":
        return Score(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def score(truth: LinkageSet, matches: Matches) -> Score:
    """Compare what was matched with the truth."""
    being_of = {(PEOPLE, key): being for key, being in truth.person_being.items()} | truth.record_being
    known, links, earlier = set(truth.person_being.values()), 0, set()
    sources = list(dict.fromkeys(truth.records["source"].sort_values()))
    for source in sources:
        beings = [being for (name, _), being in truth.record_being.items() if name == source]
        links += sum(being in known or being in earlier for being in beings)
        earlier |= set(beings)
    found = Score(records=len(truth.record_being), true_links=links, linked=len(matches.links))
    pairs = zip(*(matches.links[name] for name in matches.links.columns[:4]), strict=True)
    found.right = sum(being_of[source, key] == being_of[other, whose] for source, key, other, whose in pairs)
    columns = ["source_id", "source_key", "person_source", "person_key", "rank"]
    hits: dict[tuple[str, str], int] = {}
    for source, key, other, whose, rank in matches.waiting[columns].itertuples(index=False):
        hits.setdefault((source, key), 0)
        if being_of[source, key] == being_of[other, whose]:
            hits[source, key] = rank
    found.waiting, found.candidates = len(hits), len(matches.waiting)
    found.waiting_found = sum(rank > 0 for rank in hits.values())
    found.first_right = sum(rank == 1 for rank in hits.values())
    return found


def lower_bound(right: int, of: int) -> float:
    """The 95 % lower bound of a share after Wilson (one number of two-sided 95 %: z = 1.96)."""
    if not of:
        return 0.0
    z, share = 1.959964, right / of
    middle, spread = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - spread) / (1 + z * z / of)
