"""Who to call about the people opened in this session, person by person, and who cannot be known from here."""

from itertools import groupby

import streamlit as st

from config import clock
from config.council import Council
from data_access.accounts.sessions import Actor
from data_access.people.opened.contacts import Contact
from pages.components.formatting import date_of_birth_words
from pages.components.frame import (
    show_back_and_new_search,
    show_empty,
    show_heading,
    show_hint,
    show_notice,
    show_on_paper,
    show_page_heading,
    show_warning,
)
from pages.components.services.contact_card import contact_html, own_number_html
from pages.components.services.service_section import flag_html
from pages.components.services.service_words import flags_of
from pages.components.text import html_text
from pages.visit import memory, navigation
from pages.visit.copying import show_copy
from pages.visit.guard import new_search, who


def show(actor: Actor) -> None:
    """The contacts in the sections that were opened, and the own number of each service that gave no sure answer."""
    if memory.opened() is None and not memory.grounds().case_reference:
        navigation.go_now("search")  # of which family is not known here: another tab may have opened another
    found = memory.contacts_found(actor)
    before = memory.open_screen()
    show_back_and_new_search("Back", on_back=lambda: navigation.go(before), on_new_search=new_search)
    reference = memory.grounds().case_reference
    show_page_heading("Contacts to call", f"For case reference {reference}" if reference else None)
    if memory.is_changed("contacts"):
        show_notice("These contacts have changed since you opened the page: the information was updated.")
    if found:
        show_hint(
            "From the pages and sections you opened, and the service’s own number where it could not be checked, may "
            "be out of date or has no records. Open another section on a person’s page to add its contact."
        )
    else:
        show_empty("No contacts yet", ["Open a person’s page. Who to call about them will appear here."])
    for _, of_person in groupby(found, key=lambda contact: contact.subject.person_id):
        st.html(person_html(actor.council, list(of_person)))
    _show_at_other_times(actor.council)
    show_heading("Who is not covered")
    show_warning(actor.council.guidance.contacts)
    if found:
        _show_copy(actor, found)
    show_on_paper(actor.council.name, who(actor), clock.now())


def person_html(council: Council, contacts: list[Contact]) -> str:
    """One person, and under the name each service with whom to call there, in the order given."""
    subject = contacts[0].subject
    name = subject.name or "Name not known"
    born = date_of_birth_words(subject.date_of_birth)
    services = "".join(_service_html(council, contact) for contact in contacts)
    return (
        f'<section class="fc-to-call"><h2 class="fc-h2">{html_text(name)}</h2>'
        f'<p class="fc-subtitle">Born {html_text(born)}</p>{services}</section>'
    )


def _service_html(council: Council, contact: Contact) -> str:
    service = council.service(contact.service_id)
    flags, card = "", contact_html(service, contact.values, doubted=contact.is_doubted)
    if contact.answer is not None:
        flags = "".join(map(flag_html, flags_of(contact.answer, service)))
        card = own_number_html(service.general_contact)
    return f'<div class="fc-service-top"><h3>{html_text(service.title)}</h3>{flags}</div>{card}'


def _show_at_other_times(council: Council) -> None:
    """The emergency duty team, and the way to the page that is printed for the day the tool is away."""
    if council.emergency_duty_team:
        show_heading("When offices are closed")
        st.html(own_number_html(council.emergency_duty_team))
    label = "All services’ numbers, to print"
    st.button(label, key="to_numbers", type="tertiary", on_click=lambda: navigation.go("numbers"))


def _show_copy(actor: Actor, found: tuple[Contact, ...]) -> None:
    show_heading("Copy the contacts")
    show_hint("For an email or an invitation. Without the names of the people they work with. Copying is recorded.")
    failed = "Your browser did not copy them. Select the contacts above and copy them yourself."
    show_copy(actor, found, label="Copy all contacts", failed=failed, key="copy_contacts")
