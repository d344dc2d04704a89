"""Every service's own number on one page, to print and keep for the day the tool is away. Nothing personal."""

import streamlit as st

from config import clock
from config.council import Council
from config.service import GeneralContact
from data_access.accounts.sessions import Actor
from pages.components.formatting import date_words
from pages.components.forms.error_summary import set_title
from pages.components.frame import show_back_and_new_search, show_heading, show_hint, show_page_heading, show_warning
from pages.components.services.contact_card import phone_html
from pages.components.text import html_text
from pages.visit import memory, navigation
from pages.visit.guard import new_search

COLUMNS = ("Service", "Call", "Number", "Hours", "Out of hours")


def show(actor: Actor) -> None:
    """The council's services in order, then its emergency duty team."""
    council = actor.council
    set_title("All services’ numbers")
    before = "person" if memory.opened() else "search"
    show_back_and_new_search("Back", on_back=lambda: navigation.go(before), on_new_search=new_search)
    show_page_heading("All services’ numbers", f"{council.name}, {date_words(clock.today())}")
    show_hint("Print this page and keep it for the day when Family Context is not available.")
    st.html(numbers_html(council))
    show_heading("Who is not covered")
    show_warning(council.guidance.contacts)


def numbers_html(council: Council) -> str:
    """The table. What a council has not given reads "Not given". Roles are set: narrow pages lay it out as a list."""
    teams = [(service.title, service.general_contact) for service in council.services]
    teams += [("Emergency duty team", council.emergency_duty_team)] if council.emergency_duty_team else []
    head = "".join(f'<th scope="col" role="columnheader">{column}</th>' for column in COLUMNS)
    rows = "".join(_row_html(title, general) for title, general in teams)
    return (
        '<table class="fc-numbers" role="table">'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{rows}</tbody></table>'
    )


def _row_html(title: str, general: GeneralContact) -> str:
    otherwise = phone_html(general.out_of_hours_phone) if general.out_of_hours_phone else "Not given"
    values = [
        html_text(general.name),
        phone_html(general.phone),
        html_text(general.opening_hours or "Not given"),
        otherwise,
    ]
    cells = "".join(
        f'<td role="cell"><span class="fc-cell-label" aria-hidden="true">{column}</span> <span>{value}</span></td>'
        for column, value in zip(COLUMNS[1:], values, strict=True)
    )
    return f'<tr role="row"><th scope="row" role="rowheader">{html_text(title)}</th>{cells}</tr>'
