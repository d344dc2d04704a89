"""Usage figures: how much Family Context is used and what comes of it, for managers and service leads."""

import streamlit as st

from config import clock
from data_access.accounts.sessions import Actor
from data_access.oversight import usage_figures
from data_access.oversight.hidden_counts import MOST_HIDDEN
from data_access.oversight.periods import WEEK, Period, monday_of
from data_access.oversight.usage_values import Figures
from pages.components.assets import show_styles
from pages.components.documents import usage_html
from pages.components.formatting import date_words
from pages.components.frame import show_empty, show_heading, show_hint, show_page_heading
from pages.visit import downloads

TITLE = "Usage figures"
PERIOD = "figures_period"
FETCHED = "visit_figures"
KIND = "figures"


def show(actor: Actor) -> None:
    """The week or month asked for, and what is told of it."""
    show_page_heading(
        TITLE,
        "How much Family Context is used and what comes of it, from its own audit. Nothing here is about one worker.",
    )
    periods = usage_figures.list_periods(actor)
    if not periods:
        monday = date_words(monday_of(clock.today()) + WEEK)
        show_empty("No week has ended yet", [f"The first figures will be here on Monday {monday}."])
        return
    period = st.selectbox(
        "Week or month", periods, key=PERIOD, format_func=usage_html.period_words, on_change=downloads.withdraw
    )
    kept: Figures | None = st.session_state.get(FETCHED)
    if kept is None or kept.period != period:
        kept = st.session_state[FETCHED] = _counted(actor, period)
    _show_figures(kept, actor)


def _counted(actor: Actor, period: Period) -> Figures:
    """The figures, with what is done shown meanwhile where many days are counted for the first time."""
    place = st.empty()

    def tick(_: str, done: int, total: int) -> None:
        if done < total:
            place.progress(done / total, f"Counting days for the first time: {done:,} of {total:,}")

    told = usage_figures.get_figures(actor, period, tick=tick)
    place.empty()
    return told


def _show_figures(told: Figures, actor: Actor) -> None:
    show_styles("documents/quality.css", "documents/figures.css")
    show_heading(f"{date_words(told.period.first_day)} to {date_words(told.period.last_day)}")
    if not told.logins_by_week:
        if told.left_out:
            few = f"In no week did more than {MOST_HIDDEN} workers sign in, and figures might point to one of them."
            show_empty("Too few workers for figures", [few])
        else:
            show_empty("No one signed in", ["Choose another week or month."])
        return
    st.html(usage_html.figures_html(told, actor.council))
    show_heading("The numbers as a file")
    show_hint("The same figures. What is hidden here is hidden there too.")
    days = {name: day.isoformat() for name, day in vars(told.period).items()}
    label = "Make a CSV for a spreadsheet"
    st.button(label, key="figures_csv", on_click=downloads.offer, args=(actor, KIND), kwargs=days)
    downloads.show_offered(KIND, "Download usage-figures.csv")
