"""The whole app without a browser (AppTest): who sees what, however the session state or the address was edited.

AppTest keeps the session state of one browser session, and what is written into it is what a crafted client could
bring about at worst. The audit is read from the database.
"""

import json
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime import context
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.scriptrunner_utils import script_run_context
from streamlit.testing.v1 import AppTest, app_test, local_script_runner

from config.council import Council
from config.environment import ROOT
from config.reading import read_council
from data_access.accounts import accounts, sessions
from data_access.accounts.sessions import Actor
from data_access.values import Grounds
from pages.visit import memory, navigation, session
from server.cookies import SessionCookie
from tests.data_access.conftest import WORKERS, person_id
from tests.ready_made import ReadyMade
from tests.small_extract import PEOPLE, SmallExtract

PAGES = [
    "search",
    "reason",
    "results",
    "person",
    "linked_individual",
    "not_right",
    "about",
    "contacts",
    "family",
    "numbers",
]
OFFICER_PAGES = [
    "review",
    "report",
    "pair",
    "quality",
    "restricted",
    "subject_report",
    "together",
    "restrict_list",
    "agreements",
]
MANAGER_PAGES = ["audit", "audit_visit", "record", "spot_checks", "spot_check", "checked"]
FIGURES_PAGES = ["figures"]
RESEARCH_PAGES = ["research", "referral", "participants", "participant", "findings", "research_results"]
FEEDBACK_PAGES = ["feedback_list"]
SIGNED_IN_PAGES = ["feedback"]
OPEN_PAGES = ["accessibility", "privacy", "cookies", "families", "signing_in"]
FILES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "pages").rglob("*.py"))
# The keys of the sections while nobody was opened by a button in this visit.
HOUSING, SCHOOL = "section_housing_0", "section_school_0"
BROWSER = "the secret of this browser"
GROUNDS = Grounds(reason="Strategy meeting", case_reference="SW-1")
# What is in the small extract and nowhere else: if any of it is in the tree, somebody was shown.
# Tommy's case ID is also the example beside the field.
PERSONAL = {value for person in PEOPLE.values() for value in (person[1], person[2], person[3], person[6])} - {
    "",
    "249012",
}
PERSONAL |= {"Overdale", "Raymond Fenton", "0161 496 0123", "Violence with injury"}


class Visit:
    """One browser session at one council, signed in unless `key` is None."""

    def __init__(self, council: Council, key: str | None, *, script: str = "app.py"):
        self.council, self.key = council, key
        self.at = AppTest.from_file(str(ROOT / script), default_timeout=30)
        # What the browser sent when its websocket was opened: AppTest has neither.
        self.cookie = SessionCookie(council.id, key) if key is not None else None
        self.browser: str | None = BROWSER
        if key is not None and council.reason.ask:
            self.put(memory.GROUNDS, GROUNDS)

    def put(self, key: str, value: object) -> None:
        self.at.session_state[key] = value

    def open(self, page: str) -> "Visit":
        """Go to a page, the way the app's own buttons do."""
        self.put(navigation.NEXT, page)
        return self.run()

    def open_person(self, key: str, *, child_id: str | None = None) -> "Visit":
        """Put somebody's id where the app remembers who is open."""
        self.put(memory.PERSON, (person_id(self.council, key), child_id))
        return self.open("person" if child_id is None else "linked_individual")

    def press(self, component: str, event: str, value: object) -> "Visit":
        """What a browser sends when something in one of our components is pressed; AppTest has no way to."""
        protos = [getattr(node, "proto", None) for node in self.at._tree]
        named = [one for one in protos if getattr(one, "component_name", "").endswith(component)]
        states = self.at._tree.get_widget_states()
        sent = states.widgets.add()
        sent.id = f"$$STREAMLIT_INTERNAL_KEY_{named[0].id}__events"
        sent.json_trigger_value = json.dumps([{"event": event, "value": value}])
        return self.run(states)

    def run(self, states: object = None) -> "Visit":
        with (
            patch.object(session, "session_cookie", lambda: self.cookie),
            patch.object(session, "browser_secret", lambda: self.browser),
        ):
            self.at._run(states) if states is not None else self.at.run()
        assert not self.at.exception
        return self

    def sent(self) -> str:
        """Everything that was sent to the browser, tables and labels included."""
        return "\n".join(str(getattr(node, "proto", "")) for node in self.at._tree)

    def heading(self) -> str:
        headings = [node.proto.body for node in self.at.get("html") if "<h1" in node.proto.body]
        assert len(headings) == 1, headings
        return headings[0]

    def actor(self) -> Actor:
        found = sessions.get_actor(self.council, self.key)
        assert found is not None
        return found


@pytest.fixture(scope="session", autouse=True)
def quick_runs() -> Iterator[None]:
    """At each run AppTest looks through every installed package for components (0.2 s), compiles app.py, mocks a server
    and what a browser sends, asks a thousand times a second whether the run has ended, warns of each value put into the
    state, and counts a digest of each message, by which a browser's cache would know it again: here the first three are
    done once, nothing was sent, the end is waited for, nothing is said, and nothing is kept in a cache."""
    components, scripts = cache(manifest_scanner.scan_component_manifests), ScriptCache()
    with (
        patch.object(manifest_scanner, "scan_component_manifests", components),
        patch.object(app_test, "ScriptCache", lambda: scripts),
        patch.object(local_script_runner, "ScriptCache", lambda: scripts),
        patch.object(app_test, "MagicMock", cache(app_test.MagicMock)),
        patch.object(local_script_runner, "require_widgets_deltas", _wait_for_its_end),
        patch.object(context, "_get_client_context", lambda: None),
        patch.object(script_run_context._LOGGER, "disabled", True),
        patch.object(script_run_context, "populate_hash_if_needed", lambda _message: None),
    ):
        yield


def _wait_for_its_end(run: local_script_runner.LocalScriptRunner, timeout: float) -> None:
    run._script_thread.join(timeout)
    assert run.script_stopped(), f"The page was not drawn within {timeout} s."


@pytest.fixture(autouse=True)
def closed_databases(databases: ReadyMade) -> None:
    """Each test has a data folder of its own."""


@pytest.fixture(autouse=True)
def own_main_module() -> Iterator[None]:
    """AppTest leaves app.py as this process's main module: a process that a later test spawns would run it."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture
def visit(tmp_path: Path, databases: ReadyMade) -> Callable[..., Visit]:
    """A visit to a council that has an extract loaded: the small one, unless another is named. It begins after what
    `after` has others do there: made once for each `extract` and `after` by that name, which do the same each time."""

    def visit_(
        council_id: str,
        *,
        signed_in: bool = True,
        role: str = "social_worker",
        is_demo: bool = False,
        extract: Callable[[Council], SmallExtract] = SmallExtract,
        after: Callable[[Council], object] = lambda council: None,
    ) -> Visit:
        council = read_council(ROOT / "config" / "councils" / f"{council_id}.yaml")
        username, name = WORKERS[council_id]

        def load_with_worker() -> None:
            loaded = extract(council)
            databases.load(loaded.council, tmp_path / f"incoming-{council_id}", loaded, is_demo=is_demo)
            accounts.save_account(council, username=username, display_name=name, role=role, password_hash="$2b$none")
            after(council)

        names = [name for made in (extract, after) for name in (made.__module__, made.__qualname__)]
        databases.begin(council, load_with_worker, role, is_demo, *names)
        key = sessions.start_session(council, username, address="127.0.0.1") if signed_in else None
        return Visit(council, key)

    return visit_


def assert_nobody_is_shown(visit: Visit) -> None:
    sent = visit.sent()
    assert [words for words in PERSONAL if words in sent] == []


def assert_sign_in_form(visit: Visit) -> None:
    assert "Sign in to Family Context" in visit.heading()
    assert [button.label for button in visit.at.button] == ["Start session"]
    assert_nobody_is_shown(visit)


def fail_with(monkeypatch: pytest.MonkeyPatch, module: object, name: str, error: Exception) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(module, name, fail)
