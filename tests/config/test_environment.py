"""The environment variables: their defaults, and which are refused."""

from pathlib import Path

import pytest

from config.environment import KNOWN, ROOT, read_environment
from config.problems import SettingsError
from data_access.accounts.passwords import hash_password


def test_without_variables_everything_is_beside_the_program(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("FAMILY_CONTEXT_DATA")
    environment = read_environment()
    assert environment.data == ROOT / "data"
    assert environment.councils == ROOT / "config" / "councils"
    assert environment.database_url is None
    assert environment.audit_key is None


def test_each_variable_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("FAMILY_CONTEXT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FAMILY_CONTEXT_COUNCILS", str(tmp_path / "councils"))
    monkeypatch.setenv("FAMILY_CONTEXT_DATABASE_URL", "postgresql+psycopg://server/")
    monkeypatch.setenv("FAMILY_CONTEXT_AUDIT_KEY", "k" * 32)
    environment = read_environment()
    assert (environment.data, environment.councils) == (tmp_path / "data", tmp_path / "councils")
    assert environment.database_url == "postgresql+psycopg://server/"
    assert environment.audit_key == b"k" * 32


def test_an_empty_variable_never_means_the_current_folder(monkeypatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    for name in ("FAMILY_CONTEXT_DATA", "FAMILY_CONTEXT_COUNCILS", "FAMILY_CONTEXT_DATABASE_URL"):
        monkeypatch.setenv(name, "")
    environment = read_environment()
    assert (environment.data, environment.councils) == (ROOT / "data", ROOT / "config" / "councils")
    assert environment.database_url is None


def test_an_unknown_variable_is_refused_with_the_known_ones(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FAMILY_CONTEXT_DATABASE", "postgresql://helen:secret@server/")
    monkeypatch.setenv("FAMILY_CONTEXT_JOURNEY", "2")
    with pytest.raises(SettingsError) as caught:
        read_environment()
    known = ", ".join(KNOWN)
    assert str(caught.value).splitlines() == [
        "The settings cannot be used.",
        f"  environment: FAMILY_CONTEXT_DATABASE: found set; allowed: {known}",
        f"  environment: FAMILY_CONTEXT_JOURNEY: found set; allowed: {known}",
    ]


def test_passwords_cost_what_bcrypt_recommends_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("FAMILY_CONTEXT_PASSWORD_ROUNDS")
    assert read_environment().password_rounds == 12
    assert hash_password("violet harbour quilt").startswith("$2b$12$")
    monkeypatch.setenv("FAMILY_CONTEXT_PASSWORD_ROUNDS", "5")
    assert hash_password("violet harbour quilt").startswith("$2b$05$")


@pytest.mark.parametrize("rounds", ["0", "3", "17", "a", "-4", "12.0", " 12"])
def test_rounds_that_bcrypt_refuses_or_that_take_too_long_are_refused(monkeypatch, rounds):
    monkeypatch.setenv("FAMILY_CONTEXT_PASSWORD_ROUNDS", rounds)
    with pytest.raises(SettingsError, match=f"FAMILY_CONTEXT_PASSWORD_ROUNDS: found {rounds}; allowed: a number"):
        read_environment()


@pytest.mark.parametrize("key", ["", "a-short-secret", "k" * 31])
def test_a_short_audit_key_is_refused_without_showing_it(monkeypatch: pytest.MonkeyPatch, key: str):
    monkeypatch.setenv("FAMILY_CONTEXT_AUDIT_KEY", key)
    with pytest.raises(SettingsError) as caught:
        read_environment()
    said = str(caught.value).splitlines()[1].strip()
    assert said == f"environment: FAMILY_CONTEXT_AUDIT_KEY: found {len(key)} characters; allowed: 32 or more"
    assert not key or key not in str(caught.value)
