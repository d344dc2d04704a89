"""Tickets: once, for a minute, in the browser they were made for."""

from datetime import timedelta

import pytest

from config import clock
from data_access.accounts import accounts, sessions, sign_in_tickets
from data_access.errors import NotSignedIn
from data_access.storage import database
from data_access.storage.app_tables import sign_in_ticket
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import audit_rows

pytest_generate_tests = only_these_on_both(
    "test_a_ticket_starts_a_session",
    "test_a_ticket_works_once",
    "test_a_ticket_is_too_old_after_a_minute",
    "test_a_ticket_in_another_browser_is_refused_recorded_and_used_up",
    "test_old_tickets_are_thrown_away_when_the_next_is_made",
)

HERE = "the secret of this browser"


@pytest.fixture
def council(stockport):
    accounts.save_account(
        stockport, username="helen.marks", display_name="Helen", role="social_worker", password_hash="$2b$none"
    )
    return stockport


def make(council) -> str:
    with database.database_of(council).writing() as connection:
        return sign_in_tickets.make_within(connection, "helen.marks", browser=HERE, address="127.0.0.1")


def refused(council, ticket, browser=HERE) -> None:
    with pytest.raises(NotSignedIn):
        sign_in_tickets.use_ticket(council, ticket, browser=browser)


def test_a_ticket_starts_a_session(council):
    key = sign_in_tickets.use_ticket(council, make(council), browser=HERE)
    assert sessions.get_actor(council, key).username == "helen.marks"


def test_a_ticket_works_once(council):
    """Seen to fail with the delete() left out of tickets.use_ticket()."""
    ticket = make(council)
    sign_in_tickets.use_ticket(council, ticket, browser=HERE)
    refused(council, ticket)


def test_a_ticket_is_too_old_after_a_minute(council, monkeypatch):
    """Seen to fail with LIFETIME of an hour."""
    ticket, at = make(council), clock.now() + timedelta(seconds=60.1)
    monkeypatch.setattr(clock, "now", lambda: at)
    refused(council, ticket)
    assert audit_rows(council)[-1].action == "ticket_refused"


def test_a_ticket_in_another_browser_is_refused_recorded_and_used_up(council):
    """Or a link with it would sign somebody in as whoever sent it. Seen to fail with the comparison left out."""
    ticket = make(council)
    refused(council, ticket, browser="another")
    assert audit_rows(council)[-1].action == "ticket_refused"
    refused(council, ticket)


@pytest.mark.parametrize("made_up", ["", "x", "0" * 43, "' OR 1=1 --"])
def test_a_ticket_nobody_was_given_starts_nothing(council, made_up):
    make(council)
    refused(council, made_up)
    assert [row.action for row in audit_rows(council)] == []


def test_a_ticket_of_one_council_is_of_no_use_at_another(council, leeds):
    refused(leeds, make(council))


def test_neither_ticket_nor_browser_is_in_the_database(council):
    """Seen to fail with hash_secret() giving back what it was given."""
    ticket = make(council)
    with database.database_of(council).reading_app() as connection:
        kept = str(connection.execute(sign_in_ticket.select()).all())
    assert ticket not in kept and HERE not in kept


def test_a_ticket_of_an_account_disabled_meanwhile_starts_nothing(council):
    ticket = make(council)
    accounts.disable_account(council, "helen.marks", by="it")
    refused(council, ticket)


def test_old_tickets_are_thrown_away_when_the_next_is_made(council, monkeypatch):
    make(council)
    at = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: at)
    make(council)
    with database.database_of(council).reading_app() as connection:
        assert len(connection.execute(sign_in_ticket.select()).all()) == 1
