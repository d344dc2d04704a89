"""A pasted list of people to restrict: each line as it was understood, before anyone is restricted. No names come back.

A list comes from an email, a spreadsheet or a document: one case ID a line, several in a line, with a family name
beside each or without, with bullets, quotation marks or a heading.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from sqlalchemy import Row, select

from data_access.accounts.sessions import Actor
from data_access.audit.chain import Action, Entry
from data_access.people import access, person_ids
from data_access.people.access import Reading
from data_access.people.finding.case_ids import find_by_loose_form
from data_access.people.restricting.restricted_people import ASKED_FOR
from data_access.storage.app_tables import restricted_person
from data_access.storage.extract_tables import person
from matching import names

MOST_LINES = 200
MOST_CHARACTERS = 20_000
_BETWEEN = re.compile(r"[,;|\t]")
_AROUND = "\"'“”‘’()[]{}<>*•·–—-:.,;|# \u00a0\ufeff"
# Neither the number of a line ("3. 249012") nor a day is anyone's case ID.
_NUMBER_OF_LINE = re.compile(r"^\s*\d{1,3}[.)]\s+")
_DAY = re.compile(r"\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b")


class State(Enum):
    """What a line of the list stands for."""

    FOUND = "found"
    ALREADY = "already restricted"
    TWICE = "given twice"
    OTHER_NAME = "the family name is not theirs"
    UNKNOWN = "no one has this number"


@dataclass(frozen=True)
class Understood:
    """One entry of the list. `typed` is what was pasted, `case_id` that of the person found, "" if no one was.

    `is_named` means that a family name stood beside it and is theirs. `person_id` is "" if no one was found.
    """

    typed: str
    state: State
    case_id: str = ""
    person_id: str = ""
    is_named: bool = False


def understand(actor: Actor, pasted: str) -> tuple[Understood, ...]:
    """Each entry of the list, in order. That it was checked is recorded, with how many entries there are.

    Raises ValueError for more than MOST_LINES entries or MOST_CHARACTERS, NotSignedIn, WrongRole (recorded), NoExtract
    or Unavailable.
    """
    if len(pasted) > MOST_CHARACTERS:
        raise ValueError("too long")
    with access.reviewing(actor, ASKED_FOR) as read:
        found = [one for line in pasted.replace("\0", "").splitlines() for one in _of_line(read, line)]
        if len(found) > MOST_LINES:
            raise ValueError("too many")
        understood = _each_once(found)
    access.record(read, Entry(Action.LISTED_RESTRICTED, about={"checked": len(understood)}))
    return understood


def _of_line(read: Reading, line: str) -> Iterator[Understood]:
    """What one line has: a person, several, or a text that leads to no one."""
    line = _NUMBER_OF_LINE.sub("", line)
    typed = " ".join(line.split()).strip(_AROUND)
    if not typed:
        return
    whole = _find(read, typed)
    if whole is not None:
        yield _understood(read, typed, whole, "")
        return
    parts = _parts(_BETWEEN.split(_DAY.sub(" ", line)))
    people = [(part, _find(read, part)) for part in parts]
    if not any(row for _, row in people):
        # The number and the name may only have a space between them, and a label before.
        people = [(part, _find(read, part)) for part in _parts(_DAY.sub(" ", typed).split())]
    found = [(part, row) for part, row in people if row is not None]
    unknown = [part for part, row in people if row is None and _is_like_number(part)]
    # Beside several numbers nobody can tell whose the name is.
    words = " ".join(part for part, row in people if row is None and not _is_like_number(part))
    for part, row in found:
        yield _understood(read, typed if len(people) > 1 == len(found) else part, row, words if len(found) == 1 else "")
    if not found and len(unknown) < 2:
        # With the name beside it, so that whoever corrects the number still has it compared.
        unknown = [typed]
    for part in unknown:
        yield Understood(part, State.UNKNOWN)


def _parts(texts: Iterable[str]) -> list[str]:
    return [part for part in (text.strip(_AROUND) for text in texts) if part]


def _is_like_number(part: str) -> bool:
    return any(letter.isdigit() for letter in part)


def _find(read: Reading, which: str) -> Row | None:
    """The person with this case ID or person ID, or the only one whose case ID is written nearly so."""
    row = person_ids.find_person(read.connection, which)
    if row is not None or not _is_like_number(which):
        return row
    number = find_by_loose_form(read.connection, which)
    return read.connection.execute(select(person).where(person.c.number == number)).first() if number else None


def _understood(read: Reading, typed: str, row: Row, words: str) -> Understood:
    """`words` is what stood beside the number: a family name, or a label such as "case ID"."""
    is_restricted = read.connection.scalar(
        select(restricted_person.c.person_id).where(restricted_person.c.person_id == row.person_id)
    )
    state = State.ALREADY if is_restricted else State.FOUND
    beside = set(names.tokens(words)) - _LABELS
    is_named = bool(beside & set(names.tokens(row.family_name)))
    if beside and not is_named:
        state = State.OTHER_NAME
    return Understood(typed, state, row.cms_id or "", row.person_id, is_named)


_LABELS = frozenset(("case", "id", "no", "number", "ref", "reference", "person", "child", "cms", "the", "and"))


def _each_once(found: list[Understood]) -> tuple[Understood, ...]:
    seen: set[str] = set()
    result = []
    for one in found:
        is_again = one.person_id in seen and one.state is State.FOUND
        result.append(replace(one, state=State.TWICE) if is_again else one)
        if one.state is State.FOUND:
            seen.add(one.person_id)
    return tuple(result)
