"""The professionals found in this session, to call or to invite, and who cannot be known from here."""

import streamlit as st

from config.council import Council
from data_access.accounts.sessions import Actor
from data_access.people.contacts import Contact
from pages.components.formatting import date_of_birth_words
from pages.components.forms.error_summary import set_title
from pages.components.frame import (
    show_back_and_new_search,
    show_empty,
    show_heading,
    show_hint,
    show_notice,
    show_page_heading,
    show_warning,
)
from pages.components.services.contact_card import contact_html
from pages.visit import memory, navigation
from pages.visit.copying import show_copy
from pages.visit.guard import new_search


def show(actor: Actor) -> None:
    """Every section opened for this family that names somebody, service by service."""
    found = memory.contacts_found(actor)
    set_title("Contacts found")
    before = "person" if memory.opened() else "search"
    show_back_and_new_search("Back", on_back=lambda: navigation.go(before), on_new_search=new_search)
    reference = memory.grounds().case_reference
    show_page_heading("Contacts found in this session", f"For case reference {reference}" if reference else None)
    if memory.is_changed("contacts"):
        show_notice("These contacts have changed since you opened the page: the information was updated.")
    if found:
        show_hint("From the sections you have opened. Open another section on a person's page to add its contact.")
    else:
        show_empty(
            "No contacts yet",
            ["Open a service with records on a person's page. Its contact will appear here."],
        )
    for service in actor.council.services:
        of_service = [contact for contact in found if contact.service_id == service.id]
        if of_service:
            show_heading(service.title)
            st.html("".join(_contact_html(actor.council, contact) for contact in of_service))
    show_heading("Who is not covered")
    show_warning(actor.council.guidance.contacts)
    if found:
        _show_copy(actor, found)


def _contact_html(council: Council, contact: Contact) -> str:
    born = date_of_birth_words(contact.subject.date_of_birth)
    about = f"About {contact.subject.name or 'a person of unknown name'}, born {born}"
    return contact_html(council.service(contact.service_id), contact.values, about=about)


def _show_copy(actor: Actor, found: tuple[Contact, ...]) -> None:
    show_heading("Copy the contacts")
    show_hint("For an email or an invitation. Without the names of the people they work with. Copying is recorded.")
    failed = "Your browser did not copy them. Select the contacts above and copy them yourself."
    show_copy(actor, found, label="Copy all contacts", failed=failed, key="copy_contacts")
