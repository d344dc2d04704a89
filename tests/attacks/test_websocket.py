"""A crafted client: the websocket of Streamlit spoken by hand, without a browser and its rules."""

import platform
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import requests
import streamlit
from sqlalchemy import Connection, select, update
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from config.environment import ROOT
from config.reading import read_council
from data_access.accounts import sessions
from data_access.accounts.sessions import Actor
from data_access.storage import database
from data_access.storage.app_tables import worker_session
from tests.browser.server import QUICK, Server, serve

PAGES = ["", "reason", "results", "person", "about", "review", "report", "pair", "quality"]
SIGNED_IN = b"End session"
ACTOR = "    found = sessions.get_actor(council, cookie.key, is_activity=is_activity) if cookie and council else None\n"
ANY_ACTOR = """    from data_access.storage.database import database_of
    from sqlalchemy import text  # noqa: TID251
    council = council or councils()[0]
    with database_of(council).reading_app() as connection:
        kept = connection.execute(text(
            "SELECT s.session_id, a.username, a.role FROM worker_session s JOIN account a USING (username) "
            "WHERE s.ended_at IS NULL"
        )).first()
    found = Actor(council, kept[1], "", kept[2], kept[0], "") if kept else None
"""
REMEMBERED = (
    "pages/visit/session.py",
    "    cookie = session_cookie()\n    council = _council_of(cookie)\n",
    "    cookie = st.session_state.setdefault('c', session_cookie())\n    council = _council_of(cookie)\n",
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, demonstration: Path) -> Iterator[Server]:
    folder = shutil.copytree(demonstration, tmp_path_factory.mktemp("crafted"), dirs_exist_ok=True)
    with serve(folder, **QUICK) as server:
        yield server


@pytest.fixture
def priya(served: Server, monkeypatch) -> tuple[Actor, str]:
    """Somebody who is signed in, and the cookie of their browser."""
    monkeypatch.setenv("FAMILY_CONTEXT_DATA", str(served.folder))
    leeds = read_council(ROOT / "config" / "councils" / "leeds.yaml")
    key = sessions.start_session(leeds, "204417", address="")
    yield sessions.get_actor(leeds, key), f"family-context=leeds.{key}"
    database.close_databases()


def open_socket(served: Server, *, cookie: str = "", resume: str = "", origin: str | None = None) -> ClientConnection:
    protocols = ["streamlit", "x", *([resume] if resume else [])]
    headers = {"Cookie": cookie} if cookie else {}
    address = served.url.replace("http://", "ws://") + "/_stcore/stream"
    return connect(
        address,
        subprotocols=protocols,
        additional_headers=headers,
        origin=origin or served.url,
        max_size=None,
        open_timeout=20,
    )


def run(socket: ClientConnection, page: str = "", widgets: dict[str, str] | None = None) -> tuple[bytes, str]:
    """Ask for a page with these widgets' values; everything that was sent, and the id of the session."""
    message = BackMsg()
    message.rerun_script.page_script_hash = calc_hash(page)
    message.rerun_script.query_string = "person=249012&session=x"
    for key, value in (widgets or {}).items():
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.string_value = key, value
    socket.send(message.SerializeToString())
    sent, session_id, until = b"", "", time.monotonic() + 60
    while time.monotonic() < until:
        raw = socket.recv(timeout=20)
        sent += raw
        forward = ForwardMsg.FromString(raw)
        kind = forward.WhichOneof("type")
        session_id = forward.new_session.initialize.session_id or session_id if kind == "new_session" else session_id
        if kind == "script_finished" and forward.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return sent, session_id
    raise TimeoutError("the page was never finished")


@pytest.mark.without("pages/visit/session.py", ACTOR, "    found = None\n")
def test_with_a_cookie_that_was_given_the_crafted_client_is_signed_in(served, priya):
    """The client works: what it does not get below is kept from it."""
    with open_socket(served, cookie=priya[1]) as socket:
        assert SIGNED_IN in run(socket)[0]


@pytest.mark.without("pages/visit/session.py", ACTOR, ANY_ACTOR)
@pytest.mark.parametrize("page", PAGES)
def test_without_a_cookie_every_page_is_the_sign_in_form(served, priya, page):
    with open_socket(served) as socket:
        sent, _ = run(socket, page)
    assert b"Sign in to Family Context" in sent and SIGNED_IN not in sent


@pytest.mark.without("pages/visit/session.py", ACTOR, ANY_ACTOR)
@pytest.mark.parametrize(
    "cookie", ["family-context=leeds.made-up", "family-context=leeds.' OR 1=1", "family-context=x"]
)
def test_a_forged_cookie_is_the_sign_in_form(served, priya, cookie):
    with open_socket(served, cookie=cookie) as socket:
        assert SIGNED_IN not in run(socket, "person")[0]


@pytest.mark.without("data_access/accounts/sessions.py", "row.ended_at is None and ", "")
def test_a_socket_that_was_open_before_the_sign_out_gets_nothing_after_it(served, priya):
    actor, cookie = priya
    with open_socket(served, cookie=cookie) as socket:
        run(socket)
        sessions.end_session(actor)
        sent, _ = run(socket, "results")
    assert b"Sign in to Family Context" in sent and SIGNED_IN not in sent


@pytest.mark.without(*REMEMBERED)
def test_whoever_knows_the_id_of_a_streamlit_session_does_not_take_it_over(served, priya):
    """Streamlit hands a session to whoever names its id. Here the cookie decides on every run: the id is of no use."""
    with open_socket(served, cookie=priya[1]) as victim:
        sent, session_id = run(victim)
        assert SIGNED_IN in sent and session_id
        with open_socket(served, resume=session_id) as thief:
            assert SIGNED_IN not in run(thief)[0]


@pytest.mark.without("pages/visit/session.py", ACTOR, ANY_ACTOR)
def test_widgets_claimed_by_a_client_sign_nobody_in(served, priya):
    claimed = {"visit_of_session": priya[0].session_id, "$$ID-x-visit_person": "249012", "sign_in_ticket": "leeds.x"}
    with open_socket(served) as socket:
        assert SIGNED_IN not in run(socket, "person", claimed)[0]


@pytest.mark.without(".streamlit/config.toml", "enableCORS = true", "enableCORS = false")
def test_another_sites_page_opens_no_socket_in_a_workers_name(served, priya):
    with (
        pytest.raises((InvalidStatus, ConnectionClosed)),
        open_socket(served, cookie=priya[1], origin="https://evil.example") as socket,
    ):
        run(socket)


LAST_SEEN = "    by_itself = [st.session_state.pop(QUIET_AGAIN, False), has_heard_of_change(), _is_reconnection()]\n"
ANY_RUN = "    by_itself = [st.session_state.pop(QUIET_AGAIN, False), has_heard_of_change()]\n"


@pytest.mark.without("pages/visit/session.py", LAST_SEEN, ANY_RUN)
@pytest.mark.parametrize("is_known", [True, False])
def test_a_websocket_that_opens_again_by_itself_does_not_keep_a_session_alive(served, priya, is_known):
    """Also where the server no longer knows the session that the browser goes on with, as after a restart."""
    actor, cookie = priya
    with open_socket(served, cookie=cookie) as socket:
        _, session_id = run(socket)
    before = make_older(actor)
    with open_socket(served, cookie=cookie, resume=session_id if is_known else "gone") as socket:
        run(socket)
        assert last_seen(actor) == before
        run(socket, "about")
        assert last_seen(actor) > before


def make_older(actor: Actor) -> datetime:
    """Have the session last been used ten minutes ago."""
    with database.database_of(actor.council).writing() as connection:
        ago = last_seen_of(connection, actor) - timedelta(minutes=10)
        this_one = worker_session.c.session_id == actor.session_id
        connection.execute(update(worker_session).where(this_one).values(last_seen_at=ago))
    return ago


def last_seen(actor: Actor) -> datetime:
    with database.database_of(actor.council).reading_app() as connection:
        return last_seen_of(connection, actor)


def last_seen_of(connection: Connection, actor: Actor) -> datetime:
    return connection.scalar(
        select(worker_session.c.last_seen_at).where(worker_session.c.session_id == actor.session_id)
    )


@pytest.mark.without("app.py", "            Middleware(PageFrame),\n", "")
def test_nothing_tells_a_signed_out_visitor_where_the_program_is_and_of_which_version(served):
    with open_socket(served) as socket:
        sent, _ = run(socket)
    for told in (str(ROOT), streamlit.__version__, platform.python_version(), "3.11", sys.platform.capitalize()):
        assert told.encode() not in sent, told
    for address in (
        "/",
        "/person",
        "/_stcore/host-config",
        "/connection.js",
        "/family-context.css",
        "/nowhere",
        "/health",
    ):
        answer = requests.get(served.url + address, headers={"Accept": "text/html"}, timeout=10)
        said = answer.text + "".join(f"{name}: {value}\n" for name, value in answer.headers.items())
        for told in (str(ROOT), streamlit.__version__, platform.python_version(), "_stcore/agent"):
            assert told not in said, (address, told)


@pytest.mark.without("server/page_frame.py", '"blockErrorDialogs": True', '"blockErrorDialogs": False')
def test_streamlits_own_dialogs_stay_closed_and_the_page_says_what_to_do(served):
    assert requests.get(f"{served.url}/_stcore/host-config", timeout=10).json()["blockErrorDialogs"] is True
    assert '<script src="/connection.js" defer>' in requests.get(served.url, timeout=10).text
    said = requests.get(f"{served.url}/connection.js", timeout=10).text
    assert "call the services’ own numbers" in said and "Streamlit" not in said.partition("\n")[2]
