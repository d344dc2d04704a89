"""Case IDs typed in another way than they are written: capitals, spaces, invisible characters, leading zeros.

A loose form never opens anyone by itself: it offers the person who is meant. It does so only if no one else in the
extract shares the form, restricted or not, so that no one is offered in the place of a restricted person.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import Connection, bindparam, select

from data_access.storage.extract_tables import name_key, person

CASE_ID = "#"
"""What the key of a case ID in its loose form begins with."""

_LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_LINES = select(name_key.c.lines).where(name_key.c.key == bindparam("key"))
_NUMBERS = select(person.c.number).where(person.c.cms_id == bindparam("case_id"))


def loose_form(case_id: str) -> str:
    """A case ID without capitals, spaces, invisible characters, hyphens, and zeros in front of its numbers.

    >>> loose_form(" XC 000\u200b12 "), loose_form("xc-12"), loose_form("0012"), loose_form("120")
    ('xc12', 'xc12', '12', '120')
    """
    if case_id.isascii() and case_id.isdigit() and not case_id.startswith("0"):
        return case_id
    visible = "".join(one for one in unicodedata.normalize("NFKC", case_id) if unicodedata.category(one)[0] not in "ZC")
    return _LEADING_ZEROS.sub("", re.sub(r"[-‐-―]", "", visible).casefold())


def keys_of_case_ids(case_ids: Callable[[], Iterable[tuple[int, str]]]) -> Iterator[tuple[str, str]]:
    """(key, the numbers of the people whose case ID has this loose form), in order; none for those written that way
    already, unless others share the form. `case_ids` is asked twice: most councils have none to keep."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, case_id in case_ids():
        form = loose_form(case_id)
        if form != case_id:
            found[form].append(number)
    if found:
        for number, case_id in case_ids():
            if case_id in found:
                found[case_id].append(number)
    for form in sorted(found):
        yield f"{CASE_ID}{form}", "\n".join(map(str, found[form]))


def is_in_use(connection: Connection, case_id: str) -> bool:
    """Whether anyone in the extract has exactly this case ID, restricted or not."""
    return connection.scalar(_NUMBERS, {"case_id": case_id}) is not None


def find_by_loose_form(connection: Connection, case_id: str) -> int | None:
    """The number of the only person whose case ID has the loose form of this one; None if there is no one or more.

    Whether the worker may find that person is for the caller to ask.
    """
    form = loose_form(case_id)
    if not form:
        return None
    lines = connection.scalar(_LINES, {"key": f"{CASE_ID}{form}"})
    if lines is not None:
        numbers = [int(line) for line in lines.split("\n")]
    else:
        numbers = list(connection.scalars(_NUMBERS, {"case_id": form}))
    return numbers[0] if len(numbers) == 1 else None
