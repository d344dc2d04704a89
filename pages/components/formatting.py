"""How dates, ages, names, addresses and case states are said. Pure functions, each with an example."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from config.clock import LONDON

NOT_KNOWN = "Not known"
NOT_HELD = "Not held by the source"


def date_words(day: date) -> str:
    """A date the way it is written on the screen.

    >>> date_words(date(2012, 5, 12))
    '12/05/2012'
    """
    return f"{day:%d/%m}/{day.year:04d}"


def date_in_full(day: date) -> str:
    """A date for reading aloud, in the name of a button.

    >>> date_in_full(date(1990, 4, 3))
    '3 April 1990'
    """
    return f"{day.day} {day:%B} {day.year}"


def clock_words(moment: datetime) -> str:
    """The time of day of an aware time, in London.

    >>> clock_words(datetime.fromisoformat("2020-07-01T23:30:00+00:00"))
    '00:30'
    """
    return f"{moment.astimezone(LONDON):%H:%M}"


def time_words(moment: datetime) -> str:
    """An aware time, as the clock in London has it. A time without a zone is refused: nobody knows when it was.

    >>> time_words(datetime.fromisoformat("2020-07-01T23:30:00+00:00"))
    '02/07/2020 at 00:30'
    """
    if moment.tzinfo is None:
        raise ValueError("the time has no time zone")
    in_london = moment.astimezone(LONDON)
    return f"{date_words(in_london.date())} at {in_london:%H:%M}"


def counted(number: int, one: str, many: str = "") -> str:
    """A number of things; `many` is for what does not just end in "s".

    >>> counted(1, "match", "matches"), counted(2, "match", "matches"), counted(1204, "report")
    ('1 match', '2 matches', '1,204 reports')
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def listed_words(words: Sequence[str]) -> str:
    """Several things in a sentence.

    >>> listed_words(["School", "Housing", "Police"]), listed_words(["School"])
    ('School, Housing and Police', 'School')
    """
    *before, last = words
    return f"{', '.join(before)} and {last}" if before else last


def begun_small(words: str) -> str:
    """Words of ours inside a sentence.

    >>> begun_small("Case ID")
    'case ID'
    """
    return words[:1].lower() + words[1:]


def age_words(date_of_birth: date | None, today: date) -> str:
    """The age on that day. Somebody born on 29 February turns on 1 March in other years.

    >>> age_words(date(2012, 5, 12), date(2020, 2, 20))
    '7 years'
    >>> age_words(date(2019, 9, 12), date(2020, 2, 20))
    '5 months'
    >>> age_words(date(2027, 2, 12), date(2026, 11, 1))
    'Unborn, due 12/02/2027'
    """
    if date_of_birth is None:
        return NOT_KNOWN
    if date_of_birth > today:
        return f"Unborn, due {date_words(date_of_birth)}"
    months = (today.year - date_of_birth.year) * 12 + today.month - date_of_birth.month
    if today.day < date_of_birth.day:
        months -= 1
    if months >= 12:
        return counted(months // 12, "year")
    if months >= 1:
        return counted(months, "month")
    days = (today - date_of_birth).days
    if days >= 7:
        return counted(days // 7, "week")
    return counted(days, "day") if days else "Born today"


def date_of_birth_words(date_of_birth: date | None) -> str:
    """The date of birth, or that it is not known.

    >>> date_of_birth_words(None)
    'Not known'
    """
    return NOT_KNOWN if date_of_birth is None else date_words(date_of_birth)


def cms_id_words(cms_id: str | None, cms_name: str) -> str:
    """The case ID, or that there is none (the report: nobody knew what "NA" meant).

    >>> cms_id_words(None, "LiquidLogic")
    'Not found in LiquidLogic'
    """
    return cms_id or f"Not found in {cms_name}"


def known_words(name: str, known_as: str) -> str:
    """A legal name with what the person prefers to be called.

    >>> known_words("Katherine Williams", "Kate Brown"), known_words("Katherine Williams", "")
    ('Katherine Williams, known as Kate Brown', 'Katherine Williams')
    """
    return f"{name}, known as {known_as}" if known_as else name


def name_words(first_name: str, family_name: str) -> str:
    """Both names as they are said, or that no name is known.

    >>> name_words("Dominic", "Pierce")
    'Dominic Pierce'
    """
    return f"{first_name.strip()} {family_name.strip()}".strip() or "Name not known"


def address_lines(address: str) -> list[str]:
    """An address in lines, however it was held.

    >>> address_lines("320 Overdale Road, Romiley\\nStockport SK6 3HL")
    ['320 Overdale Road', 'Romiley', 'Stockport SK6 3HL']
    """
    return [line.strip() for line in re.split(r"[,\r\n]+", address) if line.strip()]


def phone_link(phone: str) -> str | None:
    """The tel: address to call, or None when the text holds no number that could be called.

    >>> phone_link("0161 496 0123")
    'tel:01614960123'
    >>> phone_link("+44 (0)161 496 0123 ext. 4")
    'tel:+441614960123;ext=4'
    >>> phone_link("ask at the desk")
    """
    number, _, extension = re.sub(r"(?i)\b(ext|x)(ension)?\b[.: ]*", "|", phone).partition("|")
    digits = re.sub(r"[^0-9]", "", re.sub(r"\(0\)", "", number) if "+" in number else number)
    if not 3 <= len(digits) <= 15 or re.search(r"[^0-9+()\s./-]", number):
        return None
    extension = re.sub(r"[^0-9]", "", extension)
    return f"tel:{'+' if number.strip().startswith('+') else ''}{digits}" + (f";ext={extension}" if extension else "")


def case_state_words(state: str | None) -> str:
    """A case state as the research found it understood. "No records found" stays as it is.

    >>> case_state_words("Case open")
    'Yes / Case open'
    """
    if state is None:
        return NOT_HELD
    return f"Yes / {state}" if state in ("Case open", "Case closed") else state
