"""Finds the pairs of records and people worth comparing: those that share one of a few keys. Never all pairs.

Every row of every source is coded once (`Rows`): equal texts become equal numbers, so comparing is fast.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from matching import names
from matching.homes import Home, home_of
from matching.names import folded
from matching.similarity import UNKNOWN_DAY, day_numbers, folded_given, is_initial

PERSON_DETAILS = ("first_name", "family_name", "date_of_birth", "gender", "address")
GENDERS = {"Female": 1, "Male": 2}
# The most people with one key that has a date of birth. The most common names stay below it; a default date does not.
MOST_ON_A_DAY = 400
# The same for a key without a date of birth: a name that more people have says too little.
MOST_BY_NAME = 25


Pairs = dict[str, np.ndarray]
"""The columns of a table of pairs. As arrays, because pandas takes a hundred times as long for a handful of them."""
_SHARED = ("texts", "initials", "homes")

# The same for keys that say little more than a date, a name or an address.
MOST_WITH_LITTLE, MOST_IN_A_HOME, MOST_WITH_ONE_DETAIL = 50, 12, 6


@dataclass
class Rows:
    """Each row's details as numbers. Code 0 means blank; `day` is a day number (`similarity.day_numbers`).

    `owner` is the number of the person or record; one may have several rows. `texts` has the folded names by code;
    `homes` has the texts of each part of an address by code.
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
    flat: np.ndarray
    building: np.ndarray
    line: np.ndarray
    town: np.ndarray
    texts: list[str]
    initials: np.ndarray
    """Whether each of `texts` begins with a single letter."""
    homes: dict[str, list[str]]

    def __len__(self) -> int:
        return len(self.owner)

    def take(self, places: np.ndarray | slice) -> "Rows":
        """Some of the rows; of a slice, without a copy."""
        columns = {name: getattr(self, name)[places] for name in self._columns()}
        return Rows(**columns, **{name: getattr(self, name) for name in _SHARED})

    def in_order(self) -> "Rows":
        """The same rows in an order that does not depend on the one they came in."""
        columns = [getattr(self, name) for name in self._columns() if name != "owner"]
        return self.take(np.lexsort([*columns, self.owner]))

    def _columns(self) -> list[str]:
        return [name for name in self.__dataclass_fields__ if name not in _SHARED]

    @property
    def address(self) -> np.ndarray:
        """One number for postcode and house; 0 unless both are known."""
        return np.where((self.postcode > 0) & (self.house > 0), mixed(self.postcode, self.house), 0)


def code_rows(table: pd.DataFrame, owner: np.ndarray) -> Rows:
    """Code a table with PERSON_DETAILS; `owner` is a whole number for each of its rows."""
    both = pd.concat([_without_numbered(table["first_name"]), table["family_name"]], ignore_index=True)
    [(name, texts)] = _coded(both, lambda text: (folded(text),), 1)
    given, family = name[: len(table)], name[len(table) :]
    sounds = [" ".join(min(names.skeletons(token)) for token in text.split()) for text in texts]
    # Coded together, because first names are also compared with family names.
    sound = _codes([*(each.split(" ")[0] for each in sounds), *(each.split(" ")[-1] for each in sounds)])
    first_sound, last_sound = sound[: len(texts)], sound[len(texts) :]
    initial = _codes(text[:1] for text in texts)
    homes = dict(zip(Home._fields, _coded(table["address"], home_of, len(Home._fields)), strict=True))
    return Rows(
        owner=owner.astype(np.int32),
        given=given,
        family=family,
        given_sound=first_sound[given],
        # The last part of a double-barrelled name is the one people most often keep.
        family_sound=last_sound[family],
        given_initial=initial[given],
        family_initial=initial[family],
        day=day_numbers(table["date_of_birth"]).astype(np.int32),
        gender=np.array([GENDERS.get(gender, 0) for gender in table["gender"].tolist()], dtype=np.int8),
        **{name: codes for name, (codes, _) in homes.items()},
        texts=texts,
        initials=np.array([is_initial(text) for text in texts], dtype=bool),
        homes={name: parts for name, (_, parts) in homes.items()},
    )


def _without_numbered(first_names: pd.Series) -> pd.Series:
    """The first names, "" for those that only number a child."""
    places, different = pd.factorize(first_names)
    kept = np.array([name if folded_given(name) else "" for name in different], dtype=object)
    return pd.Series(kept[places] if len(different) else first_names.to_numpy(), dtype=object)


def find_candidates(records: Rows, known: Rows) -> tuple[np.ndarray, np.ndarray]:
    """The positions of the rows to compare, in `records` and in `known`, each pair once and in order."""
    found = [_places_of_pairs(left, right, most) for (left, right), most in _keys(records, known)]
    pairs = np.concatenate(found)
    del found
    pairs.sort()
    return np.divmod(pairs[is_first(pairs)], max(len(known), 1))


def different(values: np.ndarray) -> np.ndarray:
    """Each different value once, in order.

    `np.unique` finds them by a hash table (NumPy 2.4): for twenty million pairs that took a hundred times as long.
    """
    ordered = np.sort(values)
    return ordered[is_first(ordered)]


def is_first(ordered: np.ndarray) -> np.ndarray:
    """Which values differ from the one before."""
    result = np.ones(len(ordered), dtype=bool)
    result[1:] = ordered[1:] != ordered[:-1]
    return result


def runs(begin: np.ndarray, number: np.ndarray) -> np.ndarray:
    """The places of several runs, one after another: so many from each beginning on."""
    return np.arange(number.sum()) + np.repeat(begin - (np.cumsum(number) - number), number)


def taken(pairs: Pairs, where: np.ndarray) -> Pairs:
    """Some of the pairs, by their places or by whether each is one of them."""
    return {name: column[where] for name, column in pairs.items()}


def joined(parts: Sequence[Pairs]) -> Pairs:
    """The pairs of all parts, with the columns of the last."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[-1]}


def in_order(pairs: Pairs, *columns: str) -> np.ndarray:
    """The places of the pairs in order, by the first of the columns first. Those that are equal stay in their order."""
    return np.lexsort([pairs[name] for name in reversed(columns)])


def ranks(ordered: np.ndarray) -> np.ndarray:
    """From 1, the place of each value among its equals."""
    places = np.arange(len(ordered))
    return places - np.maximum.accumulate(np.where(is_first(ordered), places, 0)) + 1


def count_different(one: np.ndarray, other: np.ndarray, length: int) -> np.ndarray:
    """With how many different values of `other` each number below `length` stands in `one`; both of 32 bits."""
    pairs = different(one.astype(np.int64) << 32 | other.astype(np.uint32))
    return np.bincount(pairs >> 32, minlength=length)


def mixed(*columns: np.ndarray) -> np.ndarray:
    """One number made from several: the same input gives the same number, and different input almost never does."""
    result = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        result = (result ^ column.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        result ^= result >> np.uint64(29)
    return (result >> np.uint64(1)).astype(np.int64)


def _keys(records: Rows, known: Rows) -> Iterator[tuple[tuple[np.ndarray, np.ndarray], int]]:
    """The keys of both sides, -1 for a row without one, and how many people may share a key."""

    def both(make: Callable[[Rows], np.ndarray], most: int) -> tuple[tuple[np.ndarray, np.ndarray], int]:
        return (make(records), make(known)), most

    yield both(lambda rows: _key(rows, rows.day, rows.given_sound), MOST_ON_A_DAY)
    yield both(lambda rows: _key(rows, rows.day, rows.family_sound), MOST_ON_A_DAY)
    yield both(lambda rows: _key(rows, rows.day, rows.postcode), MOST_ON_A_DAY)
    yield both(lambda rows: _key(rows, rows.day, rows.given_initial, rows.family_initial), MOST_ON_A_DAY)
    swapped = _key(records, records.day, records.family_sound), _key(known, known.day, known.given_sound)
    yield swapped, MOST_ON_A_DAY
    yield both(lambda rows: _key(rows, rows.given_sound, rows.family_sound, rows.postcode), MOST_ON_A_DAY)
    yield both(lambda rows: _key(rows, rows.given_sound, rows.address), MOST_ON_A_DAY)
    yield both(lambda rows: _key(rows, rows.family_sound, rows.given_initial, rows.address), MOST_ON_A_DAY)
    yield both(lambda rows: _key(rows, rows.given_sound, rows.family_sound, rows.day // 10_000), MOST_BY_NAME * 4)
    yield both(lambda rows: _key(rows, rows.given_sound, rows.family_sound, _day_of_year(rows)), MOST_BY_NAME * 4)
    yield both(lambda rows: _key(rows, rows.given, rows.family), MOST_BY_NAME)
    yield both(lambda rows: _key(rows, rows.given_sound, rows.family_sound), MOST_BY_NAME)
    # For doubts: where a whole name or the date of birth is missing or badly wrong.
    yield both(lambda rows: _key(rows, rows.day, rows.given_initial), MOST_WITH_LITTLE)
    yield both(lambda rows: _key(rows, rows.day, rows.family_initial), MOST_WITH_LITTLE)
    yield both(lambda rows: _key(rows, rows.given_sound, rows.postcode), MOST_WITH_LITTLE)
    yield both(lambda rows: _key(rows, rows.family_sound, rows.postcode), MOST_WITH_LITTLE)
    yield both(lambda rows: _key(rows, rows.address), MOST_IN_A_HOME)
    yield both(lambda rows: _key(rows, rows.line), MOST_IN_A_HOME)
    yield both(lambda rows: _key(rows, rows.day), MOST_WITH_ONE_DETAIL)
    yield both(lambda rows: _key(rows, rows.family), MOST_WITH_ONE_DETAIL)


def _key(rows: Rows, *columns: np.ndarray) -> np.ndarray:
    blank = np.zeros(len(rows), dtype=bool)
    for column in columns:
        blank |= column <= 0
    return np.where(blank, -1, mixed(*columns))


def _places_of_pairs(left: np.ndarray, right: np.ndarray, most: int) -> np.ndarray:
    """The pairs with equal keys, each as: position in `left` * len(right) + position in `right`.

    Both sides are put in order first: looking up keys in order is several times as fast.
    """
    known = np.argsort(right)
    records = np.argsort(left)
    records = records[np.searchsorted(left[records], 0) :]
    keys, ordered = left[records], right[known]
    begin, end = np.searchsorted(ordered, keys, "left"), np.searchsorted(ordered, keys, "right")
    number = end - begin
    number[number > most] = 0
    return np.repeat(records, number) * len(right) + known[runs(begin, number)]


def _coded(column: pd.Series, convert: Callable[[str], tuple[str, ...]], number: int) -> list[tuple[np.ndarray, list]]:
    """`convert` makes `number` texts from each value. For each of them: its code in every row, and the texts by code.

    Codes follow the order of the texts, so they do not depend on the order of the rows; "" is 0.
    """
    places, different = pd.factorize(column)
    first_codes: list[dict[str, int]] = [{} for _ in range(number)]
    codes = np.empty((number, len(different)), dtype=np.int32)
    for at, value in enumerate(different):
        for part, text in enumerate(convert(value)):
            codes[part, at] = first_codes[part].setdefault(text, len(first_codes[part]))
    found = []
    for part, texts_in_part in enumerate(first_codes):
        texts = sorted({"", *texts_in_part})
        code_of = {text: code for code, text in enumerate(texts)}
        final = np.array([code_of[text] for text in texts_in_part], dtype=np.int32)
        found.append((final[codes[part]][places], texts))
    return found


def _codes(texts: Iterable[str]) -> np.ndarray:
    """The code of each text; "" is 0."""
    [(codes, _)] = _coded(pd.Series(list(texts), dtype=object), lambda text: (text,), 1)
    return codes


def _day_of_year(rows: Rows) -> np.ndarray:
    return np.where(rows.day == UNKNOWN_DAY, 0, rows.day % 10_000)
