"""What a council's files write where nothing is known, and which addresses are no one's home.

The lists here hold for every council; its settings add to them. Words are compared by their letters and digits alone:
"N/K", "n.k." and "(Not  known)" are on the list as "nk" and "notknown". `extracts/not_known.py` applies the rules.
"""

import re
from datetime import date
from functools import lru_cache
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

from config.service import Settings, Words

NOT_HELD = (
    "null", "none", "nil", "nan", "nat", "na", "nk", "nka", "unk", "unkn", "unknown", "undefined", "unspecified",
    "unrecorded", "undisclosed", "unavailable", "unobtainable", "tbc", "tba", "tbd", "tobeconfirmed", "tobeadvised",
    "tobeannounced", "tobedetermined", "tobecompleted", "blank", "empty", "missing", "void", "notknown",
    "notyetknown", "notheld", "notrecorded", "notgiven", "notyetgiven", "notprovided", "notsupplied", "notstated",
    "notspecified", "notavailable", "notapplicable", "notentered", "notdisclosed", "notset", "notobtained",
    "notcompleted", "notknownyet", "notfound", "noname", "nonameyet", "nonamegiven", "nonamerecorded",
    "nofirstname", "noforename", "nosurname", "nofamilyname", "nolastname", "nodata", "noinfo", "noinformation",
    "noinformationheld", "nodetails", "nodetailsheld", "noaddress", "noaddressheld", "noaddressgiven", "nopostcode",
    "nodob", "noemail", "nophone", "notelephone", "nonumber", "nocontact", "nonegiven", "noneheld", "noneprovided",
    "nonerecorded", "nonesupplied", "dontknow", "donotknow", "nameunknown", "unknownname", "namenotknown",
    "firstnameunknown", "surnameunknown", "addressunknown", "unknownaddress", "addressnotknown", "dobunknown",
    "unknownunknown", "nullnull", "nknk", "fnu", "lnu", "tobenamed", "yettobenamed", "notyetnamed", "notnamed",
    "notnamedyet", "awaitingname", "nameawaited", "nametobeconfirmed", "nametbc",
)  # fmt: skip
"""In any field: the field is empty. Letters and digits only, without capitals."""

NO_NAME = frozenset((
    "anon", "anonymous", "withheld", "namewithheld", "redacted", "nameredacted", "confidential", "protected",
    "restricted", "unidentified", "unnamed", "nameless", "refused", "declined", "notasked", "notonfile",
    "notonrecord", "pending", "tofollow", "awaited", "seenotes", "seeabove", "asabove", "asmother", "ditto",
    "firstname", "forename", "surname", "familyname", "lastname", "nonestated", "noforenamegiven",
    "nofirstnamegiven", "nosurnamegiven", "notrecordednr", "unkown", "unknwon", "uknown", "unkonwn", "unknow",
    "notknwon",
))  # fmt: skip
"""In place of a first or family name: it is shown, and never compared."""

NOT_SURE = frozenset((
    "nk", "nka", "unk", "unkn", "unknown", "notknown", "notyetknown", "notknownyet", "dontknow", "donotknow", "tbc",
    "tobeconfirmed", "undisclosed", "notdisclosed",
))  # fmt: skip
"""Of these words, those with which someone says that they do not know: there may be something. An empty field of a
database (NULL, "-") and a "none" say nothing of the kind."""

SAYS_NOT_SURE = "Not known"
"""What the settings say where a source does not tell whether there is a record: the service could not be checked."""

IN_KEYS = frozenset(("null", "none", "nil", "nan", "na", "nk", "unknown", "notknown", "notheld", "notrecorded", "tbc"))
"""The words that are no key either. The others may be one: a key may be any text."""

BABY = frozenset((
    "baby", "babys", "babies", "bby", "babe", "infant", "infants", "newborn", "neonate", "unborn", "foetus", "fetus",
    "bump", "twin", "twins", "triplet", "triplets", "quad", "quads", "quadruplet", "quadruplets", "unnamed", "expected",
    "nyn", "tbn", "ubb", "bb",
))  # fmt: skip
"""Where a first name should be: a child who has none yet."""

BESIDE_BABY = frozenset((
    "boy", "girl", "male", "female", "child", "new", "born", "un", "one", "two", "three", "four", "first", "second",
    "third", "1st", "2nd", "3rd", "i", "ii", "iii", "iv", "a", "b", "c", "d", "of", "the", "no", "number", "to",
    "be", "named", "son", "daughter", "edd", "due", "est", "estimated", "date", "on",
))  # fmt: skip
"""Which of several such children, and whose, in words beside those."""

CHILD = frozenset(("boy", "girl", "male", "female", "child", "edd"))
"""Those of them that stand alone too, or beside a number: Boy 2, Child 1, EDD 01/02/27."""

NO_HOME = (
    "hospital", "infirmary", "hospice", "maternity unit", "psychiatric unit", "prison", "remand centre",
    "detention centre", "removal centre", "secure training centre", "young offenders institution",
    "young offender institution", "approved premises", "hostel", "refuge", "night shelter", "ymca", "ywca", "foyer",
    "children's home", "care home", "nursing home", "residential home", "residential unit", "residential school",
    "boarding school", "secure unit", "mother and baby unit", "women's aid", "supported living", "supported housing",
    "supported accommodation", "student accommodation", "asylum accommodation", "halls of residence", "barracks",
    "hotel", "b&b", "salvation army", "guest house", "bed and breakfast", "travelodge", "premier inn", "holiday inn",
    "hall of residence", "town hall", "city hall", "county hall", "civic centre", "civic center",
    "civic offices", "council offices",
)  # fmt: skip
"""Places where people stay or get their post, but where no family is at home."""

UNTOLD = (
    "confidential", "withheld", "protected", "undisclosed", "secret", "unknown", "not known", "not given",
    "not disclosed", "not provided", "not recorded", "not held",
)  # fmt: skip
"""In place of an address, or beside the word: it is not told."""

NO_ADDRESS = (
    "abroad", "overseas", "detained", "deceased", "see note", "see notes", "as above", "as before", "same as above",
    "same address", "same as mother", "same as father", "same as parent", "same as child", "out of area", "in care",
    "foster care", "in foster care", "foster carers", "with foster carers", "placed with foster carers",
)  # fmt: skip
"""What is written in place of an address and says something of the person."""

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def _as_text(value: object) -> object:
    """YAML reads 1900-01-01 as a date and 0000-00-00, in quotes, as text."""
    return value.isoformat() if isinstance(value, date) else value


DayText = Annotated[str, BeforeValidator(_as_text), StringConstraints(pattern=f"^{_ISO.pattern}$")]
Day = tuple[int, int, int]
"""Year, month and day as written, which need not be a real date: (1900, 1, 0)."""

NO_DAYS: frozenset[Day] = frozenset(
    {(0, 0, 0), (1, 1, 1), (1753, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 0), (9999, 12, 31)}
)
"""The empty dates of databases and spreadsheets. No one alive was born on one of them."""


def letters_and_digits(text: str) -> str:
    """How words are compared.

    >>> letters_and_digits("(Not  known)"), letters_and_digits("N/K")
    ('notknown', 'nk')
    """
    return "".join(filter(str.isalnum, text.casefold()))


class NotKnown(Settings):
    """What this council's files write where nothing is known."""

    words: tuple[Words, ...] = ()
    """More words that mean "not held" in any field."""
    held: tuple[Words, ...] = ()
    """Words of our list that are values here: a school called None."""
    dates: tuple[DayText, ...] = ("1900-01-01",)
    """Dates that mean "not known", as yyyy-mm-dd."""
    no_home: tuple[Words, ...] = ()
    """Addresses that are no one's home, or a part of them: the council's own offices."""

    @property
    def not_held(self) -> frozenset[str]:
        """The words that mean "not held", by their letters and digits."""
        return _not_held(self.words, self.held)

    @property
    def days(self) -> frozenset[Day]:
        """The council's dates that mean "not known"."""
        return frozenset(_day(text) for text in self.dates)


@lru_cache(maxsize=64)
def _not_held(words: tuple[str, ...], held: tuple[str, ...]) -> frozenset[str]:
    # One set for all columns: comparing two equal ones for each text takes longer than all else.
    return frozenset({*NOT_HELD, *map(letters_and_digits, words)} - set(map(letters_and_digits, held)))


def _day(text: str) -> Day:
    year, month, day = text.split("-")
    return int(year), int(month), int(day)
