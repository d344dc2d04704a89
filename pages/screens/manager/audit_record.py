"""One audit record with all that was signed, and the ways on: who else looked at a person, what else a worker did."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.oversight import audit_list
from data_access.oversight.audit_records import AuditRecord, NamedPerson
from pages.components.audit_words import (
    ROLE_WORDS,
    about_pairs,
    flag_words,
    named_words,
    what_words,
    worker_words,
)
from pages.components.details import show_details
from pages.components.formatting import cms_id_words, counted, date_of_birth_words, time_words
from pages.components.frame import (
    show_back_and_new_search,
    show_heading,
    show_hint,
    show_page_heading,
    show_warning,
)
from pages.components.person_table import show_rows
from pages.components.text import label_text
from pages.visit import opening
from pages.visit.audit_asked import ask, back_to_list, what_was_done_by, who_looked_at

FLAG_MEANS = {
    "same_family_name": "The worker has a family name like the one looked up. Many people share a name: it is a reason "
    "to ask, no more.",
    "many_people_a_day": "The worker opened more people that day than the council’s settings expect. "
    "Duty may be the reason.",
    "many_people_a_case": "The worker opened more people under this case reference than the council’s settings expect.",
    "stated_cover": "The worker stated that they cover a child who is not on their caseload.",
    "refused": "The tool did not show what was asked for.",
}


def show(actor: Actor) -> None:
    """The record that is open; the list where none is."""
    record = opening.opened("record", "audit", partial(audit_list.get_record, actor), gone=back_to_list)
    titles = actor.council.titles
    show_back_and_new_search("Back to the list", on_back=back_to_list)
    show_page_heading(what_words(record, titles), f"Record {record.seq}, {time_words(record.at)}")
    show_record(record, titles)
    worker = record.display_name or record.username
    st.button(label_text(f"What has {worker} done?"), key="to_worker",
              on_click=ask, args=(what_was_done_by(record.username, record.display_name),))  # fmt: skip
    if record.people:
        _show_people(actor, record)


def show_record(record: AuditRecord, titles: dict[str, str]) -> None:
    """What is worth a look, and all that was signed but the people."""
    if flag_words(record):
        show_warning(f"{flag_words(record)}. {meanings([record])}")
    show_details(_pairs(record, titles))


def meanings(records: Iterable[AuditRecord]) -> str:
    """What the flags of these records mean, each once."""
    flags = dict.fromkeys(flag for record in records for flag in (*record.flags, record.action))
    return " ".join(FLAG_MEANS[flag] for flag in flags if flag in FLAG_MEANS)


def _pairs(record: AuditRecord, titles: dict[str, str]) -> list:
    grounds = record.grounds
    pairs = [
        ("Worker", worker_words(record)),
        ("Role", ROLE_WORDS.get(record.role, record.role)),
        ("Reason", grounds.reason),
        ("Case reference", grounds.case_reference),
        ("Cover stated", grounds.cover or ""),
        ("By way of the child", grounds.child_id or ""),
        ("Service", titles.get(record.service_id, record.service_id) if record.service_id else ""),
        *about_pairs(record, titles),
        ("Time (UTC)", f"{record.at:%d/%m/%Y %H:%M:%S}"),
        ("Session", record.session_id),
        ("Address", record.address),
        ("Extract", "" if record.extract is None else str(record.extract)),
    ]
    return [pair for pair in pairs if pair[1]]


def _show_people(actor: Actor, record: AuditRecord) -> None:
    number, people = len(record.people), [one for one in record.people if not one.is_hidden]
    show_heading("Person" if number == 1 else f"{number} people")
    if len(people) < number:
        hidden = counted(number - len(people), "restricted person", "restricted people")
        show_hint(f"{hidden}. Only the data officer sees who it is.")
    if not people:
        return
    show_hint("As they were shown then. View one to see who else has looked at them.")
    show_named(
        actor, people, token=str(record.seq), key="record_people", on_view=lambda row: ask(who_looked_at(people[row]))
    )


def show_named(actor: Actor, people: Sequence[NamedPerson], **shown: Any) -> None:
    """A table of people as the audit names them, each to be viewed for who has looked at them."""
    cms = actor.council.cms.name
    rows = [[one.name, date_of_birth_words(one.date_of_birth), cms_id_words(one.cms_id, cms)] for one in people]
    columns, muted = {"Name": 40, "Date of birth": 25, "Case ID": 0}, [[] if one.cms_id else [2] for one in people]
    names = [f"View who has looked at {named_words(one)}" for one in people]
    show_rows(columns, rows, names, muted=muted, caption="People", **shown)
