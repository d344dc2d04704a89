"""The conditions page: what each service shows and what "no records" means, consent and the law, use, mistakes."""

import streamlit as st

from config.council import Council, Section
from config.service import Service
from data_access.accounts.sessions import Actor
from data_access.people import services
from data_access.values import SourceState
from pages.components.details import Detail, show_details
from pages.components.formatting import date_words, time_words
from pages.components.frame import show_back_and_new_search, show_heading, show_page_heading, show_sections
from pages.components.services.contact_card import general_text
from pages.components.services.service_words import comes_from_line, out_of_date_line, plain
from pages.visit import memory, navigation
from pages.visit.guard import new_search


def show(actor: Actor) -> None:
    """The page, in the council's own words. Whether a reason is asked or not, it says when consent is talked about."""
    council = actor.council
    before = memory.open_screen()
    show_back_and_new_search("Back", on_back=lambda: navigation.go(before), on_new_search=new_search)
    show_page_heading("When each service shows information, and what it means")
    show_sections(council.guidance.about)
    numbers = "All services’ numbers, to print"
    st.button(numbers, key="to_numbers", type="tertiary", on_click=lambda: navigation.go("numbers"))
    sources = services.list_sources(actor)
    for service in council.services:
        source = sources.get(service.id)
        show_heading(service.title)
        show_details(
            [
                ("Shown for", f"People {service.ages.in_words}."),
                ("Records are shown when", service.record_means),
                ("“No records found” means", f"We looked for {service.looked_for}, and found none."),
                ("What it does not mean", service.does_not_mean),
                ("Source", _source_words(council, service, source)),
                Detail("Call", general_text(service.general_contact)),
                (
                    "Data-sharing agreement",
                    f"{service.agreement.reference}, approved {date_words(service.agreement.approved)}",
                ),
            ]
        )
    show_heading("Consent and the lawful basis")
    lawful = Section(heading="The lawful basis", paragraphs=(council.guidance.lawful_basis,))
    show_sections([*council.guidance.reason, lawful], level=3)
    show_heading("Using this tool")
    mistakes = Section(heading="If something is not right", paragraphs=(council.guidance.mistakes,))
    show_sections([*council.guidance.appropriate_use, mistakes], level=3)


def _source_words(council: Council, service: Service, source: SourceState | None) -> list[str]:
    """Where the information comes from and how old it is, or why there is none."""
    if source is None:
        return ["Nothing has been loaded."]
    if not source.readable:
        return [f"{source.system_name} did not arrive or could not be read."]
    updated = f"Last updated on {time_words(source.current_as_of)}."
    late = [plain(out_of_date_line(source))] if source.out_of_date else []
    return [plain(comes_from_line(council, service, source)), updated, *late]
