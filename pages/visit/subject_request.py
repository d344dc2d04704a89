"""The report on a person that this visit is on: whom it is about, the answers so far, and the step that is open."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from data_access.review.subject_report_values import EXEMPTIONS, Answers, Subject
from pages.visit import memory

REQUEST = "visit_subject_request"
SCREEN, LINES = "subject_report", "lines"
TICK = "subject_line_"


@dataclass
class Request:
    """`answers` has a stored word for each question answered, `ticked` the lines ticked so far."""

    subject: Subject
    step: str
    answers: dict[str, str] = field(default_factory=dict)
    ticked: set[str] = field(default_factory=set)


def current() -> Request | None:
    """The report in hand; None before a person was found."""
    return st.session_state.get(REQUEST)


def start(subject: Subject, step: str) -> None:
    """Begin with this person; what was answered for another is forgotten."""
    leave()
    st.session_state[REQUEST] = Request(subject, step)
    memory.choose(SCREEN, step)


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
