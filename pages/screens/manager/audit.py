"""The audit for managers: filters, and the records that fit, newest first. Each page is recorded before it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import streamlit as st

from config import clock
from data_access.accounts.sessions import Actor
from data_access.audit.flags import SAME_FAMILY_NAME
from data_access.errors import DataAccessError
from data_access.oversight import audit_export, audit_list, many_opened, overdue_reports
from data_access.oversight.audit_records import AuditFilters, AuditPage, AuditRecord, NamedPerson, Place
from pages.components.audit_words import (
    ACTION_FLAGS,
    ACTION_WORDS,
    FLAG_WORDS,
    flag_words,
    grounds_words,
    named_words,
    people_words,
    what_words,
    worker_words,
)
from pages.components.formatting import cms_id_words, date_of_birth_words, time_words
from pages.components.forms.day_field import DaySpan, day_typed, read_days
from pages.components.forms.error_summary import FieldError, set_title, show_error_summary
from pages.components.forms.text_field import field as field_with_words
from pages.components.forms.text_field import show_text_field
from pages.components.frame import show_empty, show_heading, show_hint, show_page_heading, show_warning
from pages.components.person_table import show_view_table
from pages.components.text import label_text
from pages.visit import downloads, memory, navigation
from pages.visit.guard import keep_failure
from pages.visit.roles import may_see

TITLE = "Audit"
WORKER, PERSON, WHAT, FROM, TO = "audit_worker", "audit_person", "audit_what", "audit_from", "audit_to"
FIELDS = (WORKER, PERSON, WHAT, FROM, TO)
ATTEMPT, RETURN_TO = "audit_attempt", "visit_audit_return"
EVERYTHING = ""
LONGEST_TYPED = 200


@dataclass(frozen=True)
class Asked:
    """What is listed: the filters, the person among them, and where the pages turned so far began.

    `typed` is a person who is not chosen yet: nobody, or more than one, may have that name.
    """

    filters: AuditFilters = field(default_factory=AuditFilters)
    person: NamedPerson | None = None
    typed: str = ""
    befores: tuple[Place, ...] = ()


def show(actor: Actor) -> None:
    """The filters and the list; without filters everything, newest first."""
    asked = memory.chosen("audit") or Asked()
    workers = audit_list.list_workers(actor)
    errors = _errors() if st.session_state.get(ATTEMPT) else []
    set_title(TITLE, error=bool(errors))
    show_error_summary(errors, attempt=st.session_state.get(ATTEMPT, 0))
    show_page_heading(TITLE, "Who searched for and opened whom, and why. Your use of this page is also recorded.")
    if asked == Asked() and may_see(actor.role, "spot_checks"):
        _show_overdue(actor)
    _show_filters(asked, workers, {error.field_key: error.message for error in errors})
    if asked == Asked() and may_see(actor.role, "spot_checks"):
        _show_many_opened(actor)
    if asked.typed:
        _show_people(actor, asked)
    else:
        _show_records(actor, asked, workers)


def _show_overdue(actor: Actor) -> None:
    """That reports have waited too long; nothing if none has."""
    found = overdue_reports.find_overdue(actor)
    if found is None:
        return
    reports, have = ("1 report", "has") if found.number == 1 else (f"{found.number} reports", "have")
    show_warning(
        f"{reports} of a record that is not right {have} waited for more than a working day, the oldest since "
        f"{time_words(found.oldest)}. Ask the data officer."
    )


def look_at(asked: Asked) -> None:
    """Go to the list with these filters; for the callbacks of this screen and of an open record."""
    for key in (*FIELDS, ATTEMPT):
        st.session_state.pop(key, None)
    memory.choose("audit", asked)
    navigation.go("audit")


def who_looked_at(person: NamedPerson) -> Asked:
    """Every record that names a person."""
    return Asked(AuditFilters(person_id=person.person_id), person)


def what_was_done_by(username: str) -> Asked:
    """Every record of a worker."""
    return Asked(AuditFilters(username=username))


def service_titles(actor: Actor) -> dict[str, str]:
    """Service id to title."""
    return {service.id: service.title for service in actor.council.services}


def back_to_list() -> None:
    """From an open record to the list it was opened from."""
    look_at(st.session_state.get(RETURN_TO) or Asked())


def _show_filters(asked: Asked, workers: dict[str, str], said: dict[str, str]) -> None:
    filters = asked.filters
    person = asked.typed or (asked.person.cms_id or asked.person.person_id if asked.person else "")
    values = (filters.username or None, person, filters.flag or filters.action, day_typed(filters.first_day))
    for key, value in zip(FIELDS, (*values, day_typed(filters.last_day)), strict=True):
        st.session_state.setdefault(key, value)

    def worker(username: str) -> str:
        return label_text(f"{workers[username]}, {username}" if username in workers else username)

    options = list(workers)
    if filters.username and filters.username not in workers:
        options.append(filters.username)
    example = day_typed(clock.today())
    with st.form("audit_form", border=False):
        with st.container(key="audit_filters"):
            left, right = st.columns(2, gap="large")
        with left:
            with field_with_words(WORKER, "Worker", hint="Choose, or type a user name", optional=True):
                st.selectbox("Worker", options, key=WORKER, format_func=worker, label_visibility="collapsed",
                             accept_new_options=True, placeholder="Everybody")  # fmt: skip
            hint = "Case ID, or first name and family name as they were shown"
            error = said.get(PERSON, "")
            show_text_field("Person", key=PERSON, hint=hint, error=error, optional=True, max_chars=LONGEST_TYPED + 1)
        with right:
            with field_with_words(WHAT, "What was done", hint="The first six are flags"):
                choices = [EVERYTHING, *FLAG_WORDS, *ACTION_FLAGS]
                choices += [action for action in ACTION_WORDS if action not in ACTION_FLAGS]
                st.selectbox(
                    "What was done", choices, key=WHAT, format_func=_choice_words, label_visibility="collapsed"
                )
            with st.container(key="audit_days", horizontal=True, gap="medium"):
                for key, label in ((FROM, "From"), (TO, "To")):
                    hint = f"For example, {example}"
                    show_text_field(label, key=key, hint=hint, error=said.get(key, ""), optional=True, max_chars=40)
        st.form_submit_button("Show records", key="show_records", type="primary", on_click=_try_to_list)
    if asked != Asked():
        st.button("Clear the filters", key="clear_filters", type="tertiary", on_click=look_at, args=(Asked(),))


def _choice_words(choice: str) -> str:
    if choice == EVERYTHING:
        return "Everything"
    if choice == SAME_FAMILY_NAME:
        return label_text(f"{FLAG_WORDS[choice]} as the worker looked up")
    if choice in FLAG_WORDS:
        return label_text(f"Opened {FLAG_WORDS[choice].lower()}")
    return label_text(ACTION_WORDS[choice])


def _show_people(actor: Actor, asked: Asked) -> None:
    """Whom the typed name or number may mean: one goes on by itself, several are to choose from."""
    found = memory.opened_in_audit("audit", (asked, actor.revision), lambda: audit_list.find_people(actor, asked.typed))
    if len(found) == 1:
        look_at(replace(asked, filters=replace(asked.filters, person_id=found[0].person_id), person=found[0], typed=""))
        st.rerun()
    if not found:
        show_empty(
            "No record names this person",
            [
                f"Looked for: {asked.typed}. No one was shown or opened under this case ID or name.",
                "A person is found by the name they were shown under, written in full. The case ID is more certain.",
            ],
        )
        return
    show_heading("Which person?", note=f"{len(found)} people were shown as {asked.typed}.")
    cms = actor.council.cms.name
    rows = [[one.name, date_of_birth_words(one.date_of_birth), cms_id_words(one.cms_id, cms)] for one in found]
    table = {
        "columns": ["Name", "Date of birth", "Case ID"],
        "rows": rows,
        "muted": [[] if one.cms_id else [2] for one in found],
        "header": [0],
        "widths": [40, 25, 0],
    }
    names = [f"View who has looked at {named_words(one)}" for one in found]
    row = show_view_table(table, names, _token(rows), caption="People", key="audit_people", hide_caption=True)
    if row is not None:
        filters = replace(asked.filters, person_id=found[row].person_id)
        look_at(replace(asked, filters=filters, person=found[row], typed=""))
        st.rerun()


def _show_many_opened(actor: Actor) -> None:
    """Who has opened many people today; nothing if no one has."""
    today = clock.today()
    found = memory.opened_in_audit(
        "audit", ("many", today, actor.revision), lambda: many_opened.list_many_opened(actor, today)
    )
    if not found:
        return
    show_heading("Many people opened today", note="There may be a good reason, such as duty. Ask the worker.")
    rows = [
        [one.display_name or one.username, str(one.people), ", ".join(FLAG_WORDS[flag] for flag in one.flags)]
        for one in found
    ]
    table = {"columns": ["Worker", "People", "Flag"], "rows": rows, "header": [0], "muted": [[] for _ in rows],
             "widths": [40, 15, 0]}  # fmt: skip
    names = [f"View what {row[0]} has done" for row in rows]
    row = show_view_table(table, names, _token(rows), caption="Workers", key="many_opened", hide_caption=True)
    if row is not None:
        look_at(what_was_done_by(found[row].username))
        st.rerun()


def _show_records(actor: Actor, asked: Asked, workers: dict[str, str]) -> None:
    before = asked.befores[-1] if asked.befores else None
    page: AuditPage = memory.opened_in_audit(
        "audit", (asked, actor.revision), lambda: audit_list.list_records(actor, asked.filters, before=before)
    )
    show_heading(_list_words(asked, workers))
    if asked.person:
        show_hint(named_words(asked.person))
    if not page.records:
        show_empty("No matching records", ["No records match these filters. Remove one, or choose a longer period."])
        return
    rows = [_row(record, service_titles(actor), asked.person) for record in page.records]
    flagged = any(row[-1] for row in rows)
    columns = ["When", "Worker", "What", "Person", "Reason", "Flag"]
    table = {
        "columns": columns if flagged else columns[:-1],
        "rows": rows if flagged else [row[:-1] for row in rows],
        "muted": [[place for place, cell in enumerate(row) if not cell] for row in rows],
        "header": [1],
        "widths": [13, 17, 17, 15, 0, 11] if flagged else [13, 19, 19, 18, 0],
    }
    names = [f"View record {record.seq}, {what_words(record, {})}" for record in page.records]
    row = show_view_table(table, names, _token(rows), caption="Records", key="audit_records", hide_caption=True)
    if row is not None:
        st.session_state[RETURN_TO] = asked
        memory.choose("record", page.records[row].seq)
        navigation.go_now("record")
    _show_pages(asked, page)
    _show_export(actor, asked)


def _row(record: AuditRecord, titles: dict[str, str], person: NamedPerson | None) -> list[str]:
    what, people = what_words(record, titles), people_words(record, person)
    return [time_words(record.at), worker_words(record), what, people, grounds_words(record), flag_words(record)]


def _list_words(asked: Asked, workers: dict[str, str]) -> str:
    """What the list is, as the manager would ask for it."""
    worker = workers.get(asked.filters.username, asked.filters.username)
    if asked.person and worker:
        return f"When {worker} looked at {asked.person.name}"
    if asked.person:
        return f"Who has looked at {asked.person.name}"
    return f"What {worker} has done" if worker else "Records"


def _show_pages(asked: Asked, page: AuditPage) -> None:
    with st.container(key="fc-pages", horizontal=True, vertical_alignment="center", gap="medium"):
        number = len(page.records)
        st.html(f'<p class="fc-hint">{number} {"record" if number == 1 else "records"}, newest first</p>')
        if asked.befores:
            newer = replace(asked, befores=asked.befores[:-1])
            st.button("Newer ones", key="newer", on_click=memory.choose, args=("audit", newer))
        if page.has_older:
            older = replace(asked, befores=(*asked.befores, page.records[-1].place))
            st.button("Older ones", key="older", on_click=memory.choose, args=("audit", older))


def _show_export(actor: Actor, asked: Asked) -> None:
    """The way to a file: a ticket first, then its link."""
    show_heading("These records as a file")
    most = f"{audit_export.MOST_EXPORTED:,}"
    show_hint(f"For a spreadsheet, the newest {most} at most. It names people: keep it where you keep case files, and "
              "delete it when you are done. The export is recorded.")  # fmt: skip
    st.button("Export as CSV", key="export", on_click=_offer_export, args=(actor, asked.filters))
    downloads.show_offered("audit", "Download the records")


def _offer_export(actor: Actor, filters: AuditFilters) -> None:
    try:
        downloads.offer(actor, "audit", **downloads.filter_options(filters))
    except DataAccessError as failed:
        keep_failure(failed)


def _try_to_list() -> None:
    """The callback of "Show records": list them when nothing is wrong with what was typed."""
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    if _errors():
        return
    del st.session_state[ATTEMPT]
    what, days = st.session_state.get(WHAT) or EVERYTHING, _days()
    filters = AuditFilters(
        username=(st.session_state.get(WORKER) or "").strip().lower(),
        action=what if what in ACTION_WORDS else "",
        flag=what if what in FLAG_WORDS else "",
        first_day=days.first,
        last_day=days.last,
    )
    memory.choose("audit", Asked(filters, typed=_typed(PERSON)))


def _errors() -> list[FieldError]:
    errors = []
    if len(_typed(PERSON)) > LONGEST_TYPED:
        errors.append(FieldError(PERSON, f"Person must be {LONGEST_TYPED} characters or fewer"))
    return errors + [FieldError({"From": FROM, "To": TO}[label], words) for label, words in _days().wrong.items()]


def _days() -> DaySpan:
    return read_days(_typed(FROM), _typed(TO), today=clock.today())


def _typed(key: str) -> str:
    """What was typed, without control characters and spaces around."""
    return "".join(letter for letter in str(st.session_state.get(key) or "") if letter.isprintable()).strip()


def _token(rows: Sequence[Sequence[str]]) -> str:
    """Changes with the list, so that a click on the list before this one opens nothing."""
    return str(hash(tuple(tuple(row) for row in rows)))
