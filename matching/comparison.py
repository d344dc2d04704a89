"""Compare the rows of many pairs at once: names (also the other way round), dates of birth, addresses, genders."""

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
    """How alike the two sides of each pair are, part by part: values of Names, Born and Address."""

    given: np.ndarray
    family: np.ndarray
    born: np.ndarray
    address: np.ndarray
    genders_differ: np.ndarray
    genders_agree: np.ndarray
    turned: np.ndarray
    """First and family name stand the other way round; `given` and `family` are then those of the turned names."""
    own_names: np.ndarray
    """Both first names are borne by enough people to be names in their own right."""


class Siblings:
    """The days and family names that several owners of these rows share: twins, or a chance meeting."""

    def __init__(self, rows: Rows) -> None:
        told = rows.take(np.flatnonzero((rows.day != UNKNOWN_DAY) & (rows.family_sound > 0)))
        different = np.unique(np.stack([mixed(told.day, told.family_sound), told.owner]), axis=1)
        births, numbers = np.unique(different[0], return_counts=True)
        self.shared = births[numbers > 1]

    def has(self, rows: Rows) -> np.ndarray:
        """Whether each row is of such a day and family name."""
        return np.isin(mixed(rows.day, rows.family_sound), self.shared)


def compare(one: Rows, other: Rows, bearers: np.ndarray) -> Levels:
    """Compare the rows of each pair, also with first and family name the other way round."""
    texts = one.texts
    given = compare_texts(one.given, other.given, texts, given_likeness)
    own = own_names(bearers[one.given], bearers[other.given])
    given[(given == Names.SLIP) & own] = Names.NEAR
    family = compare_texts(one.family, other.family, texts, family_likeness)
    turned = _turned(one, other, given, family)
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


def _turned(one: Rows, other: Rows, given: np.ndarray, family: np.ndarray) -> np.ndarray:
    """Where first and family name stand the other way round; `given` and `family` are then set to say so."""
    apart = np.flatnonzero((given <= Names.NEAR) & (family <= Names.NEAR) & (one.given_initial == other.family_initial))
    crossed = one.take(apart), other.take(apart)
    first = compare_texts(crossed[0].given, crossed[1].family, one.texts, family_likeness)
    last = compare_texts(crossed[0].family, crossed[1].given, one.texts, family_likeness)
    turned = np.zeros(len(given), dtype=bool)
    turned[apart] = (first >= Names.SLIP) & (last >= Names.SLIP) & ((first == Names.SAME) | (last == Names.SAME))
    given[turned], family[turned] = Names.VARIANT, Names.VARIANT
    return turned


def _compare_addresses(one: Rows, other: Rows, names_alike: np.ndarray) -> np.ndarray:
    """How alike the addresses are; lines typed differently are looked at only where the names are alike."""
    known = ((one.postcode > 0) | (one.line > 0)) & ((other.postcode > 0) | (other.line > 0))
    result = np.where(known, int(Address.DIFFERENT), int(Address.MISSING)).astype(np.int8)
    same_postcode = (one.postcode > 0) & (one.postcode == other.postcode)
    result[same_postcode] = Address.SAME_POSTCODE
    result[same_postcode & (one.house > 0) & (one.house == other.house)] = Address.SAME
    same_town = ((one.outward == 0) | (other.outward == 0)) | (one.outward == other.outward)
    to_read = (result != Address.SAME) & same_town & (one.line > 0) & (other.line > 0) & (one.house == other.house)
    places = np.flatnonzero(to_read & (names_alike | (one.line == other.line)))
    alike = compare_texts(one.line[places], other.line[places], one.lines, line_likeness)
    result[places[alike > 0]] = Address.SAME
    return result


def could_be_one(levels: Levels) -> np.ndarray:
    """Whether a pair is worth a thought at all. Another first name or another date of birth is another person."""
    names = (levels.given != Names.DIFFERENT) & ((levels.given >= Names.VARIANT) | (levels.family >= Names.SLIP))
    backed = (levels.family >= Names.SLIP) | (levels.address == Address.SAME)
    backed |= (levels.given >= Names.VARIANT) & (levels.born == Born.SAME)
    return names & backed & (levels.born != Born.DIFFERENT)
