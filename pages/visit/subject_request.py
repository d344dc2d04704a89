"""The report on a person that this visit is on: whom it is about, the answers so far, and the step that is open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from data_access.review.subject_report_values import EXEMPTIONS, Answers, Subject
from pages.visit import memory

REQUEST, KEPT = "visit_subject_request", "visit_kept_subject_request"
SCREEN, LINES = "subject_report", "lines"
TICK = "subject_line_"


@dataclass
class Request:
    """`family_name` is as it was typed to find the person. `answers` has a stored word for each question answered,
    `ticked` the lines ticked so far."""

    subject: Subject
    family_name: str
    step: str
    answers: dict[str, str] = field(default_factory=dict)
    ticked: set[str] = field(default_factory=set)


def current() -> Request | None:
    """The report in hand; None before a person was found."""
    return st.session_state.get(REQUEST)


def start(subject: Subject, family_name: str, step: str) -> None:
    """Begin with this person; what was answered for another is forgotten."""
    leave()
    st.session_state[REQUEST] = Request(subject, family_name, step)
    memory.choose(SCREEN, step)


def to_keep() -> dict[str, Any] | None:
    """What to keep of the report in hand, as JSON holds it: what was typed and chosen, and nothing that was read."""
    asked = current()
    if asked is None:
        # Put back, and not gone on with yet: the page may be loaded anew once more before.
        return st.session_state.get(KEPT)
    shown = {str(key).removeprefix(TICK): on for key, on in st.session_state.items() if str(key).startswith(TICK)}
    ticked = (asked.ticked - shown.keys()) | {line_id for line_id, on in shown.items() if on}
    return {
        "person_id": asked.subject.person_id,
        "family_name": asked.family_name,
        "step": asked.step,
        "answers": dict(asked.answers),
        "ticked": sorted(ticked),
    }


def put_back(kept: dict[str, Any] | None) -> None:
    """What `to_keep` returned before the page was loaded anew. The screen begins the report with it again."""
    if kept:
        st.session_state[KEPT] = kept


def resume(subject: Subject, kept: Mapping[str, Any]) -> Request:
    """Go on with what was kept of a report on this person."""
    asked = Request(subject, kept["family_name"], kept["step"], dict(kept["answers"]), set(kept["ticked"]))
    st.session_state[REQUEST] = asked
    return asked


def go_to(asked: Request, step: str) -> None:
    """Open another step. What it shows is fetched again."""
    asked.step = step
    memory.choose(SCREEN, step)


def leave() -> None:
    """Forget the report in hand."""
    for key in [key for key in st.session_state if str(key).startswith("subject_")]:
        del st.session_state[key]
    st.session_state.pop(REQUEST, None)
    memory.forget_chosen()


def answers_of(answers: Mapping[str, str]) -> Answers:
    """The answers as the data layer takes them; one that was not given is ""."""
    names = ("asked_by", "identity", "responsibility", "child_view", "agreed")
    exemptions = {name: answers.get(name, "") for name in EXEMPTIONS}
    return Answers(**{name: answers.get(name, "") for name in names}, exemptions=exemptions)
