"""Usage figures: how much Family Context is used and what comes of it, for managers and service leads."""

from datetime import date, timedelta
from pathlib import Path

import streamlit as st

from config import clock
from data_access.accounts.sessions import Actor
from data_access.errors import DataAccessError
from data_access.oversight import usage_figures
from data_access.oversight.usage_values import MOST_HIDDEN, Figures
from pages.components.documents import usage_html
from pages.components.formatting import date_words
from pages.components.forms.day_field import DaySpan, day_typed, read_days
from pages.components.forms.error_summary import FieldError, set_title, show_error_summary
from pages.components.forms.text_field import show_text_field
from pages.components.frame import show_empty, show_heading, show_hint, show_page_heading
from pages.visit import downloads
from pages.visit.guard import keep_failure

TITLE = "Usage figures"
FROM, TO, ATTEMPT = "figures_from", "figures_to", "figures_attempt"
FETCHED = "visit_figures"
USUAL_DAYS = 28
KIND = "figures"
STYLES = [Path(usage_html.__file__).parent / name for name in ("quality.css", "figures.css")]


def show(actor: Actor) -> None:
    """The time asked for, and what is told of it."""
    today = clock.today()
    st.session_state.setdefault(FROM, day_typed(today - timedelta(days=USUAL_DAYS - 1)))
    st.session_state.setdefault(TO, day_typed(today))
    errors = _errors() if st.session_state.get(ATTEMPT) else []
    set_title(TITLE, error=bool(errors))
    show_error_summary(errors, attempt=st.session_state.get(ATTEMPT, 0))
    show_page_heading(
        TITLE,
        "How much Family Context is used and what comes of it, from its own audit. Nothing here is about one worker.",
    )
    _show_days({error.field_key: error.message for error in errors})
    days = _days()
    if FETCHED not in st.session_state and not days.wrong and days.first and days.last:
        st.session_state[FETCHED] = _counted(actor, days.first, days.last)
    if FETCHED in st.session_state:
        _show_figures(st.session_state[FETCHED], actor)


def _counted(actor: Actor, first_day: date, last_day: date) -> Figures:
    """The figures, with what is done shown meanwhile where many days are counted for the first time."""
    place = st.empty()

    def tick(_: str, done: int, total: int) -> None:
        if done < total:
            place.progress(done / total, f"Counting days for the first time: {done:,} of {total:,}")

    told = usage_figures.get_figures(actor, first_day, last_day, tick=tick)
    place.empty()
    return told


def _show_days(said: dict[str, str]) -> None:
    with st.form("figures_form", border=False):
        with st.container(key="check_fields", horizontal=True, gap="medium"):
            for key, label in ((FROM, "From"), (TO, "To")):
                hint = f"For example, {day_typed(clock.today())}"
                show_text_field(label, key=key, hint=hint, error=said.get(key, ""), max_chars=40)
        st.form_submit_button("Show figures", key="show_figures", type="primary", on_click=_try)


def _show_figures(told: Figures, actor: Actor) -> None:
    for style in STYLES:
        st.html(style)
    show_heading(f"{date_words(told.first_day)} to {date_words(told.last_day)}")
    if not told.logins:
        show_empty("No one signed in on these days", ["Choose other days above, or come back when the tool is in use."])
        return
    st.html(usage_html.figures_html(told, actor.council))
    show_heading("The numbers as a file")
    show_hint(f"The same figures. Counts of {MOST_HIDDEN} families or fewer are hidden there too.")
    st.button("Make a CSV for a spreadsheet", key="figures_csv", on_click=_offer, args=(actor, told))
    downloads.show_offered(KIND, "Download usage-figures.csv")


def _offer(actor: Actor, told: Figures) -> None:
    try:
        days = {"first_day": told.first_day.isoformat(), "last_day": told.last_day.isoformat()}
        downloads.offer(actor, KIND, **days)
    except DataAccessError as failed:
        keep_failure(failed)


def _try() -> None:
    """The callback of "Show figures": forget those of other days when nothing is wrong with what was typed."""
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    if _errors():
        return
    del st.session_state[ATTEMPT]
    st.session_state.pop(FETCHED, None)


def _errors() -> list[FieldError]:
    return [FieldError({"From": FROM, "To": TO}[label], words) for label, words in _days().wrong.items()]


def _days() -> DaySpan:
    first, last = (str(st.session_state.get(key, "")) for key in (FROM, TO))
    return read_days(first, last, today=clock.today(), needed=True)
