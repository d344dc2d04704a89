"""Doubts: records that are not linked, and for whom nobody is asked, but that may be about a person all the same.

For such a person the service reads *Could not be checked*. Two errors are weighed against each other: a true record of
which the page says "No records found", and a page in doubt because of somebody else's record. `make linkage` prints both.
"""

import numpy as np
import pandas as pd

DOUBT_FROM = 0.02
"""The least probability, from 0 to 1, that a record is a person's, for the person's page to say so."""
DOUBT_BELOW = 1 / DOUBT_FROM
"""A pair that more others than this would fit as well (`Population.expected_others`) cannot be that probable."""


def doubted_pairs(pairs: pd.DataFrame, all_pairs: pd.DataFrame, linked: pd.DataFrame) -> pd.DataFrame:
    """Which of these pairs of unlinked records are doubts; `all_pairs` also has the possible matches of these records.

    A person with a linked record of this source is no doubt: a source seldom has two records of somebody, and their
    page shows one already. The others share what a record is worth: 1 for nobody of them, and for each the inverse of
    how many others would fit as well.
    """
    placed = set(linked["person"])
    worth = (1 / all_pairs["chance"])[~all_pairs["person"].isin(placed)]
    total = worth.groupby(all_pairs["owner"]).sum()
    probability = (1 / pairs["chance"]) / (1 + pairs["owner"].map(total))
    return pairs[~pairs["person"].isin(placed) & (probability >= DOUBT_FROM)]


def through_links(links: pd.DataFrame, waiting: pd.DataFrame, place_of: np.ndarray) -> pd.DataFrame:
    """Pairs of a record and a person that are in doubt because the record was linked to somebody known from an earlier
    service, whose own record may be that person's.

    `links` and `waiting` have owner and person, by number; `place_of` has the place of the source of each number.
    """
    later = links[place_of[links["person"].to_numpy(dtype=np.int64)] > 0]
    behind = later.merge(waiting, left_on="person", right_on="owner", suffixes=("", "_behind"))
    found = pd.DataFrame({"owner": behind["owner"], "person": behind["person_behind"]}).drop_duplicates()
    return found.assign(why=THROUGH)


THROUGH = "linked to somebody whose own record may be this person's"
