"""Which records match a manager's filters: one statement, newest first, that finds a page by an index."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, Select, literal, or_, select, tuple_, union

from config import clock
from data_access.audit.chain import Action
from data_access.audit.flags import MANY_PEOPLE_A_CASE, MANY_PEOPLE_A_DAY, SAME_FAMILY_NAME, SAY_WHO
from data_access.oversight.audit_records import AuditFilters, Place
from data_access.oversight.audit_restricted import Hidden, names_no_one_hidden
from data_access.people import person_ids
from data_access.storage.app_tables import UtcDateTime, audit_event, audit_subject
from data_access.storage.audit_tables import audit_flag

COLUMNS = (audit_event.c.seq, audit_event.c.at, audit_event.c.record)


@dataclass(frozen=True)
class _Part:
    """One reason why a record is worth checking: a flag signed with it, or what was done."""

    flag: str = ""
    action: str = ""


@dataclass(frozen=True)
class Start:
    """Where a list begins: before a place, and with no record after number `upto`, so that what is recorded while the
    pages are turned does not move them. `among` leaves only these record numbers. None means no limit."""

    before: Place | None = None
    upto: int | None = None
    among: tuple[int, ...] | None = None

    def conditions(self, at: ColumnElement, seq: ColumnElement) -> list[ColumnElement[bool]]:
        """The conditions on columns of times and record numbers."""
        found = [] if self.upto is None else [seq <= self.upto]
        if self.among is not None:
            found.append(seq.in_(self.among))
        if self.before is not None:
            found.append(tuple_(at, seq) < tuple_(literal(self.before[0], UtcDateTime()), literal(self.before[1])))
        return found


FROM_NEWEST = Start()
MANY_PEOPLE, COVER, REFUSALS, ANY_FLAG = "many_people", "cover", "refusals", "any_flag"
_OWN_NAME = (_Part(flag=SAME_FAMILY_NAME),)
_MANY = (_Part(flag=MANY_PEOPLE_A_DAY), _Part(flag=MANY_PEOPLE_A_CASE))
_COVER = (_Part(action=Action.STATED_COVER.value), _Part(action=Action.LISTED_UNDER_COVER.value))
_REFUSED = (_Part(action=Action.REFUSED.value),)
_GROUPS = {
    SAME_FAMILY_NAME: _OWN_NAME,
    MANY_PEOPLE: _MANY,
    COVER: _COVER,
    REFUSALS: _REFUSED,
    ANY_FLAG: (*_OWN_NAME, *_MANY, *_COVER, *_REFUSED),
}
FLAG_GROUPS = (SAME_FAMILY_NAME, COVER, MANY_PEOPLE, REFUSALS)
"""What is counted at the top of the audit, in this order. Each may stand as the `flag` of AuditFilters, as may ANY_FLAG
for all of them together."""


def check_reason(filters: AuditFilters) -> None:
    """What one worker did is listed only for a reason, which is recorded.

    Councils promised their staff that the tool would not measure their work. Raises ValueError without a reason.
    """
    if filters.username and not any(letter.isalnum() for letter in filters.why):
        raise ValueError("Say why you look at what one worker did.")


def filter_words(filters: AuditFilters) -> dict[str, str]:
    """The filters that were set, for the audit record."""
    return {name: str(value) for name, value in vars(filters).items() if value}


def counts_words(filters: AuditFilters, seqs: Sequence[int]) -> dict[str, object]:
    """How many records were read, and which, for the audit record; of one worker there is never a number."""
    number = {} if filters.username else {"records": len(seqs)}
    return {"filters": filter_words(filters), **number, "first": list(seqs[:1]), "last": list(seqs[-1:])}


def days_conditions(at: ColumnElement, first_day: date | None, last_day: date | None) -> list[ColumnElement[bool]]:
    """The conditions on a column of times for whole days in London, both included; None means no limit."""
    conditions = [at >= clock.midnight(first_day)] if first_day else []
    return conditions + ([at < clock.midnight(last_day + timedelta(days=1))] if last_day else [])


def matching(
    connection: Connection,
    filters: AuditFilters,
    hidden: Hidden,
    *,
    start: Start = FROM_NEWEST,
    most: int | None = None,
) -> Select:
    """The matching records, newest first from `start`, at most `most`. Each filter has an index in that order, or few
    rows.

    A person who is hidden from the reader is in no record, as if there were no such person.
    """
    parts = _parts(filters)
    if filters.person_id:
        return _of_person(connection, filters, start, hidden).limit(most)
    if len(parts) > 1:
        return _of_any(parts, filters, start, hidden, most)
    if parts and parts[0].flag:
        return _flagged(filters, parts[0], start, hidden).limit(most)
    newest = (audit_event.c.at.desc(), audit_event.c.seq.desc())
    conditions = _conditions(filters, start)
    if parts:
        conditions.append(audit_event.c.action == parts[0].action)
    return select(*COLUMNS).where(*conditions).order_by(*newest).limit(most)


def _parts(filters: AuditFilters) -> tuple[_Part, ...]:
    return _GROUPS.get(filters.flag, (_Part(flag=filters.flag),)) if filters.flag else ()


def _conditions(filters: AuditFilters, start: Start) -> list[ColumnElement[bool]]:
    """On the records themselves: worker, action, days, and the place in the list."""
    conditions = days_conditions(audit_event.c.at, filters.first_day, filters.last_day)
    if filters.username:
        conditions.append(audit_event.c.username == filters.username)
    if filters.action:
        conditions.append(audit_event.c.action == filters.action)
    return conditions + start.conditions(audit_event.c.at, audit_event.c.seq)


def _hiding(parts: Iterable[_Part], hidden: Hidden) -> list[ColumnElement[bool]]:
    """A list by family name leaves out whoever is hidden, or it would show whose family name they have."""
    tells = any(part.flag in SAY_WHO for part in parts)
    return [names_no_one_hidden(hidden)] if hidden.ids and tells else []


def _of_person(connection: Connection, filters: AuditFilters, start: Start, hidden: Hidden) -> Select:
    """One person's records. Without another filter the newest are found by record number alone, so it is fast even if
    there are many.

    With another filter, MATERIALIZED makes both databases go through all of the person's records first, and read the
    text of only those on the page.
    """
    ids = sorted(person_ids.same_person(connection, filters.person_id))
    if not hidden.ids.isdisjoint(ids):
        ids = []
    of_person = audit_subject.c.person_id.in_(ids)
    if len(ids) == 1 and filters == AuditFilters(person_id=filters.person_id):
        by_number = replace(start, before=None).conditions(audit_event.c.at, audit_subject.c.seq)
        by_number += [audit_subject.c.seq < start.before[1]] if start.before else []
        joined = select(*COLUMNS).join(audit_subject)
        # "=" and not "IN" for one ID: then the index is in the order of the page.
        of_person = audit_subject.c.person_id == ids[0]
        return joined.where(of_person, *by_number).order_by(audit_subject.c.seq.desc())
    conditions = [*_conditions(filters, start), *_worth_checking(_parts(filters), hidden)]
    named = select(audit_subject.c.seq).where(of_person).distinct().cte("named").prefix_with("MATERIALIZED")
    joined = select(audit_event.c.seq, audit_event.c.at).select_from(named)
    joined = joined.join(audit_event, audit_event.c.seq == named.c.seq)
    found = joined.where(*conditions).cte("found").prefix_with("MATERIALIZED")
    page = select(*COLUMNS).select_from(found).join(audit_event, audit_event.c.seq == found.c.seq)
    return page.order_by(found.c.at.desc(), found.c.seq.desc())


def _worth_checking(parts: Sequence[_Part], hidden: Hidden) -> list[ColumnElement[bool]]:
    """The condition on a record that it has one of these flags or actions; none if there are no parts."""
    if not parts:
        return []
    flagged = select(audit_flag.c.seq).where(audit_flag.c.flag.in_([part.flag for part in parts if part.flag]))
    actions = [part.action for part in parts if part.action]
    return [or_(audit_event.c.seq.in_(flagged), audit_event.c.action.in_(actions)), *_hiding(parts, hidden)]


def _flagged(filters: AuditFilters, part: _Part, start: Start, hidden: Hidden) -> Select:
    """Records with a flag. Each flag has its own time and worker, so its index alone finds the page."""
    conditions = [*_flag_conditions(filters, part, start), *_hiding([part], hidden)]
    if filters.action:
        conditions.append(audit_event.c.action == filters.action)
    joined = select(*COLUMNS).select_from(audit_flag).join(audit_event, audit_event.c.seq == audit_flag.c.seq)
    return joined.where(*conditions).order_by(audit_flag.c.at.desc(), audit_flag.c.seq.desc())


def _flag_conditions(filters: AuditFilters, part: _Part, start: Start) -> list[ColumnElement[bool]]:
    days = days_conditions(audit_flag.c.at, filters.first_day, filters.last_day)
    conditions = [audit_flag.c.flag == part.flag, *days, *start.conditions(audit_flag.c.at, audit_flag.c.seq)]
    return [*conditions, audit_flag.c.username == filters.username] if filters.username else conditions


def _of_any(parts: Sequence[_Part], filters: AuditFilters, start: Start, hidden: Hidden, most: int | None) -> Select:
    """Records with any of several flags or actions: the newest of each by its own index, and of these the newest."""
    each = []
    for part in parts:
        if part.flag:
            newest = _flagged(filters, part, start, hidden).with_only_columns(audit_flag.c.seq, audit_flag.c.at)
        else:
            conditions = [*_conditions(filters, start), audit_event.c.action == part.action]
            newest = select(audit_event.c.seq, audit_event.c.at).where(*conditions)
            newest = newest.order_by(audit_event.c.at.desc(), audit_event.c.seq.desc())
        found = newest.limit(most).subquery()
        each.append(select(found.c.seq, found.c.at))
    some = union(*each).subquery()
    page = select(*COLUMNS).select_from(some).join(audit_event, audit_event.c.seq == some.c.seq)
    return page.order_by(some.c.at.desc(), some.c.seq.desc()).limit(most)
