"""Finds personal details in free text. The reason for refusing a text never repeats the text."""

import re
from collections.abc import Collection

from matching.names import tokens

MOST_DIGITS = 5
LONGEST = 1_000
PARTICIPANT = re.compile(r"[A-Z]{1,3}[0-9]{1,3}")
PARTICIPANT_WORDS = "Enter a code of one to three letters and one to three digits, such as P07. Never a name."
_EMAIL = re.compile(r"\S@\S")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]?\s?[0-9][A-Z]{2}\b", re.IGNORECASE)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    rf"\b\d{{1,4}}\s*[/.-]\s*\d{{1,2}}\s*[/.-]\s*\d{{1,4}}\b|\b\d{{1,2}}(st|nd|rd|th)?\s+(of\s+)?({_MONTHS})[a-z]*\s+\d{{2,4}}\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d(?:[\s().+-]*\d)*")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['\u2019]s$", re.IGNORECASE)
SHORTEST_NAME = 3
"""In letters: shorter parts of names are too often ordinary words."""
NAMED = "Leave out names of people you searched for or were shown"


def why_identifying(text: str) -> str | None:
    """Why the text may not be saved, as a sentence; None if it may.

    >>> why_identifying("They looked at the flag for 20 seconds")
    >>> why_identifying("They live in SK6 3HL")
    'Leave out postcodes'
    """
    if _EMAIL.search(text):
        return "Leave out email addresses"
    if _POSTCODE.search(text):
        return "Leave out postcodes"
    if _DATE.search(text):
        return "Leave out dates: they may be a date of birth"
    if any(sum(letter.isdigit() for letter in run) > MOST_DIGITS for run in _DIGITS.findall(text)):
        return f"Leave out numbers of more than {MOST_DIGITS} digits, such as case IDs and telephone numbers"
    return None


def why_not_kept(text: str) -> str | None:
    """Why the text may not be saved: it has personal details or is too long. None if it may."""
    return why_identifying(text) or (f"Use {LONGEST} characters or fewer" if len(text) > LONGEST else None)


def names_one_of(text: str, people: Collection[str]) -> bool:
    """Whether the text has part of one of these names with a capital letter, or two parts in a row.

    >>> names_one_of("Tommy's page came late", ["Tommy Williams"]), names_one_of("tommy williams", ["Tommy Williams"])
    (True, True)
    >>> names_one_of("I mark the grace of the page", ["Grace Mark"])
    False
    """
    parts = {part for name in people for part in tokens(name) if len(part) >= SHORTEST_NAME}
    previous_is_part = False
    for word in _WORD.findall(text):
        is_part = not parts.isdisjoint(tokens(_POSSESSIVE.sub("", word)))
        if is_part and (previous_is_part or word[0].isupper()):
            return True
        previous_is_part = is_part
    return False


def why_refused_among(text: str, people: Collection[str]) -> str | None:
    """Why a text written by someone who was shown these people may not be saved; None if it may."""
    return why_not_kept(text) or (NAMED if names_one_of(text, people) else None)


def participant_code(typed: str) -> str | None:
    """The code as it is stored, in capitals; None if it is not a code.

    >>> participant_code(" p07 "), participant_code("Priya Shah")
    ('P07', None)
    """
    code = typed.strip().upper()
    return code if PARTICIPANT.fullmatch(code) else None
