"""Compares the rows of many pairs at once: names (also swapped), dates of birth, addresses and genders."""

from dataclasses import dataclass

import numpy as np

from config import clock
from matching.candidate_pairs import Rows, mixed
from matching.homes import alike, in_one_place
from matching.similarity import (
    UNKNOWN_DAY,
    Address,
    Born,
    Names,
    TextPairs,
    compare_days,
    family_likeness,
    given_likeness,
    own_names,
)

GROWN_UP_FROM = 40
"""From this age a person hardly ever lives with a twin."""


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
    grown_up: np.ndarray
    """The person was born at least GROWN_UP_FROM years ago."""


class NamePairs:
    """How similar two first names are, or two family names: values of Names. `texts` are the names by code."""

    def __init__(self, texts: list[str]) -> None:
        self.given, self.family = TextPairs(texts, given_likeness), TextPairs(texts, family_likeness)
        self.one_letter = np.array([*map(len, texts)]) == 1


class Births:
    """Finds dates of birth with a name that several people in these rows share: twins, or a coincidence."""

    def __init__(self, rows: Rows) -> None:
        self.of_family, self.of_given = (_shared_births(rows, name) for name in ("family_sound", "given_sound"))

    def with_family_name(self, rows: Rows) -> np.ndarray:
        """Whether several people share each row's date of birth and family name."""
        return np.isin(mixed(rows.day, rows.family_sound), self.of_family)

    def with_first_name(self, rows: Rows) -> np.ndarray:
        """Whether several people share each row's date of birth and first name."""
        return np.isin(mixed(rows.day, rows.given_sound), self.of_given)


def _shared_births(rows: Rows, sound: str) -> np.ndarray:
    complete = rows.take(np.flatnonzero((rows.day != UNKNOWN_DAY) & (getattr(rows, sound) > 0)))
    births = mixed(complete.day, getattr(complete, sound))
    _, one_each = np.unique(mixed(births, complete.owner), return_index=True)
    births, numbers = np.unique(births[one_each], return_counts=True)
    return births[numbers > 1]


def compare(one: Rows, other: Rows, names: NamePairs, bearers: np.ndarray) -> Levels:
    """Compare the rows of each pair, also with first and family name swapped. `bearers` is how many people have each
    first name, by code."""
    given, family = names.given.compare(one.given, other.given), names.family.compare(one.family, other.family)
    own = own_names(bearers[one.given], bearers[other.given])
    given[(given == Names.SLIP) & own] = Names.NEAR
    given[(one.given == other.given) & (one.given > 0) & one.initials[one.given]] = Names.INITIAL
    family[(one.family == other.family) & names.one_letter[one.family]] = Names.INITIAL
    turned = _find_swapped(one, other, names, given, family)
    known_genders = (one.gender > 0) & (other.gender > 0)
    grown_up_since = int(f"{clock.years_before(clock.today(), GROWN_UP_FROM):%Y%m%d}")
    return Levels(
        given=given,
        family=family,
        born=compare_days(one.day, other.day),
        address=_compare_addresses(one, other, given >= Names.SLIP),
        genders_differ=known_genders & (one.gender != other.gender),
        genders_agree=known_genders & (one.gender == other.gender),
        turned=turned,
        own_names=own,
        grown_up=(other.day != UNKNOWN_DAY) & (other.day <= grown_up_since),
    )


def _find_swapped(one: Rows, other: Rows, names: NamePairs, given: np.ndarray, family: np.ndarray) -> np.ndarray:
    """The pairs whose first and family name are swapped. Their `given` and `family` are changed: to SAME if both names
    are the same crosswise, otherwise to VARIANT."""
    apart = np.flatnonzero((given <= Names.NEAR) & (family <= Names.NEAR) & (one.given_initial == other.family_initial))
    crossed = one.take(apart), other.take(apart)
    first = names.family.compare(crossed[0].given, crossed[1].family)
    last = names.family.compare(crossed[0].family, crossed[1].given)
    turned = np.zeros(len(given), dtype=bool)
    both, either = (first == Names.SAME) & (last == Names.SAME), (first == Names.SAME) | (last == Names.SAME)
    turned[apart] = (first >= Names.SLIP) & (last >= Names.SLIP) & either
    given[turned], family[turned] = Names.VARIANT, Names.VARIANT
    given[apart[both]], family[apart[both]] = Names.SAME, Names.SAME
    return turned


def _compare_addresses(one: Rows, other: Rows, find_similar_names: np.ndarray) -> np.ndarray:
    """How similar the addresses are. Lines with typing errors are compared only if the names are similar."""
    known = ((one.postcode > 0) | (one.line > 0)) & ((other.postcode > 0) | (other.line > 0))
    result = np.where(known, int(Address.DIFFERENT), int(Address.MISSING)).astype(np.int8)
    same_postcode = (one.postcode > 0) & (one.postcode == other.postcode)
    result[same_postcode] = Address.SAME_POSTCODE
    places = np.flatnonzero(same_postcode)
    result[places[_same_house(one.take(places), other.take(places))]] = Address.SAME
    same_town = ((one.outward == 0) | (other.outward == 0)) | (one.outward == other.outward)
    to_read = (result != Address.SAME) & same_town & (one.line > 0) & (other.line > 0)
    to_read &= (one.house > 0) & (one.house == other.house)
    places = np.flatnonzero(to_read & (find_similar_names | (one.line == other.line)))
    places = places[_parts_alike(one.take(places), other.take(places), "line")]
    a, b = one.take(places), other.take(places)
    towns = TextPairs(one.homes["town"], in_one_place).compare(a.town, b.town) > 0
    unknown = (a.town == 0) | (b.town == 0)
    backed = ((a.postcode > 0) & (b.postcode > 0)) | (towns & ~unknown)
    result[places[backed]] = Address.SAME
    unbacked = places[~backed & unknown]
    result[unbacked] = np.maximum(result[unbacked], int(Address.SAME_LINE))
    return result


def _same_house(one: Rows, other: Rows) -> np.ndarray:
    """Whether two addresses in one postcode are one home: house and flat agree, and the building if both name one; or
    they are written alike."""
    alike_written = (one.line == other.line) & (one.house > 0) & (other.house > 0)
    buildings = _parts_alike(one, other, "building")
    unnamed = (one.building == 0) | (other.building == 0)
    same_number = (one.house > 0) & (one.house == other.house) & (buildings | unnamed)
    same_building = buildings & (one.flat == other.flat) & ~unnamed & _without_number(one, other)
    return alike_written | same_number | same_building


def _without_number(one: Rows, other: Rows) -> np.ndarray:
    """Whether at least one of the two has no number of the house, only a building."""
    numbered = np.array([text.rpartition("|")[2][:1].isdigit() for text in one.homes["house"]], dtype=bool)
    return ~numbered[one.house] | ~numbered[other.house]


def _parts_alike(one: Rows, other: Rows, part: str) -> np.ndarray:
    """Whether both sides name this part of the address, and alike."""
    codes, other_codes = getattr(one, part), getattr(other, part)
    return (TextPairs(one.homes[part], alike).compare(codes, other_codes) > 0) & (codes > 0)


def may_match(levels: Levels) -> np.ndarray:
    """Whether each pair is worth a data officer's time. Another first name or date of birth is another person."""
    names = (levels.given > Names.FAINT) | np.isin(levels.given, (Names.BLANK, Names.INITIAL))
    names &= (levels.given >= Names.PART) | (levels.family >= Names.SLIP)
    supported = (levels.family >= Names.SLIP) | (levels.address == Address.SAME)
    supported |= (levels.given >= Names.PART) & (levels.born == Born.SAME)
    dated = ~np.isin(levels.born, (Born.DIFFERENT, Born.APART, Born.NEAR))
    return names & supported & dated
