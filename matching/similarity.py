"""How similar two records are, detail by detail, without deciding whether they are one person.

Names, dates and addresses are compared for many pairs at once; each different pair of texts is compared only once.
"""

from collections.abc import Callable
from datetime import date
from enum import IntEnum
from functools import lru_cache

import numpy as np
import pandas as pd
from rapidfuzz.distance import OSA, JaroWinkler

from config.not_known import BABY, BESIDE_BABY, CHILD
from matching import names, short_forms
from matching.name_parts import are_forms
from matching.names import folded

NEARLY_ALIKE_FROM = 0.88
FAINTLY_ALIKE_FROM, FAINTLY_BEGUN_FROM = 0.5, 0.82
# Highest cost of a name and its short form or other spelling; two short forms of one name (Bill and Will) cost more.
FORMS_OF_ONE_NAME = 0.08
# Two names one letter apart that enough people have (Mark and Mary) are not typing errors but separate names.
OWN_NAME_FROM = 3
OWN_NAME_SHARE = 0.03
YEARS_TO_A_CHILD = 12
UNKNOWN_DAY = -1


class Names(IntEnum):
    """How similar two first names or two family names are; a higher value is surer."""

    DIFFERENT = 0
    BLANK = 1
    INITIAL = 2
    """At least one of them is a single letter, even if both are the same letter."""
    FAINT = 3
    """Half of the letters in common: separate names, or one of them badly typed."""
    NEAR = 4
    """Something in common (a middle name, a sound), but they may well be separate names."""
    SLIP = 5
    """One or two letters apart, as when a name is typed wrongly."""
    PART = 6
    """One has a part that the other leaves out: a second name, or half of a double-barrelled name. Somebody else may
    have the part that is left out."""
    VARIANT = 7
    """A known short form or spelling."""
    SAME = 8


class Born(IntEnum):
    """How similar two dates of birth are."""

    DIFFERENT = 0
    MISSING = 1
    APART = 2
    """Different, but too few years apart for a parent and a child of one name."""
    NEAR = 3
    """Day and month agree, or the year and one of the two, or all but two digits, or at most a month lies between."""
    YEAR_SLIP = 4
    """The year differs in one digit, or in two that are swapped."""
    SLIP = 5
    """The day or the month differs in one digit, or in two that are swapped."""
    FIRST_OF_JANUARY = 6
    """The same year, and one of them is 1 January, which is often entered when only the year is known."""
    SWAPPED = 7
    """Day and month are swapped."""
    SAME = 8


class Address(IntEnum):
    """How similar two addresses are."""

    MISSING = 0
    DIFFERENT = 1
    SAME_LINE = 2
    """The same first line, and neither a postcode nor a town says that it is the same street."""
    SAME_POSTCODE = 3
    SAME = 4
    """The same home: postcode, house, flat and building, or the same first line and town if a postcode is missing."""


def folded_given(first_name: str) -> str:
    """A first name in the form used for comparing; "" for a child who is only numbered, such as Baby 2 or Twin A.

    >>> folded_given("Zo\u00eb"), folded_given("Baby 1"), folded_given("Twin (Two)"), folded_given("Baby")
    ('zoe', '', '', 'baby')
    """
    plain = folded(first_name)
    words = plain.split()
    numbered = all(word in BABY or word in BESIDE_BABY or word.isdigit() for word in words)
    return "" if len(words) > 1 and numbered and not (BABY.isdisjoint(words) and CHILD.isdisjoint(words)) else plain


def is_initial(plain: str) -> bool:
    """Whether a folded first name begins with a single letter, so that it says hardly anything."""
    return len(plain.partition(" ")[0]) == 1


def given_likeness(one: str, other: str) -> Names:
    """Compare two folded first names.

    >>> given_likeness("kate", "kate ann").name, given_likeness("k", "k").name, given_likeness("kate", "kit").name
    ('PART', 'INITIAL', 'FAINT')
    >>> given_likeness("katte", "kate").name, given_likeness("ann mary", "ann jane").name
    ('SLIP', 'NEAR')
    >>> given_likeness("k louise", "kate").name, given_likeness("k louise", "kate ann").name
    ('INITIAL', 'FAINT')
    """
    if not one or not other:
        return Names.BLANK
    a, b = one.split(), other.split()
    if is_initial(one) or is_initial(other):
        if a[0][0] != b[0][0]:
            return Names.DIFFERENT
        return Names.INITIAL if _rest_agrees(a[1:], b[1:]) else Names.FAINT
    if "".join(a) == "".join(b):
        return Names.SAME
    first = _token_likeness(a[0], b[0])
    if first >= Names.VARIANT:
        if not _rest_agrees(a[1:], b[1:]):
            return Names.NEAR
        return Names.PART if len(a) != len(b) else Names.VARIANT
    if first is Names.SLIP or _is_slip("".join(a), "".join(b)):
        return Names.SLIP if _rest_agrees(a[1:], b[1:]) else Names.NEAR
    if a[0] in b or b[0] in a:
        return Names.NEAR
    return max(first, _faintly_alike("".join(a), "".join(b)))


def family_likeness(one: str, other: str) -> Names:
    """Compare two folded family names.

    >>> [family_likeness(*names).name for names in (("smith jones", "jones"), ("pierce", "peirce"), ("dacruz", "cruz"))]
    ['PART', 'SLIP', 'VARIANT']
    """
    if not one or not other:
        return Names.BLANK
    a, b = one.split(), other.split()
    whole, other_whole = "".join(a), "".join(b)
    if len(whole) == 1 or len(other_whole) == 1:
        return Names.INITIAL if whole[0] == other_whole[0] else Names.DIFFERENT
    if whole == other_whole:
        return Names.SAME
    if len(a) != len(b) and (set(a) <= set(b) or set(b) <= set(a)) and max(map(len, set(a) & set(b))) >= 3:
        return Names.PART
    if _is_slip(whole, other_whole) or _sound_alike(whole, other_whole):
        return Names.SLIP
    if _may_be_forms(whole, other_whole) and are_forms(whole, other_whole):
        return Names.VARIANT
    near = JaroWinkler.similarity(whole, other_whole) >= NEARLY_ALIKE_FROM
    return Names.NEAR if near else _faintly_alike(whole, other_whole)


def _may_be_forms(one: str, other: str) -> bool:
    """Whether it is worth asking: most pairs of names have neither their beginning nor their end in common."""
    return one[:3] == other[:3] or one[-3:] == other[-3:]


def _faintly_alike(one: str, other: str) -> Names:
    alike = OSA.normalized_similarity(one, other) >= FAINTLY_ALIKE_FROM
    return Names.FAINT if alike or JaroWinkler.similarity(one, other) >= FAINTLY_BEGUN_FROM else Names.DIFFERENT


def _token_likeness(one: str, other: str) -> Names:
    if one == other:
        return Names.SAME
    if short_forms.related(one).get(other, 1.0) <= FORMS_OF_ONE_NAME:
        return Names.VARIANT
    if _is_slip(one, other):
        return Names.SLIP
    near = _sound_alike(one, other) or JaroWinkler.similarity(one, other) >= NEARLY_ALIKE_FROM
    return Names.NEAR if near else Names.DIFFERENT


def _rest_agrees(one: list[str], other: list[str]) -> bool:
    """Whether the second names agree: one is missing, one is an initial of the other, or they share one."""
    if not one or not other:
        return True
    return any(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) or _is_slip(a, b) for a in one for b in other)


def _is_slip(one: str, other: str) -> bool:
    """Whether one is a mistyping of the other: one error, or two in long names. In names of three letters only two
    swapped letters, or an error that does not change the sound."""
    shorter = min(len(one), len(other))
    allowed = 2 if shorter >= 7 else 1
    if shorter < 3 or OSA.distance(one, other, score_cutoff=allowed) > allowed:
        return False
    return shorter >= 4 or sorted(one) == sorted(other) or _sound_alike(one, other)


def _sound_alike(one: str, other: str) -> bool:
    return one[0] == other[0] and _heard(one) == _heard(other)


_heard = lru_cache(maxsize=500_000)(names.heard)


class TextPairs:
    """Compares many pairs of texts, given as positions in `texts`. Each different pair is compared once, and what was
    found is kept: the same two names come again in every source."""

    def __init__(self, texts: list[str], likeness: Callable[[str, str], int]) -> None:
        self._texts, self._likeness = texts, likeness
        self._pairs, self._found = np.array([np.iinfo(np.int64).max]), np.zeros(1, dtype=np.int8)
        """The pairs compared so far, in order, and what was found; the last is no pair."""

    def compare(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """How similar the two texts of each pair are; SAME if they are one text."""
        result = np.full(len(one), int(Names.SAME), dtype=np.int8)
        differ = np.flatnonzero((one != other) | (one == 0))
        low, high = np.minimum(one[differ], other[differ]), np.maximum(one[differ], other[differ])
        pairs, where = np.unique(low.astype(np.int64) * len(self._texts) + high, return_inverse=True)
        self._add(pairs)
        result[differ] = self._found[np.searchsorted(self._pairs, pairs)][where]
        return result

    def _add(self, pairs: np.ndarray) -> None:
        """Compare those of the pairs that are new. They are in order, each once."""
        places, number, texts = np.searchsorted(self._pairs, pairs), len(self._texts), self._texts
        is_new = self._pairs[places] != pairs
        if not is_new.any():
            return
        new, places = pairs[is_new], places[is_new]
        found = [self._likeness(texts[pair // number], texts[pair % number]) for pair in new.tolist()]
        self._pairs = np.insert(self._pairs, places, new)
        self._found = np.insert(self._found, places, np.array(found, dtype=np.int8))


def day_numbers(dates: pd.Series) -> np.ndarray:
    """Dates of birth as whole numbers like 20120512; UNKNOWN_DAY if not known."""
    known = [value for value in dates.unique() if _is_date(value)]
    numbers = {value: value.year * 10_000 + value.month * 100 + value.day for value in known}
    return np.array([numbers.get(value, UNKNOWN_DAY) for value in dates.tolist()], dtype=np.int64)


def _is_date(value: object) -> bool:
    return isinstance(value, date) and value == value


def compare_days(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """How similar two columns of day numbers are, as values of `Born`."""
    result = np.full(len(one), int(Born.SAME), dtype=np.int8)
    unknown = (one == UNKNOWN_DAY) | (other == UNKNOWN_DAY)
    result[unknown] = Born.MISSING
    # Of most pairs the days are the same: it is by them that most are found.
    differ = np.flatnonzero((one != other) & ~unknown)
    result[differ] = _compare_different(one[differ], other[differ])
    return result


def _compare_different(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    result = np.full(len(one), int(Born.DIFFERENT), dtype=np.int8)
    year, month, day = one // 10_000, one // 100 % 100, one % 100
    other_year, other_month, other_day = other // 10_000, other // 100 % 100, other % 100
    same_year, same_month, same_day = year == other_year, month == other_month, day == other_day
    years_apart = np.abs(year - other_year)
    result[years_apart < YEARS_TO_A_CHILD] = Born.APART
    near = (same_month & same_day) | (same_year & (same_month | same_day)) | _two_digits_apart(one, other)
    days_apart = np.abs((year - other_year) * 366 + (month - other_month) * 31 + day - other_day)
    result[near | (days_apart <= 31)] = Born.NEAR
    year_slip = same_month & same_day & ((years_apart <= 10) | (years_apart == 100))
    result[year_slip & _one_digit_apart(year, other_year)] = Born.YEAR_SLIP
    slip = same_year & same_month & _one_digit_apart(day, other_day)
    slip |= same_year & same_day & _one_digit_apart(month, other_month)
    result[slip] = Born.SLIP
    new_year = ((month == 1) & (day == 1)) | ((other_month == 1) & (other_day == 1))
    result[same_year & new_year] = Born.FIRST_OF_JANUARY
    result[same_year & (day == other_month) & (month == other_day)] = Born.SWAPPED
    return result


def _two_digits_apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Whether all but two of the eight digits are the same, and the year is at most ten years off."""
    differing = sum((one // 10**place % 10 != other // 10**place % 10).astype(np.int8) for place in range(8))
    return (differing <= 2) & (np.abs(one // 10_000 - other // 10_000) <= 10)


def _one_digit_apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Whether two numbers differ in one decimal digit, or in two neighbouring digits that are swapped."""
    places = [(one // 10**place % 10, other // 10**place % 10) for place in range(4)]
    differing = sum((a != b).astype(np.int8) for a, b in places)
    swapped = np.zeros(len(one), dtype=bool)
    for (a, b), (next_a, next_b) in zip(places, places[1:], strict=False):
        swapped |= (a == next_b) & (b == next_a) & (a != b)
    return (differing == 1) | ((differing == 2) & swapped)


def own_names(one_count: np.ndarray, other_count: np.ndarray) -> np.ndarray:
    """Whether both spellings are separate names, judged by how many people have each."""
    rarer, commoner = np.minimum(one_count, other_count), np.maximum(one_count, other_count)
    return (rarer >= OWN_NAME_FROM) & (rarer >= OWN_NAME_SHARE * commoner)
