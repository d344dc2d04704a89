"""Chains of the audit to tamper with: records in a row, a change by hand, and what verifying says of it."""

from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Subject, Who
from data_access.audit.verification import Verification, verify
from data_access.storage.database import database_of

KATE, TOM = Subject("p-1", "1", "Kate Williams", None), Subject("p-2", None, 'Tom "T" Reid', None)
NAMESAKE = Subject("p-3", None, "Ann Pierce", None)


def append(council, *names: str) -> None:
    """A record of each name."""
    for name in names:
        chain.append(database_of(council), Who(name, "system"), [Entry(Action.SEARCHED)])


def record(council, username: str, *subjects: Subject) -> None:
    """One record of a worker who opened these people."""
    entry = Entry(Action.VIEWED_PERSON, subjects, about={"why": 'said "so"'})
    chain.append(database_of(council), Who(username, "social_worker", "a session"), [entry])


def tamper(council, statement) -> None:
    """Change the audit behind the tool's back."""
    with database_of(council)._app_engine.begin() as connection:
        connection.execute(statement)


def verified(records: int) -> Verification:
    """What is found where so many hold."""
    return Verification(records)


def broken(council) -> tuple:
    """The first record that does not hold and why."""
    found = verify(council)
    return found.first_broken, found.why
