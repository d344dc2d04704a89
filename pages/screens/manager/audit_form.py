"""The filters of the audit: whose look-ups, at whom, what was done, and on which days."""

from datetime import date, timedelta

import streamlit as st

from config import clock
from data_access.accounts.sessions import Actor
from data_access.audit.flags import SAME_FAMILY_NAME
from data_access.oversight import audit_list
from data_access.oversight.audit_records import AuditFilters
from pages.components.audit_words import ACTION_FLAGS, ACTION_WORDS, FLAG_WORDS, GROUP_WORDS
from pages.components.forms.day_field import DaySpan, day_typed, read_days
from pages.components.forms.error_summary import FieldError
from pages.components.forms.text_field import show_in_field, show_text_field
from pages.components.text import label_text
from pages.visit import memory
from pages.visit.audit_asked import ATTEMPT, FIELDS, FROM, PERSON, TO, WHAT, WHY, WORKER, Asked, ask

EVERYTHING = ""
LONGEST_TYPED = 200
PERIODS = {"today": "Today", "this_week": "This week", "this_month": "This month"}
WHY_HINT = "Needed to see what one worker did. It is recorded, and other managers can read it"
LABELS = {WORKER: "Worker", WHY: "Why", PERSON: "Person", FROM: "From", TO: "To"}


def show(actor: Actor, asked: Asked, said: dict[str, str]) -> None:
    """The fields with what is listed now, what is wrong with each, and the ways to list."""
    _fill(asked)
    with st.form("audit_form", border=False):
        with st.container(key="audit_filters"):
            left, right = st.columns(2, gap="large")
        with left:
            _show_field(PERSON, "Case ID, or first name and family name as they were shown", said)
            hint = "Flags come first, then everything else that is recorded"
            show_in_field(st.selectbox, "What was done", _choices(), key=WHAT, hint=hint, format_func=_choice_words)
        with right:
            _show_field(WORKER, "Any part of the name, or the user name", said)
            _show_field(WHY, WHY_HINT, said)
        with st.container(key="audit_days", horizontal=True, gap="large"):
            for key in (FROM, TO):
                _show_field(key, f"For example, {day_typed(clock.today())}", said)
        with st.container(key="audit_ways", horizontal=True, gap="small", vertical_alignment="center"):
            # The first is also what the Enter key presses.
            st.form_submit_button(
                "Show visits", key="show_records", type="primary", on_click=_try_to_list, args=(actor,)
            )
            for key, label in PERIODS.items():
                st.form_submit_button(label, key=key, on_click=_try_period, args=(actor, key))
    if asked != Asked():
        st.button("Clear the filters", key="clear_filters", type="tertiary", on_click=ask, args=(Asked(),))


def first_day_of(period: str, today: date) -> date:
    """The first day of a period that ends today.

    >>> first_day_of("this_week", date(2026, 11, 29)), first_day_of("this_month", date(2026, 11, 29))
    (datetime.date(2026, 11, 23), datetime.date(2026, 11, 1))
    """
    if period == "this_week":
        return today - timedelta(days=today.weekday())
    return today.replace(day=1) if period == "this_month" else today


def errors_now(actor: Actor, asked: Asked) -> list[FieldError]:
    """What is wrong with the fields since the last attempt to list; nothing before one."""
    return _errors(actor) if st.session_state.get(ATTEMPT) else []


def _show_field(key: str, hint: str, said: dict[str, str]) -> None:
    error = said.get(key, "")
    show_text_field(LABELS[key], key=key, hint=hint, error=error, optional=True, max_chars=LONGEST_TYPED + 1)


def _fill(asked: Asked) -> None:
    filters = asked.filters
    person = asked.typed or (asked.person.cms_id or asked.person.person_id if asked.person else "")
    values = {
        WORKER: asked.typed_worker or filters.username,
        WHY: filters.why,
        PERSON: person,
        WHAT: filters.flag or filters.action,
        FROM: day_typed(filters.first_day),
        TO: day_typed(filters.last_day),
    }
    for key in FIELDS:
        st.session_state.setdefault(key, values[key])


def _choices() -> list[str]:
    actions = [action for action in ACTION_WORDS if action not in ACTION_FLAGS]
    flags = [flag for flag in FLAG_WORDS if flag not in GROUP_WORDS]
    return [EVERYTHING, *GROUP_WORDS, *flags, *ACTION_FLAGS, *actions]


def _choice_words(choice: str) -> str:
    if choice == EVERYTHING:
        return "Everything"
    if choice == SAME_FAMILY_NAME:
        return label_text(f"{GROUP_WORDS[choice]} as the worker looked up")
    if choice in GROUP_WORDS:
        return label_text(GROUP_WORDS[choice])
    if choice in FLAG_WORDS:
        return label_text(f"Opened {FLAG_WORDS[choice].lower()}")
    return label_text(ACTION_WORDS[choice])


def _try_period(actor: Actor, period: str) -> None:
    """The callback of "Today" and the like: these days, and the other fields as they are."""
    today = clock.today()
    st.session_state[FROM], st.session_state[TO] = day_typed(first_day_of(period, today)), day_typed(today)
    _try_to_list(actor)


def _try_to_list(actor: Actor) -> None:
    """The callback of "Show visits": list them when nothing is wrong with what was typed."""
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    if _errors(actor):
        return
    del st.session_state[ATTEMPT]
    what, days, typed = st.session_state.get(WHAT) or EVERYTHING, _days(), _typed(WORKER)
    workers = audit_list.find_workers(actor, typed) if typed else {}
    username = next(iter(workers)) if len(workers) == 1 else ""
    filters = AuditFilters(
        username=username,
        action=what if what in ACTION_WORDS else "",
        flag="" if what in ACTION_WORDS else what,
        first_day=days.first,
        last_day=days.last,
        why=_typed(WHY) if typed else "",
    )
    asked = Asked(filters, worker_name=workers.get(username, ""), typed=_typed(PERSON))
    if len(workers) > 1:
        asked = Asked(filters, typed=_typed(PERSON), typed_worker=typed)
    memory.choose("audit", asked)


def _errors(actor: Actor) -> list[FieldError]:
    errors = [
        FieldError(key, f"{LABELS[key]} must be {LONGEST_TYPED} characters or fewer")
        for key in (PERSON, WORKER, WHY)
        if len(_typed(key)) > LONGEST_TYPED
    ]
    typed = _typed(WORKER)
    if typed and not errors and not audit_list.find_workers(actor, typed):
        errors.append(FieldError(WORKER, f"There is no account with “{typed}” in its name"))
    if typed and not any(letter.isalnum() for letter in _typed(WHY)):
        errors.append(FieldError(WHY, "Enter why you look at what this worker did"))
    return errors + [FieldError({"From": FROM, "To": TO}[label], words) for label, words in _days().wrong.items()]


def _days() -> DaySpan:
    return read_days(_typed(FROM), _typed(TO), today=clock.today())


def _typed(key: str) -> str:
    """What was typed, without control characters and spaces around."""
    return "".join(letter for letter in str(st.session_state.get(key) or "") if letter.isprintable()).strip()
