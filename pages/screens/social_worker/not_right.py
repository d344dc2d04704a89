""" "This is not right": what is wrong with a record, in a few words if the worker likes, and what happens then."""

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.errors import NotFound
from data_access.people import reports
from data_access.values import ReportKind
from pages.components.formatting import name_words
from pages.components.forms.error_summary import FieldError, set_title, show_errors
from pages.components.forms.text_field import show_in_field, show_text_area
from pages.components.frame import show_back_and_new_search, show_hint, show_notice, show_page_heading, show_text
from pages.components.report_words import CHOICES, hides_words
from pages.components.services.contact_card import own_number_html
from pages.components.text import label_text
from pages.visit import memory, navigation
from pages.visit.guard import callback, new_search

KIND, SAID, ATTEMPT, SENT = "report_kind", "report_said", "report_try", "report_sent"
NO_DETAILS = "Do not write anyone’s details: no name, date of birth, address, case ID or telephone number."


def show(actor: Actor) -> None:
    """The questions, or what happens now. To the person's page where nothing is being reported."""
    opening, *sent = st.session_state.get(SENT, (None,))
    if opening == memory.openings() and memory.opened() is not None:
        _show_sent(actor, *sent)
        return
    reporting = memory.reporting()
    if memory.opened() is None or reporting is None:
        navigation.go_now(memory.open_screen())
    details = memory.opened_person(actor).details
    errors = _errors(actor) if st.session_state.get(ATTEMPT) else []
    said = show_errors("This is not right", errors, attempts=ATTEMPT)
    name = name_words(details.first_name, details.family_name)
    show_back_and_new_search(f"Back to {name}", on_back=leave, on_new_search=new_search)
    show_page_heading("What is not right?", f"{actor.council.service(reporting[0]).title} record of {name}")
    _show_form(actor, said)


def begin(service_id: str, record_id: str) -> None:
    """The callback of "This is not right" under a record."""
    _forget_typed()
    memory.start_report(service_id, record_id)
    navigation.go("not_right")


def leave() -> None:
    """Back to the person's page."""
    _forget_typed()
    navigation.go(memory.open_screen())


def _show_form(actor: Actor, said: dict[str, str]) -> None:
    with st.form("report_form", border=False):
        show_in_field(
            st.radio, "What is wrong", list(ReportKind), key=KIND, error=said.get(KIND, ""), index=None,
            format_func=lambda kind: label_text(CHOICES[kind]), captions=[hides_words(kind) for kind in ReportKind],
        )  # fmt: skip
        show_text_area("What should the data officer know?", key=SAID, hint=NO_DETAILS, error=said.get(SAID, ""),
                       optional=True)  # fmt: skip
        st.form_submit_button("Report it", key="send_report", type="primary", on_click=_send, args=(actor,))
    show_hint("The data officer sees your report and your user name. It is recorded.")


def _show_sent(actor: Actor, service_id: str, kind: ReportKind, number: int | None) -> None:
    """What happens now, whom to call meanwhile, and the way to take it back."""
    service = actor.council.service(service_id)
    set_title("Reported")
    show_back_and_new_search("Back to the person", on_back=leave, on_new_search=new_search)
    show_page_heading("Reported", f"{service.title}: {CHOICES[kind]}")
    show_notice(f"Thank you. We have told the data officer. {hides_words(kind)}")
    if kind.hides:
        show_text(f"{service.title} now shows “Could not be checked” for this person. Until then, call:")
    elif kind is ReportKind.CONTACT:
        show_text("Until then, call:")
    if kind.hides or kind is ReportKind.CONTACT:
        st.html(own_number_html(service.general_contact))
    show_text("What the data officer decides will be shown with this service on the person’s page.")
    with st.container(key="fc-decide", horizontal=True, vertical_alignment="center", gap="small"):
        st.button("Back to the person’s page", key="to_person", type="primary", on_click=leave)
        st.button("Undo", key="undo_report", on_click=undo, args=(actor, service_id, number))


@callback
def undo(actor: Actor, service_id: str, number: int | None) -> None:
    """The callback of "Undo", here and on the person's page, which then says what came of it."""
    try:
        memory.undo_report(actor, service_id, number)
    except NotFound:
        said = "This report can no longer be undone: a data officer has decided."
    else:
        said = "Your report is undone. The record is shown as before."
    _forget_typed()
    st.session_state[memory.NOTICE] = (memory.openings(), said)
    navigation.go(memory.open_screen())


@callback
def _send(actor: Actor) -> None:
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    reporting = memory.reporting()
    if reporting is None or _errors(actor):
        return
    kind = st.session_state[KIND]
    number = memory.report_record(actor, kind, st.session_state[SAID])
    _forget_typed()
    st.session_state[SENT] = (memory.openings(), reporting[0], kind, number)


def _errors(actor: Actor) -> list[FieldError]:
    errors = [] if st.session_state.get(KIND) else [FieldError(KIND, "Choose what is wrong")]
    refused = reports.why_note_refused(actor, st.session_state.get(SAID, ""))
    return [*errors, FieldError(SAID, refused)] if refused else errors


def _forget_typed() -> None:
    for key in (KIND, SAID, ATTEMPT, SENT):
        st.session_state.pop(key, None)
