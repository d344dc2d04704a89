"""The route files leave by: what it hands over, to whom, with which headers, and what it says otherwise."""

import pytest
from starlette.requests import Request

from data_access.accounts import download_tickets, sessions
from data_access.errors import Unavailable
from data_access.oversight import audit_export
from pages.visit import downloads as route
from server import cookies
from tests.data_access.conftest import actions
from tests.pages.conftest import Visit, fail_with
from tests.pages.past_weeks import write


@pytest.fixture
def manager(visit) -> Visit:
    return visit("stockport", role="manager")


def offered(visit: Visit, key: str) -> str:
    """Press the button on the page that is open, and give the ticket of the link that appears."""
    visit.at.button(key=key).click()
    visit.run()
    [html] = [node.proto.body for node in visit.at.get("html") if 'href="download/' in node.proto.body]
    return html.split('href="download/stockport/')[1].split('"')[0]


def fetch(browser: Visit | None, ticket: str, council: str = "stockport"):
    """What the route answers to the browser in which this visit is signed in; None is one in which nobody is."""
    cookie = f"{cookies.session_name()}={browser.cookie.council_id}.{browser.cookie.key}" if browser else ""
    headers = [(b"cookie", cookie.encode())]
    return route.fetch(
        Request({"type": "http", "path_params": {"council": council, "ticket": ticket}, "headers": headers})
    )


def test_the_manager_gets_the_filtered_records_once(manager):
    ticket = offered(manager.open("audit"), "export")
    answer = fetch(manager, ticket)
    assert answer.status_code == 200 and b"signed_in" in answer.body
    assert answer.headers["content-disposition"].startswith('attachment; filename="audit-stockport-')
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store" and answer.headers["x-content-type-options"] == "nosniff"
    assert actions(manager.council) == ["read_audit", "read_audit", "exported_audit"]
    again = fetch(manager, ticket)
    assert again.status_code == 404 and b"run out" in again.body and b"signed_in" not in again.body


def test_a_link_that_was_passed_on_works_in_no_other_browser(manager, visit):
    """Seen to hand the file over without the comparison in `route.fetch`."""
    ticket = offered(manager.open("audit"), "export")
    assert fetch(None, ticket).status_code == 404
    ticket = offered(manager.open("audit"), "export")
    other = visit("leeds", role="manager")
    answer = fetch(other, ticket)
    assert answer.status_code == 404 and b"signed_in" not in answer.body


QUALITY = {"quality_csv": b"\xef\xbb\xbfsource,", "quality_html": b"<!doctype html>"}


@pytest.mark.parametrize(("key", "begins"), QUALITY.items())
def test_the_officer_gets_the_data_quality_report(visit, key, begins):
    officer = visit("stockport", role="data_officer")
    answer = fetch(officer, offered(officer.open("quality"), key))
    assert answer.status_code == 200 and answer.body.startswith(begins)
    assert actions(officer.council) == ["downloaded_quality"]


def test_the_service_lead_gets_the_figures_of_use_and_that_is_recorded(visit):
    lead = visit("stockport", role="service_lead")
    write(lead.council, workers=6, searches=1)
    lead.run()
    answer = fetch(lead, offered(lead.open("figures"), "figures_csv"))
    assert answer.status_code == 200 and answer.body.startswith(b"\xef\xbb\xbf")
    assert b"sign-ins" in answer.body
    assert actions(lead.council)[-2:] == ["read_figures", "read_figures"]


@pytest.mark.parametrize("kind", ["audit", "quality_csv", "quality_html", "figures"])
def test_a_social_worker_with_a_ticket_gets_nothing(visit, kind):
    """A ticket opens nothing by itself: the data layer asks for the role again."""
    worker = visit("stockport")
    days = {"first_day": "2026-11-01", "last_day": "2026-11-02"} if kind == "figures" else {}
    ticket = download_tickets.make_ticket(worker.actor(), {"kind": kind, "options": days})
    answer = fetch(worker, ticket)
    assert answer.status_code == 403 and b"not for your role" in answer.body
    assert actions(worker.council) == ["refused"]


def test_after_the_session_ended_a_link_hands_over_nothing(manager):
    ticket = offered(manager.open("audit"), "export")
    sessions.end_session(manager.actor())
    assert fetch(manager, ticket).status_code == 404


@pytest.mark.parametrize(("ticket", "council"), [("", "stockport"), ("../../data", "stockport"), ("x", "nowhere"),
                                                 ("x\0", "stockport"), ("é", "leeds")])  # fmt: skip
def test_what_is_no_ticket_opens_nothing(manager, ticket, council):
    answer = fetch(manager, ticket, council)
    assert answer.status_code == 404 and b"signed_in" not in answer.body


def test_with_the_database_gone_nothing_leaves(manager, monkeypatch):
    ticket = offered(manager.open("audit"), "export")
    fail_with(monkeypatch, audit_export.chain, "append", Unavailable())
    answer = fetch(manager, ticket)
    assert answer.status_code == 503 and b"signed_in" not in answer.body
