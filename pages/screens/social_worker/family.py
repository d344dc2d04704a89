"""The family at a glance, where the council has set it up: each service's flags for all of a family on one page."""

from collections.abc import Sequence

import streamlit as st

from config import clock
from config.council import Council
from data_access.accounts.sessions import Actor
from data_access.errors import WhyManyNeeded
from data_access.values import FamilyMember, Individual, LinkedIndividual, PersonPage
from pages.components.formatting import date_of_birth_words, name_words
from pages.components.forms.error_summary import FieldError, set_title, show_error_summary
from pages.components.forms.text_field import field
from pages.components.frame import (
    show_back_and_new_search,
    show_empty,
    show_heading,
    show_hint,
    show_notice,
    show_on_paper,
    show_page_heading,
)
from pages.components.person_table import show_individuals, show_linked_individuals
from pages.components.services.family_html import family_html
from pages.components.text import label_text
from pages.screens.social_worker import why_many
from pages.visit import memory, navigation
from pages.visit.guard import callback, new_search, who

MEMBERS, ATTEMPT = "family_members", "family_attempt"
THIS_CHILD = "This child"


def show(actor: Actor) -> None:
    """The family of the person who is open; the search where no one is."""
    if memory.opened() is None:
        navigation.go_now("search")
    try:
        page = memory.opened_person(actor)
        members = memory.family_members(actor)
    except WhyManyNeeded:
        why_many.show(actor)
        return
    candidates = memory.family_candidates(actor) if actor.council.journey == 1 else ()
    opening, attempt = st.session_state.get(ATTEMPT, (None, 0))
    errors = [FieldError(MEMBERS, "Choose at least two people")] if opening == memory.openings() else []
    set_title("Family at a glance", error=bool(errors))
    show_error_summary(errors, attempt=attempt)
    show_back_and_new_search("Back", on_back=lambda: navigation.go("person"), on_new_search=new_search)
    show_page_heading("Family at a glance", _of_words(page))
    if memory.is_changed("family"):
        show_notice("This page has changed since you opened it: the information it shows was updated.")
    if actor.council.journey == 1:
        _show_confirming(actor, candidates, members, errors)
    else:
        members = (_child(actor.council, page), *members)
    if members:
        _show_members(actor.council, page, members)
        st.html(family_html(actor.council, members))
        show_hint(
            "Only flags are shown here. Open a person’s page for who to call. Each person here is recorded as opened."
        )
    show_on_paper(actor.council.name, who(actor), clock.now())


def _of_words(page: PersonPage) -> str | None:
    """Whose family it is in journey 2; in journey 1 the case reference."""
    reference = memory.grounds().case_reference
    if page.linked is None:
        return f"For case reference {reference}" if reference else None
    return f"{name_words(page.details.first_name, page.details.family_name)} and the individuals linked to this child"


def _child(council: Council, page: PersonPage) -> FamilyMember:
    """The child whose page is open, with what that page says already."""
    details = page.details
    individual = Individual(
        details.person_id, details.cms_id, details.first_name, details.family_name, details.date_of_birth, ""
    )
    together = council.family_at_a_glance.services if council.family_at_a_glance else ()
    return FamilyMember(THIS_CHILD, individual, {one: page.answers[one] for one in page.answers if one in together})


def _show_members(council: Council, page: PersonPage, members: Sequence[FamilyMember]) -> None:
    individuals = [member.individual for member in members]
    linked = [LinkedIndividual(member.relationship, member.individual) for member in members]
    names_first, today, key = council.search.family_name_first, clock.today(), "linked"

    def view(row: int) -> None:
        person_id = members[row].individual.person_id
        is_linked = page.linked is not None and person_id != page.details.person_id
        memory.open_person(person_id, child_id=page.details.person_id if is_linked else None)
        navigation.go(memory.open_screen())

    about = {"caption": "Members of this family", "cms_name": council.cms.name, "key": key, "on_view": view}
    if page.linked is None:
        show_individuals(individuals, **about, family_name_first=names_first, today=today, hide_caption=True)
    else:
        show_linked_individuals(linked, **about, family_name_first=names_first, today=today, hide_caption=True)


def _show_confirming(
    actor: Actor, candidates: Sequence[Individual], members: Sequence[FamilyMember], errors: Sequence[FieldError]
) -> None:
    """Journey 1: only the worker knows who of those they opened is one family."""
    if len(candidates) < 2:
        said = "Open the page of each member of this family first, under the same case reference. Then come back here."
        show_empty("No family to show yet", [said])
        return
    show_heading("Who belongs to this family?", close=True)
    confirmed = {member.individual.person_id for member in members}
    with st.form("family_form", border=False):
        hint = "The people you opened under this case reference. What you confirm is recorded."
        said = errors[0].message if errors else ""
        with field(MEMBERS, "Members of this family", hint=hint, error=said), st.container(key=MEMBERS, gap="xxsmall"):
            for place, one in enumerate(candidates):
                name = name_words(one.first_name, one.family_name)
                label = label_text(f"{name}, born {date_of_birth_words(one.date_of_birth)}")
                st.checkbox(label, value=one.person_id in confirmed, key=_key(place))
        st.form_submit_button("Show this family", type="primary", on_click=_try_to_confirm, args=(actor, candidates))


def _key(place: int) -> str:
    return f"{MEMBERS}_{memory.openings()}_{place}"


@callback
def _try_to_confirm(actor: Actor, candidates: Sequence[Individual]) -> None:
    chosen = [one.person_id for place, one in enumerate(candidates) if st.session_state.get(_key(place))]
    if len(chosen) < 2:
        _, before = st.session_state.get(ATTEMPT, (None, 0))
        st.session_state[ATTEMPT] = (memory.openings(), before + 1)
        return
    st.session_state.pop(ATTEMPT, None)
    memory.confirm_family(actor, chosen)
