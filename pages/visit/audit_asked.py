"""What a manager asks of the audit: kept while an open visit or record is read, and set from there too."""

from dataclasses import dataclass, field

import streamlit as st

from data_access.oversight.audit_records import AuditFilters, NamedPerson, Place
from pages.visit import memory, navigation

WORKER, WHY, PERSON = "audit_worker", "audit_why", "audit_person"
WHAT, FROM, TO = "audit_what", "audit_from", "audit_to"
FIELDS = (WORKER, WHY, PERSON, WHAT, FROM, TO)
ATTEMPT = "audit_attempt"


@dataclass(frozen=True)
class Asked:
    """What is listed: the filters with the person and the worker's name, and where the pages turned so far began.

    `typed` is a person and `typed_worker` a worker who is not chosen yet: more than one may have that name. `upto` is
    the newest record of the first page, None on it. `each` lists every record on a line of its own.
    """

    filters: AuditFilters = field(default_factory=AuditFilters)
    person: NamedPerson | None = None
    worker_name: str = ""
    typed: str = ""
    typed_worker: str = ""
    befores: tuple[Place, ...] = ()
    upto: int | None = None
    each: bool = False

    @property
    def worker(self) -> str:
        """The worker in words: the name, or the user name where there is no account any more."""
        return self.worker_name or self.filters.username


def asked_now() -> Asked:
    """What is listed now; everything where nothing was asked."""
    return memory.chosen("audit") or Asked()


def ask(asked: Asked) -> None:
    """Go to the list with these filters, and forget what was typed. For callbacks."""
    for key in (*FIELDS, ATTEMPT):
        st.session_state.pop(key, None)
    memory.choose("audit", asked)
    navigation.go("audit")


def who_looked_at(person: NamedPerson) -> Asked:
    """Every visit to a person."""
    return Asked(AuditFilters(person_id=person.person_id), person)


def what_was_done_by(username: str, name: str) -> Asked:
    """What a worker did. The list asks for a reason first."""
    return Asked(AuditFilters(username=username), worker_name=name)


def back_to_list() -> None:
    """From an open visit or record to the list it was opened from."""
    ask(asked_now())
