"""Single sign-on against a real provider: people it names sign in with their groups' role, and no one else does."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.routing import Mount

from config.council import Council
from config.environment import ROOT
from config.reading import read_council
from data_access.accounts import accounts, passwords, sessions, sign_in, single_sign_on
from data_access.accounts.sign_in import SignIn
from data_access.storage import database
from data_access.storage.app_tables import account, audit_event
from server import provider as provider_of_ours
from server import session_routes, sign_on_routes
from tests.attacks.client import Answer, Browser
from tests.identity_provider import MANAGERS, SECRET, SOCIAL_WORKERS, Provider, running_provider, write_settings
from tests.ready_made import ReadyMade

SITE = "http://127.0.0.1:8501"
HELEN = "helen.marks"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        yield running


@pytest.fixture
def council(tmp_path, monkeypatch, provider: Provider, databases: ReadyMade) -> Council:
    monkeypatch.setenv("FAMILY_CONTEXT_SIGN_ON", str(write_settings(tmp_path / "sign-on.yaml", provider, SITE)))
    monkeypatch.setenv("FAMILY_CONTEXT_SIGN_ON_SECRET", SECRET)
    return read_council(ROOT / "config" / "councils" / "stockport.yaml")


@pytest.fixture
def browser(council: Council) -> Browser:
    async def say_yes(scope, receive, send) -> None:
        raise AssertionError("only our own addresses are asked for")

    return Browser(Starlette(routes=[*session_routes.ROUTES, *sign_on_routes.ROUTES, Mount("/", say_yes)]))


@pytest.fixture
def helen(provider: Provider) -> Callable[..., None]:
    """Have the provider know Helen, with these groups."""

    def know(*groups: str, username: str = f"{HELEN}@stockport.example", **more) -> None:
        provider.know("helen", name="Helen Marks", username=username, groups=list(groups), **more)

    return know


def authorized(browser: Browser, sub: str = "helen") -> str:
    """Sign in at the provider; returns the address it sends the browser back to."""
    there = browser.get("/sign-on?council=stockport")
    assert there.status == 302, there
    answer = requests.post(there.headers["location"], data={"sub": sub}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return answer.headers["location"].removeprefix(SITE)


def come_in(browser: Browser) -> Answer:
    return browser.get(authorized(browser))


def who_is_in(browser: Browser) -> sessions.Actor | None:
    kept = browser.cookies.get("family-context", "")
    return sessions.get_actor(read_council(ROOT / "config/councils/stockport.yaml"), kept.partition(".")[2])


def said(browser: Browser) -> str | None:
    return browser.cookies.get("family-context-sign-on-said")


def recorded(council: Council) -> list[tuple[str, str]]:
    with database.database_of(council).reading_app() as connection:
        rows = connection.execute(select(audit_event.c.username, audit_event.c.action).order_by(audit_event.c.seq))
        return [tuple(row) for row in rows]


def test_a_worker_in_a_group_signs_in_with_its_role_and_team(council, browser, helen):
    helen("another-group", SOCIAL_WORKERS)
    assert come_in(browser).headers["location"] == "/"
    actor = who_is_in(browser)
    assert (actor.username, actor.display_name, actor.role) == (HELEN, "Helen Marks", "social_worker")
    assert [(one.username, one.team) for one in accounts.list_accounts(council)] == [(HELEN, "Duty")]
    assert recorded(council) == [("single sign-on", "saved_account"), (HELEN, "signed_in")]
    assert "family-context-sign-on" not in browser.cookies


def test_the_way_there_asks_for_a_fresh_sign_in_and_proves_who_asked(browser):
    asked = parse_qs(urlsplit(browser.get("/sign-on?council=stockport").headers["location"]).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    assert asked["code_challenge_method"] == ["S256"] and asked["nonce"] and asked["state"]
    assert asked["redirect_uri"] == [f"{SITE}/sign-on/callback"]


def test_with_prompt_login_off_the_provider_decides_whether_it_asks(council, browser, helen, provider, tmp_path):
    write_settings(tmp_path / "sign-on.yaml", provider, SITE, prompt_login=False)
    asked = parse_qs(urlsplit(browser.get("/sign-on?council=stockport").headers["location"]).query)
    assert not {"prompt", "max_age"} & asked.keys()
    helen(SOCIAL_WORKERS, signed_in_at=int(time.time()) - 8 * 3600)
    come_in(browser)
    assert who_is_in(browser).username == HELEN


def test_no_one_signs_in_without_a_group_and_that_is_recorded(council, browser, helen):
    for groups in ((), ("another-group",)):
        helen(*groups)
        come_in(browser)
        assert who_is_in(browser) is None and said(browser) == "no-group"
    assert recorded(council) == [(HELEN, "sign_in_failed")] * 2
    assert accounts.list_accounts(council) == []


def test_a_user_name_that_was_given_to_someone_else_brings_in_no_one(council, browser, helen, provider):
    """The name is free again after a worker has left. 0.3 let the new one into the old account."""
    helen(MANAGERS)
    come_in(browser)
    provider.know("another-helen", name="Helen Marks", username=f"{HELEN}@stockport.example", groups=[MANAGERS])
    browser.cookies.clear()
    browser.get(authorized(browser, "another-helen"))
    assert who_is_in(browser) is None and said(browser) == "other-person"
    assert recorded(council)[-1] == (HELEN, "sign_in_failed")
    assert single_sign_on.forget_identity(council, HELEN, by="it")
    browser.get(authorized(browser, "another-helen"))
    assert who_is_in(browser).username == HELEN


def test_a_worker_whose_name_changes_keeps_the_account(council, browser, helen):
    helen(SOCIAL_WORKERS)
    come_in(browser)
    helen(SOCIAL_WORKERS, username="helen.brown@stockport.example")
    come_in(browser)
    assert who_is_in(browser).username == HELEN
    assert [one.username for one in accounts.list_accounts(council)] == [HELEN]


def test_an_account_from_before_is_bound_and_has_no_password_any_more(council, browser, helen):
    known = passwords.hash_password("cobbled onion trampoline 84")
    accounts.save_account(
        council, username=HELEN, display_name="Helen Marks", role="social_worker", team="Duty", password_hash=known
    )
    helen(SOCIAL_WORKERS)
    come_in(browser)
    assert who_is_in(browser).username == HELEN
    with database.database_of(council).reading_app() as connection:
        assert connection.scalar(select(account.c.password_hash)) != known


@pytest.mark.parametrize("subject", [None, "", 7, "x" * 256])
def test_a_token_without_a_subject_brings_in_no_one(council, browser, helen, monkeypatch, subject):
    helen(SOCIAL_WORKERS)
    read = provider_of_ours._read
    monkeypatch.setattr(provider_of_ours, "_read", lambda *given: {**read(*given), "sub": subject})
    come_in(browser)
    assert who_is_in(browser) is None and said(browser) == "failed"
    assert accounts.list_accounts(council) == []


def test_a_guest_of_another_organisation_cannot_sign_in(council, browser, helen):
    helen(SOCIAL_WORKERS, username="helen.marks@elsewhere.example")
    come_in(browser)
    assert who_is_in(browser) is None and said(browser) == "other-name"
    assert recorded(council) == [("helen.marks@elsewhere.example", "sign_in_failed")]


def test_an_earlier_sign_in_does_not_count(council, browser, helen, monkeypatch):
    """The provider may remember a worker for 30 days; that brings no ended session back."""
    helen(SOCIAL_WORKERS, signed_in_at=int(time.time()) - 600)
    come_in(browser)
    assert who_is_in(browser) is None and said(browser) == "stale"
    helen(SOCIAL_WORKERS)
    read = provider_of_ours._read
    monkeypatch.setattr(provider_of_ours, "_read", lambda *given: {**read(*given), "auth_time": None})
    come_in(browser)
    assert who_is_in(browser) is None and said(browser) == "stale"
    assert recorded(council) == [("unknown", "sign_in_failed")] * 2


@pytest.mark.parametrize(
    ("claims", "is_in"),
    [
        ({"azp": "family-context"}, True),
        ({"aud": ["family-context"]}, True),
        ({"aud": ["family-context", "payroll"], "azp": "family-context"}, True),
        ({"azp": "payroll"}, False),
        ({"azp": ""}, False),
        ({"azp": ["family-context"]}, False),
        ({"aud": ["family-context", "payroll"]}, False),
        ({"aud": ["payroll", "family-context"], "azp": "payroll"}, False),
    ],
)
def test_a_token_made_for_another_program_is_refused(browser, helen, monkeypatch, claims, is_in):
    """OpenID Connect Core 1.0, 3.1.3.7, steps 3 to 5. 0.3 did not look at `azp`."""
    helen(SOCIAL_WORKERS)
    read = provider_of_ours._read
    monkeypatch.setattr(provider_of_ours, "_read", lambda *given: {**read(*given), **claims})
    come_in(browser)
    assert (who_is_in(browser) is not None) is is_in
    assert is_in or said(browser) == "failed"


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": "invented"},
        {"nonce": ""},
        {"nonce": None},
        {"nonce": True},
        {"nonce": ["ours"]},
        {"nonce": ["invented", "ours"]},
        {"nonce": {"ours": 1}},
        {"iat": timedelta(days=-1)},
        {"iat": timedelta(minutes=-10)},
        {"iat": timedelta(minutes=10)},
        {"iat": True},
        {"iat": "1"},
        {"iat": float("nan")},
        {"nbf": timedelta(minutes=10)},
        {"exp": timedelta(minutes=-10)},
        {"exp": float("inf")},
    ],
    ids=str,
)
def test_a_token_of_another_try_or_time_is_refused(browser, helen, monkeypatch, change):
    """Seen to fail for a list with our nonce in it, and for an `iat` from before the try. A timedelta is from now."""
    helen(SOCIAL_WORKERS)
    read = provider_of_ours._read

    def changed(*given) -> dict:
        claims = read(*given)
        ours = claims["nonce"]
        nonce = change.get("nonce", ours)
        if isinstance(nonce, list | dict):
            nonce = type(nonce)(json.loads(json.dumps(nonce).replace('"ours"', json.dumps(ours))))
        now = int(time.time())
        times = {name: now + int(one.total_seconds()) for name, one in change.items() if isinstance(one, timedelta)}
        return {**claims, **change, **times, "nonce": nonce}

    monkeypatch.setattr(provider_of_ours, "_read", changed)
    come_in(browser)
    assert who_is_in(browser) is None and said(browser) == "failed"


@pytest.mark.parametrize("signed_in_at", [True, "1", 1.5e9, float("nan"), [1], -1])
def test_an_auth_time_that_is_no_number_of_seconds_does_not_count(browser, helen, monkeypatch, signed_in_at):
    helen(SOCIAL_WORKERS)
    read = provider_of_ours._read
    monkeypatch.setattr(provider_of_ours, "_read", lambda *given: {**read(*given), "auth_time": signed_in_at})
    come_in(browser)
    assert who_is_in(browser) is None and said(browser) == "stale"


@pytest.mark.parametrize("seconds", [600, 10**9])
def test_a_sign_in_that_is_still_to_come_does_not_count(browser, helen, seconds):
    """0.3 took it: one such sign-in would have counted as fresh until then."""
    helen(SOCIAL_WORKERS, signed_in_at=int(time.time()) + seconds)
    come_in(browser)
    assert who_is_in(browser) is None and said(browser) == "failed"


def test_the_way_back_works_once(council, browser, helen):
    helen(SOCIAL_WORKERS)
    back = authorized(browser)
    kept = dict(browser.cookies)
    browser.get(back)
    sessions.end_session(who_is_in(browser))
    browser.get(back)
    assert who_is_in(browser) is None and said(browser) == "failed"
    # The try's cookie was kept, but its code is used up.
    browser.cookies.update(kept)
    browser.get(back)
    assert who_is_in(browser) is None and said(browser) == "failed"


def test_the_way_back_is_for_the_browser_that_began(council, browser, helen):
    helen(SOCIAL_WORKERS)
    back = authorized(browser)
    victim = Browser(browser.app)
    victim.get(back)
    assert said(victim) == "failed" and who_is_in(victim) is None
    victim.get("/sign-on?council=stockport")
    victim.get(back)
    assert said(victim) == "failed" and who_is_in(victim) is None


@pytest.mark.parametrize(
    "changed", [{"code": "made-up"}, {"state": "made-up"}, {"code": ""}, {"error": "access_denied"}]
)
def test_an_answer_that_was_made_up_is_refused(council, browser, helen, changed):
    helen(SOCIAL_WORKERS)
    parts = urlsplit(authorized(browser))
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if "error" in changed:
        asked.pop("code")
    browser.get(f"{parts.path}?{urlencode(asked | changed)}")
    assert who_is_in(browser) is None and said(browser) == "failed"


def test_a_try_that_was_changed_in_the_browser_is_refused(council, browser, helen):
    helen(SOCIAL_WORKERS)
    back = authorized(browser)
    head, body, signature = browser.cookies["family-context-sign-on"].split(".")
    browser.cookies["family-context-sign-on"] = ".".join((head, body[:-4] + "AAAA", signature))
    browser.get(back)
    assert who_is_in(browser) is None and said(browser) == "failed"


def test_a_change_of_groups_changes_the_role_and_a_disabled_account_stays_out(council, browser, helen):
    helen(SOCIAL_WORKERS)
    come_in(browser)
    helen(SOCIAL_WORKERS, MANAGERS)
    come_in(browser)
    assert who_is_in(browser).role == "manager"
    accounts.disable_account(council, HELEN, by="it")
    come_in(browser)
    assert who_is_in(browser) is None and said(browser) == "disabled"


def test_the_newest_session_wins_and_too_long_without_activity_ends_it(council, browser, helen, monkeypatch):
    helen(SOCIAL_WORKERS)
    come_in(browser)
    second = Browser(browser.app)
    come_in(second)
    assert who_is_in(browser) is None and who_is_in(second) is not None
    later = sessions.clock.now() + sessions.IDLE_LIMIT + sessions.LAST_SEEN_STEP
    monkeypatch.setattr(sessions.clock, "now", lambda: later)
    assert who_is_in(second) is None


def test_an_earlier_session_of_the_browser_ends(council, browser, helen, provider):
    helen(SOCIAL_WORKERS)
    come_in(browser)
    key = browser.cookies["family-context"].partition(".")[2]
    provider.know("tom", name="Tom", username="tom.ashworth@stockport.example", groups=[SOCIAL_WORKERS])
    browser.get(authorized(browser, "tom"))
    assert who_is_in(browser).username == "tom.ashworth" and sessions.get_actor(council, key) is None


def test_signing_out_goes_on_to_the_provider_but_its_address_alone_ends_no_session(council, browser, helen, provider):
    helen(SOCIAL_WORKERS)
    come_in(browser)
    assert browser.get("/sign-on/out").headers["location"] == "/"
    sessions.end_session(who_is_in(browser))
    there = browser.get("/sign-on/out").headers["location"]
    assert there.startswith(f"{provider.url}/oauth2/end_session?client_id=family-context&post_logout_redirect_uri=")
    assert "family-context" not in browser.cookies


def test_a_password_opens_nothing_where_passwords_are_not_used(council, browser, helen):
    helen(SOCIAL_WORKERS)
    accounts.save_account(council, username="tom", display_name="T", role="manager", password_hash="right")
    given = {"check": lambda _name, password, hashed: password == hashed, "browser": "b", "address": "10.0.0.1"}
    assert sign_in.try_password(council, "tom", "right", **given).how is SignIn.WRONG


def test_with_passwords_too_an_account_of_the_providers_has_none(
    council, browser, helen, provider, tmp_path, monkeypatch
):
    path = write_settings(tmp_path / "both.yaml", provider, SITE, passwords=True)
    monkeypatch.setenv("FAMILY_CONTEXT_SIGN_ON", str(path))
    given = {"check": lambda _name, password, hashed: password == hashed, "browser": "b", "address": "10.0.0.1"}
    accounts.save_account(council, username=HELEN, display_name="H", role="manager", password_hash="right")
    assert sign_in.try_password(council, HELEN, "right", **given).how is SignIn.RIGHT
    helen(SOCIAL_WORKERS)
    come_in(browser)
    assert sign_in.try_password(council, HELEN, "right", **given).how is SignIn.WRONG


def test_a_provider_that_does_not_answer_is_explained(council, browser, provider, tmp_path, monkeypatch):
    path = write_settings(tmp_path / "away.yaml", Provider("http://127.0.0.1:1"), SITE)
    monkeypatch.setenv("FAMILY_CONTEXT_SIGN_ON", str(path))
    assert browser.get("/sign-on?council=stockport").headers["location"] == "/"
    assert said(browser) == "away"


def test_without_the_database_no_one_signs_in(from_nothing, council, browser, helen, monkeypatch):
    helen(SOCIAL_WORKERS)
    back = authorized(browser)
    database.close_databases()
    monkeypatch.setenv("FAMILY_CONTEXT_DATABASE_URL", "postgresql+psycopg://nobody@/postgres?host=/nowhere")
    browser.get(back)
    assert said(browser) == "away" and "family-context" not in browser.cookies


def test_an_unknown_council_leads_back(browser):
    assert browser.get("/sign-on?council=elsewhere").headers["location"] == "/"
    assert browser.get("/sign-on").headers["location"] == "/"
