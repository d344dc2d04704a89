"""One participant's record while the session runs and after: tasks, notes, what was opened, the ranking, the files."""

from collections.abc import Callable

import streamlit as st

from config.problems import SettingsError
from config.research_reading import read_research
from data_access.accounts.sessions import Actor
from data_access.errors import DataAccessError, NotFound
from data_access.personal_details import why_not_kept
from data_access.research import participants
from data_access.research.research_values import COMPONENTS, HARMS, NOTE, OUTCOMES, QUOTE, Finding, Participant
from pages.components.documents.research_files import notes_html, opened_html, tasks_html
from pages.components.documents.research_words import HARM_WORDS, KIND_WORDS, OUTCOME_WORDS
from pages.components.forms.error_summary import FieldError, set_title, show_error_summary
from pages.components.forms.text_field import field, show_text_area, show_text_field
from pages.components.frame import show_back_and_new_search, show_empty, show_heading, show_hint, show_page_heading
from pages.components.text import label_text
from pages.screens.researcher.participants import NOTICE
from pages.visit import downloads, memory, navigation
from pages.visit.guard import keep_failure

TASK, OTHER_TASK = "record_task", "record_other_task"
COMPONENT, KIND, WORDS, FINDING, NEW = "note_component", "note_kind", "note_words", "note_finding", "note_new"
RANKS = tuple(f"rank_{place}" for place in range(len(HARMS)))
WRONG, ATTEMPT, SURE = "record_wrong", "record_attempt", "record_sure"
NONE = 0


def show(actor: Actor) -> None:
    """The record that is open."""
    number = memory.chosen("participant")
    if number is None:
        navigation.go_now("participants")
    record = participants.get_participant(actor, number)
    scenario, tasks = scenario_of(actor, record)
    wrong: FieldError | None = st.session_state.get(WRONG)
    errors = [wrong] if wrong else []
    set_title("A participant", error=bool(errors))
    show_back_and_new_search("Back to participants", on_back=_back)
    show_error_summary(errors, attempt=st.session_state.get(ATTEMPT, 0))
    state = "Session ended." if record.ended_at else "Session in progress."
    show_page_heading(f"Participant {record.code}", f"{scenario}, journey {record.journey}. {state}")
    said = {error.field_key: error.message for error in errors}
    _show_tasks(actor, record, tasks, said)
    _show_notes(actor, record, said)
    _show_ranking(actor, record, said)
    show_heading("Screens and sections opened")
    titles = {service.id: service.title for service in actor.council.services}
    if record.opened:
        st.html(opened_html(record, titles))
    else:
        show_empty("Nothing yet", ["What the participant opens is listed here with its time, without any name."])
    if not record.ended_at:
        st.button("End this session", key="record_end", on_click=_end, args=(actor, number))
    _show_files(actor, record, scenario)
    _show_delete(actor, record)


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
                args = (actor, record.number, outcome)
                st.button(OUTCOME_WORDS[outcome], key=f"outcome_{outcome}", on_click=_stop_task, args=args)
        return
    if record.ended_at:
        return
    done = {task.title for task in record.tasks}
    left = [task for task in suggested if task not in done]
    with st.form("task_form", border=False):
        if left:
            with field(TASK, "Next task"):
                st.radio("Next task", left, key=TASK, format_func=label_text, label_visibility="collapsed")
        show_text_field("Another task", key=OTHER_TASK, error=said.get(OTHER_TASK, ""), optional=True, max_chars=1_200)
        st.form_submit_button(
            "Start task", key="task_start", type="primary", on_click=_start_task, args=(actor, record)
        )


def _show_notes(actor: Actor, record: Participant, said: dict[str, str]) -> None:
    show_heading("Notes and quotes")
    if record.notes:
        st.html(notes_html(record))
    findings = {one.number: one for one in participants.list_findings(actor)}
    kinds = [NOTE, QUOTE] if "quotes" in record.consents else [NOTE]
    with st.form("note_form", border=False):
        with st.container(key="note_fields", horizontal=True, gap="medium"):
            with field(COMPONENT, "Component"):
                st.selectbox("Component", COMPONENTS, key=COMPONENT, label_visibility="collapsed")
            with field(KIND, "Kind"):
                st.radio(
                    "Kind",
                    kinds,
                    key=KIND,
                    format_func=KIND_WORDS.__getitem__,
                    horizontal=True,
                    label_visibility="collapsed",
                )
        hint = "No names, dates of birth, addresses or long numbers." if "quotes" in record.consents else (
            "No names. The participant did not agree to be quoted: say it in your own words."
        )  # fmt: skip
        show_text_area("Words", key=WORDS, hint=hint, error=said.get(WORDS, ""))
        with field(FINDING, "Finding it supports", optional=True):
            titles = {NONE: "None yet"} | {number: _finding_words(one) for number, one in findings.items()}
            st.selectbox(
                "Finding", list(titles), key=FINDING, format_func=titles.__getitem__, label_visibility="collapsed"
            )
        show_text_field("A new finding", key=NEW, error=said.get(NEW, ""), optional=True, max_chars=1_200)
        st.form_submit_button("Save", key="note_keep", type="primary", on_click=_keep_note, args=(actor, record.number))


def _finding_words(finding: Finding) -> str:
    return f"{finding.component}: {finding.words}"


def _show_ranking(actor: Actor, record: Participant, said: dict[str, str]) -> None:
    show_heading("Closing question", note="Which of these would harm your work most, which next, which least?")
    order = record.ranking or HARMS
    with st.form("rank_form", border=False), st.container(key="rank_fields", horizontal=True, gap="medium"):
        for key, place, harm in zip(RANKS, ("Worst", "Next", "Least"), order, strict=True):
            st.session_state.setdefault(key, harm)
            with field(key, place, error=said.get(key, "")):
                st.selectbox(place, HARMS, key=key, format_func=HARM_WORDS.__getitem__, label_visibility="collapsed")
        st.form_submit_button("Save the order", key="rank_keep", on_click=_rank, args=(actor, record.number))
    if record.ranking:
        show_hint("Saved. Saving another order replaces it.")


def _show_files(actor: Actor, record: Participant, scenario: str) -> None:
    show_heading("Download the record")
    show_hint("Both files show the participant's code and no names. Making a file is recorded.")
    with st.container(key="record_files", horizontal=True, gap="small"):
        for kind, label in (("research_html", "Make a page to read"), ("research_csv", "Make a CSV for a spreadsheet")):
            st.button(label, key=kind, on_click=_offer, args=(actor, kind, record.number, scenario))
    downloads.show_offered("research_html", f"Download participant-{record.code}.html")
    downloads.show_offered("research_csv", f"Download participant-{record.code}.csv")


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


def _stop_task(actor: Actor, number: int, outcome: str) -> None:
    _do(lambda: participants.stop_task(actor, number, outcome))


def _end(actor: Actor, number: int) -> None:
    _do(lambda: participants.end(actor, number))


def _keep_note(actor: Actor, number: int) -> None:
    words, new = (str(st.session_state.get(key, "")) for key in (WORDS, NEW))
    if not words.strip():
        _say(FieldError(WORDS, "Enter a note or a quote"))
        return
    kept = {"component": st.session_state[COMPONENT], "kind": st.session_state[KIND], "words": words, "new": new}
    finding = st.session_state.get(FINDING) or None
    wrong = NEW if not why_not_kept(words) and why_not_kept(new) else WORDS
    if _do(lambda: participants.add_note(actor, number, finding=finding, **kept), wrong):
        st.session_state[WORDS], st.session_state[NEW], st.session_state[FINDING] = "", "", NONE


def _rank(actor: Actor, number: int) -> None:
    order = tuple(st.session_state[key] for key in RANKS)
    if len(set(order)) < len(order):
        _say(FieldError(RANKS[0], "Choose each of the three once"))
        return
    _do(lambda: participants.rank(actor, number, order))


def _offer(actor: Actor, kind: str, number: int, scenario: str) -> None:
    _do(lambda: downloads.offer(actor, kind, number=str(number), scenario=scenario))


def _delete(actor: Actor, record: Participant) -> None:
    if _do(lambda: participants.delete_participant(actor, record.number)):
        _back()
        st.session_state[NOTICE] = f"The record of {record.code} is deleted."


def _ask_sure() -> None:
    st.session_state[SURE] = True


def _unsure() -> None:
    st.session_state.pop(SURE, None)


def _back() -> None:
    for key in (WRONG, ATTEMPT, SURE, TASK, OTHER_TASK, WORDS, NEW, FINDING, *RANKS):
        st.session_state.pop(key, None)
    memory.forget_chosen()
    navigation.go("participants")


def _do(change: Callable[[], None], field_key: str = WORDS) -> bool:
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
