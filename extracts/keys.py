"""The keys by which files name people: written two ways, left out by rule, or made from a person's details."""

import hashlib
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property

import pandas as pd

from config.service import PERSON_COLUMNS
from extracts.sheet import Sheet

_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
# What a program writes that takes keys for amounts: 249012.0 and 249,012.
_AMOUNT = re.compile(r"(\d+)\.0{1,2}|\d{1,3}(?:,\d{3})+")
_FRACTION = re.compile(r"\d+[.,]\d+")
_SEVERAL = 3
_MOST_DIGITS = 100
"""No number in scientific notation has more; Python reads no number of thousands."""
Range = tuple[int, int]
"""The first and the last whole number that a number in scientific notation may stand for."""


def plain_key(key: str) -> str:
    """A key without spaces, marks, capitals and zeros before its number; scientific notation as a whole number.

    >>> plain_key("00-123 456"), plain_key("1.2346E+08"), plain_key("c/007"), plain_key("000")
    ('123456', '123460000', 'C7', '0')
    >>> plain_key("249012.0"), plain_key("249,012"), plain_key("12.5")
    ('249012', '249012', '12.5')
    """
    if key.isdecimal():
        return key.lstrip("0") or "0"
    if _SCIENTIFIC.fullmatch(key):
        return str(int(Decimal(key.replace(",", "."))))
    if found := _AMOUNT.fullmatch(key):
        key = found[1] or key
    elif _FRACTION.fullmatch(key):
        # No key; without its point it would be another's.
        return key
    kept = key.upper() if key.isalnum() else "".join(letter for letter in key.upper() if letter.isalnum())
    return re.sub(r"^([^\W\d_]*)0+(?=\d)", r"\1", kept)


def range_of(key: str) -> Range | None:
    """What a key in scientific notation may stand for; None for any other. 1.23E+08 has lost its last digits.

    >>> range_of("1.23E+08"), range_of("1.23456789E+08"), range_of("00123")
    ((122500000, 123500000), (123456789, 123456789), None)
    """
    found = _SCIENTIFIC.fullmatch(key)
    if found is None:
        return None
    lost = int(found[3]) - len(found[2] or "")
    middle = int(plain_key(key))
    half = 10**lost // 2 if lost > 0 else 0
    return middle - half, middle + half


def _is_number(plain: str) -> bool:
    return plain.isdecimal() and len(plain) <= _MOST_DIGITS


def write_as(sheet: Sheet, column: str, book: "KeyBook") -> None:
    """Write the keys of a column as the file of people writes them (`keys: plain`); `book` has its keys.

    A key that may be two people's is a problem of the sheet. One that fits no one stays as it is: it is refused later.
    """
    held = sheet.table[column]
    found = {key: book.find(key) for key in held.unique() if key}
    several = {key for key, fitting in found.items() if len(fitting) > 1}
    if several:
        words = (
            "may be either of two keys in the file of people: spaces, marks, zeros and lost digits count for nothing"
        )
        sheet.wrong_where(held.isin(several).tolist(), column, words)
    sheet.table[column] = held.map({"": ""} | {key: fit[0] if len(fit) == 1 else key for key, fit in found.items()})
    sheet.table[column] = sheet.table[column].astype("str")
    rounded = {key for key, fit in found.items() if len(fit) == 1 and _has_lost_digits(key)}
    if rounded:
        sheet.note(
            sheet.table[held.isin(rounded)], column, "keys whose last digits are lost; each fits one person only"
        )


def _has_lost_digits(key: str) -> bool:
    found = range_of(key)
    return found is not None and found[0] < found[1]


class KeyBook:
    """The keys of a file of people, found by any way of writing them."""

    def __init__(self, known: Iterable[str]) -> None:
        self._by_plain: dict[str, str] = {}
        self._others: dict[str, set[str]] = defaultdict(set)
        """Of a plain key that several keys have, those after the first."""
        self._rounded: dict[int, list[tuple[int, str]]] = defaultdict(list)
        """By the length of the range, the keys whose last digits are lost, each with the first number of its range."""
        for key in filter(None, known):
            plain = plain_key(key)
            if self._by_plain.setdefault(plain, key) != key:
                self._others[plain].add(key)
            if not key.isdecimal() and (span := range_of(key)) and span[0] < span[1]:
                self._rounded[span[1] - span[0]].append((span[0], key))
        for firsts in self._rounded.values():
            firsts.sort()

    def find(self, key: str) -> list[str]:
        """The keys that this one may stand for: none, one, or some of several where it cannot be told which."""
        plain = plain_key(key)
        fitting = self._with_plain(plain)
        if _has_lost_digits(key) and (span := range_of(key)):
            fitting = fitting.union(*(self._with_plain(one) for one in _between(self._numbers, *span)))
        if _is_number(plain):
            for length, firsts in self._rounded.items():
                fitting = fitting | _between(firsts, int(plain) - length, int(plain))
        return sorted(fitting)

    def _with_plain(self, plain: str) -> set[str]:
        return {self._by_plain[plain], *self._others.get(plain, ())} if plain in self._by_plain else set()

    @cached_property
    def _numbers(self) -> list[tuple[int, str]]:
        """The plain keys that are numbers, in order. Only lost digits need them."""
        return sorted((int(one), one) for one in self._by_plain if _is_number(one))


def _between(numbered: list[tuple[int, str]], first: int, last: int) -> set[str]:
    """Keys of the numbers from `first` to `last`, no more than enough to see that there are several."""
    begin, end = bisect_left(numbered, (first, "")), bisect_left(numbered, (last + 1, ""))
    return {key for _, key in numbered[begin : min(end, begin + _SEVERAL)]}


def keys_left_out(sheet: Sheet) -> set[str]:
    """The person keys and case IDs of the people whom the council's rules leave out."""
    if sheet.left_out.empty:
        return set()
    return {*sheet.left_out["person_key"], *sheet.left_out["cms_id"]} - {""}


def keys_of_details(table: pd.DataFrame) -> pd.Series:
    """A key for each person in a source without keys: the same details give the same key in every load.

    Case, spaces and punctuation make no difference. Lines that differ in any detail get different keys; matching then
    finds whether they are one person.
    """
    plain = []
    for column in PERSON_COLUMNS[:-1]:
        # Of the different values only: most names and dates are many people's.
        places, different = pd.factorize(table[column])
        values = pd.Series(different, dtype=table[column].dtype)
        if column == "date_of_birth":
            values = values.map(lambda day: day.isoformat() if day else "")
        values = values.astype("str").str.lower().str.replace(r"[\W_]+", " ", regex=True).str.strip().tolist()
        # A date that is not known has the place -1.
        values.append("")
        plain.append([values[place] for place in places.tolist()])
    keys = [hashlib.blake2b("\x1f".join(row).encode(), digest_size=16).hexdigest() for row in zip(*plain, strict=True)]
    return pd.Series(keys, index=table.index, dtype="str")
