"""A purge goes by the order of the records, says what it leaves, and takes everything that is kept of those days."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, insert, select
from typer.testing import CliRunner

import manage
from config import clock
from data_access.accounts import accounts, download_tickets, sessions
from data_access.audit import chain, retention
from data_access.audit.anchors import write_anchor
from data_access.audit.chain import Action, Entry, Subject, Who
from data_access.audit.verification import verify
from data_access.storage import app_tables, audit_tables, research_tables
from data_access.storage.audit_tables import audit_person
from data_access.storage.database import database_of
from tests.data_access.audit_chains import append, tamper
from tests.data_access.conftest import audit_rows

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LIMIT = date(2020, 11, 20)
OLD, NEW, FUTURE = (
    datetime(2020, 3, 1, tzinfo=UTC),
    datetime(2026, 11, 19, tzinfo=UTC),
    datetime(2040, 1, 1, tzinfo=UTC),
)
WHEN = {"o": OLD, "n": NEW, "f": FUTURE}


@pytest.fixture
def at(monkeypatch):
    """Set the clock, also to a wrong time."""

    def set_clock(now: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: now)
        monkeypatch.setattr(clock, "today", lambda: now.date())

    return set_clock


@pytest.fixture
def dated(stockport, at):
    """A chain of records with these dates, one letter each: o is older than the limit, n newer, f in the future."""

    def write(letters: str):
        for letter in letters:
            at(WHEN[letter])
            append(stockport, letter)
        at(NOW)
        return stockport

    return write


def purge(council):
    return retention.purge(council, before=LIMIT, reason="Six years", by="it")


@pytest.mark.parametrize(
    ("letters", "deleted", "dated_later", "left"),
    [
        ("ooonn", 3, 0, 0),
        ("ofoonn", 4, 1, 0),
        ("foonn", 3, 1, 0),
        ("oofnn", 2, 0, 0),
        ("ooffffofnn", 7, 4, 0),
        ("oonon", 2, 0, 1),
        ("on" + 100 * "o" + "n", 1, 0, 100),
        ("on" + 102 * "o" + "n", 104, 1, 0),
        ("nnnoo", 0, 0, 2),
        ("nnn", 0, 0, 0),
    ],
)
@pytest.mark.parametrize("storage", ["sqlite"], indirect=True)
def test_a_wrong_clock_neither_stops_a_purge_nor_deletes_what_must_stay(dated, letters, deleted, dated_later, left):
    council = dated(letters)
    done = purge(council)
    assert (done.number, done.dated_later, done.left) == (deleted, dated_later, left)
    expected = list(letters[deleted:]) + (["it"] if deleted else [])
    assert [row.username for row in audit_rows(council)] == expected
    assert verify(council).first_broken is None


def test_on_both_databases_a_record_of_2040_is_passed_over(dated):
    council = dated("oofoonn")
    assert purge(council).number == 5 and verify(council).first_broken is None


def test_what_is_left_is_said_and_recorded(dated):
    council = dated("oonofo")
    given_ = ["purge-audit", "--before", str(LIMIT), "--reason", "x", "--yes", "--council", council.id]
    done = CliRunner().invoke(manage.app_with(given_[0]), given_)
    assert done.exit_code == 0, done.output
    assert "Records 1 to 2" in done.output and "Left: 2 audit records with an earlier date, from 4 on" in done.output
    assert '"left":2' in audit_rows(council)[-1].record


def test_a_name_that_is_left_says_what_its_first_remaining_record_does(stockport, at):
    then, now = Subject("p-1", "1", "Kate Reid", date(2012, 5, 1)), Subject("p-1", "2", "Kate Reid", date(2012, 5, 2))
    gone, database = Subject("p-2", "3", "Tom Reid", None), database_of(stockport)
    for when, subjects in ((OLD, [then, gone]), (NEW, [now])):
        at(when)
        chain.append(database, Who("a", "social_worker"), [Entry(Action.VIEWED_PERSON, subjects)])
    at(NOW)
    purge(stockport)
    with database.reading_app() as connection:
        [row] = connection.execute(select(audit_person)).all()
    assert (row.person_id, row.cms_id, row.date_of_birth, row.since_seq) == ("p-1", "2", date(2012, 5, 2), 2)
    write_anchor(stockport)
    assert verify(stockport).first_broken is None


ROWS = (
    (app_tables.sign_in_ticket, {"ticket_hash": "x", "username": "u", "browser_hash": "b", "address": "a"}, "made_at"),
    (app_tables.sign_in_failure, {"name_key": "x", "tries": 1}, "last_at"),
    (app_tables.address_turn, {"address": "a", "failures": 1, "next_turn_at": OLD}, "last_at"),
    (app_tables.second_step, {"step_hash": "x", "username": "u", "browser_hash": "b", "address": "a"}, "made_at"),
    (app_tables.failed_tries, {"address": "a", "failures": 1, "recorded": 0}, "minute"),
    (audit_tables.spot_check, {"number": 1, "drawn_by": "m", "first_day": LIMIT, "last_day": LIMIT}, "drawn_at"),
)


@pytest.mark.parametrize("with_records", [True, False])
def test_everything_that_is_kept_of_these_days_goes(stockport, at, with_records):
    at(OLD)
    accounts.save_account(
        stockport, username="helen", display_name="Helen Marks", role="manager", password_hash="$2b$none"
    )
    actor = sessions.get_actor(stockport, sessions.start_session(stockport, "helen", address="10.1.2.3"))
    download_tickets.make_ticket(actor, {"kind": "audit", "options": {"person_id": "p-1"}})
    sessions.start_session(stockport, "helen", address="10.1.2.3")
    session = {"session_id": actor.session_id}
    for table, values, when in ROWS:
        tamper(stockport, insert(table).values(values | {when: OLD}))
    tamper(stockport, insert(audit_tables.spot_check_access).values(number=1, seq=1, note="a note"))
    tamper(stockport, insert(audit_tables.day_figures).values(day=OLD.date(), records=1, counts="[]"))
    research = {"scenario": "x", "journey": 1, "since_seq": 0, "version": 1}
    tamper(stockport, insert(research_tables.research_setup).values(session | research))
    reported = session | {"person_id": "p-1", "service_id": "police"}
    tamper(stockport, insert(research_tables.research_reported).values(reported))
    tamper(stockport, insert(research_tables.research_variation).values(reported | {"variation": "x"}))
    at(NEW)
    if not with_records:
        purge(stockport)
    sessions.start_session(stockport, "helen", address="10.9.9.9")
    at(NOW)
    purge(stockport)
    emptied = [table for table, *_ in ROWS] + [
        audit_tables.download_ticket,
        audit_tables.spot_check_access,
        audit_tables.day_figures,
        app_tables.session_end,
        *(getattr(research_tables, f"research_{name}") for name in ("setup", "reported", "variation")),
    ]
    with database_of(stockport).reading_app() as connection:
        left = {table.name: connection.scalar(select(func.count()).select_from(table)) for table in emptied}
        addresses = connection.scalars(select(app_tables.worker_session.c.address)).all()
    assert not any(left.values()), left
    assert addresses == ["10.9.9.9"]


def test_a_session_that_may_still_be_open_stays(stockport, at):
    at(datetime(2026, 11, 19, 22, tzinfo=UTC))
    accounts.save_account(
        stockport, username="helen", display_name="Helen Marks", role="manager", password_hash="$2b$none"
    )
    sessions.start_session(stockport, "helen", address="10.1.2.3")
    at(datetime(2026, 11, 20, 9, tzinfo=UTC))
    yesterday = date(2026, 11, 19)
    retention.purge(stockport, before=yesterday, reason="x", by="it")
    assert _sessions(stockport) == 1
    with pytest.raises(ValueError, match="before today"):
        retention.purge(stockport, before=clock.today(), reason="x", by="it")


def _sessions(council) -> int:
    with database_of(council).reading_app() as connection:
        return connection.scalar(select(func.count()).select_from(app_tables.worker_session)) or 0
