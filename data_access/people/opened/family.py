"""The family at a glance: each member's flags side by side, where the council has set that up.

In journey 2 the family is those linked to the child who is open. In journey 1 it is those whom the worker has opened in
this session under this case reference and then confirmed as this family. Who belongs to it is read from the database
and the audit at every call; what the page remembers proves nothing. Each member is allowed as if opened alone, and
recorded as opened before anyone's flags are returned.
"""

import json
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Row, select

from data_access.accounts.sessions import Actor
from data_access.audit.chain import Action, Entry
from data_access.people import access, many_people, services
from data_access.people.access import Reading
from data_access.people.person_page import individual_of, linked_rows
from data_access.storage.app_tables import audit_event
from data_access.storage.extract_tables import person
from data_access.values import FamilyMember, Grounds, Individual

Member = tuple[str, Row]
"""A relationship to the child ("" in journey 1), and the person's row."""


def list_family(
    actor: Actor, person_id: str, *, grounds: Grounds, shown: tuple[FamilyMember, ...] | None = None
) -> tuple[FamilyMember, ...]:
    """The members of the family with their flags (audit level 3 for each). In journey 2 `person_id` is the child, whose
    page was opened in this session; the child is not among them.

    `shown` is what the page shows already: it is read and allowed again, but recorded only if it differs.
    Raises WhyManyNeeded (nothing is recorded yet), NotPermitted (recorded), NotFound, NotSignedIn, NoExtract or
    Unavailable.
    """
    with access.reading(actor, grounds, is_shown=shown is not None) as read:
        _require_set_up(read)
        child_id = person_id if read.council.journey == 2 else None
        members = _confirmed(read) if child_id is None else _linked(read, child_id)
    with access.reading(actor, replace(grounds, child_id=child_id), is_shown=shown is not None) as read:
        ids = [row.person_id for _, row in members]
        many = {one: many_people.flags_of_opening(read, one, beside=ids) for one in ids}
        if any(many.values()) and shown is None:
            many_people.require_why(read)
        family = tuple(_member(read, words, access.open_person(read, row.person_id)) for words, row in members)
        entries = [_entry(member, row, many[row.person_id]) for member, (_, row) in zip(family, members, strict=True)]
        # Of an empty family there is nothing to record.
        return access.record_unless_shown(read, family, shown, *entries) if entries else family


def list_candidates(
    actor: Actor, *, grounds: Grounds, shown: tuple[Individual, ...] | None = None
) -> tuple[Individual, ...]:
    """Journey 1: whom the worker has opened in this session under this case reference, in that order, to be confirmed
    as one family (audit level 2). Raises as `list_family` does."""
    with access.reading(actor, grounds, is_shown=shown is not None) as read:
        _require_set_up(read)
        rows = _rows(read, _opened(read))
    found = tuple(individual_of(row) for row in rows)
    entry = Entry(Action.SHOWN_INDIVIDUALS, [access.subject_of(row) for row in rows], about={"to_confirm": True})
    return access.record_unless_shown(read, found, shown, entry) if rows else found


def confirm_family(actor: Actor, person_ids: Sequence[str], *, grounds: Grounds) -> None:
    """Journey 1: record that these people are one family; it stands in place of what was confirmed before under this
    case reference. Raises NotPermitted (recorded) if one of them was not opened under it in this session."""
    with access.reading(actor, grounds) as read:
        _require_set_up(read)
        rows = _rows(read, person_ids)
        if read.council.journey != 1 or not set(person_ids) <= set(_opened(read)) or len(rows) != len(set(person_ids)):
            access.refuse(read, access.NOT_CONFIRMED)
    access.record(read, Entry(Action.CONFIRMED_FAMILY, [access.subject_of(row) for row in rows]))


def _require_set_up(read: Reading) -> None:
    if read.council.family_at_a_glance is None:
        access.refuse(read, access.NO_FAMILY)


def _linked(read: Reading, child_id: str) -> list[Member]:
    """Those linked to the child in journey 2, as on the child's page, each once."""
    access.open_person(read, child_id)
    if not access.session_has(read, Action.VIEWED_PERSON, child_id):
        access.refuse(read, access.CHILD_NOT_OPEN)
    rows: dict[str, Row] = {}
    words: dict[str, list[str]] = {}
    for row in linked_rows(read, child_id):
        rows.setdefault(row.person_id, row)
        words.setdefault(row.person_id, []).append(row.relationship)
    return [(", ".join(words[one]), row) for one, row in rows.items()]


def _confirmed(read: Reading) -> list[Member]:
    """Those confirmed in journey 1, but for anyone who was restricted since or has left the extract."""
    newest = next(iter(_records(read, Action.CONFIRMED_FAMILY)[::-1]), None)
    confirmed = [one["person_id"] for one in newest["people"]] if newest else []
    return [("", row) for row in _rows(read, confirmed)]


def _opened(read: Reading) -> list[str]:
    """The IDs of those opened in this session under this case reference, in order; of no one without a reference."""
    return list(dict.fromkeys(record["people"][0]["person_id"] for record in _records(read, Action.VIEWED_PERSON)))


def _records(read: Reading, action: Action) -> list[dict]:
    """This session's records of an action under this case reference, oldest first; none without a reference."""
    reference = read.grounds.case_reference
    of_action = access.is_of_this_session(read) & (audit_event.c.action == action.value)
    texts = read.connection.scalars(select(audit_event.c.record).where(of_action).order_by(audit_event.c.seq))
    records = [json.loads(text) for text in texts]
    return [one for one in records if reference and one["grounds"].get("case_reference") == reference]


def _rows(read: Reading, person_ids: Sequence[str]) -> list[Row]:
    """The people with these IDs whom anyone may open, in this order."""
    allowed = select(person).where(person.c.person_id.in_(person_ids), access.is_not_restricted(read))
    found = {row.person_id: row for row in read.connection.execute(allowed)}
    return [found[one] for one in dict.fromkeys(person_ids) if one in found]


def _member(read: Reading, words: str, row: Row) -> FamilyMember:
    """The member with the answers of the services that are shown together; of no other anything is kept."""
    family = read.council.family_at_a_glance
    together = family.services if family else ()
    answers = services.answers_for(read, row)
    return FamilyMember(words, individual_of(row), {one: answers[one] for one in answers if one in together})


def _entry(member: FamilyMember, row: Row, many: tuple[str, ...]) -> Entry:
    flags = {service_id: services.answer_words(answer) for service_id, answer in member.answers.items()}
    about = {"flags": flags, "out_of_date": services.out_of_date(member.answers), "in_family": True}
    return Entry(Action.VIEWED_PERSON, [access.subject_of(row)], about=about, flags=many)
