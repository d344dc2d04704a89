"""People's names beside the legal one: preferred ones, which are shown beside it, and former ones, which only find.

A file may have them in columns of their own (`OTHER_NAMES`): whole, in parts, or several in one column with a mark
between them. A former name alone may be a first or a family name, so it counts as either.
"""

import re
from collections.abc import Iterator

import pandas as pd

from config.service import FORMER, FORMER_COLUMNS, OTHER_NAMES, PREFERRED
from extracts.placeholders import says_not_held
from extracts.sheet import Sheet

PEOPLE = ""
"""In place of a service's ID: the names are from the file of people."""
COLUMNS = ["source_id", "key", "kind", "first_name", "family_name"]
LONGEST = 500
_IN_PARTS = ("former_first_name", "former_family_name")
_BETWEEN = re.compile(r"\s*[;|/\n\r]+\s*")
_INTRODUCED = re.compile(
    r"^\W*(?:n[ée]e|born|formerly|previously|prev|aka|a\.k\.a\.|alias|also known as|known as"
    r"|maiden(?: name)?)\b[\s:.]*",
    re.IGNORECASE,
)

Name = tuple[str, str]
"""A first and a family name."""


def empty_table() -> pd.DataFrame:
    """The table of other names without a row."""
    return pd.DataFrame({column: pd.array([], dtype="str") for column in COLUMNS})


def take_other_names(sheet: Sheet, source_id: str, key: str, not_held: frozenset[str]) -> pd.DataFrame:
    """The other names in a sheet, in a table with COLUMNS; the sheet then has these columns no longer.

    Needs at least one of OTHER_NAMES in the sheet. `key` is the sheet's column with the keys of its people. A part that
    is not given is the legal one; a name that is the legal one, or says that it is not held, is left out.
    """
    held = [column for column in OTHER_NAMES if column in sheet.table]
    table = sheet.table[[key, "first_name", "family_name", *held]]
    sheet.table = sheet.table.drop(columns=held)
    filled = table[(table[held] != "").any(axis=1)]
    rows = []
    for line in filled.to_dict("records"):
        said = {column: "" if says_not_held(line[column], not_held) else line[column][:LONGEST] for column in held}
        for kind, (first, family) in _names(line["first_name"], line["family_name"], said):
            rows.append((source_id, line[key], kind, first, family))
    return pd.DataFrame(list(dict.fromkeys(rows)), columns=COLUMNS, dtype="str") if rows else empty_table()


def _names(first: str, family: str, said: dict[str, str]) -> Iterator[tuple[str, Name]]:
    """Each other name once, the preferred one first."""
    seen = {_plain((first, family))}
    whole = [(PREFERRED, name) for name in _preferred(first, family, said)]
    whole += [(FORMER, name) for name in _former(first, family, said)]
    for kind, name in whole:
        if _plain(name) not in seen and any(_plain(name)):
            seen.add(_plain(name))
            yield kind, name


def _plain(name: Name) -> Name:
    return name[0].strip().casefold(), name[1].strip().casefold()


def _preferred(first: str, family: str, said: dict[str, str]) -> Iterator[Name]:
    given, family_given = said.get("preferred_first_name", ""), said.get("preferred_family_name", "")
    if given or family_given:
        yield given or first, family_given or family
    if text := _without_introduction(said.get("preferred_name", "")):
        own_first, own_family = in_parts(text)
        # "Kate" alone is what someone is called.
        yield (own_first, own_family) if own_first else (text, family)


def _former(first: str, family: str, said: dict[str, str]) -> Iterator[Name]:
    firsts, families = (_several(said.get(f"former_{part}_name", "")) for part in ("first", "family"))
    for own_first in [*firsts, first]:
        yield from ((own_first, own_family) for own_family in [*families, family])
    for text in (one for column in FORMER_COLUMNS if column not in _IN_PARTS for one in _several(said.get(column, ""))):
        own_first, own_family = in_parts(text)
        if own_first:
            yield own_first, own_family
        else:
            yield first, text
            yield text, family


def _several(text: str) -> list[str]:
    return [one for part in _BETWEEN.split(text) if (one := _without_introduction(part))]


def _without_introduction(text: str) -> str:
    return _INTRODUCED.sub("", text).strip(" ()\"',.")


def in_parts(text: str) -> Name:
    """A whole name as first and family name; a single word has no first name, because it may be either.

    >>> in_parts("Kate Ann Brown"), in_parts("Brown, Kate"), in_parts("Brown"), in_parts("Jan van der Berg")
    (('Kate Ann', 'Brown'), ('Kate', 'Brown'), ('', 'Brown'), ('Jan', 'van der Berg'))
    """
    family, comma, first = (part.strip() for part in text.partition(","))
    if comma and first:
        return first, family
    words = text.split()
    # A particle belongs to the family name: it and what follows.
    at = next((place for place, word in enumerate(words[1:-1], 1) if word.islower()), len(words) - 1)
    return " ".join(words[:at]), " ".join(words[at:])
