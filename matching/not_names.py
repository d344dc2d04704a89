"""What was typed in the place of a name and is none: a number, a date, an address. Nothing is looked up for it."""

import re
import unicodedata

NHS_NUMBER = "NHS number"
CASE_ID = "case ID"
DATE = "date"
POSTCODE = "postcode"
ADDRESS = "address"
PHONE_NUMBER = "phone number"
EMAIL = "email address"
INSURANCE_NUMBER = "National Insurance number"
PUPIL_NUMBER = "unique pupil number"
AGE = "age"
WEB_ADDRESS = "web address"
REFERENCE = "reference number"
"""Of the police, a court, a passport or a visa."""
NAME = "name"

# What people write before a number.
_LABELS = {
    "nhs": NHS_NUMBER, "upn": PUPIL_NUMBER, "ni": INSURANCE_NUMBER, "nino": INSURANCE_NUMBER, "case": CASE_ID,
    "tel": PHONE_NUMBER, "telephone": PHONE_NUMBER, "phone": PHONE_NUMBER, "mob": PHONE_NUMBER, "mobile": PHONE_NUMBER,
    "postcode": POSTCODE, "dob": DATE, "pnc": REFERENCE, "crime": REFERENCE, "passport": REFERENCE, "visa": REFERENCE,
}  # fmt: skip
_LABEL = re.compile(rf"({'|'.join(_LABELS)})(?: ?(?:no|number|num|id|ref)\b)?[.:# ]+(?=.*\d)")

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_MONTH_ALONE = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}[/.\- ]\d{{1,2}}[/.\- ]\d{{2}}(?:\d{{2}})?|\d{{4}}[/.\-]\d{{1,2}}[/.\-]\d{{1,2}}"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th)?[ \-])?{_MONTH},?[ \-]\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?[ \-]{_MONTH},?[ \-]\d{{2}}"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d{2}|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))\b"
)
# One without its year, or a year with a word before it; where all that was typed is one.
_DAY_OR_YEAR = re.compile(
    rf"\d{{1,2}}(?:st|nd|rd|th)? ?{_MONTH_ALONE}(?: ?'?\d{{2,4}})?|{_MONTH_ALONE} ?'?\d{{1,2}}(?:st|nd|rd|th)?"
    r"|\d{1,2}[/.]\d{1,2}(?:[/.]'?\d*)?|(?:b|c|ca|circa|born|born in)[. ]+(?:19|20)\d{2}"
)
_AGE = re.compile(r"aged? \d{1,2}|(?:aged? )?\d{1,2} ?(?:years?|yrs?|y/?o|months?|mths?|weeks?|wks?)(?: old)?")
_WEB = re.compile(r"https?://|www\.")
_WORD = re.compile(rf"(?!{_MONTH}\b)[^\W\d_]{{3,}}")
_INSURANCE = re.compile(r"[a-z]{2}\d{6}[a-d]")
# Department for Education: a check letter, eleven digits, and a digit or letter.
_PUPIL = re.compile(r"[a-z]\d{11}[a-z0-9]")
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b")
_SPACED_POSTCODE = re.compile(r"[a-z]{1,2}\d[a-z\d]?[ \-]+\d[ \-]*[a-z] ?[a-z]")
# Royal Mail's areas. Without them, every short name with a figure for a letter would be one: Zh0u, Ne1l.
_FIRST_HALF = re.compile(
    r"(?:ec|wc|nw|se|sw|[enw])[1-9][a-z\d]?|(?:bl|bs|cm|cr|fy|ha|pr|sl|ss)0"
    r"|(?:ab|al|ba|bb|bd|bh|bl|bn|br|bs|bt|ca|cb|cf|ch|cm|co|cr|ct|cv|cw|da|dd|de|dg|dh|dl|dn|dt|dy|eh|en|ex|fk|fy|gl|gu|gy"
    r"|ha|hd|hg|hp|hr|hs|hu|hx|ig|im|ip|iv|je|ka|kt|kw|ky|la|ld|le|ll|ln|ls|lu|me|mk|ml|ne|ng|nn|np|nr|ol|ox|pa|pe|ph|pl|po|pr"
    r"|rg|rh|rm|sa|sg|sk|sl|sm|sn|so|sp|sr|ss|st|sy|ta|td|tf|tn|tq|tr|ts|tw|ub|wa|wd|wf|wn|wr|ws|wv|yo|ze|[bglms])[1-9]\d?"
)
_HOUSE = re.compile(
    r"p\.? ?o\.? ?box\b.*|(?:flat|apartment|apt|unit|room|house|no\.?|number) ?\d+[a-z]?\b.*"
    r"|\d+[a-z]?(?:[-/]\d+)?,? +[a-z]{2}.*"
)
_HOUSE_NUMBER = re.compile(r"\d+[a-z]?(?:[-/]\d+)?")
_STREET = re.compile(
    r"\b(?:road|street|avenue|lane|close|drive|court|crescent|gardens|terrace|place|way|grove|rd|ave|cres)\b"
)
# With words before it that name the system, or the person; or figures alone, which are no name.
_CASE_ID = re.compile(
    r"[a-z]{0,6}[-/_# ]?\d{3,}(?:[-/]\d+)*[a-z]?|(?:[^\W\d_]+[.:#]* ){1,3}[a-z]{0,3}[-/]?\d{5,}"
    r"|\d[\d .,/\-]*\d"
)
_REFERENCE = re.compile(r"(?:[^\W\d_]+[.:#]* )?[a-z\d]{2,4}/\d{3,}[a-z\d/]*")


def looks_like(text: str) -> str | None:
    """What this looks like, as one of the words above, if it is no name; None if it may be one.

    >>> looks_like("943 476 5919"), looks_like("sk1 3xe"), looks_like("XC00001"), looks_like("12/05/2012")
    ('NHS number', 'postcode', 'case ID', 'date')
    >>> looks_like("12 High Street"), looks_like("Twin 1"), looks_like("O'Brien"), looks_like("PNC 97/123456X")
    ('address', None, None, 'reference number')
    """
    plain = _plain(text)
    if "@" in plain and re.search(r"\w ?@ ?\w+[\w.\-]*\.\w", plain):
        return EMAIL
    if _WEB.match(plain):
        return WEB_ADDRESS
    if not any(letter.isdigit() for letter in plain):
        return None
    label = _LABEL.match(plain)
    rest = plain[label.end() :] if label else plain
    # Before dates: QQ 12 34 56 C has the digits of one.
    if _INSURANCE.fullmatch(rest.replace(" ", "")):
        return INSURANCE_NUMBER
    if _AGE.fullmatch(rest):
        return AGE
    return _of_digits(rest) or (_LABELS[label[1]] if label else _of_letters_and_digits(rest))


def looks_like_in_two(first: str, family: str) -> str | None:
    """The same for what was typed into two boxes: 999 and 529 8155, OL16 and 2QP, 9 and Cromwell Avenue.

    >>> looks_like_in_two("OL16", "2QP"), looks_like_in_two("9", "Cromwell Avenue"), looks_like_in_two("Twin 1", "Lane")
    ('postcode', 'address', None)
    """
    together = f"{_plain(first)} {_plain(family)}"
    if "@" in together:
        return looks_like(together.replace(" ", ""))
    if _HOUSE_NUMBER.fullmatch(_plain(first)) and _STREET.search(_plain(family)):
        return ADDRESS
    label = _LABEL.match(together)
    # A word in either box may be a name.
    return None if _WORD.search(together[label.end() if label else 0 :]) else looks_like(together)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).strip(" .,;:#")


def _of_digits(plain: str) -> str | None:
    digits = re.sub(r"[ ().\-]", "", plain)
    if _DATE.search(plain) or _DAY_OR_YEAR.fullmatch(plain):
        return DATE
    if re.fullmatch(r"(?:\+44|0044|0)\d{9,10}", digits):
        return PHONE_NUMBER
    if re.fullmatch(r"\d{10}", digits) and (is_nhs_number(digits) or re.fullmatch(r"\d{3}[ \-]\d{3}[ \-]\d{4}", plain)):
        return NHS_NUMBER
    return None


def _of_letters_and_digits(plain: str) -> str | None:
    if _PUPIL.fullmatch(plain.replace(" ", "")):
        return PUPIL_NUMBER
    if _HOUSE.fullmatch(plain) or _STREET.search(plain):
        return ADDRESS
    if _POSTCODE.search(plain) or _FIRST_HALF.fullmatch(plain) or _SPACED_POSTCODE.fullmatch(plain):
        return POSTCODE
    if _REFERENCE.fullmatch(plain):
        return REFERENCE
    return CASE_ID if _CASE_ID.fullmatch(plain) else None


def is_nhs_number(digits: str) -> bool:
    """Whether the last of ten digits is the check digit of the others (NHS Data Dictionary: NHS NUMBER, modulus 11).

    >>> is_nhs_number("9434765919"), is_nhs_number("9434765918")
    (True, False)
    """
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == int(digits[9])
