"""Set up a research session: journey, family, and what each service shows of each person. This session's alone."""

import streamlit as st

from config import clock
from config.problems import SettingsError
from config.research_reading import Research, read_research
from data_access.accounts.sessions import Actor
from data_access.research import setup
from data_access.research.research_values import ScenarioPeople, ScenarioPerson
from pages.components.formatting import age_words, date_of_birth_words
from pages.components.forms.text_field import show_in_field
from pages.components.frame import (
    show_empty,
    show_heading,
    show_hint,
    show_notice,
    show_page_heading,
    show_text,
)
from pages.components.services.service_words import flag_of
from pages.components.text import html_text, label_text
from pages.screens.researcher import interrupted
from pages.screens.researcher.interrupted import NOTICE
from pages.visit import memory, navigation, roles
from pages.visit.guard import callback
from pages.visit.open_pages import BEFORE

TITLE = "Research session"
JOURNEY, SCENARIO = "research_journey", "research_scenario"
JOURNEYS = {
    1: "Journey 1: search for any individual",
    2: "Journey 2: search for a child, then those linked",
}
RESET = "Everything from the last participant has been cleared. Choose a scenario for the next one."


def show(actor: Actor) -> None:
    """The choice, and, once it is made, the people of the scenario with their services."""
    current = setup.get_setup(actor)
    show_page_heading(TITLE, f"{actor.council.name}. Applies to this session only. Everyone is invented.")
    try:
        files = read_research(actor.council)
    except SettingsError as error:
        points = [str(problem) for problem in error.problems]
        show_empty("A file in config/research cannot be used", ["Correct it and come back."], points=points)
        return
    show_notice(st.session_state.pop(NOTICE, ""))
    is_offered = current is None and interrupted.show(actor)
    if is_offered:
        show_heading("Or set up another session")
    _show_choice(actor, files, current, is_strong=current is None and not is_offered)
    told_of = memory.scenario_people(actor) if actor.shows else None
    if told_of is None:
        return
    _show_hand_over()
    _show_people(actor, files, told_of)
    show_heading("When the participant has gone")
    show_hint("This clears every variation, search and page of theirs from this session. Their record stays.")
    st.button("Reset for next participant", key="research_reset", on_click=_reset, args=(actor,))


def _show_choice(actor: Actor, files: Research, current: setup.Setup | None, *, is_strong: bool) -> None:
    titles = {one.id: one.title for one in files.scenarios}
    abouts = {one.id: one.about for one in files.scenarios}
    st.session_state.setdefault(JOURNEY, current.journey if current else actor.council.journey)
    chosen = current.scenario if current and current.scenario in titles else next(iter(titles))
    st.session_state.setdefault(SCENARIO, chosen)
    with st.form("research_form", border=False):
        hint = "To use another council’s words and sources, sign in there."
        show_in_field(st.radio, "Journey", list(JOURNEYS), key=JOURNEY, hint=hint, format_func=JOURNEYS.__getitem__)
        captions = [label_text(about) for about in abouts.values()]
        show_in_field(
            st.radio, "Scenario", list(titles), key=SCENARIO, format_func=lambda one: label_text(titles[one]),
            captions=captions,
        )  # fmt: skip
        kind = "primary" if is_strong else "secondary"
        label = "Start again" if current else "Use this scenario"
        st.form_submit_button(label, key="research_choose", type=kind, on_click=_choose, args=(actor,))


def _show_hand_over() -> None:
    before = st.session_state.get(BEFORE)
    where = before if before in roles.SEARCHING else "search"
    with st.container(key="research_ways", horizontal=True, vertical_alignment="center", gap="medium"):
        st.button(
            "Hand over to the participant", key="hand_over", type="primary", on_click=navigation.go, args=(where,)
        )
        st.button(
            "Read or print the referral", key="to_referral", type="tertiary", on_click=navigation.go, args=("referral",)
        )
    show_hint("The participant sees a worker’s screens. “For the researcher”, at the foot of each, leads back here.")


def _show_people(actor: Actor, files: Research, told_of: ScenarioPeople) -> None:
    show_heading("What each service shows", note="A change takes effect immediately, in this session only.")
    if not told_of.people:
        show_empty("No one from this scenario is loaded", ["Build the demonstration again: python manage.py demo"])
    for one in told_of.people:
        _show_person(actor, files, one)


def _show_person(actor: Actor, files: Research, one: ScenarioPerson) -> None:
    born = date_of_birth_words(one.date_of_birth)
    age = f", {age_words(one.date_of_birth, clock.today())}" if one.date_of_birth else ""
    st.html(
        f'<h3 class="fc-research-person">{html_text(one.name)}</h3>'
        f'<p class="fc-hint">{html_text(one.whom)}, born {html_text(born)}{html_text(age)}</p>'
    )
    services = [service for service in actor.council.services if one.choices.get(service.id)]
    columns = st.columns(max(2, len(services))) if services else []
    for column, service in zip(columns, services, strict=False):
        key = f"vary_{one.person_id}_{service.id}"
        st.session_state[key] = one.shown.get(service.id, "")
        titles = {"": f"As it is: {flag_of(one.answers[service.id], service).words.lower()}"}
        titles |= {each.id: each.title for each in files.variations if each.id in one.choices[service.id]}
        with column:
            show_in_field(
                st.selectbox, service.title, list(titles), key=key,
                name=f"{label_text(one.name)}: {label_text(service.title)}",
                format_func=lambda choice, titles=titles: titles.get(choice, choice),
                on_change=_vary, args=(actor, one.person_id, service.id, key),
            )  # fmt: skip
    fixed = [service.title for service in actor.council.services if service not in services]
    if fixed:
        show_text(f"Not shown at this age, or age not known: {', '.join(fixed)}.")
    notes = [each.note for each in files.variations if each.id in one.shown.values() and each.note]
    for note in notes:
        show_hint(note)


@callback
def _choose(actor: Actor) -> None:
    setup.choose(actor, scenario_id=st.session_state[SCENARIO], journey=st.session_state[JOURNEY])


@callback
def _vary(actor: Actor, person_id: str, service_id: str, key: str) -> None:
    setup.vary_service(actor, person_id, service_id, st.session_state[key])


@callback
def _reset(actor: Actor) -> None:
    setup.reset(actor)
    memory.forget_participant()
    st.session_state[NOTICE] = RESET
