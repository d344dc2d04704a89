"""One visit: who looked at whom, when and why, and every record of it, oldest first."""

from functools import partial

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.oversight.audit_records import AuditRecord, AuditVisit
from data_access.oversight.visits import visit_list
from pages.components.audit_words import flag_words, named_words, people_words, what_words, worker_words
from pages.components.details import show_details
from pages.components.formatting import time_words
from pages.components.frame import show_back_and_new_search, show_heading, show_page_heading, show_warning
from pages.components.oversight.visit_words import ONLY_LISTED, what_was_done, when_words, why_words
from pages.components.person_table import show_rows
from pages.components.text import label_text
from pages.screens.manager import audit_record
from pages.visit import memory, navigation, opening
from pages.visit.audit_asked import ask, back_to_list, what_was_done_by, who_looked_at


def show(actor: Actor) -> None:
    """The visit that is open; the list where none is."""
    visit: AuditVisit = opening.opened("audit_visit", "audit", partial(_visit, actor), gone=back_to_list)
    titles = actor.council.titles
    show_back_and_new_search("Back to the list", on_back=back_to_list)
    show_page_heading(title_words(visit), when_words(visit))
    if flag_words(*visit.records):
        show_warning(f"{flag_words(*visit.records)}. {audit_record.meanings(visit.records)}")
    pairs = [
        ("Worker", worker_words(visit.newest)),
        ("Person", named_words(visit.person) if visit.person else ""),
        ("What", what_was_done(visit, titles)),
        ("Why", why_words(visit)),
    ]
    show_details([pair for pair in pairs if pair[1]])
    _show_ways_on(visit)
    _show_records(visit, titles)


def title_words(visit: AuditVisit) -> str:
    """What the visit is: "Helen Marks looked at Dominic Pierce", or "saw Dominic Pierce in a list"."""
    worker = visit.newest.display_name or visit.newest.username
    if visit.person:
        if all(record.action in ONLY_LISTED for record in visit.records):
            return f"{worker} saw {visit.person.name} in a list"
        return f"{worker} looked at {visit.person.name}"
    return f"{worker}: {what_was_done(visit, {})}"


def _visit(actor: Actor, opened: tuple[int, str]) -> AuditVisit:
    number, person_id = opened
    return visit_list.get_visit(actor, number, person_id=person_id)


def _show_ways_on(visit: AuditVisit) -> None:
    with st.container(key="visit_ways", horizontal=True, gap="small"):
        if visit.person and not visit.person.is_hidden:
            st.button(label_text(f"Who else has looked at {visit.person.name}?"), key="to_person",
                      on_click=ask, args=(who_looked_at(visit.person),))  # fmt: skip
        name = visit.newest.display_name
        asked = what_was_done_by(visit.newest.username, name)
        words = label_text(f"What has {name or visit.newest.username} done?")
        st.button(words, key="to_worker", on_click=ask, args=(asked,))


def _show_records(visit: AuditVisit, titles: dict[str, str]) -> None:
    show_heading("Its records", note="Oldest first. View one to read all that was recorded.")
    rows = [_row(record, titles, visit) for record in visit.records]
    columns = {"When": 22, "What": 34, "Person": 26, "Flag": 0}
    names = [f"View record {record.seq}, {row[1]}" for record, row in zip(visit.records, rows, strict=True)]

    def view(row: int) -> None:
        memory.choose("record", visit.records[row].seq)
        navigation.go("record")

    show_rows(columns, rows, names, header=1, caption="Records", key="visit_records", on_view=view)


def _row(record: AuditRecord, titles: dict[str, str], visit: AuditVisit) -> list[str]:
    people = people_words(record, visit.person)
    return [time_words(record.at), what_words(record, titles), people, flag_words(record)]
