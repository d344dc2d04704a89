"""Which records are worth comparing with which people: they share one of a few keys, found without looking at all pairs.

Every row of every source is coded once (`Rows`), so that equal texts are equal numbers and comparing is fast.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data_access import names
from data_access.likeness import UNKNOWN_DAY, address_parts, day_numbers, folded

PERSON_DETAILS = ("first_name", "family_name", "date_of_birth", "gender", "address")
GENDERS = {"Female": 1, "Male": 2}
# With a date of birth in the key even the most common names stay below this; a default date of birth does not matter.
MOST_ON_A_DAY = 400
# Without one, a name that more people bear than this says too little to be looked at.
MOST_BY_NAME = 25


@dataclass
class Rows:
    """What each row says, as numbers. Code 0 means blank; `day` is a day number (`likeness.day_numbers`).

    `owner` is whom the row is of: several rows may speak of one. `texts` are the folded names by code.
    """

    owner: np.ndarray
    given: np.ndarray
    family: np.ndarray
    given_sound: np.ndarray
    family_sound: np.ndarray
    given_initial: np.ndarray
    family_initial: np.ndarray
    day: np.ndarray
    gender: np.ndarray
    postcode: np.ndarray
    outward: np.ndarray
    house: np.ndarray
    first_line: np.ndarray
    texts: list[str]

    def __len__(self) -> int:
        return len(self.owner)

    def take(self, places: np.ndarray) -> "Rows":
        """Some of the rows."""
        columns = {name: getattr(self, name)[places] for name in self.__dataclass_fields__ if name != "texts"}
        return Rows(**columns, texts=self.texts)

    def in_order(self) -> "Rows":
        """The same rows in an order that does not depend on the one they came in."""
        columns = [getattr(self, name) for name in self.__dataclass_fields__ if name not in ("texts", "owner")]
        return self.take(np.lexsort([*columns, self.owner]))

    @property
    def address(self) -> np.ndarray:
        """One number for postcode and house; 0 unless both are known."""
        return np.where((self.postcode > 0) & (self.house > 0), mixed(self.postcode, self.house), 0)


def code_rows(table: pd.DataFrame, owner: np.ndarray) -> Rows:
    """Code a table with PERSON_DETAILS; `owner` is a whole number for each of its rows."""
    given_text, family_text = (_by_value(table[name], folded) for name in ("first_name", "family_name"))
    texts = sorted({"", *given_text.unique(), *family_text.unique()})
    code_of = {text: code for code, text in enumerate(texts)}
    sounds = np.array([""] + [" ".join(names.sound(token) for token in text.split()) for text in texts[1:]])
    first_sounds, initials = _codes([text.split(" ")[0] for text in sounds]), _codes([text[:1] for text in texts])
    last_sounds = _codes([text.split(" ")[-1] for text in sounds])
    given, family = (text.map(code_of).to_numpy(dtype=np.int64) for text in (given_text, family_text))
    parts = {text: address_parts(text) for text in table["address"].unique()}
    address = [_codes([parts[text][part] for text in table["address"]]) for part in range(4)]
    return Rows(
        owner=owner,
        given=given,
        family=family,
        given_sound=first_sounds[given],
        # The last part of a double-barrelled name is the one most often kept.
        family_sound=last_sounds[family],
        given_initial=initials[given],
        family_initial=initials[family],
        day=day_numbers(table["date_of_birth"]),
        gender=table["gender"].map(GENDERS).fillna(0).to_numpy(dtype=np.int64),
        postcode=address[0],
        outward=address[1],
        house=address[2],
        first_line=address[3],
        texts=texts,
    )


def find_candidates(records: Rows, known: Rows) -> tuple[np.ndarray, np.ndarray]:
    """The places of the rows to compare, in `records` and in `known`, each pair once and in order."""
    pairs = [_places_of_pairs(left, right, most) for (left, right), most in _keys(records, known)]
    together = np.unique(np.concatenate(pairs))
    return together // max(len(known), 1), together % max(len(known), 1)


def mixed(*columns: np.ndarray) -> np.ndarray:
    """One number made of several, the same for the same; two different ones meet by chance about never."""
    result = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        result = (result ^ column.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        result ^= result >> np.uint64(29)
    return (result >> np.uint64(1)).astype(np.int64)


def _keys(records: Rows, known: Rows) -> Iterator[tuple[tuple[np.ndarray, np.ndarray], int]]:
    """The keys of both sides, -1 where a side has none, and how many people may share one."""

    def both(make, most: int):
        return (make(records), make(known)), most

    yield both(lambda rows: _key(rows, rows.day, rows.given_sound), MOST_ON_A_DAY)
    yield both(lambda rows: _key(rows, rows.day, rows.family_sound), MOST_ON_A_DAY)
    yield both(lambda rows: _key(rows, rows.day, rows.postcode), MOST_ON_A_DAY)
    yield both(lambda rows: _key(rows, rows.day, rows.given_initial, rows.family_initial), MOST_ON_A_DAY)
    swapped = _key(records, records.day, records.family_sound), _key(known, known.day, known.given_sound)
    yield swapped, MOST_ON_A_DAY
    yield both(lambda rows: _key(rows, rows.given_sound, rows.family_sound, rows.postcode), MOST_ON_A_DAY)
    yield both(lambda rows: _key(rows, rows.given_sound, rows.address), MOST_ON_A_DAY)
    yield both(lambda rows: _key(rows, rows.given_sound, rows.family_sound, rows.day // 10_000), MOST_BY_NAME * 4)
    yield both(lambda rows: _key(rows, rows.given_sound, rows.family_sound, _day_of_year(rows)), MOST_BY_NAME * 4)
    yield both(lambda rows: _key(rows, rows.given, rows.family), MOST_BY_NAME)


def _key(rows: Rows, *columns: np.ndarray) -> np.ndarray:
    blank = np.zeros(len(rows), dtype=bool)
    for column in columns:
        blank |= column <= 0
    return np.where(blank, -1, mixed(*columns))


def _places_of_pairs(left: np.ndarray, right: np.ndarray, most: int) -> np.ndarray:
    """The pairs with equal keys, each as place in `left` * len(right) + place in `right`."""
    order = np.argsort(right, kind="stable")
    ordered = right[order]
    begin, end = np.searchsorted(ordered, left, "left"), np.searchsorted(ordered, left, "right")
    number = np.where(left == -1, 0, end - begin)
    number[number > most] = 0
    places = np.repeat(np.arange(len(left)), number)
    within = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
    return places * len(right) + order[np.repeat(begin, number) + within]


def _by_value(column: pd.Series, convert) -> pd.Series:
    """`convert` applied to each different value once."""
    return column.map({value: convert(value) for value in column.unique()})


def _codes(texts: list[str]) -> np.ndarray:
    """A number for each text, 0 for "", in the order of the texts: the same whatever the order of the rows."""
    values = pd.Series(texts, dtype=object)
    different = sorted(set(texts) | {""})
    return values.map({text: code for code, text in enumerate(different)}).to_numpy(dtype=np.int64)


def _day_of_year(rows: Rows) -> np.ndarray:
    return np.where(rows.day == UNKNOWN_DAY, 0, rows.day % 10_000)
