"""Cookies forged, replayed, planted and stolen."""

from datetime import timedelta

import pytest

from config import clock
from data_access.accounts import accounts, sessions
from data_access.errors import Unavailable
from data_access.storage import database
from server import cookies
from tests.attacks.client import Browser
from tests.attacks.conftest import HELEN, TOM, actor_of, who_is_in

SESSIONS = "data_access/accounts/sessions.py"
COOKIES = "server/cookies.py"
WHERE_KEY = '_SESSIONS_WITH_RESEARCH.where(worker_session.c.key_hash == bindparam("hashed"))'


def with_cookie(browser, value: str) -> Browser:
    opened = browser()
    opened.cookies["family-context"] = value
    return opened


@pytest.mark.without(SESSIONS, WHERE_KEY, "_SESSIONS_WITH_RESEARCH.limit(1)")
@pytest.mark.parametrize(
    "value", ["stockport.made-up", "stockport.' OR 1=1 --", "stockport." + "x" * 4_000, "stockport.%", "stockport.None"]
)
def test_a_forged_cookie_signs_nobody_in(browser, signed_in, value):
    signed_in()
    assert who_is_in(with_cookie(browser, value)) is None


@pytest.mark.parametrize("value", ["", ".", "stockport.", ".key", "nowhere.key", "../stockport.key", "\x00.\x00"])
@pytest.mark.without(
    "server/session_routes.py",
    "return (council, cookie.key) if cookie and council else None",
    "return council, cookie.key",
)
def test_a_cookie_that_names_no_council_or_no_key_is_nobodys(browser, council, value):
    assert who_is_in(with_cookie(browser, value)) is None


@pytest.mark.without(SESSIONS, "row.ended_at is None and ", "")
def test_a_cookie_kept_from_before_the_sign_out_opens_nothing(council, signed_in):
    helen = signed_in()
    sessions.end_session(actor_of(council, helen))
    assert who_is_in(helen) is None


@pytest.mark.without(
    SESSIONS, "min(row.last_seen_at + IDLE_LIMIT, row.started_at + HARD_LIMIT)", "(row.started_at + HARD_LIMIT)"
)
def test_a_cookie_found_in_an_idle_browser_opens_nothing(signed_in, monkeypatch):
    helen = signed_in()
    _later(monkeypatch, minutes=16)
    assert who_is_in(helen) is None


@pytest.mark.without(
    SESSIONS, "min(row.last_seen_at + IDLE_LIMIT, row.started_at + HARD_LIMIT)", "(row.last_seen_at + IDLE_LIMIT)"
)
def test_a_stolen_cookie_cannot_be_kept_alive_for_ever(signed_in, monkeypatch):
    thief = signed_in()
    for _ in range(80):
        _later(monkeypatch, minutes=10)
        thief.post("/session/stay")
    assert who_is_in(thief) is None


@pytest.mark.without(SESSIONS, "    end_sessions_of(connection, username, Action.SESSION_REPLACED)\n", "")
def test_a_stolen_cookie_ends_when_its_owner_signs_in_again(signed_in):
    thief = signed_in()
    owner = signed_in()
    assert who_is_in(thief) is None and who_is_in(owner)


@pytest.mark.without(SESSIONS, " and row.disabled_at is None", "")
def test_the_cookie_of_a_leaver_opens_nothing_even_where_their_session_was_not_ended(council, signed_in, monkeypatch):
    leaver = signed_in()
    monkeypatch.setattr(sessions, "end_sessions_of", lambda *_: None)
    accounts.disable_account(council, HELEN, by="it")
    assert who_is_in(leaver) is None


@pytest.mark.without(
    "data_access/accounts/accounts.py",
    """save_standing(connection, found.username, {"disabled_at": clock.now()})
        sessions.end_sessions_of(connection, found.username, Action.SESSION_REVOKED)""",
    "pass",
)
def test_a_leaver_who_is_signed_in_is_not_any_more(council, signed_in):
    leaver = signed_in()
    accounts.disable_account(council, HELEN, by="it")
    assert who_is_in(leaver) is None


@pytest.mark.without(
    "data_access/accounts/accounts.py",
    """lock_out.forget(connection, found.username)
        sessions.end_sessions_of(connection, found.username, Action.SESSION_REVOKED)""",
    "pass",
)
def test_whoever_stole_a_password_is_out_once_it_is_reset(council, signed_in):
    thief = signed_in()
    accounts.reset_password(council, HELEN, "copper lantern drift", by="it")
    assert who_is_in(thief) is None


@pytest.mark.without(
    "data_access/storage/database.py",
    "return _database(council.database, environment",
    'return _database("one", environment',
)
def test_a_cookie_of_one_council_opens_nothing_at_another(browser, signed_in):
    key = signed_in().cookies["family-context"].partition(".")[2]
    assert who_is_in(with_cookie(browser, f"leeds.{key}")) is None


@pytest.mark.without(SESSIONS, "return hashlib.sha256(secret.encode()).hexdigest()", "return secret")
def test_whoever_reads_the_database_cannot_sign_in_with_what_is_there(council, browser, signed_in):
    signed_in()
    with database.database_of(council).reading_app() as connection:
        [kept] = connection.exec_driver_sql("SELECT key_hash FROM worker_session").scalars()
    assert who_is_in(with_cookie(browser, f"stockport.{kept}")) is None


# Fixation: a browser prepared for its victim


@pytest.mark.without(
    "server/session_routes.py",
    "cookies.set_session(response, SessionCookie(council.id, key))",
    "cookies.set_session(response, SessionCookie(council.id, before[1] if before else key))",
)
def test_a_session_planted_before_the_sign_in_is_not_the_one_after_it(signed_in, browser, ticket):
    planted = signed_in(TOM).cookies["family-context"]
    victim = with_cookie(browser, planted)
    victim.post("/session", {"ticket": ticket(victim)})
    assert victim.cookies["family-context"] != planted


@pytest.mark.without("server/session_routes.py", "            sessions.end_key(*before)\n", "            pass\n")
def test_a_planted_session_ends_when_the_victim_signs_in(signed_in, browser, ticket):
    """Else the one who planted it, or the last person in this browser, goes on in another tab."""
    attacker = signed_in(TOM)
    victim = with_cookie(browser, attacker.cookies["family-context"])
    victim.post("/session", {"ticket": ticket(victim)})
    assert who_is_in(attacker) is None and who_is_in(victim)


@pytest.mark.without(COOKIES, 'return "__Host-" if _is_secure() else ""', 'return ""')
def test_in_production_a_neighbouring_site_can_plant_neither_cookie(browser, monkeypatch):
    """A browser takes a name that begins with __Host- from the very host only, over TLS, for the whole of it."""
    monkeypatch.setenv("FAMILY_CONTEXT_MODE", "production")
    answer = browser().get("/", accept="text/html")
    assert not answer.set_cookies
    for name in (cookies.session_name(), cookies.browser_name()):
        assert name.startswith("__Host-")


@pytest.mark.without(
    COOKIES, 'max_age=max_age, path="/", secure=_is_secure()', 'max_age=max_age, path="/", secure=False'
)
def test_in_production_no_cookie_goes_without_tls(app, monkeypatch):
    monkeypatch.setenv("FAMILY_CONTEXT_MODE", "production")
    [line] = Browser(app).get("/", accept="text/html").set_cookies
    assert "; Secure" in line and "; Path=/" in line and "Domain" not in line


@pytest.mark.without(
    COOKIES, "secure=_is_secure(), httponly=True, samesite=samesite)", "secure=_is_secure(), samesite=samesite)"
)
def test_no_script_reads_a_cookie(browser, ticket):
    opened = browser()
    [line] = opened.post("/session", {"ticket": ticket(opened)}).set_cookies
    assert "; HttpOnly" in line


@pytest.mark.without(COOKIES, '{cookie.key}", "strict")', '{cookie.key}", "lax")')
def test_another_sites_page_does_not_send_the_session(browser, ticket):
    opened = browser()
    [line] = opened.post("/session", {"ticket": ticket(opened)}).set_cookies
    assert "samesite=strict" in line.lower()


@pytest.mark.without(SESSIONS, "    return TimeLeft(", "    _mark_seen(council, row, now)\n    return TimeLeft(")
def test_a_tab_left_open_does_not_keep_a_session_alive_by_asking(signed_in, monkeypatch):
    left_open = signed_in()
    for _ in range(10):
        _later(monkeypatch, minutes=2)
        who_is_in(left_open)
    assert who_is_in(left_open) is None


@pytest.mark.without(
    "server/session_routes.py",
    'return JSONResponse({"session": found.session_id,',
    'return JSONResponse({"who": str(found), "session": found.session_id,',
)
def test_what_is_said_of_a_session_says_nothing_of_its_worker(signed_in):
    assert set(signed_in().get("/session").json()) == {"session", "left", "may_stay", "revision"}


@pytest.mark.without("server/session_routes.py", "        return True\n", "        return False\n")
def test_whoever_left_while_the_database_was_away_is_not_signed_in_again_when_it_is_back(signed_in, monkeypatch):
    """The page gives the cookie back when "End session" could not be told to the database."""
    helen = signed_in()

    def be_away(*_: object) -> None:
        raise Unavailable

    with monkeypatch.context() as away:
        away.setattr(sessions, "get_time_left", be_away)
        helen.post("/session/forget")
    assert who_is_in(helen) is None


def _later(monkeypatch, **passed: float) -> None:
    at = clock.now() + timedelta(**passed)
    monkeypatch.setattr(clock, "now", lambda: at)
