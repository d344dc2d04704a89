"""Spot checks: select some accesses at random, and the checks made so far."""

from datetime import timedelta

import streamlit as st

from config import clock
from data_access.accounts.sessions import Actor
from data_access.oversight import outcomes_by_team, spot_checks
from data_access.oversight.hidden_counts import MOST_HIDDEN
from data_access.oversight.spot_checks import SpotCheck
from data_access.oversight.usage_values import TeamOutcomes
from pages.components.assets import show_styles
from pages.components.formatting import date_words, time_words
from pages.components.forms.day_field import DaySpan, day_typed, read_days
from pages.components.forms.error_summary import FieldError, show_errors
from pages.components.forms.text_field import show_text_field
from pages.components.frame import show_empty, show_heading, show_hint, show_page_heading, show_warning
from pages.components.oversight.outcome_picture import outcomes_html
from pages.components.person_table import show_rows
from pages.visit import memory, navigation
from pages.visit.guard import callback

TITLE = "Spot checks"
NUMBER, FROM, TO, ATTEMPT = "check_number", "check_from", "check_to", "check_attempt"
NOTHING = "visit_check_nothing"
USUAL_NUMBER, USUAL_DAYS = 10, 7


def show(actor: Actor) -> None:
    """How to draw one, and the newest."""
    checks = spot_checks.list_checks(actor)
    errors = _errors() if st.session_state.get(ATTEMPT) else []
    said = show_errors(TITLE, errors, attempts=ATTEMPT)
    show_page_heading(
        TITLE,
        "Searches, lists, people and details selected at random. Check whether the worker needed to look, and save the "
        "outcome.",
    )
    if st.session_state.pop(NOTHING, False):
        show_warning("No one searched for or opened a person in those days. Nothing was selected.")
    _show_draw(actor, said)
    _show_checks(checks)
    _show_outcomes(actor, sum(check.accesses - check.waiting for check in checks))


def _show_outcomes(actor: Actor, checked: int) -> None:
    """What came of the checks over time, by team; nothing before anything was checked."""
    if not checked:
        return
    show_heading("Outcomes by team")
    told: tuple[TeamOutcomes, ...] = memory.opened_in_audit(
        "spot_checks", ("outcomes", checked, actor.revision), lambda: outcomes_by_team.get_outcomes(actor)
    )
    if not told:
        few = f"In no quarter were accesses of more than {MOST_HIDDEN} workers checked, and figures might point to one."
        show_empty("Too few workers for figures", [few])
        return
    show_styles("documents/quality.css", "documents/figures.css")
    st.html(outcomes_html(told))


def _show_draw(actor: Actor, said: dict[str, str]) -> None:
    today = clock.today()
    usual = (str(USUAL_NUMBER), day_typed(today - timedelta(days=USUAL_DAYS - 1)), day_typed(today))
    for key, value in zip((NUMBER, FROM, TO), usual, strict=True):
        st.session_state.setdefault(key, value)
    with st.form("check_form", border=False):
        with st.container(key="check_fields", horizontal=True, gap="medium"):
            hint = f"From 1 to {spot_checks.MOST_DRAWN}"
            show_text_field("How many accesses", key=NUMBER, hint=hint, error=said.get(NUMBER, ""), max_chars=20)
            for key, label in ((FROM, "From"), (TO, "To")):
                hint = f"For example, {day_typed(today)}"
                show_text_field(label, key=key, hint=hint, error=said.get(key, ""), max_chars=40)
        st.form_submit_button("Select at random", key="draw", type="primary", on_click=_try_to_draw, args=(actor,))


def _show_checks(checks: list[SpotCheck]) -> None:
    show_heading("Checks so far")
    if not checks:
        show_empty("None yet", ["A check stays here with its outcomes, for every manager to see."])
        return
    show_hint("Newest first. View one to continue it.")
    rows = [
        [
            str(check.number),
            f"{date_words(check.first_day)} to {date_words(check.last_day)}",
            f"{check.drawn_by}, {time_words(check.drawn_at)}",
            str(check.accesses),
            f"{check.waiting} to check" if check.waiting else "All checked",
        ]
        for check in checks
    ]
    columns = {"Check": 9, "Days": 27, "Selected by": 33, "Accesses": 12, "Outcomes": 0}
    muted = [[] if check.waiting else [4] for check in checks]
    names = [f"View spot check {check.number}" for check in checks]

    def view(row: int) -> None:
        memory.choose("spot_check", checks[row].number)
        navigation.go("spot_check")

    token = str(checks[0].number)
    show_rows(columns, rows, names, token=token, muted=muted, caption="Spot checks", key="checks", on_view=view)


@callback
def _try_to_draw(actor: Actor) -> None:
    """The callback of "Select at random": draw when nothing is wrong with what was typed, and open the check."""
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    days = _days()
    if _errors() or days.first is None or days.last is None:
        return
    del st.session_state[ATTEMPT]
    number = int(st.session_state[NUMBER].strip())
    check = spot_checks.draw(actor, number=number, first_day=days.first, last_day=days.last)
    if check is None:
        st.session_state[NOTHING] = True
        return
    memory.choose("spot_check", check)
    navigation.go("spot_check")


def _errors() -> list[FieldError]:
    errors = []
    typed = str(st.session_state.get(NUMBER, "")).strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) < 9 and 1 <= int(typed) <= spot_checks.MOST_DRAWN):
        errors.append(FieldError(NUMBER, f"How many accesses must be a number from 1 to {spot_checks.MOST_DRAWN}"))
    return errors + [FieldError({"From": FROM, "To": TO}[label], words) for label, words in _days().wrong.items()]


def _days() -> DaySpan:
    first, last = (str(st.session_state.get(key, "")) for key in (FROM, TO))
    return read_days(first, last, today=clock.today(), needed=True)
