"""When a record is linked to a person without asking anybody, the first reason against it where it is not, and doubts.

A doubt is a record that is not linked and about which nobody is asked, but that may be about a person all the same:
their service reads *Could not be checked*. Two errors are weighed against each other: a true record of which the page
says "No records found", and a page in doubt because of somebody else's record. `make linkage` prints both.
"""

import numpy as np
import pandas as pd

from matching.explanations import WhyNot
from matching.similarity import Address, Born, Names

LINK_BELOW = 0.002
"""A record is linked only if fewer others than this would fit as well (`Population.expected_others`)."""
LINK_AT_HOME_BELOW = 0.1
"""The same if the address agrees: then only the family and the house are counted, not the whole council."""
WAIT_BELOW = 0.5
"""A possible match is reviewed by the data officer if fewer others than this would fit as well."""
WEAK_AT_HOME_BELOW = 0.01
"""The same if the address agrees and one detail is weak (`_one_weak_detail`)."""
AS_GOOD_AS, AS_GOOD_ANOTHER_DAY = 1_000, 50
"""A person this many times less likely than the best is not a rival: born on the same day, and otherwise."""

DOUBT_FROM = 0.02
"""The least probability, from 0 to 1, that a record is a person's, for the person's page to say so."""
THROUGH = "linked to somebody whose own record may be this person's"


def why_not(pairs: pd.DataFrame, two_days: np.ndarray) -> np.ndarray:
    """The first reason against linking each pair, NOTHING if there is none. `two_days` says which owners of rows have
    more than one date of birth."""
    at_home = pairs["address"] == Address.SAME
    weak = _one_weak_detail(pairs)
    reasons = (
        (WhyNot.NO_DATE_OF_BIRTH, pairs["born"] == Born.MISSING),
        (WhyNot.OTHER_DATE_OF_BIRTH, (pairs["born"] != Born.SAME) & ~weak),
        (WhyNot.TWO_DATES_OF_BIRTH, two_days[pairs["owner"]] | two_days[pairs["person"]]),
        (WhyNot.NO_FIRST_NAME, pairs["given"].isin([Names.BLANK, Names.INITIAL])),
        (WhyNot.OTHER_FIRST_NAME, pairs["given"] < Names.SLIP),
        (WhyNot.NO_FAMILY_NAME, pairs["family"].isin([Names.BLANK, Names.INITIAL]) & ~_without_family_name(pairs)),
        (WhyNot.OTHER_FAMILY_NAME, (pairs["family"] < Names.SLIP) & ~at_home),
        (WhyNot.OTHER_GENDER, pairs["genders_differ"] & ~weak),
        (WhyNot.PERHAPS_A_TWIN, pairs["perhaps_a_twin"]),
        (WhyNot.COMMON, _is_common(pairs)),
        (WhyNot.A_RIVAL, pairs["rival"]),
    )
    conditions = [np.asarray(condition, dtype=bool) for _, condition in reasons]
    return np.select(conditions, [reason for reason, _ in reasons], WhyNot.NOTHING)


def has_rival(pairs: pd.DataFrame, group: np.ndarray) -> pd.Series:
    """Whether another person fits the record about as well, or well enough to be linked.

    A person with another date of birth must fit nearly as well. If one person has exactly this name and date of birth,
    one whose first name differs by a letter is not a rival: Jayden and Jaden are twins with a record each. People of
    one `group`, given for each of them by number, may turn out to be one: they are not each other's rivals.
    """
    best = pairs.groupby("owner")["chance"].transform("min")
    as_good = best * np.where(pairs["born"] == Born.SAME, AS_GOOD_AS, AS_GOOD_ANOTHER_DAY)
    rivals = pairs["may_match"] & (pairs["chance"] <= as_good) & (pairs["chance"] < WAIT_BELOW) | _may_be_linked(pairs)
    exact = (pairs["given"] == Names.SAME) & (pairs["family"] == Names.SAME) & (pairs["born"] == Born.SAME)
    has_exact = exact.groupby(pairs["owner"]).transform("any")
    rivals &= ~has_exact | (pairs["given"] >= Names.PART)
    groups = pd.DataFrame({"owner": pairs["owner"], "group": group[pairs["person"].to_numpy(dtype=np.int64)]})
    number = groups[rivals].drop_duplicates().groupby("owner").size()
    return pairs["owner"].map(number).fillna(0) > 1


def perhaps_a_twin(pairs: pd.DataFrame) -> pd.Series:
    """Whether similar names may belong to two people, such as twins.

    Names that differ by a letter are usually one name mistyped, and forms of one name usually belong to one person.
    Not if the record may as well be of another person born that day (`_like_a_sibling`), or if another record in this
    source has exactly this first name. A form that hardly anyone has as a separate name still counts as a form. A part
    that is left out says nothing of somebody else who has another second part.
    """
    fits_another_better = pairs["person"].isin(pairs[_same_birth_and_name(pairs)]["person"])
    similar = (pairs["given"] == Names.SLIP) | (pairs["given"] == Names.VARIANT) & pairs["own_names"]
    part = pairs["given"] == Names.PART
    first_name = (similar | part) & (fits_another_better | _like_a_sibling(pairs)) | part & pairs["sibling"]
    return first_name | (pairs["family"] == Names.PART) & pairs["namesake"]


def _same_birth_and_name(pairs: pd.DataFrame) -> pd.Series:
    return (pairs["given"] == Names.SAME) & (pairs["born"] == Born.SAME) & ~pairs["genders_differ"]


def _like_a_sibling(pairs: pd.DataFrame) -> pd.Series:
    """Whether the record, or the person, has a first name that is also somewhat like another one of that family and
    date of birth: of another person for the record, or of another record of this source for the person. A sister Kate
    is no reason to take Jaden and Jayden for two people, and nor is another Jaden, who may be the same."""
    family = ~pairs["family"].isin([Names.DIFFERENT, Names.FAINT])
    alike = pairs[family & (pairs["born"] == Born.SAME) & (pairs["given"] != Names.DIFFERENT)]
    people = alike[["owner", "known_given"]].drop_duplicates().groupby("owner").size()
    records = alike[["person", "record_given"]].drop_duplicates().groupby("person").size()
    return (pairs["owner"].map(people) > 1) | (pairs["person"].map(records) > 1)


def doubt(pairs: pd.DataFrame, linked: pd.DataFrame) -> pd.Series:
    """The probability, from 0 to 1, that each pair of an unlinked record and a person is a match.

    It is 0 for a person with a linked record of this source: a source seldom has two records of somebody, and their
    page shows one already. The others share what a record is worth: 1 for nobody of them, and for each the inverse of
    how many others would fit as well.
    """
    worth = (1 / pairs["chance"]).where(~pairs["person"].isin(set(linked["person"])), 0.0)
    return worth / (1 + worth.groupby(pairs["owner"]).transform("sum"))


def through_links(links: pd.DataFrame, waiting: pd.DataFrame, place_of: np.ndarray) -> pd.DataFrame:
    """Pairs of a record and a person that are in doubt because the record was linked to somebody known from an earlier
    service, whose own record may be that person's, and how probable that is.

    `links` and `waiting` have owner and person, by number, `waiting` also probability; `place_of` has the place of
    the source of each number.
    """
    later = links[place_of[links["person"].to_numpy(dtype=np.int64)] > 0]
    behind = later.merge(waiting, left_on="person", right_on="owner", suffixes=("", "_behind"))
    found = pd.DataFrame({"owner": behind["owner"], "person": behind["person_behind"]})
    found = found.assign(probability=behind["probability"]).drop_duplicates(["owner", "person"])
    return found.assign(why=THROUGH)


def _may_be_linked(pairs: pd.DataFrame) -> pd.Series:
    """Whether nothing in the pair itself speaks against a link, leaving rivals aside."""
    at_home = pairs["address"] == Address.SAME
    family = (pairs["family"] >= Names.SLIP) | (at_home & ~pairs["family"].isin([Names.BLANK, Names.INITIAL]))
    family |= _without_family_name(pairs)
    sure = (pairs["born"] == Born.SAME) & (pairs["given"] >= Names.SLIP) & family & ~pairs["genders_differ"]
    return sure & ~_is_common(pairs)


def _one_weak_detail(pairs: pd.DataFrame) -> pd.Series:
    """Whether just one detail is weak, all others agree, and hardly anyone else would fit.

    Weak are, in one home, a day or month of birth in which a finger or pen went wrong (never the year, in which a
    parent may differ), and another gender beside the same first name, if no one else of that family and date of birth
    is in sight. Not if another record of the source has the person's own name and date. An initial is no such detail:
    on draws kept apart it was wrong twice as often as these (docs/matching.md).
    """
    at_home = pairs["address"] == Address.SAME
    date = at_home & pairs["born"].isin([Born.SLIP, Born.SWAPPED]) & (pairs["given"] >= Names.VARIANT)
    gender = (pairs["born"] == Born.SAME) & ~pairs["sibling"] & (pairs["given"] == Names.SAME)
    weak = date & ~pairs["genders_differ"] | gender & pairs["genders_differ"]
    weak &= (pairs["family"] >= Names.SLIP) & ~pairs["turned"]
    weak &= pairs["chance"] < np.where(at_home, WEAK_AT_HOME_BELOW, LINK_BELOW)
    return weak & ~pairs["person"].isin(pairs[_same_birth_and_name(pairs)]["person"])


def _without_family_name(pairs: pd.DataFrame) -> pd.Series:
    """Whether a missing family name does no harm: the first name, the date of birth and the home are the same."""
    home = (pairs["address"] == Address.SAME) & (pairs["born"] == Born.SAME)
    return pairs["family"].isin([Names.BLANK, Names.INITIAL]) & home & pairs["given"].isin([Names.SLIP, Names.SAME])


def _is_common(pairs: pd.DataFrame) -> pd.Series:
    """Whether the pair could be a coincidence."""
    return pairs["chance"] >= np.where(pairs["address"] == Address.SAME, LINK_AT_HOME_BELOW, LINK_BELOW)
