"""Copy: what is to be copied is recorded first, and copied only then, by the browser that asked."""

from collections.abc import Sequence

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.audit.chain import Subject
from data_access.errors import DataAccessError
from data_access.people.opened import contacts
from data_access.people.opened.contacts import Contact
from data_access.values import BasicDetails, Record
from pages.components.copy_text import LIKE_A_LINK, show_copy_button
from pages.components.formatting import name_words
from pages.components.services.case_file_text import case_file_text
from pages.components.services.contact_card import contact_text, own_number_text
from pages.visit import memory
from pages.visit.guard import TURN, keep_failure, who

COPIES, CASE_FILE = "visit_copies", "visit_case_file"


def show_copy(actor: Actor, found: Sequence[Contact], *, label: str, failed: str, key: str) -> None:
    """A button that copies these contacts, a line each, without the names of the people they work with.

    `failed` is said where the browser would not copy them.
    """
    lines = dict.fromkeys(_line(actor, one) for one in found)
    asked = show_copy_button(label, "\n".join(lines), recorded=_recorded(key), done="Copied.", failed=failed, key=key)
    if not asked:
        return
    try:
        contacts.record_copy(actor, found, grounds=memory.family_grounds())
    except DataAccessError as error:
        keep_failure(error)
    else:
        _count(key)
    st.rerun()


def _line(actor: Actor, contact: Contact) -> str:
    service = actor.council.service(contact.service_id)
    if contact.answer:
        return own_number_text(service)
    return contact_text(service, contact.values, doubted=contact.is_doubted)


def show_copy_of_record(
    actor: Actor, details: BasicDetails, service_id: str, record: Record, *, doubted: bool, key: str
) -> None:
    """Copy for the one contact that a record names, beside it. `doubted`: it was reported as wrong."""
    name = name_words(details.first_name, details.family_name)
    subject = Subject(details.person_id, details.cms_id, name, details.date_of_birth)
    fields = actor.council.service(service_id).contact.field_ids
    values = {field: record.values.get(field) for field in fields}
    contact = Contact(service_id, subject, values, is_doubted=doubted)
    failed = "Your browser did not copy it. Select the contact and copy it yourself."
    show_copy(actor, [contact], label="Copy contact", failed=failed, key=key)


def show_copy_for_case_file(actor: Actor) -> None:
    """A button that copies what was looked up about the person who is open.

    The text is made when it is asked for, and is sent to the browser only once that is recorded. It goes with the
    screen, and when the data has changed since.
    """
    key = f"case_file_{memory.openings()}"
    turn, revision, text = st.session_state.get(CASE_FILE, (None, None, ""))
    is_current = (turn, revision) == (st.session_state.get(TURN), actor.revision)
    if not is_current:
        st.session_state.pop(CASE_FILE, None)
    asked = show_copy_button(
        "Copy for the case file",
        text if is_current else "",
        recorded=_recorded(key) if is_current else 0,
        done="Copied. You can paste it into the case file.",
        failed="Your browser did not copy it. The text is selected: press Ctrl and C.",
        box="Text for the case file",
        look=LIKE_A_LINK,
        key=key,
    )
    if not asked:
        return
    try:
        copied = memory.copy_for_case_file(actor)
    except DataAccessError as error:
        keep_failure(error)
    else:
        words = case_file_text(actor.council, copied, who(actor))
        st.session_state[CASE_FILE] = (st.session_state.get(TURN), actor.revision, words)
        _count(key)
    st.rerun()


def _recorded(key: str) -> int:
    """How many copies were recorded under this key, 0 if none since the screen was opened: on coming back to a screen
    nothing is copied unasked."""
    turn, number = st.session_state.get(COPIES, {}).get(key, (None, 0))
    return number if turn == st.session_state.get(TURN) else 0


def _count(key: str) -> None:
    copies = st.session_state.setdefault(COPIES, {})
    copies[key] = (st.session_state.get(TURN), copies.get(key, (None, 0))[1] + 1)
