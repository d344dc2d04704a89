"""Copy: what is to be copied is recorded first, and copied only then, by the browser that asked."""

from collections.abc import Sequence

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.audit.chain import Subject
from data_access.errors import DataAccessError
from data_access.people.opened import contacts
from data_access.people.opened.contacts import Contact
from data_access.values import BasicDetails, Record
from pages.components.copy_text import show_copy_button
from pages.components.formatting import name_words
from pages.components.services.contact_card import contact_text, own_number_text
from pages.visit import memory
from pages.visit.guard import keep_failure

COPIES = "visit_copies"


def show_copy(actor: Actor, found: Sequence[Contact], *, label: str, failed: str, key: str) -> None:
    """A button that copies these contacts, a line each, without the names of the people they work with.

    `failed` is said where the browser would not copy them.
    """
    copies = st.session_state.setdefault(COPIES, {})
    lines = dict.fromkeys(_line(actor, one) for one in found)
    asked = show_copy_button(
        label, "\n".join(lines), recorded=copies.get(key, 0), done="Copied.", failed=failed, key=key
    )
    if not asked:
        return
    try:
        contacts.record_copy(actor, found, grounds=memory.family_grounds())
    except DataAccessError as error:
        keep_failure(error)
    else:
        copies[key] = copies.get(key, 0) + 1
    st.rerun()


def _line(actor: Actor, contact: Contact) -> str:
    service = actor.council.service(contact.service_id)
    return own_number_text(service) if contact.answer else contact_text(service, contact.values)


def show_copy_of_record(actor: Actor, details: BasicDetails, service_id: str, record: Record, *, key: str) -> None:
    """Copy for the one contact that a record names, beside it."""
    name = name_words(details.first_name, details.family_name)
    subject = Subject(details.person_id, details.cms_id, name, details.date_of_birth)
    fields = actor.council.service(service_id).contact.field_ids
    contact = Contact(service_id, subject, {field: record.values.get(field) for field in fields})
    failed = "Your browser did not copy it. Select the contact and copy it yourself."
    show_copy(actor, [contact], label="Copy contact", failed=failed, key=key)
