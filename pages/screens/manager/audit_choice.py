"""Whom a typed name means, where several people or workers have it: one goes on by itself, several are chosen from."""

from dataclasses import replace

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.oversight import audit_list
from data_access.oversight.audit_records import NamedPerson
from pages.components.frame import show_empty, show_heading
from pages.components.person_table import show_rows
from pages.screens.manager import audit_record
from pages.visit import memory
from pages.visit.audit_asked import Asked, ask


def show(actor: Actor, asked: Asked) -> None:
    """The workers first, then the people."""
    if asked.typed_worker:
        _show_workers(actor, asked)
    else:
        _show_people(actor, asked)


def _show_workers(actor: Actor, asked: Asked) -> None:
    found = audit_list.find_workers(actor, asked.typed_worker)
    show_heading("Which worker?", note=f"{len(found)} accounts have “{asked.typed_worker}” in their name.")
    rows = [[name, username] for username, name in found.items()]
    names = [f"View what {name}, {username}, has done" for name, username in rows]

    def view(row: int) -> None:
        name, username = rows[row]
        filters = replace(asked.filters, username=username)
        ask(replace(asked, filters=filters, worker_name=name, typed_worker=""))

    columns = {"Worker": 50, "User name": 0}
    show_rows(columns, rows, names, caption="Workers", key="audit_workers", on_view=view)


def _show_people(actor: Actor, asked: Asked) -> None:
    found: tuple[NamedPerson, ...] = memory.opened_in_audit(
        "audit", (asked, actor.revision), lambda: audit_list.find_people(actor, asked.typed)
    )
    if len(found) == 1:
        _go_on(asked, found[0])
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
    audit_record.show_named(actor, found, key="audit_people", on_view=lambda row: _go_on(asked, found[row]))


def _go_on(asked: Asked, person: NamedPerson) -> None:
    filters = replace(asked.filters, person_id=person.person_id)
    ask(replace(asked, filters=filters, person=person, typed=""))
