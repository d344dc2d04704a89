"""The expected number of other people who would fit a record as well as this person does, by coincidence.

For each way a pair agrees or differs there are two figures: how often it happens between two records of one person
(`_GIVEN` and so on), and how often between records of two people, counted from the council's own people. A rare name
says more than a common one; a date of birth that half the list has says little. The product of their ratios, times the
number of people, is the expected number of others who would fit (after Fellegi and Sunter, 1969).
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from matching.candidate_pairs import Rows, mixed
from matching.comparison import Levels
from matching.similarity import Address, Born, Names

DAYS_IN_A_YEAR = 366
# 1 January is the birthday that a country writes down for whoever has none: of so many of a year's people at least.
LEGAL_BIRTHDAY, ON_THAT_DAY = 101, 0.2
# A short list says little about how common a name is. So it is treated as if it had FEWEST_PEOPLE more people, of whom
# OTHERS_OF_A_NAME have any given name and OTHERS_OF_A_YEAR were born in any given year.
FEWEST_PEOPLE = 20_000
OTHERS_OF_A_NAME, OTHERS_OF_A_YEAR = 2, 200
# Roughly how many dates differ from a date by one digit, and how many are near it in one of the ways of `Born.NEAR`.
DAYS_NEAR_A_DAY, DAYS_LESS_NEAR = 45, 300
# In how many years somebody may be born for their date to be `Born.APART`.
YEARS_APART = 23
# Some first and family names go together (Mohammed Khan), so coincidences are more frequent than for separate names.
NAMES_GO_TOGETHER = 4
# How often another person at the address was born on the same day, and how often such twins have names this similar.
TWINS = 0.005
# Of twins, how many still live in one home when they are grown up (`Levels.grown_up`).
TWINS_AT_HOME = 0.02
_TWINS_NAMES = {Names.SAME: 0.0005, Names.VARIANT: 0.0005, Names.PART: 0.002, Names.SLIP: 0.003, Names.NEAR: 0.05,
                Names.FAINT: 0.15, Names.INITIAL: 0.1, Names.BLANK: 1, Names.DIFFERENT: 1}  # fmt: skip
# The same for other family members: children named after a parent.
_FAMILYS_NAMES = {Names.SAME: 0.01, Names.VARIANT: 0.01, Names.PART: 0.02, Names.SLIP: 0.01, Names.NEAR: 0.03,
                  Names.FAINT: 0.1, Names.INITIAL: 0.1, Names.BLANK: 1, Names.DIFFERENT: 1}  # fmt: skip
# How many people live in a house and in a postcode; relatives with one name live near each other.
HOUSEHOLD, NEIGHBOURS, RELATIVES_NEAR = 4, 50, 3

# Shares between two records of one person: tuned on invented data (benchmarks/linkage/score.py), rounded.
_GIVEN = {Names.SAME: 0.85, Names.VARIANT: 0.05, Names.PART: 0.05, Names.SLIP: 0.04, Names.NEAR: 0.01,
          Names.FAINT: 0.015, Names.INITIAL: 0.02, Names.BLANK: 1, Names.DIFFERENT: 0.01}  # fmt: skip
_FAMILY = {Names.SAME: 0.85, Names.VARIANT: 0.01, Names.PART: 0.03, Names.SLIP: 0.05, Names.NEAR: 0.005,
           Names.FAINT: 0.01, Names.INITIAL: 0.005, Names.BLANK: 1, Names.DIFFERENT: 0.05}  # fmt: skip
_BORN = {Born.SAME: 0.93, Born.SWAPPED: 0.01, Born.FIRST_OF_JANUARY: 0.01, Born.SLIP: 0.02, Born.YEAR_SLIP: 0.01,
         Born.NEAR: 0.01, Born.APART: 0.01, Born.MISSING: 1, Born.DIFFERENT: 0.002}  # fmt: skip
# Of names that are less alike than by a slip, the least share of people who have one.
_LEAST_SHARES = {Names.NEAR: 0.02, Names.FAINT: 0.08, Names.INITIAL: 0.08, Names.BLANK: 1.0, Names.DIFFERENT: 1.0}
_ADDRESS = {Address.SAME: 0.5, Address.SAME_POSTCODE: 0.05, Address.SAME_LINE: 0.05, Address.DIFFERENT: 0.15,
            Address.MISSING: 1}  # fmt: skip
# How many of those who would fit otherwise have the same first line of an address in another town.
OTHERS_OF_A_LINE = 0.002
SAME_GENDER, OTHER_GENDER = 0.5, 25.0
# How often first and family name are entered the wrong way round.
SWAPPED = 0.005


class Common(NamedTuple):
    """How many known people have each detail of some rows. Asked once a row: there are twenty times as many pairs."""

    given_sound: np.ndarray
    family_sound: np.ndarray
    both_names: np.ndarray
    day: np.ndarray
    year: np.ndarray
    address: np.ndarray
    postcode: np.ndarray

    def take(self, places: np.ndarray) -> "Common":
        """Those of some of the rows."""
        return Common(*(column[places] for column in self))


class Population:
    """How common each name, date of birth and address is among the known people."""

    def __init__(self, known: Rows) -> None:
        _, first = np.unique(known.owner, return_index=True)
        one = known.take(first)
        self.number = len(one) + FEWEST_PEOPLE
        texts = len(known.texts)
        self.given, self.family = (
            np.maximum(np.bincount(codes, minlength=texts), _usual(known.texts, kind) * FEWEST_PEOPLE)
            for codes, kind in ((one.given, "first"), (one.family, "family"))
        )
        self.counts = [_Counts(column) for column in _counted(one)]

    def common(self, rows: Rows) -> Common:
        """How common each detail of these rows is."""
        return Common(*(counts.of(column) for counts, column in zip(self.counts, _counted(rows), strict=True)))

    def expected_others(
        self, record: Rows, known: Rows, levels: Levels, of_record: Common, of_known: Common
    ) -> np.ndarray:
        """The expected number of other people who would fit as well, for each pair of rows; below 0.01 is good."""
        given_alike = of_record.given_sound + of_known.given_sound
        family_alike = of_record.family_sound + of_known.family_sound
        given = self._share(levels.given, self.given, (record.given, known.given), given_alike, _GIVEN[Names.SLIP])
        family = self._share(
            levels.family, self.family, (record.family, known.family), family_alike, _FAMILY[Names.SLIP]
        )
        both_same = (levels.given == Names.SAME) & (levels.family == Names.SAME)
        together = np.minimum(NAMES_GO_TOGETHER * given * family, np.minimum(given, family))
        counted = np.maximum(of_known.both_names - 1, 0) / self.number
        together = np.where(both_same, np.maximum(together, counted), together)
        together = np.where(levels.turned, together + self._named_so(record), together)
        born = self._born(of_known, levels.born, known.day % 10_000 == LEGAL_BIRTHDAY)
        gender = np.where(levels.genders_differ, OTHER_GENDER, np.where(levels.genders_agree, SAME_GENDER, 1.0))
        seen = _shares_by_level(_GIVEN, levels.given) * _shares_by_level(_FAMILY, levels.family)
        anywhere = self.number * together * born
        anywhere = np.where(levels.address == Address.DIFFERENT, anywhere / _ADDRESS[Address.DIFFERENT], anywhere)
        on_a_line = anywhere * OTHERS_OF_A_LINE / _ADDRESS[Address.SAME_LINE]
        anywhere = np.where(levels.address == Address.SAME_LINE, on_a_line, anywhere)
        return np.minimum(anywhere, self._near_home(of_known, levels, together, born)) * gender / seen

    def _named_so(self, record: Rows) -> np.ndarray:
        """Where first and family name are swapped: the share of people whose names are as the record has them, divided
        by how often names are swapped."""
        given, family = ((names + OTHERS_OF_A_NAME) / self.number for names in
                         (self.given[record.given], self.family[record.family]))  # fmt: skip
        return np.minimum(NAMES_GO_TOGETHER * given * family, np.minimum(given, family)) / SWAPPED

    def _near_home(self, known: Common, levels: Levels, together: np.ndarray, born: np.ndarray) -> np.ndarray:
        """The same if the address agrees: only family and neighbours could then be mistaken for the person."""
        same_day = levels.born == Born.SAME
        twins = TWINS * _shares_by_level(_TWINS_NAMES, levels.given)
        twins = twins * np.where(levels.grown_up, TWINS_AT_HOME, 1.0)
        family = HOUSEHOLD * np.where(same_day, twins, _shares_by_level(_FAMILYS_NAMES, levels.given) * born)
        family = family * np.where(levels.family == Names.DIFFERENT, 0.3, 1.0)
        in_house = family + known.address * together * born
        in_street = np.maximum(known.postcode, NEIGHBOURS) * RELATIVES_NEAR * together * born
        result = np.where(levels.address == Address.SAME, in_house / _ADDRESS[Address.SAME], np.inf)
        same_street = levels.address == Address.SAME_POSTCODE
        return np.where(same_street, in_street / _ADDRESS[Address.SAME_POSTCODE], result)

    def _share(
        self,
        level: np.ndarray,
        bearers: np.ndarray,
        names: tuple[np.ndarray, np.ndarray],
        alike: np.ndarray,
        slip: float,
    ) -> np.ndarray:
        """The share of all people whose name is at least this similar. `alike` is how many have a name that sounds so.

        If two names are a slip apart, others who would fit have either the one as their own name, or the other and the
        same misfortune, as often as `slip`. A spelling that nobody has is a slip, whatever names sound like it.
        """
        rarer = np.minimum(bearers[names[0]], bearers[names[1]])
        commoner = np.maximum(bearers[names[0]], bearers[names[1]])
        # One name may be written in two ways ("Ol iver"): it is as common as the commoner of them.
        exact = np.maximum(commoner - 1 + OTHERS_OF_A_NAME, 1) / self.number
        slipped = commoner + OTHERS_OF_A_NAME
        share = np.where(level == Names.SAME, exact, np.minimum((alike + 2 * OTHERS_OF_A_NAME) / self.number, 1.0))
        share = np.where(level == Names.SLIP, (slip * slipped + rarer) / self.number, share)
        for name, fixed in _LEAST_SHARES.items():
            share = np.where(level == name, np.maximum(share, fixed), share)
        return share

    def _born(self, known: Common, level: np.ndarray, is_legal: np.ndarray) -> np.ndarray:
        """The share of people whose date of birth would fit as well, divided by how often one person's dates do."""
        year = known.year + OTHERS_OF_A_YEAR
        on_a_day = np.where(is_legal, year * ON_THAT_DAY, year / DAYS_IN_A_YEAR)
        others = {
            Born.SAME: np.maximum(known.day - 1, on_a_day),
            Born.SWAPPED: on_a_day,
            Born.FIRST_OF_JANUARY: year,
            Born.SLIP: DAYS_NEAR_A_DAY * on_a_day,
            Born.YEAR_SLIP: DAYS_NEAR_A_DAY * on_a_day,
            Born.NEAR: DAYS_LESS_NEAR * on_a_day,
            Born.APART: YEARS_APART * year,
        }
        share = np.ones(len(level))
        for born, number in others.items():
            share = np.where(level == born, np.minimum(number / self.number, 1.0), share)
        return share / _shares_by_level(_BORN, level)


def _usual(texts: Sequence[str], kind: str) -> np.ndarray:
    """The share of all people who usually have each name, 0 of one that is not among the commonest. A short list does
    not show how common a name is; a list of more than FEWEST_PEOPLE does."""
    shares = common_names(kind)
    return np.array([shares.get(text, 0.0) for text in texts])


@cache
def common_names(kind: str) -> dict[str, float]:
    """The commonest first or family names (`kind`), with the share of people in Britain who have them, roughly."""
    lines = Path(__file__).with_name("common_names.txt").read_text(encoding="utf-8").splitlines()
    found = (line.split() for line in lines if line and not line.startswith("#"))
    return {name: int(number) / 10_000 for of, number, *several in found if of == kind for name in several}


def _counted(rows: Rows) -> Common:
    """The column that is counted for each detail."""
    both_names, year = mixed(rows.given, rows.family), rows.day // 10_000
    return Common(rows.given_sound, rows.family_sound, both_names, rows.day, year, rows.address, rows.postcode)


class _Counts:
    """How often each number is in a column; 0 if it is blank or not in it."""

    def __init__(self, column: np.ndarray) -> None:
        different, counts = np.unique(column[column > 0], return_counts=True)
        # Found by hash: a quarter of the time of a search in order. The last place, -1, is for a missing number.
        self.places, self.counts = pd.Index(different), np.append(counts, 0).astype(np.int32)

    def of(self, column: np.ndarray) -> np.ndarray:
        return self.counts[self.places.get_indexer(column)]


def _shares_by_level(shares: dict, level: np.ndarray) -> np.ndarray:
    table = np.ones(max(shares) + 1)
    for one, share in shares.items():
        table[one] = share
    return table[level]
