"""Compares the rows of many pairs at once: names (also swapped), dates of birth, addresses and genders."""

from dataclasses import dataclass

import numpy as np

from matching.candidate_pairs import Rows, mixed
from matching.similarity import (
    UNKNOWN_DAY,
    Address,
    Born,
    Names,
    compare_days,
    compare_texts,
    family_likeness,
    given_likeness,
    line_likeness,
    own_names,
)


@dataclass
class Levels:
    """How similar the two sides of each pair are, detail by detail: values of Names, Born and Address."""

    given: np.ndarray
    family: np.ndarray
    born: np.ndarray
    address: np.ndarray
    genders_differ: np.ndarray
    genders_agree: np.ndarray
    turned: np.ndarray
    """First and family name are swapped; `given` and `family` then compare them crosswise."""
    own_names: np.ndarray
    """Enough people have each of the two first names for both to be separate names."""


class Siblings:
    """Finds dates of birth with a family name that several people in these rows share: twins, or a coincidence."""

    def __init__(self, rows: Rows) -> None:
        complete = rows.take(np.flatnonzero((rows.day != UNKNOWN_DAY) & (rows.family_sound > 0)))
        different = np.unique(np.stack([mixed(complete.day, complete.family_sound), complete.owner]), axis=1)
        births, numbers = np.unique(different[0], return_counts=True)
        self.shared = births[numbers > 1]

    def has(self, rows: Rows) -> np.ndarray:
        """Whether each row has such a date of birth and family name."""
        return np.isin(mixed(rows.day, rows.family_sound), self.shared)


def compare(one: Rows, other: Rows, bearers: np.ndarray) -> Levels:
    """Compare the rows of each pair, also with first and family name swapped. `bearers` is how many people have each
    first name, by code."""
    texts = one.texts
    given = compare_texts(one.given, other.given, texts, given_likeness)
    own = own_names(bearers[one.given], bearers[other.given])
    given[(given == Names.SLIP) & own] = Names.NEAR
    family = compare_texts(one.family, other.family, texts, family_likeness)
    turned = _find_swapped(one, other, given, family)
    known_genders = (one.gender > 0) & (other.gender > 0)
    return Levels(
        given=given,
        family=family,
        born=compare_days(one.day, other.day),
        address=_compare_addresses(one, other, given >= Names.SLIP),
        genders_differ=known_genders & (one.gender != other.gender),
        genders_agree=known_genders & (one.gender == other.gender),
        turned=turned,
        own_names=own,
    )


def _find_swapped(one: Rows, other: Rows, given: np.ndarray, family: np.ndarray) -> np.ndarray:
    """The pairs whose first and family name are swapped; their `given` and `family` are changed to VARIANT."""
    apart = np.flatnonzero((given <= Names.NEAR) & (family <= Names.NEAR) & (one.given_initial == other.family_initial))
    crossed = one.take(apart), other.take(apart)
    first = compare_texts(crossed[0].given, crossed[1].family, one.texts, family_likeness)
    last = compare_texts(crossed[0].family, crossed[1].given, one.texts, family_likeness)
    turned = np.zeros(len(given), dtype=bool)
    turned[apart] = (first >= Names.SLIP) & (last >= Names.SLIP) & ((first == Names.SAME) | (last == Names.SAME))
    given[turned], family[turned] = Names.VARIANT, Names.VARIANT
    return turned


def _compare_addresses(one: Rows, other: Rows, find_similar_names: np.ndarray) -> np.ndarray:
    """How similar the addresses are. Lines with typing errors are compared only if the names are similar."""
    known = ((one.postcode > 0) | (one.line > 0)) & ((other.postcode > 0) | (other.line > 0))
    result = np.where(known, int(Address.DIFFERENT), int(Address.MISSING)).astype(np.int8)
    same_postcode = (one.postcode > 0) & (one.postcode == other.postcode)
    result[same_postcode] = Address.SAME_POSTCODE
    result[same_postcode & (one.house > 0) & (one.house == other.house)] = Address.SAME
    same_town = ((one.outward == 0) | (other.outward == 0)) | (one.outward == other.outward)
    to_read = (result != Address.SAME) & same_town & (one.line > 0) & (other.line > 0) & (one.house == other.house)
    places = np.flatnonzero(to_read & (find_similar_names | (one.line == other.line)))
    alike = compare_texts(one.line[places], other.line[places], one.lines, line_likeness)
    result[places[alike > 0]] = Address.SAME
    return result


def may_match(levels: Levels) -> np.ndarray:
    """Whether each pair could be one person. A different first name or date of birth means another person."""
    names = (levels.given != Names.DIFFERENT) & ((levels.given >= Names.VARIANT) | (levels.family >= Names.SLIP))
    supported = (levels.family >= Names.SLIP) | (levels.address == Address.SAME)
    supported |= (levels.given >= Names.VARIANT) & (levels.born == Born.SAME)
    return names & supported & (levels.born != Born.DIFFERENT)
