"""What in free text looks as if it could identify somebody. It is never repeated: the answer is a sentence."""

import re

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


def why_identifying(text: str) -> str | None:
    """Why the text may not be kept, as a sentence; None where nothing in it stands out.

    >>> why_identifying("They looked at the flag for 20 seconds")
    >>> why_identifying("They live in SK6 3HL")
    'Leave out postcodes'
    """
    if _EMAIL.search(text):
        return "Leave out e-mail addresses"
    if _POSTCODE.search(text):
        return "Leave out postcodes"
    if _DATE.search(text):
        return "Leave out dates, which may be somebody's date of birth"
    if any(sum(letter.isdigit() for letter in run) > MOST_DIGITS for run in _DIGITS.findall(text)):
        return f"Leave out numbers of more than {MOST_DIGITS} digits, such as case IDs and telephone numbers"
    return None


def why_not_kept(text: str) -> str | None:
    """The same, or that the text is too long."""
    return why_identifying(text) or (f"Use {LONGEST} characters or fewer" if len(text) > LONGEST else None)


def participant_code(typed: str) -> str | None:
    """The code as it is kept, in capitals; None for what is no code.

    >>> participant_code(" p07 "), participant_code("Priya Shah")
    ('P07', None)
    """
    code = typed.strip().upper()
    return code if PARTICIPANT.fullmatch(code) else None
