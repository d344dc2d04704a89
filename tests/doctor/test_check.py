"""The doctor finds each fault, says how to fix it, and ends with the worst; a sound installation has no findings."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import insert, update
from typer.testing import CliRunner

import manage
from config import clock
from config.council import FamilyAtAGlance
from config.environment import ROOT, read_environment
from config.reading import read_councils
from config.service import Agreement
from data_access.audit import anchors
from data_access.loading import stopped_load
from data_access.loading.extracts import load_extract
from data_access.storage import database
from data_access.storage.app_tables import audit_event, failed_tries
from data_access.storage.schema import version_table
from data_access.upkeep import backup, private_copies, room
from doctor import Level, machine
from doctor.databases import BACKUP_DUE, LOAD_DUE, check_database
from doctor.settings import check_connections, check_councils
from extracts.checks import read_extract
from tests.small_extract import SmallExtract

KEY = "0123456789abcdefghijklmnopqrstuv"


@pytest.fixture
def councils(tmp_path, monkeypatch, databases):
    """One council in production, loaded, backed up and anchored: nothing to find."""
    folder = tmp_path / "councils"
    folder.mkdir()
    shutil.copy(ROOT / "config" / "councils" / "leeds.yaml", folder)
    (tmp_path / "data").mkdir(mode=0o700)
    settings = {"DATA": tmp_path / "data", "COUNCILS": folder, "AUDIT_KEY": KEY, "MODE": "production"}
    for name, value in settings.items():
        monkeypatch.setenv(f"FAMILY_CONTEXT_{name}", str(value))
    monkeypatch.delenv("FAMILY_CONTEXT_PASSWORD_ROUNDS")
    monkeypatch.setenv("FAMILY_CONTEXT_CERTIFICATE", str(certificate(tmp_path / "site.pem", days=90)))
    found = read_councils(folder)
    # As in deploy/settings.env, and as the server reads it.
    monkeypatch.setenv("STREAMLIT_BROWSER_SERVER_ADDRESS", "family-context.council.example")
    monkeypatch.setenv("STREAMLIT_SERVER_ALLOWED_HOSTS", "family-context.council.example")
    databases.load(found[0], tmp_path / "incoming")
    backup.make_backup(found[0], tmp_path / "backups", by="it")
    anchors.write_anchor(found[0])
    monkeypatch.setattr(room, "RESERVE_BYTES", 1_000_000)
    room.make_reserve(tmp_path / "data")
    yield found
    database.close_databases()


def load(council, tmp_path, **more) -> None:
    files = read_extract(council, SmallExtract(council).write(tmp_path / "incoming"))
    load_extract(council, files, loaded_by="it", **more)


def certificate(path: Path, *, days: float) -> Path:
    """A certificate that expires in so many days."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "site")])
    ends = clock.now() + timedelta(days=days)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(ends - timedelta(days=365)).not_valid_after(ends)
    path.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return path


def check():
    return CliRunner().invoke(manage.app_with("check"), ["check"])


def faults(findings) -> list[tuple[str, str]]:
    """The subject and level of each finding; each must say how to fix it."""
    found = [one for one in findings if one.level]
    assert all(one.fix for one in found)
    return [(one.about, one.level.name) for one in found]


def later(monkeypatch, by: timedelta) -> None:
    at = clock.now() + by
    monkeypatch.setattr(clock, "now", lambda: at)


def test_a_sound_installation_is_all_fine_and_ends_with_0(councils):
    done = check()
    assert done.exit_code == 0, done.output
    assert "WARNING" not in done.output and "ERROR" not in done.output
    looked_at = {line[9:].partition(":")[0] for line in done.output.splitlines()}
    assert looked_at == {"settings", "agreements", "start", "connections", "web server", "clock", "disk", "reserve",
                         "permissions", "certificate", "database", "load", "sources",
                         "backup", "guessing", "audit"}  # fmt: skip


@pytest.mark.parametrize(("minutes_ago", "level"), [(1, "ERROR"), (60, "WARNING")])
def test_someone_who_guesses_passwords_is_named_and_whether_it_goes_on(councils, minutes_ago, level):
    """Seen to fail without _guessing()."""
    with database.database_of(councils[0]).writing() as connection:
        minute = clock.now().replace(second=0, microsecond=0) - timedelta(minutes=minutes_ago)
        flood = {"minute": minute, "address": "10.0.0.9", "failures": 60, "recorded": 60}
        connection.execute(insert(failed_tries).values(flood))
    findings = list(check_database(councils[0]))
    assert faults(findings) == [("guessing", level)]
    [words] = [one.words for one in findings if one.level]
    assert "60 failed sign-ins in 24 hours from 1 known address" in words


def test_a_missing_reserve_is_named(councils, tmp_path):
    room.free_reserve(tmp_path / "data")
    assert faults(machine.check_reserve(tmp_path / "data")) == [("reserve", "WARNING")]
    (tmp_path / "data" / room.RESERVE).touch()
    assert not room.has_reserve(tmp_path / "data")
    done = CliRunner().invoke(manage.app_with("reserve"), ["reserve"])
    assert done.exit_code == 0 and room.has_reserve(tmp_path / "data")


@pytest.mark.parametrize(("days", "level"), [(13, "ERROR"), (89, "WARNING"), (91, "")])
def test_how_soon_the_disk_is_full_at_the_present_growth(councils, monkeypatch, days, level):
    monkeypatch.setattr(room, "bytes_a_day", lambda _council: 1_000_000.0)
    usage = shutil.disk_usage("/")._replace(free=days * 1_000_000)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _path: usage)
    assert [one for about, one in faults(check_database(councils[0])) if about == "growth"] == (
        [level] if level else []
    )


def test_only_faults_says_nothing_where_all_is_fine(councils):
    assert CliRunner().invoke(manage.app_with("check"), ["check", "--only-faults"]).output == ""


def test_warnings_end_with_1_and_errors_with_2(councils, tmp_path, monkeypatch):
    certificate(tmp_path / "site.pem", days=20)
    assert check().exit_code == 1
    (tmp_path / "data").chmod(0o755)
    done = check()
    assert done.exit_code == 2
    assert f"Run: chmod -R go= {tmp_path / 'data'}" in done.output


def test_demonstration_data_and_a_missing_key_are_errors(councils, tmp_path, monkeypatch):
    monkeypatch.delenv("FAMILY_CONTEXT_AUDIT_KEY")
    monkeypatch.setenv("FAMILY_CONTEXT_DATA", str(tmp_path / "data2"))
    load(councils[0], tmp_path, is_demo=True)
    output = check().output
    assert "holds demonstration data. Load its own" in output and "FAMILY_CONTEXT_AUDIT_KEY is not set" in output


def test_councils_of_the_demonstration_are_named_in_production(councils, monkeypatch):
    assert "offers the councils of the demonstration" not in check().output
    monkeypatch.delenv("FAMILY_CONTEXT_COUNCILS")
    assert "offers the councils of the demonstration" in check().output


def test_a_councils_file_that_is_wrong_is_an_error_that_names_it(councils, tmp_path):
    path = tmp_path / "councils" / "leeds.yaml"
    read_councils.cache_clear()
    path.write_text(path.read_text().replace("journey: 2", "journey: 3"))
    done = check()
    read_councils.cache_clear()
    assert done.exit_code == 2 and "leeds.yaml: journey: found 3; allowed: 1 or 2" in done.output


@pytest.mark.parametrize(("years", "level"), [(-1, "ERROR"), (1, None), (4, "WARNING")])
def test_agreements_not_yet_approved_or_approved_long_ago_are_found(councils, years, level):
    first, *rest = councils[0].services
    day = clock.years_before(clock.today(), years)
    service = first.model_copy(update={"agreement": first.agreement.model_copy(update={"approved": day})})
    council = councils[0].model_copy(update={"services": (service, *rest)})
    assert faults(check_councils((council,))) == ([("agreements", level)] if level else [])


@pytest.mark.parametrize(("years", "level"), [(-1, "ERROR"), (4, "WARNING"), (1, None)])
def test_the_agreement_of_a_family_at_a_glance_is_looked_at_like_a_services(councils, years, level):
    agreement = Agreement(reference="DSA-TEST-1", approved=clock.years_before(clock.today(), years))
    family = FamilyAtAGlance(agreement=agreement, services=("school",))
    council = councils[0].model_copy(update={"family_at_a_glance": family})
    assert faults(check_councils((council,))) == ([("agreements", level)] if level else [])


def test_an_agreement_that_a_draft_left_open_is_found(councils):
    first, *rest = councils[0].services
    service = first.model_copy(update={"agreement": first.agreement.model_copy(update={"reference": "TO DO"})})
    council = councils[0].model_copy(update={"services": (service, *rest)})
    assert faults(check_councils((council,))) == [("agreements", "WARNING")]


@pytest.mark.parametrize(
    ("days", "found"),
    [(90, []), (29, ["WARNING"]), (6, ["ERROR"]), (-1, ["ERROR"]), (400, ["ERROR"])],
)
def test_a_certificate_is_noticed_before_it_expires(tmp_path, days, found):
    path = certificate(tmp_path / "site.pem", days=days)
    assert [level for _, level in faults(machine.check_certificate(path))] == found


def test_a_file_that_is_not_a_certificate_is_an_error(tmp_path):
    (tmp_path / "site.pem").write_text("no certificate")
    for path in (tmp_path / "site.pem", tmp_path / "none.pem"):
        assert faults(machine.check_certificate(path)) == [("certificate", "ERROR")]


@pytest.mark.parametrize(("free", "level"), [(50, None), (19, "WARNING"), (4, "ERROR")])
def test_a_disk_that_fills_is_noticed(tmp_path, monkeypatch, free, level):
    usage = shutil.disk_usage(tmp_path)._replace(total=100, free=free)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _path: usage)
    assert [level for _, level in faults(machine.check_disk(tmp_path))] == ([level] if level else [])


@pytest.mark.parametrize("name", ["audit.key", "leeds/app.db", "leeds"])
def test_data_that_others_can_read_is_an_error(councils, tmp_path, name):
    path = tmp_path / "data" / name
    if name == "audit.key":
        path.touch()
    path.chmod(0o704)
    assert faults(machine.check_permissions(tmp_path / "data")) == [("permissions", "ERROR")]


def test_data_of_another_user_is_a_warning(councils, tmp_path, monkeypatch):
    monkeypatch.setattr(machine.os, "geteuid", lambda: os.getuid() + 1)
    assert faults(machine.check_permissions(tmp_path / "data")) == [("permissions", "WARNING")]


def test_what_killed_processes_left_behind_is_found_and_what_is_in_use_is_not(councils, tmp_path):
    data = tmp_path / "data"
    with private_copies.private_folder(data):
        assert faults(machine.check_leftovers(data)) == []
    (data / "copy-x").mkdir()
    (tmp_path / "backups").mkdir(exist_ok=True)
    (tmp_path / "backups" / "leeds-20261124T210000Z.backup.unfinished").write_text("x")
    (data / "leeds").mkdir(exist_ok=True)
    (data / "leeds" / "app.db.moved").write_text("x")
    expected = [("leftovers", "ERROR"), ("leftovers", "ERROR"), ("leftovers", "WARNING")]
    assert faults(machine.check_leftovers(data)) == expected


@pytest.mark.parametrize(("said", "level"), [("yes", None), ("no", "WARNING"), ("", None)])
def test_a_clock_without_a_time_server_is_found(tmp_path, monkeypatch, said, level):
    (tmp_path / "timedatectl").write_text(f"#!/bin/sh\necho {said}\n")
    (tmp_path / "timedatectl").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [level for _, level in faults(machine.check_clock())] == ([level] if level else [])


# The server's settings


def settings_of_the_installation() -> dict[str, str]:
    """The STREAMLIT_ lines of deploy/settings.env, as the units give them to the server and to the doctor."""
    lines = (ROOT / "deploy" / "settings.env").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line.startswith("STREAMLIT_"))
    return {name: value.replace("@HOST@", "family-context.council.example") for name, value in given.items()}


def test_the_settings_file_that_is_installed_is_all_the_doctor_needs(councils, monkeypatch):
    monkeypatch.delenv("STREAMLIT_BROWSER_SERVER_ADDRESS")
    assert "Streamlit does not know its own name" in check().output
    for name, value in settings_of_the_installation().items():
        monkeypatch.setenv(name, value)
    assert check().exit_code == 0


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("STREAMLIT_SERVER_ADDRESS", "0.0.0.0", "The server listens on 0.0.0.0"),
        ("STREAMLIT_CLIENT_SHOW_ERROR_DETAILS", "full", "client.showErrorDetails is not"),
        ("STREAMLIT_SERVER_ENABLE_CORS", "false", "server.enableCORS is not true"),
        ("STREAMLIT_SERVER_PORT", "eighty", "'eighty' is not a valid integer"),
    ],
)
def test_a_variable_that_undoes_a_safe_setting_is_found(councils, monkeypatch, name, value, said):
    monkeypatch.setenv(name, value)
    done = check()
    assert done.exit_code == 2 and said in done.output


# Databases


def test_a_database_that_does_not_answer_is_an_error(councils, from_nothing, monkeypatch):
    monkeypatch.setenv("FAMILY_CONTEXT_DATABASE_URL", "postgresql+psycopg://nobody@/postgres?host=/nowhere")
    assert faults(check_database(councils[0])) == [("database", "ERROR")]


def test_a_database_of_another_version_is_an_error_that_says_what_to_run(councils):
    with database.database_of(councils[0]).writing() as connection:
        connection.execute(update(version_table).values(version_num="0002"))
    database.close_databases()
    [found] = check_database(councils[0])
    assert found.level is Level.ERROR and found.fix.endswith("run: python manage.py upgrade")


def test_nothing_loaded_is_an_error_and_no_backup_a_warning(councils, tmp_path, monkeypatch):
    monkeypatch.setenv("FAMILY_CONTEXT_DATA", str(tmp_path / "empty"))
    assert faults(check_database(councils[0])) == [("load", "ERROR"), ("backup", "WARNING")]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (timedelta(hours=1), []),
        (timedelta(hours=3), [("audit", "WARNING")]),
        (BACKUP_DUE + timedelta(hours=1), [("backup", "WARNING"), ("audit", "WARNING")]),
        (LOAD_DUE + timedelta(hours=1), [("load", "WARNING"), ("backup", "WARNING"), ("audit", "WARNING")]),
        (timedelta(days=8), [("load", "WARNING"), ("backup", "ERROR"), ("audit", "WARNING")]),
    ],
)
def test_a_load_backup_or_anchor_that_is_overdue_is_found(councils, monkeypatch, by, expected):
    later(monkeypatch, by)
    assert [found for found in faults(check_database(councils[0])) if found[0] != "sources"] == expected


def test_a_load_that_stopped_is_an_error_until_one_is_finished(councils):
    """Seen to fail without stopped_load.py: a stopped load was noticed after two nights."""
    stopped_load.note_stopped(councils[0], "the files were refused")
    findings = list(check_database(councils[0]))
    assert faults(findings)[0] == ("load", "ERROR")
    assert any("stopped: the files were refused." in one.words for one in findings)
    stopped_load.forget_stopped(councils[0])
    assert faults(check_database(councils[0])) == []


def test_sources_that_are_late_are_named(councils, monkeypatch):
    later(monkeypatch, timedelta(days=2))
    said = [one.words for one in check_database(councils[0]) if one.about == "sources"]
    assert len(said) == 5 and any("Leeds City Council, housing: late: last updated " in words for words in said)


def test_a_changed_audit_record_is_an_error(councils):
    with database.database_of(councils[0]).writing() as connection:
        connection.execute(update(audit_event).where(audit_event.c.seq == 1).values(username="mallory"))
    assert ("audit", "ERROR") in faults(check_database(councils[0]))


def test_an_end_that_was_cut_off_is_an_error(councils):
    with database.database_of(councils[0]).writing() as connection:
        connection.execute(audit_event.delete().where(audit_event.c.seq > 1))
    assert ("audit", "ERROR") in faults(check_database(councils[0]))


def test_a_clock_that_went_back_is_an_error(councils, monkeypatch):
    later(monkeypatch, -timedelta(hours=2))
    assert ("clock", "ERROR") in faults(check_database(councils[0]))


# Connections

OPTIONS = {
    "server.address": "127.0.0.1",
    "browser.gatherUsageStats": False,
    "browser.serverAddress": "family-context.council.example",
}
ELSEWHERE = "postgresql+psycopg://app@db.council.example/postgres"


@pytest.mark.parametrize(
    ("url", "options", "found"),
    [
        (None, {}, []),
        ("postgresql+psycopg://app@127.0.0.1/postgres", {}, []),
        ("postgresql+psycopg://app@/postgres?host=/run/postgresql", {}, []),
        (ELSEWHERE, {}, ["ERROR"]),
        (f"{ELSEWHERE}?sslmode=require", {}, ["ERROR"]),
        (f"{ELSEWHERE}?sslmode=verify-full", {}, []),
        (None, {"server.address": None}, ["ERROR"]),
        (None, {"server.address": "0.0.0.0"}, ["ERROR"]),
        (None, {"browser.gatherUsageStats": True}, ["ERROR"]),
        # As it is unless it is set.
        (None, {"browser.serverAddress": "localhost"}, ["ERROR"]),
    ],
)
def test_connections_to_other_machines_are_found(monkeypatch, url, options, found):
    monkeypatch.setenv("FAMILY_CONTEXT_MODE", "production")
    if url:
        monkeypatch.setenv("FAMILY_CONTEXT_DATABASE_URL", url)
    get_option = {**OPTIONS, **options}.__getitem__
    assert [level for _, level in faults(check_connections(read_environment(), get_option))] == found


def test_an_identity_provider_that_does_not_answer_is_an_error(councils, tmp_path, monkeypatch):
    path = tmp_path / "sign-on.yaml"
    group = {"group": "g", "council": "leeds", "role": "manager"}
    site = "https://family-context.council.example"
    settings = {"provider": "http://127.0.0.1:1", "client_id": "c", "site": site, "groups": [group]}
    path.write_text(yaml.safe_dump(settings))
    monkeypatch.setenv("FAMILY_CONTEXT_SIGN_ON", str(path))
    assert "FAMILY_CONTEXT_SIGN_ON_SECRET: found nothing" in check().output
    monkeypatch.setenv("FAMILY_CONTEXT_SIGN_ON_SECRET", "secret")
    done = check()
    assert done.exit_code == 2 and "127.0.0.1 cannot confirm who is signing in (ConnectionError)" in done.output
