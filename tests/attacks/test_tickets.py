"""Tickets replayed, late, stolen, and sent to a victim; requests that other sites send in a worker's name."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from config import clock
from data_access.accounts import accounts, sessions, sign_in_tickets
from data_access.errors import DataAccessError
from data_access.storage import database
from tests.attacks.client import Browser
from tests.attacks.conftest import HELEN, TOM, who_is_in

TICKETS, ROUTES = "data_access/accounts/sign_in_tickets.py", "server/session_routes.py"
SESSIONS = "data_access/accounts/sessions.py"
NOT_USED_UP = (TICKETS, "taken = connection.execute(delete(sign_in_ticket).where(this_one)).rowcount", "taken = 1")
NOT_BOUND = (TICKETS, "if not hmac.compare_digest(row.browser_hash, sessions.hash_secret(browser)):", "if False:")
FROM_ANYWHERE = (ROUTES, 'return bool(host) and origin in [f"{way}://{host}" for way in ways]', "return True")


@pytest.mark.without(*NOT_USED_UP)
def test_a_ticket_that_was_used_is_of_no_use(browser, ticket):
    first = browser()
    made = ticket(first)
    assert first.post("/session", {"ticket": made}).status == 204
    again = Browser(first.app, cookies={"family-context-browser": first.cookies["family-context-browser"]})
    assert again.post("/session", {"ticket": made}).status == 401
    assert who_is_in(again) is None


@pytest.mark.without(*NOT_USED_UP)
def test_many_at_once_with_one_ticket_start_one_session(council, browser, ticket):
    opened = browser()
    made, secret = ticket(opened).partition(".")[2], opened.cookies["family-context-browser"]

    def use(_: int) -> str | None:
        try:
            return sign_in_tickets.use_ticket(council, made, browser=secret)
        except DataAccessError:
            return None

    with ThreadPoolExecutor(8) as pool:
        assert len([key for key in pool.map(use, range(8)) if key]) == 1


@pytest.mark.without(TICKETS, "if clock.now() - row.made_at > LIFETIME:", "if False:")
def test_a_ticket_found_later_is_of_no_use(browser, ticket, monkeypatch):
    opened = browser()
    made, at = ticket(opened), clock.now() + timedelta(seconds=61)
    monkeypatch.setattr(clock, "now", lambda: at)
    assert opened.post("/session", {"ticket": made}).status == 401


@pytest.mark.without(*NOT_BOUND)
def test_a_ticket_sent_to_a_victim_does_not_sign_them_in_as_the_attacker(browser, ticket):
    """What they then search for would stand in the attacker's name."""
    attacker, victim = browser(), browser()
    assert victim.post("/session", {"ticket": ticket(attacker, TOM)}).status == 401
    assert who_is_in(victim) is None


@pytest.mark.without(*NOT_BOUND)
def test_a_stolen_ticket_works_in_no_other_browser(browser, ticket):
    victim, thief = browser(), browser()
    made = ticket(victim)
    thief.post("/session", {"ticket": made})
    assert who_is_in(thief) is None


@pytest.mark.without(
    ROUTES,
    "if given is None or council is None or browser is None:",
    "browser = browser or ''\n        if given is None or council is None:",
)
def test_a_browser_without_a_secret_uses_no_ticket_made_for_none(council, app):
    with database.database_of(council).writing() as connection:
        made = sign_in_tickets.make_within(connection, HELEN, browser="", address="")
    nobody = Browser(app)
    assert nobody.post("/session", {"ticket": f"stockport.{made}"}).status == 401


@pytest.mark.without(
    TICKETS,
    """row = connection.execute(select(sign_in_ticket).where(this_one)).one_or_none()
        taken = connection.execute(delete(sign_in_ticket).where(this_one)).rowcount""",
    "row, taken = connection.execute(select(sign_in_ticket)).first(), 1",
)
@pytest.mark.parametrize("made_up", ["x", "' OR 1=1 --", "0" * 43])
def test_a_ticket_nobody_was_given_is_of_no_use_beside_one_that_was(browser, ticket, made_up):
    opened = browser()
    ticket(opened)
    answer = opened.post("/session", {"ticket": f"stockport.{made_up}"})
    assert answer.status == 401 and who_is_in(opened) is None


@pytest.mark.without(SESSIONS, "if row is None or row.disabled_at is not None:", "if row is None:")
def test_a_ticket_of_somebody_disabled_a_moment_ago_is_of_no_use(council, browser, ticket):
    opened = browser()
    made = ticket(opened)
    accounts.disable_account(council, HELEN, by="it")
    assert opened.post("/session", {"ticket": made}).status == 401


@pytest.mark.without(
    ROUTES,
    'Route("/session", start_session, methods=["POST"])',
    'Route("/session/start", start_session, methods=["GET"])',
)
def test_a_ticket_in_an_address_is_not_even_looked_at(browser, ticket):
    """Addresses are kept in histories and logs. The only way is the body of a POST."""
    opened = browser()
    made = ticket(opened)
    for path in (f"/session?ticket={made}", f"/session/start?ticket={made}", f"/session/{made}"):
        opened.get(path, accept="text/html")
    assert who_is_in(opened) is None
    assert opened.post("/session", {"ticket": made}).status == 204


@pytest.mark.without(ROUTES, "except (ValueError, KeyError, TypeError, AttributeError):", "except ZeroDivisionError:")
@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b'"x"', b'{"ticket": 5}', b'{"ticket": null}', b"{}", b"\xff\xfe", b'{"ticket": ["a.b"]}'],
)
def test_a_body_that_is_no_ticket_is_refused_and_breaks_nothing(browser, council, body):
    assert browser().post("/session", body).status == 401


@pytest.mark.without(TICKETS, "ticket_hash == sessions.hash_secret(ticket)", "ticket_hash.is_not(None)")
@pytest.mark.parametrize(
    "change",
    [
        lambda one: "stockport." + one.partition(".")[2].swapcase(),
        lambda one: one[:-1],
        lambda one: one + "x",
        lambda one: one.replace("stockport.", "stockport.."),
        lambda one: one.replace(".", ".%00"),
        lambda one: one + "." + one,
    ],
)
def test_a_ticket_that_was_changed_is_of_no_use_and_the_real_one_still_is(browser, council, ticket, change):
    opened = browser()
    made = ticket(opened)
    assert opened.post("/session", {"ticket": change(made)}).status == 401
    assert who_is_in(opened) is None
    assert opened.post("/session", {"ticket": made}).status == 204


@pytest.mark.without(ROUTES, "if len(body) > MOST_BYTES:", "if False:")
def test_an_oversized_body_is_not_read(browser, council, ticket):
    opened = browser()
    made = ticket(opened)
    padded = b'{"filler": "' + b"x" * 2_000_000 + b'", "ticket": "' + made.encode() + b'"}'
    assert opened.post("/session", padded).status == 401


# Other sites' pages


@pytest.mark.without(*FROM_ANYWHERE)
@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        None,
        "https://family-context.example.evil.example",
        "https://evil.example/family-context.example",
        "https://family-context.example@evil.example",
        "https://family-context.example:8443",
        "https://family-context.example.",
        "https://www.family-context.example",
        "//family-context.example",
        "ftp://family-context.example",
        "https://family-context.example https://evil.example",
        "https://[family-context.example",
        "",
    ],
)
def test_another_site_cannot_sign_a_victim_in(browser, ticket, origin):
    victim = browser()
    made = ticket(victim, TOM)
    victim.origin = origin
    assert victim.post("/session", {"ticket": made}).status == 403
    victim.origin = "https://family-context.example"
    assert who_is_in(victim) is None


@pytest.mark.without(ROUTES, '("https",) if needs_tls else ("https", "http")', '("https", "http")')
def test_in_production_a_page_that_came_without_tls_is_another_site(app, council, monkeypatch):
    """Seen to fail: someone on the network could answer for http:// with a page of theirs, under our name."""
    monkeypatch.setenv("FAMILY_CONTEXT_MODE", "production")
    for origin, status in (("http://family-context.example", 403), ("https://family-context.example", 401)):
        assert Browser(app, origin=origin).post("/session", {"ticket": "stockport.x"}).status == status


@pytest.mark.without(*FROM_ANYWHERE)
@pytest.mark.parametrize("path", ["/session/stay", "/session/forget"])
def test_another_site_can_neither_prolong_a_session_nor_take_it_away(signed_in, path):
    victim = signed_in()
    victim.origin = "https://evil.example"
    assert victim.post(path).status == 403


@pytest.mark.without(ROUTES, "if is_over(request):", "if True:")
def test_a_page_left_open_cannot_take_away_the_cookie_of_who_signed_in_since(signed_in):
    helen = signed_in()
    helen.post("/session/forget")
    assert who_is_in(helen)


@pytest.mark.without(SESSIONS, "    end_sessions_of(connection, username, Action.SESSION_REPLACED)\n", "")
def test_many_sign_ins_at_once_leave_one_session(council):
    """Concurrent sign-ins of one worker from many machines: one of them wins."""
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: sessions.start_session(council, HELEN, address=""), range(8)))
    assert len([key for key in keys if sessions.get_actor(council, key)]) == 1
