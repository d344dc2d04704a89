"""Why a record was linked or needs review, in words that are stored with every link and shown to the data officer.

They contain no names or dates: the officer sees both records beside them.
"""

from collections.abc import Mapping
from enum import IntEnum
from functools import cache

import numpy as np

from matching.similarity import Address, Born, Names

AGREEMENTS = ("given", "family", "born", "address", "genders_differ", "turned")
"""The columns of a table of pairs that say how similar the two sides are."""

ACCEPTED = "accepted by the data officer"
DOUBLED = "same source, same name, same date of birth and same address under another number"


class WhyNot(IntEnum):
    """What stops a record from being linked automatically."""

    NOTHING = 0
    NO_DATE_OF_BIRTH = 1
    OTHER_DATE_OF_BIRTH = 2
    TWO_DATES_OF_BIRTH = 3
    NO_FIRST_NAME = 4
    OTHER_FIRST_NAME = 5
    NO_FAMILY_NAME = 6
    OTHER_FAMILY_NAME = 7
    OTHER_GENDER = 8
    PERHAPS_A_TWIN = 9
    COMMON = 10
    A_RIVAL = 11


_GIVEN = {
    Names.SAME: "same first name",
    Names.VARIANT: "first names that are forms of one name",
    Names.PART: "first names of which one leaves out a part",
    Names.SLIP: "first names a letter or two apart",
    Names.NEAR: "first names somewhat alike",
    Names.FAINT: "first names hardly alike",
    Names.INITIAL: "same initial of the first name",
    Names.BLANK: "",
    Names.DIFFERENT: "",
}
_FAMILY = {
    Names.SAME: "same family name",
    Names.VARIANT: "forms of one family name",
    Names.PART: "one family name is part of the other",
    Names.SLIP: "family names spelt or sounding alike",
    Names.NEAR: "family names somewhat alike",
    Names.FAINT: "family names hardly alike",
    Names.INITIAL: "same initial of the family name",
    Names.BLANK: "",
    Names.DIFFERENT: "different family names",
}
_BORN = {
    Born.SAME: "same date of birth",
    Born.SWAPPED: "day and month of birth the other way round",
    Born.FIRST_OF_JANUARY: "same year of birth, one given as 1 January",
    Born.SLIP: "dates of birth one digit apart",
    Born.YEAR_SLIP: "years of birth one digit apart",
    Born.NEAR: "dates of birth that a mistake may explain",
    Born.APART: "different dates of birth",
    Born.MISSING: "",
    Born.DIFFERENT: "different dates of birth",
}
_ADDRESS = {
    Address.SAME: "same address",
    Address.SAME_POSTCODE: "same postcode",
    Address.SAME_LINE: "same first line of the address",
    Address.DIFFERENT: "different addresses",
    Address.MISSING: "",
}
_WHY_NOT = {
    WhyNot.NO_DATE_OF_BIRTH: "a date of birth is missing",
    WhyNot.OTHER_DATE_OF_BIRTH: "the dates of birth differ",
    WhyNot.TWO_DATES_OF_BIRTH: "one of the two has more than one date of birth",
    WhyNot.NO_FIRST_NAME: "a first name is missing or only an initial",
    WhyNot.OTHER_FIRST_NAME: "the first names may be of two people",
    WhyNot.NO_FAMILY_NAME: "a family name is missing or only an initial",
    WhyNot.OTHER_FAMILY_NAME: "the family names differ and no address backs it",
    WhyNot.OTHER_GENDER: "the genders differ",
    WhyNot.PERHAPS_A_TWIN: "another record of the source fits this person better",
    WhyNot.COMMON: "others may have this name and date of birth",
    WhyNot.A_RIVAL: "another person fits as well",
}


SIMILAR_NAME = "similar name"
_OF_NAMES = {*_GIVEN.values(), *_FAMILY.values(), "same names, first and family name the other way round"}


def without_names(why: str) -> str:
    """The same reason, in which only a similar name is said of the names: one of them may have been a former name.

    >>> without_names("same first name, different family names, same date of birth; not linked: the genders differ")
    'similar name, same date of birth; not linked: the genders differ'
    """
    agreed, mark, not_linked = why.partition("; ")
    parts = [part for part in agreed.split(", ") if part not in _OF_NAMES]
    return f"{', '.join([SIMILAR_NAME, *parts])}{mark}{not_linked}"


def words_of(pairs: Mapping[str, np.ndarray]) -> np.ndarray:
    """The words for each pair: what agrees and, where `why_not` is set, why it was not linked."""
    kinds = zip(*(pairs[name].tolist() for name in (*AGREEMENTS, "why_not")), strict=True)
    words = cache(_words)
    return np.array([words(*kind) for kind in kinds], dtype=object)


def _words(given: int, family: int, born: int, address: int, genders_differ: int, turned: int, why_not: int) -> str:
    if turned:
        parts = ["same names, first and family name the other way round"]
    else:
        parts = [_GIVEN[Names(given)], _FAMILY[Names(family)]]
    parts += [_BORN[Born(born)], _ADDRESS[Address(address)], "different genders" if genders_differ else ""]
    agreed = ", ".join(words for words in parts if words)
    return f"{agreed}; not linked: {_WHY_NOT[WhyNot(why_not)]}" if why_not else agreed
