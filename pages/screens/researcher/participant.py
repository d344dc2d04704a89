"""One participant's record while the session runs and after: tasks, notes, what was opened, the ranking, the files."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from config.problems import SettingsError
from config.research_reading import read_research
from data_access.accounts.sessions import Actor
from data_access.errors import DataAccessError, NotFound
from data_access.research import participants
from data_access.research.research_values import HARMS, OUTCOMES, Participant
from pages.components.documents.research.record_files import opened_html, tasks_html, titles_of, variations_html
from pages.components.documents.research.research_words import (
    EXPERIENCE_WORDS,
    HARM_WORDS,
    OUTCOME_WORDS,
    ROLE_WORDS,
    shown_variations,
)
from pages.components.formatting import time_words
from pages.components.forms.error_summary import FieldError, show_errors
from pages.components.forms.text_field import show_in_field, show_text_field
from pages.components.frame import (
    show_back_and_new_search,
    show_empty,
    show_heading,
    show_hint,
    show_page_heading,
    show_text,
)
from pages.components.text import label_text
from pages.screens.researcher import participant_notes
from pages.screens.researcher.participants import NOTICE
from pages.visit import downloads, memory, navigation
from pages.visit.guard import keep_failure

TASK, OTHER_TASK = "record_task", "record_other_task"
WHY = "record_left_out_why"
RANKS = tuple(f"rank_{place}" for place in range(len(HARMS)))
WRONG, ATTEMPT, SURE = "record_wrong", "record_attempt", "record_sure"


def show(actor: Actor) -> None:
    """The record that is open."""
    number = memory.chosen("participant")
    if number is None:
        navigation.go_now("participants")
    record = participants.get_participant(actor, number)
    scenario, tasks = scenario_of(actor, record)
    wrong: FieldError | None = st.session_state.get(WRONG)
    errors = [wrong] if wrong else []
    show_back_and_new_search("Back to participants", on_back=_back)
    said = show_errors("A participant", errors, attempts=ATTEMPT)
    state = "Session ended." if record.ended_at else "Session in progress."
    show_page_heading(f"Participant {record.code}", f"{scenario}, journey {record.journey}. {_who(record)}{state}")
    _show_tasks(actor, record, tasks, said)
    participant_notes.show(actor, record, said, _do)
    _show_ranking(actor, record, said)
    show_heading("Screens and sections opened")
    titles = titles_of(actor.council)
    if shown_variations(record, titles):
        st.html(variations_html(record, titles))
    if record.opened:
        st.html(opened_html(record, titles))
    else:
        show_empty("Nothing yet", ["What the participant opens is listed here with its time, without any name."])
    if not record.ended_at:
        end = partial(participants.end, actor, number)
        st.button("End this session", key="record_end", on_click=_change, args=(end,))
    _show_files(actor, record, scenario)
    _show_left_out(actor, record, said)
    _show_delete(actor, record)


def _who(record: Participant) -> str:
    """Role and experience, as far as they were asked."""
    said = [ROLE_WORDS.get(record.role or ""), EXPERIENCE_WORDS.get(record.experience or "")]
    asked = [words for words in said if words]
    return f"{', '.join([asked[0], *(one.lower() for one in asked[1:])])}. " if asked else ""


def scenario_of(actor: Actor, record: Participant) -> tuple[str, tuple[str, ...]]:
    """The title of a record's scenario and its tasks; the id and none where its file has gone."""
    try:
        scenario = read_research(actor.council).scenario(record.scenario)
    except SettingsError:
        scenario = None
    return (scenario.title, scenario.tasks) if scenario else (record.scenario, ())


def _show_tasks(actor: Actor, record: Participant, suggested: tuple[str, ...], said: dict[str, str]) -> None:
    show_heading("Tasks")
    running = next((task for task in record.tasks if task.stopped_at is None), None)
    if record.tasks:
        st.html(tasks_html(record))
    if running:
        show_hint("Choose the outcome when the task ends.")
        with st.container(key="record_outcomes", horizontal=True, gap="small"):
            for outcome in OUTCOMES:
                stop = partial(participants.stop_task, actor, record.number, outcome)
                st.button(OUTCOME_WORDS[outcome], key=f"outcome_{outcome}", on_click=_change, args=(stop,))
        return
    if record.ended_at:
        return
    done = {task.title for task in record.tasks}
    left = [task for task in suggested if task not in done]
    with st.form("task_form", border=False):
        if left:
            show_in_field(st.radio, "Next task", left, key=TASK, format_func=label_text)
        show_text_field("Another task", key=OTHER_TASK, error=said.get(OTHER_TASK, ""), optional=True, max_chars=1_200)
        st.form_submit_button(
            "Start task", key="task_start", type="primary", on_click=_start_task, args=(actor, record)
        )


def _show_ranking(actor: Actor, record: Participant, said: dict[str, str]) -> None:
    show_heading("Closing question", note="Which of these would harm your work most, which next, which least?")
    order = record.ranking or HARMS
    with (
        st.form("rank_form", border=False),
        st.container(key="rank_fields", horizontal=True, gap="medium", vertical_alignment="bottom"),
    ):
        for key, place, harm in zip(RANKS, ("Worst", "Next", "Least"), order, strict=True):
            st.session_state.setdefault(key, harm)
            error, words = said.get(key, ""), HARM_WORDS.__getitem__
            show_in_field(st.selectbox, place, HARMS, key=key, error=error, format_func=words)
        st.form_submit_button("Save the order", key="rank_keep", on_click=_rank, args=(actor, record.number))
    if record.ranking:
        show_hint("Saved. Saving another order replaces it.")


def _show_files(actor: Actor, record: Participant, scenario: str) -> None:
    show_heading("Download the record")
    show_hint("Both files show the participant’s code and no names. Making a file is recorded.")
    with st.container(key="record_files", horizontal=True, gap="small"):
        for kind, label in (("research_html", "Make a page to read"), ("research_csv", "Make a CSV for a spreadsheet")):
            offer = partial(downloads.offer, actor, kind, number=str(record.number), scenario=scenario)
            st.button(label, key=kind, on_click=_change, args=(offer,))
    downloads.show_offered("research_html", f"Download participant-{record.code}.html")
    downloads.show_offered("research_csv", f"Download participant-{record.code}.csv")


def _show_left_out(actor: Actor, record: Participant, said: dict[str, str]) -> None:
    show_heading("In the results and findings")
    left_out = record.left_out
    if left_out:
        show_text(f"Left out on {time_words(left_out.at)} by {left_out.by}: {left_out.why}")
        take_in = partial(participants.take_in_again, actor, record.number)
        st.button("Count this record again", key="record_take_in", on_click=_change, args=(take_in,))
        return
    with st.form("left_out_form", border=False):
        hint = "For example, the session was broken off. It is kept with your name, and you can take it back."
        show_text_field("Why leave this record out?", key=WHY, hint=hint, error=said.get(WHY, ""), max_chars=1_200)
        st.form_submit_button("Leave out", key="record_leave_out", on_click=_leave_out, args=(actor, record.number))


def _show_delete(actor: Actor, record: Participant) -> None:
    show_heading("Delete")
    show_hint("This deletes the record and findings that nothing else supports. Backups hold it until they expire.")
    if not st.session_state.get(SURE):
        st.button("Delete this record", key="record_delete", on_click=_ask_sure)
        return
    with st.container(key="record_delete_sure", horizontal=True, gap="medium", vertical_alignment="center"):
        label = f"Yes, delete {record.code} for good"
        st.button(label, key="record_delete_yes", type="primary", on_click=_delete, args=(actor, record))
        st.button("Keep it", key="record_delete_no", type="tertiary", on_click=_unsure)


def _start_task(actor: Actor, record: Participant) -> None:
    other = str(st.session_state.get(OTHER_TASK, "")).strip()
    title = other or st.session_state.get(TASK, "")
    if not title:
        _say(FieldError(OTHER_TASK, "Enter the task"))
        return
    if _do(lambda: participants.start_task(actor, record.number, title), OTHER_TASK):
        st.session_state[OTHER_TASK] = ""


def _rank(actor: Actor, number: int) -> None:
    order = tuple(st.session_state[key] for key in RANKS)
    if len(set(order)) < len(order):
        _say(FieldError(RANKS[0], "Choose each of the three once"))
        return
    _do(lambda: participants.rank(actor, number, order))


def _leave_out(actor: Actor, number: int) -> None:
    why = str(st.session_state.get(WHY, ""))
    if _do(lambda: participants.leave_out(actor, number, why), WHY):
        st.session_state[WHY] = ""


def _delete(actor: Actor, record: Participant) -> None:
    if _do(lambda: participants.delete_participant(actor, record.number)):
        _back()
        st.session_state[NOTICE] = f"The record of {record.code} is deleted."


def _ask_sure() -> None:
    st.session_state[SURE] = True


def _unsure() -> None:
    st.session_state.pop(SURE, None)


def _back() -> None:
    participant_notes.forget()
    for key in (WRONG, ATTEMPT, SURE, TASK, OTHER_TASK, WHY, *RANKS):
        st.session_state.pop(key, None)
    memory.forget_chosen()
    navigation.go("participants")


def _change(change: Callable[[], None]) -> None:
    """The callback of a button with no field beside it."""
    _do(change)


def _do(change: Callable[[], None], field_key: str = OTHER_TASK) -> bool:
    """Make a change; what was refused is said beside the field, and nothing typed is lost."""
    st.session_state.pop(WRONG, None)
    try:
        change()
    except ValueError as refused:
        _say(FieldError(field_key, str(refused)))
        return False
    except NotFound:
        _back()
        st.session_state[NOTICE] = "That record has been deleted in the meantime."
        return False
    except DataAccessError as failed:
        keep_failure(failed)
        return False
    return True


def _say(wrong: FieldError) -> None:
    st.session_state[WRONG] = wrong
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
