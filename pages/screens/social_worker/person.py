"""A person's or a child's page: basic details, the individuals linked to a child, and a section for each service."""

from collections.abc import Callable

import streamlit as st

from config import clock
from config.council import Council
from data_access.accounts.sessions import Actor
from data_access.errors import WhyManyNeeded
from data_access.values import PersonPage, RecordsFound
from pages.components.basic_details import basic_details_html
from pages.components.formatting import counted, known_words, name_words
from pages.components.forms.error_summary import set_title
from pages.components.frame import (
    show_back_and_new_search,
    show_empty,
    show_fold,
    show_heading,
    show_notice,
    show_on_paper,
    show_page_heading,
    show_warning,
)
from pages.components.person_table import show_linked_individuals
from pages.components.services.glance import glance_html
from pages.components.services.service_section import show_open_close_all, show_service
from pages.screens.social_worker import not_right, why_many
from pages.visit import memory, navigation
from pages.visit.copying import show_copy_for_case_file, show_copy_of_record
from pages.visit.guard import callback, new_search, who

ASKED = "Thank you. We have asked the data officer to check this. Until then, call the service."


def show_linked(actor: Actor) -> None:
    """The linked individual who is open; the child, or the search, where none is."""
    if memory.open_screen() != "linked_individual":
        navigation.go_now(memory.open_screen())
    show(actor)


def show(actor: Actor) -> None:
    """The person who is open; the search where nobody is."""
    if memory.opened() is None:
        navigation.go_now("search")
    try:
        page = memory.opened_person(actor)
    except WhyManyNeeded:
        why_many.show(actor)
        return
    name = name_words(page.details.first_name, page.details.family_name)
    if page.linked is not None:
        # The title stands in the browser's history and in the window list: no name in it.
        set_title("Child")
    _show_ways(page)
    show_page_heading(known_words(name, page.details.known_as), _via_words(actor.council, page))
    if memory.is_changed("person"):
        show_notice("This page has changed since you opened it: the information it shows was updated.")
    opening, notice = st.session_state.get(memory.NOTICE, (None, ""))
    if opening == memory.openings():
        show_notice(notice)
    draw_again = _show_answer(actor, page)
    if page.linked is not None:
        _show_linked(actor.council, page, name)
    _show_services(actor, page)
    draw_again()
    show_on_paper(actor.council.name, who(actor), clock.now())


def _show_ways(page: PersonPage) -> None:
    if page.via is not None:
        child, _ = page.via
        label = f"Back to {name_words(child.first_name, child.family_name)}"
        show_back_and_new_search(label, on_back=lambda: navigation.go("person"), on_new_search=new_search)
    else:
        terms = memory.searched()
        listed = terms is not None and not terms.case_id
        label, page_before = ("Back to results", "results") if listed else ("Back", "search")
        show_back_and_new_search(label, on_back=lambda: navigation.go(page_before), on_new_search=new_search)


def _via_words(council: Council, page: PersonPage) -> str | None:
    if page.via is None:
        return None
    child, words = page.via
    case_id = f" (case ID {child.cms_id})" if child.cms_id else ""
    return f"{words} of {name_words(child.first_name, child.family_name)}{case_id}, linked in {council.cms.name}"


def _show_answer(actor: Actor, page: PersonPage) -> Callable[[], None]:
    """Who this is and what each service says, above everything long. Returns what draws it again where a section that
    was opened further down has brought a contact: showing it here fetches nothing."""
    details = basic_details_html(actor.council, page.details)
    place = st.empty()
    drawn = memory.opened_services(actor)
    place.html(details + glance_html(actor.council, page.answers, drawn))

    def draw_again() -> None:
        opened = memory.opened_services(actor)
        if opened != drawn:
            place.html(details + glance_html(actor.council, page.answers, opened))

    return draw_again


def _show_linked(council: Council, page: PersonPage, name: str) -> None:
    linked = page.linked or ()
    people = counted(len(linked), "individual is", "individuals are")
    show_heading(f"{people} linked to {name} in {council.cms.name}", close=True)
    if page.not_set_up:
        people = counted(page.not_set_up, "linked person is", "linked people are")
        show_notice(f"{people} not shown: relationship not set up")
    if not linked:
        said = [f"No individual is linked to this child in {council.cms.name}.", council.guidance.linked or ""]
        show_empty("No one to show", said)
        return
    show_warning(council.guidance.results)

    def view(row: int) -> None:
        memory.open_person(linked[row].individual.person_id, child_id=page.details.person_id)
        navigation.go(memory.open_screen())

    show_linked_individuals(
        linked,
        caption=f"Individuals linked in {council.cms.name}",
        cms_name=council.cms.name,
        family_name_first=council.search.family_name_first,
        today=clock.today(),
        key="linked",
        on_view=view,
        hide_caption=True,
    )
    show_fold("If someone is not in this list", council.guidance.linked or "")


def _show_services(actor: Actor, page: PersonPage) -> None:
    council = actor.council
    can_open = [service.id for service in council.services if isinstance(page.answers[service.id], RecordsFound)]
    show_open_close_all([_key(service_id) for service_id in can_open], heading="Service involvement")
    more = "What these services show, and what “no records” means"
    with st.container(key="fc-more", horizontal=True, gap="medium"):
        st.button(more, key="to_about", type="tertiary", on_click=lambda: navigation.go("about"))
        st.button("Contacts to call", key="to_contacts", type="tertiary", on_click=lambda: navigation.go("contacts"))
        if council.family_at_a_glance is not None and (council.journey == 1 or page.linked is not None):
            label = "Family at a glance"
            st.button(label, key="to_family", type="tertiary", on_click=lambda: navigation.go("family"))
        show_copy_for_case_file(actor)
    # No fragments: one that runs while the page is still being drawn stops the drawing, and what is left of the person
    # who was open before stays below this one (seen in Chromium; tests/browser/test_no_mixing.py).
    for service in council.services:
        show_service(
            council,
            service,
            page.answers[service.id],
            key=_key(service.id),
            fetch=lambda service_id=service.id: memory.service_answer(actor, service_id),
            on_report=lambda record_id, service_id=service.id: not_right.begin(service_id, record_id),
            show_copy=lambda record, doubted, key, service_id=service.id: show_copy_of_record(
                actor, page.details, service_id, record, doubted=doubted, key=key
            ),
            on_ask=lambda service_id=service.id: _ask(actor, service_id),
            on_undo=lambda number, service_id=service.id: not_right.undo(actor, service_id, number),
        )


def _key(service_id: str) -> str:
    return f"section_{service_id}_{memory.openings()}"


@callback
def _ask(actor: Actor, service_id: str) -> None:
    memory.ask_for_check(actor, service_id)
    st.session_state[memory.NOTICE] = (memory.openings(), ASKED)
