"""Records of participants: start one with its code and consents, and those there are."""

from collections.abc import Mapping

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.personal_details import PARTICIPANT_WORDS, participant_code
from data_access.research import participants
from data_access.research.research_values import CONSENTS, EXPERIENCE, ROLES, Participant, RunningSession
from pages.components.documents.research.record_files import scenario_titles
from pages.components.documents.research.research_words import CONSENT_WORDS, EXPERIENCE_WORDS, NOT_ASKED, ROLE_WORDS
from pages.components.formatting import time_words
from pages.components.forms.error_summary import FieldError, show_errors
from pages.components.forms.text_field import field, show_in_field, show_text_field
from pages.components.frame import show_empty, show_heading, show_hint, show_notice, show_page_heading
from pages.components.person_table import show_rows
from pages.components.text import label_text
from pages.screens.researcher import interrupted
from pages.visit import memory, navigation
from pages.visit.guard import callback

TITLE = "Participants"
CODE, WATCHED, ATTEMPT = "participant_code", "participant_watched", "participant_attempt"
ROLE, EXPERIENCE_KEY = "participant_role", "participant_experience"
NOTICE = "participant_notice"
CODE_HINT = "One to three letters and one to three digits, such as P07. Never a name."
NEEDED = "notes", "stopping"


def show(actor: Actor) -> None:
    """The form, and the list."""
    watched = participants.list_running_sessions(actor)
    errors = _errors() if st.session_state.get(ATTEMPT) else []
    said = show_errors(TITLE, errors, attempts=ATTEMPT)
    show_page_heading(TITLE, "A record for each session: what was asked, opened and said. By code, never by name.")
    show_notice(st.session_state.pop(NOTICE, ""))
    if not watched:
        interrupted.show(actor)
    show_heading("Start a record")
    if watched:
        _show_form(actor, watched, said)
    else:
        show_empty(
            "No session is set up", ["Choose a scenario on “Set up” first, here or on the participant’s screen."]
        )
    _show_list(actor)


def _show_form(actor: Actor, watched: list[RunningSession], said: dict[str, str]) -> None:
    with st.form("participant_form", border=False):
        show_text_field("Participant code", key=CODE, hint=CODE_HINT, error=said.get(CODE, ""), max_chars=40)
        if len(watched) > 1:
            titles = scenario_titles(actor.council)
            names = {
                one.session_id: label_text(f"{one.who}'s, {titles.get(one.scenario, one.scenario)}") for one in watched
            }
            label, name = "Whose screen does the participant use?", "Whose screen"
            show_in_field(st.radio, label, list(names), key=WATCHED, name=name, format_func=names.get)
        with st.container(key="participant_bands", horizontal=True, gap="medium"):
            _show_band(ROLE, "Role", ROLES, ROLE_WORDS)
            _show_band(EXPERIENCE_KEY, "Experience", EXPERIENCE, EXPERIENCE_WORDS)
        with field(_key("notes"), "What did the participant agree to?", error=said.get(_key("notes"), "")):
            for name in CONSENTS:
                st.checkbox(CONSENT_WORDS[name], key=_key(name))
        first = watched[0].session_id
        st.form_submit_button("Start record", key="record_start", type="primary", on_click=_start, args=(actor, first))


def _show_band(key: str, label: str, bands: tuple[str, ...], words: Mapping[str, str]) -> None:
    show_in_field(
        st.selectbox, label, ["", *bands], key=key, optional=True, format_func=lambda band: words.get(band, NOT_ASKED)
    )


def _show_list(actor: Actor) -> None:
    records = participants.list_participants(actor)
    show_heading("Records")
    if not records:
        show_empty("None yet", ["Records stay here until someone deletes them."])
        return
    show_hint("Newest first.")
    titles = scenario_titles(actor.council)
    rows = [
        [one.code, time_words(one.started_at), str(one.journey), titles.get(one.scenario, one.scenario), _state(one)]
        for one in records
    ]
    columns = {"Participant": 15, "Started": 23, "Journey": 11, "Scenario": 30, "State": 0}
    muted = [[4] if one.ended_at else [] for one in records]
    names = [f"View participant {one.code}, {time_words(one.started_at)}" for one in records]
    token = str(records[0].number)

    def view(row: int) -> None:
        memory.choose("participant", records[row].number)
        navigation.go("participant")

    show_rows(columns, rows, names, token=token, muted=muted, caption="Records", key="records", on_view=view)


@callback
def _start(actor: Actor, first: str) -> None:
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    if _errors():
        return
    del st.session_state[ATTEMPT]
    consents = {name: bool(st.session_state.get(_key(name))) for name in CONSENTS}
    session_id = st.session_state.get(WATCHED, first)
    number = participants.start(
        actor,
        code=st.session_state[CODE],
        consents=consents,
        session_id=session_id,
        role=st.session_state.get(ROLE) or None,
        experience=st.session_state.get(EXPERIENCE_KEY) or None,
    )
    for key in (CODE, ROLE, EXPERIENCE_KEY, *map(_key, CONSENTS)):
        st.session_state.pop(key, None)
    memory.choose("participant", number)
    navigation.go("participant")


def _errors() -> list[FieldError]:
    errors = [] if participant_code(str(st.session_state.get(CODE, ""))) else [FieldError(CODE, PARTICIPANT_WORDS)]
    if not all(st.session_state.get(_key(name)) for name in NEEDED):
        wanted = " and ".join(f"“{CONSENT_WORDS[name]}”" for name in NEEDED)
        errors.append(FieldError(_key("notes"), f"A session needs {wanted}"))
    return errors


def _key(consent: str) -> str:
    return f"consent_{consent}"


def _state(record: Participant) -> str:
    if record.left_out:
        return "Left out"
    return "Ended" if record.ended_at else "In progress"
