"""A crafted client: the websocket of Streamlit spoken by hand, without a browser and its rules."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
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
