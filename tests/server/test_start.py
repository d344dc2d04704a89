"""Production does not start with what only a demonstration may have, nor a demonstration with real data."""

import re
import shutil
import subprocess
import sys
from datetime import date

import pytest
import streamlit as st
import uvicorn
import uvloop
from sqlalchemy import update
from typer.testing import CliRunner

import manage
from config.council import FamilyAtAGlance
from config.environment import ROOT
from config.problems import SettingsError
from config.reading import read_councils
from config.service import Agreement
from data_access.accounts import accounts
from data_access.storage import database
from data_access.storage.schema import version_table
from server.start import NEW_OBJECTS, SETTINGS, UnsafeStart, refuse_unsafe_start
from tests.browser.server import environment

KEY = "0123456789abcdefghijklmnopqrstuv"


@pytest.fixture
def councils(tmp_path, monkeypatch, databases):
    """One council, its own data, everything as production wants it."""
    folder = tmp_path / "councils"
    folder.mkdir()
    shutil.copy(ROOT / "config" / "councils" / "leeds.yaml", folder)
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    monkeypatch.setenv("FAMILY_CONTEXT_DATA", str(data))
    monkeypatch.setenv("FAMILY_CONTEXT_COUNCILS", str(folder))
    monkeypatch.setenv("FAMILY_CONTEXT_AUDIT_KEY", KEY)
    monkeypatch.setenv("FAMILY_CONTEXT_MODE", "production")
    monkeypatch.delenv("FAMILY_CONTEXT_PASSWORD_ROUNDS")
    return read_councils(folder)


@pytest.fixture
def load(councils, tmp_path, databases):
    """Load the small extract, as a demonstration or in earnest."""

    def load_(*, is_demo: bool) -> None:
        databases.load(councils[0], tmp_path / "incoming", is_demo=is_demo)

    return load_


def add_demo_worker(councils) -> None:
    accounts.save_account(
        councils[0], username="demo", display_name="D", role="manager", password_hash="$2b$none", is_demo=True
    )


def option(**changed: object):
    """Streamlit's settings as production wants them, but for `changed` (dots written as __)."""
    settings = {name: wanted for name, (wanted, _) in SETTINGS.items()}
    settings |= {name.replace("__", "."): value for name, value in changed.items()}
    return settings.__getitem__


def refused(councils, get_option=None) -> str:
    with pytest.raises(UnsafeStart) as raised:
        refuse_unsafe_start(councils, get_option or option())
    return str(raised.value)


def test_production_starts_with_its_own_data_or_none(councils, load):
    refuse_unsafe_start(councils, option())
    load(is_demo=False)
    refuse_unsafe_start(councils, option())


def test_production_does_not_start_with_a_draft_without_agreements(councils):
    first, *rest = councils[0].services
    draft = first.model_copy(update={"agreement": first.agreement.model_copy(update={"reference": "TO DO"})})
    council = councils[0].model_copy(update={"services": (draft, *rest)})
    assert f"has no agreement for {first.title}: its settings are a draft" in refused((council,))
    left_open = Agreement(reference="TO DO", approved=date(2026, 3, 2))
    family = FamilyAtAGlance(agreement=left_open, services=("school",))
    council = councils[0].model_copy(update={"family_at_a_glance": family})
    assert "has no agreement for the family at a glance" in refused((council,))


def test_the_settings_this_program_comes_with_are_those_production_wants(councils):
    refuse_unsafe_start(councils, st.get_option)


def test_it_does_not_start_with_demonstration_data(councils, load):
    load(is_demo=True)
    assert "holds demonstration data. Load its own with manage.py load" in refused(councils)


def test_it_does_not_start_with_demonstration_workers(councils, load):
    load(is_demo=False)
    add_demo_worker(councils)
    assert "has demonstration workers, whose password is public" in refused(councils)


def test_forgetting_the_variable_is_production(councils, monkeypatch, load):
    monkeypatch.delenv("FAMILY_CONTEXT_MODE")
    load(is_demo=True)
    assert "does not start in production" in refused(councils)


def test_a_mode_that_is_neither_is_refused(councils, monkeypatch):
    monkeypatch.setenv("FAMILY_CONTEXT_MODE", "demo")
    with pytest.raises(SettingsError, match="production or demonstration"):
        refuse_unsafe_start(councils, option())


def test_it_does_not_start_without_a_key_of_its_own(councils, monkeypatch):
    monkeypatch.delenv("FAMILY_CONTEXT_AUDIT_KEY")
    assert "FAMILY_CONTEXT_AUDIT_KEY is not set" in refused(councils)


@pytest.mark.parametrize("key", ["x" * 40, "changeme" * 5, "0" * 32])
def test_it_does_not_start_with_a_key_that_is_not_random(councils, monkeypatch, key):
    monkeypatch.setenv("FAMILY_CONTEXT_AUDIT_KEY", key)
    said = refused(councils)
    assert "FAMILY_CONTEXT_AUDIT_KEY is not random" in said and key not in said


def test_it_does_not_start_with_passwords_that_are_quickly_guessed(councils, monkeypatch):
    monkeypatch.setenv("FAMILY_CONTEXT_PASSWORD_ROUNDS", "11")
    assert "FAMILY_CONTEXT_PASSWORD_ROUNDS is 11: anyone who got the stored hashes" in refused(councils)
    for rounds in ("", "12", "14"):
        monkeypatch.setenv("FAMILY_CONTEXT_PASSWORD_ROUNDS", rounds)
        refuse_unsafe_start(councils, option())


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701])
def test_it_does_not_start_with_a_data_folder_others_can_open(councils, tmp_path, mode):
    (tmp_path / "data").chmod(mode)
    assert f"chmod go= {tmp_path / 'data'}" in refused(councils)


def test_it_does_not_start_with_settings_anyone_can_change(councils, tmp_path):
    (tmp_path / "councils" / "leeds.yaml").chmod(0o666)
    assert "chmod -R o-w" in refused(councils)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("client__showErrorDetails", "full"),
        ("client__showErrorDetails", True),
        ("global__developmentMode", True),
        ("server__enableXsrfProtection", False),
        ("server__enableCORS", False),
        ("server__enableStaticServing", True),
        ("server__enableAgentApi", True),
        ("browser__gatherUsageStats", True),
    ],
)
def test_it_does_not_start_with_error_details_or_other_doors_open(councils, name, value):
    said = refused(councils, option(**{name: value}))
    assert f"Streamlit's {name.replace('__', '.')} is not" in said and "Set it in .streamlit/config.toml" in said


def test_everything_that_is_wrong_is_listed_together(councils, tmp_path, monkeypatch):
    add_demo_worker(councils)
    monkeypatch.delenv("FAMILY_CONTEXT_AUDIT_KEY")
    assert refused(councils, option(client__showErrorDetails="full")).count("\n  - ") == 3


def test_a_demonstration_does_not_start_over_real_data(councils, monkeypatch, load):
    monkeypatch.setenv("FAMILY_CONTEXT_MODE", "demonstration")
    load(is_demo=True)
    refuse_unsafe_start(councils, option())
    load(is_demo=False)
    assert "holds real data. Start it without FAMILY_CONTEXT_MODE=demonstration" in refused(councils)


def test_with_a_database_that_cannot_be_asked_it_does_not_start(from_nothing, councils, monkeypatch):
    monkeypatch.setenv("FAMILY_CONTEXT_DATABASE_URL", "postgresql+psycopg://nobody@/postgres?host=/nowhere")
    assert "cannot be used, so what is in it cannot be checked" in refused(councils)


@pytest.mark.parametrize(("number", "said"), [("0002", "run: python manage.py upgrade"), ("0999", "newer version")])
def test_with_a_database_of_another_version_it_does_not_start_and_says_what_to_run(councils, number, said):
    with database.database_of(councils[0]).writing() as connection:
        connection.execute(update(version_table).values(version_num=number))
    database.close_databases()
    assert re.search(said, refused(councils))


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """A server that has imported all it needs, and printed how much that is and which modules."""
    script = "import gc, sys, app; print(gc.get_freeze_count(), gc.isenabled(), gc.get_threshold()[0], *sys.modules)"
    env = environment(tmp_path_factory.mktemp("started"))
    return subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120
    )


def test_imported_modules_are_not_checked_for_garbage_after_every_click(started):
    """Streamlit has Python collect after every run; what the server imported would make that most of a click's cost."""
    imported, is_enabled, new = started.stdout.split()[:3]
    assert int(imported) > 100_000 and is_enabled == "True", started.stderr
    assert int(new) == NEW_OBJECTS


def test_the_server_takes_the_quicker_event_loop():
    """Streamlit leaves it to uvicorn, which takes uvloop where that is installed."""
    assert uvicorn.Config("app").get_loop_factory() is uvloop.new_event_loop


def test_the_server_does_not_wait_for_what_it_may_never_need(started):
    """pandas, and 20 MB for PostgreSQL, for the second factor and for whoever chooses a password."""
    assert {"pandas", "psycopg", "cryptography", "zxcvbn"}.isdisjoint(started.stdout.split())


def test_production_does_not_start_with_a_researcher_until_the_account_is_disabled(councils, load):
    """Seen to fail without list_researchers() in _faults_of_council()."""
    load(is_demo=False)
    accounts.save_account(
        councils[0], username="rosa", display_name="Rosa", role="researcher", password_hash="$2b$none"
    )
    assert "Run: python manage.py disable-user rosa --council leeds" in refused(councils)
    accounts.disable_account(councils[0], "rosa", by="it")
    refuse_unsafe_start(councils, option())


def test_no_researcher_is_added_over_real_families(councils, load):
    load(is_demo=False)
    words = ["add-user", "rosa", "Rosa Hale", "--council", "leeds", "--role", "researcher", "--password-stdin"]
    done = CliRunner().invoke(manage.app_with(words[0]), words, input="ginger-marble-lantern-42\n")
    assert done.exit_code != 0 and "Research is for invented ones" in done.output
    assert accounts.list_accounts(councils[0]) == []
