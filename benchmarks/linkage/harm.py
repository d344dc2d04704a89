"""The two errors that a worker sees: a false "No records found", and a "Could not be checked" without need.

Both are counted by what each person's page reads for each service, as `data_access/people/services.py` decides it.
"""

from dataclasses import dataclass, fields

import pandas as pd

from benchmarks.linkage.records import LinkageSet
from matching.record_linkage import PEOPLE, Matches
from matching.similarity import folded

Page = tuple[str, str]
"""What a page answers: a person of the CMS by their key, and a service."""


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


def count_harm(truth: LinkageSet, matches: Matches) -> Harm:
    """Both errors in one set."""
    people_of: dict[object, list[str]] = {}
    for key, being in truth.person_being.items():
        people_of.setdefault(being, []).append(key)
    held = {
        (person, source): True
        for (source, _), being in truth.record_being.items()
        for person in people_of.get(being, ())
    }
    of_people = matches.links["person_source"] == PEOPLE
    linked = set(
        zip(matches.links.loc[of_people, "person_key"], matches.links.loc[of_people, "source_id"], strict=True)
    )
    doubted: set[Page] = set()
    for table in (matches.waiting, matches.through):
        of_people = table["person_source"] == PEOPLE
        doubted |= set(zip(table.loc[of_people, "person_key"], table.loc[of_people, "source_id"], strict=True))
    doubted -= linked
    unmatchable = _unmatchable(truth.people)
    true_records = [
        [(person, source) for person in people_of[being]]
        for (source, _), being in truth.record_being.items()
        if being in people_of
    ]
    services = truth.records["source"].nunique()
    return Harm(
        true_records=len(true_records),
        false_none=sum(
            any(page not in linked and page not in doubted and page[0] not in unmatchable for page in pages)
            for pages in true_records
        ),
        answers=len(truth.person_being) * services,
        needless=sum(page not in held and page[0] not in unmatchable for page in doubted),
    )


def _unmatchable(people: pd.DataFrame) -> set[str]:
    """People who always read "Could not be checked": no date of birth, or no full name."""
    unknown = people["date_of_birth"].isna()
    for name in ("first_name", "family_name"):
        unknown |= people[name].map(lambda text: len(folded(text)) < 2)
    return set(people.loc[unknown, "person_key"]) - set(people.loc[~unknown, "person_key"])
