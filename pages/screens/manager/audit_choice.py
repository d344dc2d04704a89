"""Whom a typed name means, where several people or workers have it: one goes on by itself, several are chosen from."""

from dataclasses import replace

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.oversight import audit_list
from data_access.oversight.audit_records import NamedPerson
from pages.components.audit_words import named_words
from pages.components.formatting import cms_id_words, date_of_birth_words
from pages.components.frame import show_empty, show_heading
from pages.components.person_table import rows_token, show_view_table
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
    table = {"columns": ["Worker", "User name"], "rows": rows, "muted": [[] for _ in rows], "header": [0],
             "widths": [50, 0]}  # fmt: skip
    names = [f"View what {name}, {username}, has done" for name, username in rows]

    def view(row: int) -> None:
        name, username = rows[row]
        filters = replace(asked.filters, username=username)
        ask(replace(asked, filters=filters, worker_name=name, typed_worker=""))

    token = rows_token(rows)
    show_view_table(table, names, token, caption="Workers", key="audit_workers", on_view=view, hide_caption=True)


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
    show_view_table(
        table, names, rows_token(rows), caption="People", key="audit_people", hide_caption=True,
        on_view=lambda row: _go_on(asked, found[row]),
    )  # fmt: skip


def _go_on(asked: Asked, person: NamedPerson) -> None:
    filters = replace(asked.filters, person_id=person.person_id)
    ask(replace(asked, filters=filters, person=person, typed=""))
