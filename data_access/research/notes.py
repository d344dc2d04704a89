"""Notes and quotes in a participant's record: saved, changed with what they said before, and kept while being typed."""

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from config import clock
from data_access.accounts.sessions import Actor
from data_access.errors import NotFound
from data_access.people import access
from data_access.research.participants import ASKED_FOR, changing, check_text, delete_unsupported
from data_access.research.research_values import COMPONENTS, NOTE, QUOTE, Draft
from data_access.storage.research_tables import (
    research_draft,
    research_finding,
    research_note,
    research_note_change,
    research_record,
)


def add_note(
    actor: Actor, number: int, *, component: str, kind: str, words: str, finding: int | None = None, new: str = ""
) -> None:
    """Save a note or quote, for an existing finding or a `new` one, and forget what was being typed. Raises ValueError
    with the reason, NotFound."""
    _check(component, kind, words, new)
    with changing(actor, number) as connection:
        _check_agreed(connection, number, kind)
        supported = _finding(connection, component, finding, new)
        row = {"record": number, "noted_at": clock.now(), "component": component, "kind": kind,
               "words": words.strip(), "finding": supported}  # fmt: skip
        connection.execute(insert(research_note).values(row))
        _forget_draft(connection, actor, number)


def change_note(
    actor: Actor,
    number: int,
    note: int,
    *,
    component: str,
    kind: str,
    words: str,
    finding: int | None = None,
    new: str = "",
) -> None:
    """Change a note of the record `number`; what it said before is kept, with who changed it and when.

    Raises ValueError with the reason, NotFound.
    """
    _check(component, kind, words, new)
    with changing(actor, number) as connection:
        _check_agreed(connection, number, kind)
        this_one = (research_note.c.number == note) & (research_note.c.record == number)
        before = connection.execute(select(research_note).where(this_one)).one_or_none()
        if before is None:
            raise NotFound
        supported = _finding(connection, component, finding, new)
        after = {"component": component, "kind": kind, "words": words.strip(), "finding": supported}
        kept = {name: before._mapping[name] for name in after}
        if kept != after:
            change = {"note": note, "changed_at": clock.now(), "changed_by": actor.username} | kept
            connection.execute(insert(research_note_change).values(change))
            connection.execute(update(research_note).where(this_one).values(after))
            delete_unsupported(connection)
        _forget_draft(connection, actor, number)


def keep_draft(
    actor: Actor,
    number: int,
    *,
    component: str,
    kind: str,
    words: str,
    finding: int | None = None,
    new: str = "",
    note: int | None = None,
) -> None:
    """Keep what is being typed in this record, so that it outlives the session; without words it is forgotten.

    Raises ValueError with the reason if it may not be kept: then what was kept before stays. NotFound.
    """
    _check_kind(component, kind)
    for text in (words, new):
        check_text(text)
    row = {"record": number, "username": actor.username, "kept_at": clock.now(), "note": note, "component": component,
           "kind": kind, "words": words, "finding": finding, "new_finding": new}  # fmt: skip
    with changing(actor, number) as connection:
        _check_agreed(connection, number, kind)
        _forget_draft(connection, actor, number)
        if words.strip() or new.strip():
            connection.execute(insert(research_draft).values(row))


def find_draft(actor: Actor, number: int) -> Draft | None:
    """What this researcher typed in the record and did not save; None for nothing. Raises NotSignedIn, WrongRole or
    OnlyInvented (recorded), NoExtract or Unavailable."""
    with access.researching(actor, ASKED_FOR) as read:
        row = read.connection.execute(select(research_draft).where(_own_draft(actor, number))).one_or_none()
    if row is None:
        return None
    return Draft(row.kept_at, row.note, row.component, row.kind, row.words, row.finding, row.new_finding)


def forget_draft(actor: Actor, number: int) -> None:
    """Forget what was being typed. Raises NotFound."""
    with changing(actor, number) as connection:
        _forget_draft(connection, actor, number)


def _check(component: str, kind: str, words: str, new: str) -> None:
    _check_kind(component, kind)
    if not words.strip():
        raise ValueError("Enter a note or a quote")
    for text in (words, new):
        check_text(text)


def _check_kind(component: str, kind: str) -> None:
    if component not in COMPONENTS or kind not in (NOTE, QUOTE):
        raise ValueError("no such component or kind")


def _check_agreed(connection: Connection, number: int, kind: str) -> None:
    agreed = select(research_record.c.consent_notes, research_record.c.consent_quotes)
    notes, quotes = connection.execute(agreed.where(research_record.c.number == number)).one()
    if not notes or (kind == QUOTE and not quotes):
        raise ValueError("the participant did not agree to that")


def _finding(connection: Connection, component: str, finding: int | None, new: str) -> int | None:
    """The number of the finding that the note supports: where `new` has words a new one, or the one that has them
    already. Raises NotFound."""
    if new.strip():
        row = {"component": component, "words": new.strip(), "action": ""}
        same = (research_finding.c.component == component) & (research_finding.c.words == row["words"])
        there = connection.scalar(select(func.min(research_finding.c.number)).where(same))
        if there is not None:
            return there
        return connection.scalar(insert(research_finding).values(row).returning(research_finding.c.number))
    if finding is not None:
        this_one = select(research_finding.c.number).where(research_finding.c.number == finding)
        if connection.scalar(this_one) is None:
            raise NotFound
    return finding


def _own_draft(actor: Actor, number: int) -> ColumnElement[bool]:
    return (research_draft.c.record == number) & (research_draft.c.username == actor.username)


def _forget_draft(connection: Connection, actor: Actor, number: int) -> None:
    connection.execute(delete(research_draft).where(_own_draft(actor, number)))
