"""Findings across participants with their quotes: this council's own, and those that another council's file had."""

import json

from sqlalchemy import Connection, delete, func, insert, select, update

from config import clock
from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry
from data_access.errors import NotFound
from data_access.people import access
from data_access.research import findings_file
from data_access.research.participants import ASKED_FOR, check_text
from data_access.research.research_values import COMPONENTS, QUOTE, Finding, Quote
from data_access.storage.database import database_of
from data_access.storage.research_tables import (
    research_finding,
    research_note,
    research_other_finding,
    research_record,
)

MOST_COUNCILS = 12
"""Other councils whose findings are kept at once."""


def list_findings(actor: Actor, *, taken_away: str = "") -> list[Finding]:
    """Findings of every council, sorted by component and then by number of participants; those who are left out do not
    count. `taken_away` ("CSV" or "HTML") records in the audit that they were downloaded.

    Like everything here it raises NotSignedIn, WrongRole or OnlyInvented (recorded), NoExtract or Unavailable.
    """
    with access.researching(actor, ASKED_FOR) as read:
        found = _own(read.connection, actor.council.short_name) + _others(read.connection)
    if taken_away:
        entry = Entry(Action.EXPORTED_RESEARCH, about={"findings": taken_away})
        chain.append(database_of(actor.council), actor.who, [entry])
    return sorted(
        found, key=lambda one: (COMPONENTS.index(one.component), -one.participants, one.council, one.number or 0)
    )


def set_action(actor: Actor, finding: int, action: str) -> None:
    """Save the action for one of this council's findings; "" for none yet. Raises ValueError, NotFound."""
    check_text(action)
    with access.researching(actor, ASKED_FOR) as read:
        pass
    with read.database.writing() as connection:
        this_one = research_finding.c.number == finding
        if not connection.execute(update(research_finding).where(this_one).values(action=action.strip())).rowcount:
            raise NotFound


def bring_in(actor: Actor, text: str) -> dict[str, int]:
    """Keep the findings that another council's file has, in place of those its last file had; recorded. Returns how
    many findings of each council were kept. Those of this council in it are not.

    Raises FindingsFileError with everything that is wrong: then nothing is kept.
    """
    with access.researching(actor, ASKED_FOR) as read:
        kept = set(read.connection.scalars(select(research_other_finding.c.council)))
    own = actor.council.short_name.casefold()
    found = [one for one in findings_file.read_findings(text) if one.council.casefold() != own]
    if not found:
        raise findings_file.FindingsFileError(["The file has no findings of another council"])
    councils = {one.council: 0 for one in found}
    for one in found:
        councils[one.council] += 1
    if len(kept | set(councils)) > MOST_COUNCILS:
        raise findings_file.FindingsFileError([f"Findings of at most {MOST_COUNCILS} other councils are kept"])
    by_whom = {"brought_in_at": clock.now(), "brought_in_by": actor.username}
    rows = [_row(one) | by_whom for one in found]
    with read.database.writing() as connection:
        connection.execute(delete(research_other_finding).where(research_other_finding.c.council.in_(councils)))
        connection.execute(insert(research_other_finding), rows)
        entry = Entry(Action.BROUGHT_IN_FINDINGS, about={"findings": len(found), "councils": len(councils)})
        chain.append_within(connection, actor.who, [entry])
    return councils


def remove_other(actor: Actor, council: str) -> None:
    """Remove the findings brought in from that council. Raises NotFound if there are none."""
    with access.researching(actor, ASKED_FOR) as read:
        pass
    with read.database.writing() as connection:
        of_council = research_other_finding.c.council == council
        if not connection.execute(delete(research_other_finding).where(of_council)).rowcount:
            raise NotFound


def _own(connection: Connection, council: str) -> list[Finding]:
    counts = research_record.c.left_out_at.is_(None)
    people = func.count(func.distinct(research_record.c.participant))
    everyone = connection.scalar(select(people).where(counts)) or 0
    supported = research_finding.join(research_note, research_note.c.finding == research_finding.c.number).join(
        research_record, research_record.c.number == research_note.c.record
    )
    counted = select(research_finding, people.label("participants")).select_from(supported)
    rows = connection.execute(counted.where(counts).group_by(*research_finding.c)).all()
    said = select(research_note.c.finding, research_record.c.participant, research_note.c.words)
    # The consent is asked again here: it may have been given for another session of the same participant only.
    said = said.select_from(supported).where(counts, research_note.c.kind == QUOTE, research_record.c.consent_quotes)
    quotes: dict[int, list[Quote]] = {}
    for one in connection.execute(said.order_by(research_note.c.number)):
        quotes.setdefault(one.finding, []).append(Quote(one.participant, one.words))
    return [
        Finding(
            row.number, council, row.component, row.words, row.action, row.participants, everyone,
            tuple(quotes.get(row.number, ())),
        )
        for row in rows
    ]  # fmt: skip


def _others(connection: Connection) -> list[Finding]:
    rows = connection.execute(select(research_other_finding)).all()
    return [
        Finding(
            None, row.council, row.component, row.words, row.action, row.participants, row.of,
            tuple(Quote("", words) for words in json.loads(row.quotes)),
        )
        for row in rows
    ]  # fmt: skip


def _row(finding: Finding) -> dict[str, object]:
    names = ("council", "component", "words", "action", "participants", "of")
    quotes = json.dumps([quote.words for quote in finding.quotes])
    return {name: getattr(finding, name) for name in names} | {"quotes": quotes}
