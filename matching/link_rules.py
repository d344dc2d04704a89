"""When a record is linked to a person without asking anybody, the first reason against it where it is not, and doubts.

A doubt is a record that is not linked and about which nobody is asked, but that may be about a person all the same:
their service reads *Could not be checked*. Two errors are weighed against each other: a true record of which the page
says "No records found", and a page in doubt because of somebody else's record. `make linkage` prints both.
"""

import numpy as np
import pandas as pd

from matching.candidate_pairs import Pairs, count_different, in_order, is_first, runs, taken
from matching.explanations import WhyNot
from matching.similarity import Address, Born, Names

LINK_BELOW = 0.002
"""A record is linked only if fewer others than this would fit as well (`Population.expected_others`)."""
LINK_AT_HOME_BELOW = 0.1
"""The same if the address agrees: then only the family and the house are counted, not the whole council."""
WAIT_BELOW = 0.5
"""A possible match is likely if fewer others than this would fit as well: worth the data officer's time."""
MOST_TO_REVIEW, ALWAYS_REVIEWED = 0.15, 50
"""Of a source's records, the greatest share that the data officer is asked about, and how many at least."""
WEAK_AT_HOME_BELOW = 0.01
"""The same if the address agrees and one detail is weak (`_one_weak_detail`)."""
AS_GOOD_AS, AS_GOOD_ANOTHER_DAY = 1_000, 50
"""A person this many times less likely than the best is not a rival: born on the same day, and otherwise."""

DOUBT_FROM = 0.02
"""The least probability, from 0 to 1, that a record is a person's, for the person's page to say so."""
THROUGH = "linked to somebody whose own record may be this person's"


def why_not(pairs: Pairs, two_days: np.ndarray) -> np.ndarray:
    """The first reason against linking each pair, NOTHING if there is none. `two_days` says which owners of rows have
    more than one date of birth."""
    at_home = pairs["address"] == Address.SAME
    weak, grown_up = _one_weak_detail(pairs), _grown_up_at_home(pairs)
    reasons = (
        (WhyNot.NO_DATE_OF_BIRTH, pairs["born"] == Born.MISSING),
        (WhyNot.OTHER_DATE_OF_BIRTH, (pairs["born"] != Born.SAME) & ~weak),
        (WhyNot.TWO_DATES_OF_BIRTH, two_days[pairs["owner"]] | two_days[pairs["person"]]),
        (WhyNot.NO_FIRST_NAME, np.isin(pairs["given"], (Names.BLANK, Names.INITIAL)) & ~grown_up),
        (WhyNot.OTHER_FIRST_NAME, (pairs["given"] < Names.SLIP) & ~grown_up),
        # Swapped, and a letter wrong as well: two weak details.
        (WhyNot.OTHER_FIRST_NAME, pairs["turned"] & (pairs["given"] != Names.SAME)),
        (WhyNot.NO_FAMILY_NAME, _is_no_family_name(pairs) & ~_without_family_name(pairs)),
        (WhyNot.OTHER_FAMILY_NAME, (pairs["family"] < Names.SLIP) & ~at_home),
        (WhyNot.OTHER_GENDER, pairs["genders_differ"] & ~weak),
        (WhyNot.PERHAPS_A_TWIN, pairs["perhaps_a_twin"]),
        (WhyNot.COMMON, _is_common(pairs)),
        (WhyNot.A_RIVAL, pairs["rival"]),
    )
    return np.select([condition for _, condition in reasons], [reason for reason, _ in reasons], WhyNot.NOTHING)


def has_rival(pairs: Pairs, group: np.ndarray) -> np.ndarray:
    """Whether another person fits the record about as well, or well enough to be linked.

    A person with another date of birth must fit nearly as well. If one person has exactly this name and date of birth,
    one whose first name differs by a letter is not a rival: Jayden and Jaden are twins with a record each. People of
    one `group`, given for each of them by number, may turn out to be one: they are not each other's rivals.
    """
    owner, number = pairs["owner"], len(group)
    best = np.full(number, np.inf)
    np.minimum.at(best, owner, pairs["chance"])
    as_good = best[owner] * np.where(pairs["born"] == Born.SAME, AS_GOOD_AS, AS_GOOD_ANOTHER_DAY)
    rivals = pairs["may_match"] & (pairs["chance"] <= as_good) & (pairs["chance"] < WAIT_BELOW) | _may_be_linked(pairs)
    exact = (pairs["given"] == Names.SAME) & (pairs["family"] == Names.SAME) & (pairs["born"] == Born.SAME)
    rivals &= ~_any_of(owner, exact) | (pairs["given"] >= Names.PART)
    return count_different(owner[rivals], group[pairs["person"][rivals]], number)[owner] > 1


def perhaps_a_twin(pairs: Pairs) -> np.ndarray:
    """Whether similar names may belong to two people, such as twins.

    Names that differ by a letter are usually one name mistyped, and forms of one name usually belong to one person.
    Not if the record may as well be of another person born that day (`_like_a_sibling`), or if another record in this
    source has exactly this first name. A form that hardly anyone has as a separate name still counts as a form. A part
    that is left out says nothing of somebody else who has another second part.
    """
    fits_another_better = _any_of(pairs["person"], _same_birth_and_name(pairs))
    similar = (pairs["given"] == Names.SLIP) | (pairs["given"] == Names.VARIANT) & pairs["own_names"]
    part = pairs["given"] == Names.PART
    first_name = (similar | part) & (fits_another_better | _like_a_sibling(pairs)) | part & pairs["sibling"]
    return first_name | (pairs["family"] == Names.PART) & pairs["namesake"]


def _any_of(numbers: np.ndarray, is_so: np.ndarray) -> np.ndarray:
    """Whether it is so in any of the pairs with the same number."""
    found = np.zeros(numbers.max(initial=-1) + 1, dtype=bool)
    found[numbers[is_so]] = True
    return found[numbers]


def _has_several(numbers: np.ndarray, codes: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Whether there are several codes in those `among` the pairs that have the same number."""
    return count_different(numbers[among], codes[among], numbers.max(initial=-1) + 1)[numbers] > 1


def _same_birth_and_name(pairs: Pairs) -> np.ndarray:
    return (pairs["given"] == Names.SAME) & (pairs["born"] == Born.SAME) & ~pairs["genders_differ"]


def _like_a_sibling(pairs: Pairs) -> np.ndarray:
    """Whether the record, or the person, has a first name that is also somewhat like another one of that family and
    date of birth: of another person for the record, or of another record of this source for the person. A sister Kate
    is no reason to take Jaden and Jayden for two people, and nor is another Jaden, who may be the same."""
    family = ~np.isin(pairs["family"], (Names.DIFFERENT, Names.FAINT))
    alike = family & (pairs["born"] == Born.SAME) & (pairs["given"] != Names.DIFFERENT)
    people = _has_several(pairs["owner"], pairs["known_given"], alike)
    return people | _has_several(pairs["person"], pairs["record_given"], alike)


def doubt(pairs: Pairs, linked: np.ndarray) -> np.ndarray:
    """The probability, from 0 to 1, that each pair of an unlinked record and a person is a match.

    It is 0 for a person with a `linked` record of this source: a source seldom has two records of somebody, and their
    page shows one already. The others share what a record is worth: 1 for nobody of them, and for each the inverse of
    how many others would fit as well.
    """
    worth = np.where(np.isin(pairs["person"], linked), 0.0, 1 / pairs["chance"])
    return worth / (1 + pd.Series(worth).groupby(pairs["owner"]).transform("sum").to_numpy())


def worth_review(waiting: Pairs, records: int) -> np.ndarray:
    """Which of the waiting pairs the data officer is asked about: the likely ones of the records whose likeliest person
    is most probable, of as many records as the officer has time for. `records` is how many the source has.

    The others stay doubts. As the officer decides, others come up in the next load.
    """
    first = taken(waiting, waiting["likely"] & (waiting["rank"] == 1))
    surest = first["owner"][np.lexsort([first["owner"], -first["probability"]])]
    return waiting["likely"] & np.isin(waiting["owner"], surest[: max(int(MOST_TO_REVIEW * records), ALWAYS_REVIEWED)])


def through_links(links: Pairs, waiting: Pairs, place_of: np.ndarray) -> Pairs:
    """Pairs of a record and a person that are in doubt because the record was linked to somebody known from an earlier
    service, whose own record may be that person's, and how probable that is.

    `links` and `waiting` have owner and person, by number. `waiting`, in the order of its owners, also has probability;
    `place_of` has the place of the source of each number.
    """
    later = taken(links, place_of[links["person"]] > 0)
    begin, end = (np.searchsorted(waiting["owner"], later["person"], side) for side in ("left", "right"))
    number = end - begin
    behind = runs(begin, number)
    owner, person = np.repeat(later["owner"], number), waiting["person"][behind]
    found = {"owner": owner, "person": person, "probability": waiting["probability"][behind]}
    order = in_order(found, "owner", "person")
    found = taken(found, np.sort(order[is_first(owner[order]) | is_first(person[order])]))
    return found | {"why": np.full(len(found["owner"]), THROUGH, dtype=object)}


def _may_be_linked(pairs: Pairs) -> np.ndarray:
    """Whether nothing in the pair itself speaks against a link, leaving rivals aside."""
    at_home = pairs["address"] == Address.SAME
    family = (pairs["family"] >= Names.SLIP) | (at_home & ~_is_no_family_name(pairs))
    family |= _without_family_name(pairs)
    sure = (pairs["born"] == Born.SAME) & (pairs["given"] >= Names.SLIP) & family & ~pairs["genders_differ"]
    return sure & ~_is_common(pairs)


def _one_weak_detail(pairs: Pairs) -> np.ndarray:
    """Whether just one detail is weak, all others agree, and hardly anyone else would fit.

    Weak are, in one home, a day or month of birth in which a finger or pen went wrong (never the year, in which a
    parent may differ), and another gender beside the same first name, if no one else of that family and date of birth
    is in sight. Not if another record of the source has the person's own name and date. An initial is no such detail:
    on draws kept apart it was wrong twice as often as these (docs/matching.md).
    """
    at_home = pairs["address"] == Address.SAME
    date = at_home & np.isin(pairs["born"], (Born.SLIP, Born.SWAPPED)) & (pairs["given"] >= Names.VARIANT)
    gender = (pairs["born"] == Born.SAME) & ~pairs["sibling"] & (pairs["given"] == Names.SAME)
    weak = date & ~pairs["genders_differ"] | gender & pairs["genders_differ"]
    weak &= (pairs["family"] >= Names.SLIP) & ~pairs["turned"]
    weak &= pairs["chance"] < np.where(at_home, WEAK_AT_HOME_BELOW, LINK_BELOW)
    return weak & ~_any_of(pairs["person"], _same_birth_and_name(pairs))


def _grown_up_at_home(pairs: Pairs) -> np.ndarray:
    """Whether a first name that is badly typed, or an initial, does no harm: all else agrees, and the person is too old
    to live with a twin. Nobody else of that family and date of birth may be in sight, and no other record of the source
    may have the person's own name and date."""
    first_name = np.isin(pairs["given"], (Names.INITIAL, Names.FAINT, Names.NEAR)) & pairs["grown_up"]
    others = (pairs["address"] == Address.SAME) & (pairs["born"] == Born.SAME) & pairs["genders_agree"]
    others &= (pairs["family"] >= Names.SLIP) & ~pairs["turned"] & ~pairs["sibling"]
    weak = first_name & others & (pairs["chance"] < WEAK_AT_HOME_BELOW)
    return weak & ~_any_of(pairs["person"], _same_birth_and_name(pairs))


def _is_no_family_name(pairs: Pairs) -> np.ndarray:
    return np.isin(pairs["family"], (Names.BLANK, Names.INITIAL))


def _without_family_name(pairs: Pairs) -> np.ndarray:
    """Whether a missing family name does no harm: the first name, the date of birth and the home are the same."""
    home = (pairs["address"] == Address.SAME) & (pairs["born"] == Born.SAME)
    return _is_no_family_name(pairs) & home & np.isin(pairs["given"], (Names.SLIP, Names.SAME))


def _is_common(pairs: Pairs) -> np.ndarray:
    """Whether the pair could be a coincidence."""
    return pairs["chance"] >= np.where(pairs["address"] == Address.SAME, LINK_AT_HOME_BELOW, LINK_BELOW)
