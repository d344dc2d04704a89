"""Addresses in parts, so that a home can be compared: a flat, a house and a street, and where they are.

A postcode is many homes, and so is "12 High Street". A home is a postcode *and* house, flat and building name, or,
where a postcode is missing, the first line *and* a town.
"""

import re
from typing import NamedTuple

from rapidfuzz.distance import Indel

SAME_WORDS_FROM = 0.88
"""From this similarity, two lines, buildings or towns are one, mistyped."""

_POSTCODE = re.compile(r"\b([a-z]{1,2}[0-9][0-9a-z]?)\s*([0-9][a-z]{2})\b")
_NUMBER = re.compile(r"[0-9]+[a-z]?")
# "35Wrensfield" has lost a space; "1st Avenue" has not.
_GLUED = re.compile(r"\b([0-9]+)(?!(?:st|nd|rd|th)\b)([a-z]{2,})")
_WORD = re.compile(r"\w+")
_SHORTENED = {"road": "rd", "street": "st", "avenue": "ave", "drive": "dr", "lane": "ln", "close": "cl", "court": "ct",
              "place": "pl", "crescent": "cres", "gardens": "gdns", "terrace": "ter", "saint": "st", "av": "ave",
              "grove": "gr", "house": "hse"}  # fmt: skip
_STREETS = {"rd", "st", "ave", "dr", "ln", "cl", "cres", "gdns", "ter", "gr", "way", "walk", "row", "square", "mews"}
# There is a Flat Lane.
_FLAT = re.compile(rf"(?:flat|room|rm|unit|apartment|apt)(?: no)? (?!(?:{'|'.join(sorted(_STREETS))})\b)(\w{{1,5}})\b")
_LETTER_APART = re.compile(r"^(\d+) ([a-h])(?= \w\w)")
_FLAT_AT_END = re.compile(rf"(\d.*) {_FLAT.pattern}$")
MOST_PARTS = 4
"""So many parts of an address may come before the street: a flat, a building, a number on a line of its own."""


class Home(NamedTuple):
    """The parts of an address; "" for a part that it does not have."""

    postcode: str
    outward: str
    """The first half of the postcode."""
    house: str
    """The flat and the numbers of the house, or the flat and the building if there is no number."""
    flat: str
    building: str
    line: str
    """Everything down to the street."""
    town: str
    """The lines below that, one to a line."""


def postcode_of(address: str) -> str:
    """The postcode in small letters without a space; "" if there is none.

    >>> postcode_of("14 Hollow Lane, Manchester M14 5QX")
    'm145qx'
    """
    found = _POSTCODE.search(address.casefold())
    return "".join(found.groups()) if found else ""


def home_of(address: str) -> Home:
    """The parts of an address.

    >>> home_of("Flat 2, 320 Overdale Road, Romiley, Stockport SK6 3HL")
    Home(postcode='sk63hl', outward='sk6', house='2|320', flat='2', building='', line='flat 2 320 overdale rd', \
town='romiley\\nstockport')
    >>> home_of("Flat 1, Oak House, Stockport SK1 2UV").house, home_of("Elm House, 7 Mill Lane").building
    ('1|oak hse', 'elm hse')
    """
    plain = address.casefold()
    found = _POSTCODE.search(plain)
    postcode, outward = ("".join(found.groups()), found.group(1)) if found else ("", "")
    rest = f"{plain[: found.start()]},{plain[found.end() :]}" if found else plain
    split = [_WORD.findall(part) for part in _GLUED.sub(r"\1 \2", rest).replace("\n", ",").split(",")]
    parts = [" ".join(_SHORTENED.get(word, word) for word in part).removeprefix("the ") for part in split if part]
    parts = [_LETTER_APART.sub(r"\1\2", part) for part in parts]
    flat, parts = _without_flat(parts)
    street, numbers = _street(parts)
    before = " ".join(parts[:street])
    words = parts[street].split() if parts else []
    if len(flat) == 1 and flat.isalpha() and numbers and numbers[0].isdigit():
        # Flat B, 14 Mill Lane is 14b Mill Lane.
        words[words.index(numbers[0])] = numbers[0] = numbers[0] + flat
        flat = ""
    first_number = next((place for place, word in enumerate(words) if _NUMBER.fullmatch(word)), 0)
    building = " ".join([before, *words[:first_number]]).strip() if numbers else " ".join(words)
    below = street + 1
    if numbers and len(words) == len(numbers):
        # The number had a line of its own: the street is in the next.
        words, below = words + " ".join(parts[below : below + 1]).split(), below + 1
    # "Flat 12, Hollins Court" is "12 Hollins Court".
    of_flat = ("flat", flat) if flat and numbers else (flat,)
    line = " ".join([*of_flat, before, *words]).replace("  ", " ").strip()
    if not (numbers or flat or before) and words and words[-1] in _STREETS:
        # A street alone is many homes.
        building = ""
    house = f"{flat}|{' '.join(numbers) or building}" if numbers or building else ""
    return Home(postcode, outward, house, flat, building, line, "\n".join(parts[below:]))


def _without_flat(parts: list[str]) -> tuple[str, list[str]]:
    """The number of the flat, and the parts without it."""
    for place, part in enumerate(parts[:MOST_PARTS]):
        if found := _FLAT.match(part):
            rest = part[found.end() :].strip()
            return found.group(1), [*parts[:place], *([rest] if rest else []), *parts[place + 1 :]]
        if found := _FLAT_AT_END.match(part):
            return found[2], [*parts[:place], found[1], *parts[place + 1 :]]
    return "", parts


def _street(parts: list[str]) -> tuple[int, list[str]]:
    """The place of the part with the number of the house, and the numbers; the first part if none has a number."""
    for place, part in enumerate(parts[:MOST_PARTS]):
        if numbers := [word for word in part.split() if _NUMBER.fullmatch(word)]:
            return place, numbers
    return 0, []


def alike(one: str, other: str) -> bool:
    """Whether two lines or buildings are one, if need be mistyped; False if either is not known.

    >>> alike("18 longworth pl", "18 longwroth pl"), alike("18 longworth pl", "18 mill pl"), alike("", "")
    (True, False, False)
    """
    return bool(one and other) and Indel.normalized_similarity(one, other) >= SAME_WORDS_FROM


def in_one_place(one: str, other: str) -> bool:
    """Whether two towns, each with its district or county if given, have one in common; False if either is not known.

    >>> in_one_place("romiley\\nstockport", "stockport"), in_one_place("manchester", "bramhall")
    (True, False)
    """
    return any(alike(a, b) for a in one.split("\n") for b in other.split("\n"))


def is_one_home(one: Home, other: Home) -> bool:
    """Whether two addresses are one home for certain: house and postcode, or the first line and a town if a postcode is
    missing.

    >>> is_one_home(home_of("14 Hollow Lane, Manchester M14 5QX"), home_of("14 Hollow Ln, M14 5QX"))
    True
    >>> is_one_home(home_of("14 Hollow Lane, Manchester"), home_of("14 Hollow Lane"))
    False
    """
    if not (one.house and other.house and (one.house == other.house or one.line == other.line)):
        return False
    if one.postcode and other.postcode:
        return one.postcode == other.postcode
    return one.line == other.line and in_one_place(one.town, other.town)


def may_be_one_home(one: str, other: str) -> bool:
    """Whether two addresses may be one home, for what must rather be left out than shown.

    House numbers that differ tell them apart, and nothing else does if the street or the postcode is the same.

    >>> may_be_one_home("320 Overdale Road, Romiley, Stockport SK6 3HL", "320 Overdale Rd, Bredbury")
    True
    >>> may_be_one_home("320 Overdale Road, SK6 3HL", "322 Overdale Road, SK6 3HL")
    False
    >>> may_be_one_home("Safe Haven Court, SK1 4QQ", "4 Safe Havn Ct, SK1 4QO")
    True
    """
    a, b = home_of(one), home_of(other)
    numbers = [set(_NUMBER.findall(home.house.rpartition("|")[2])) for home in (a, b)]
    if all(numbers) and not numbers[0] & numbers[1]:
        return False
    streets = [" ".join(word for word in home.line.split() if not _NUMBER.fullmatch(word)) for home in (a, b)]
    return bool(a.postcode and a.postcode == b.postcode) or alike(*streets) or alike(a.building, b.building)
