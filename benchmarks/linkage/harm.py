"""The two errors that a worker sees: a false "No records found", and a "Could not be checked" without need.

Both are counted by what each person's page reads for each service, as `data_access/people/services.py` decides it.
"""

from dataclasses import dataclass, fields

import pandas as pd

from benchmarks.linkage.records import LinkageSet
from matching.names import folded
from matching.record_linkage import PEOPLE, Matches


@dataclass
class Harm:
    """Counts, added up over sets."""

    true_records: int = 0
    """Records of people who are in the CMS."""
    false_none: int = 0
    """Those whose person's service reads "No records found"."""
    answers: int = 0
    """People in the CMS times services."""
    needless: int = 0
    """Those that read "Could not be checked" because of records that are all other people's."""

    def __add__(self, other: "Harm") -> "Harm":
        return Harm(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def count_harm(truth: LinkageSet, matches: Matches, *, doubt_from: float = 0.0) -> Harm:
    """Both errors in one set, without the doubts that are less probable than `doubt_from`."""
    people_of: dict[object, list[str]] = {}
    for key, being in truth.person_being.items():
        people_of.setdefault(being, []).append(key)
    true_records = [
        [(person, source) for person in people_of[being]]
        for (source, _), being in truth.record_being.items()
        if being in people_of
    ]
    held = {page for pages in true_records for page in pages}
    linked = _pages(matches.links)
    waiting, through = matches.waiting, matches.through
    waiting = waiting[waiting["likely"] | (waiting["probability"] >= doubt_from)]
    doubted = (_pages(waiting) | _pages(through[through["probability"] >= doubt_from])) - linked
    unmatchable = _unmatchable(truth.people)
    return Harm(
        true_records=len(true_records),
        false_none=sum(
            any(page not in linked and page not in doubted and page[0] not in unmatchable for page in pages)
            for pages in true_records
        ),
        answers=len(truth.person_being) * truth.records["source"].nunique(),
        needless=sum(page not in held and page[0] not in unmatchable for page in doubted),
    )


def _pages(pairs: pd.DataFrame) -> set[tuple[str, str]]:
    """The person of the CMS, by their key, and the service of each pair."""
    of_people = pairs[pairs["person_source"] == PEOPLE]
    return set(zip(of_people["person_key"], of_people["source_id"], strict=True))


def _unmatchable(people: pd.DataFrame) -> set[str]:
    """People who always read "Could not be checked": no date of birth, or no full name."""
    unknown = people["date_of_birth"].isna()
    for name in ("first_name", "family_name"):
        unknown |= people[name].map(lambda text: len(folded(text)) < 2)
    return set(people.loc[unknown, "person_key"]) - set(people.loc[~unknown, "person_key"])
