"""Codes of the second factor that can no longer be checked are named, without whose they are."""

from sqlalchemy import insert

from config import clock
from config.environment import ROOT
from config.reading import read_council
from data_access.accounts.accounts import save_account
from data_access.storage.app_tables import second_factor
from data_access.storage.database import database_of
from doctor import Level
from doctor.databases import check_database
from tests.ready_made import ReadyMade


def test_codes_that_can_no_longer_be_checked_are_named_without_whose(databases: ReadyMade):
    council = read_council(ROOT / "config" / "councils" / "stockport.yaml")
    save_account(council, username="204417", display_name="Ann Lee", role="manager", password_hash="$2b$none")
    assert [one for one in check_database(council) if one.about == "codes"] == []
    with database_of(council).writing() as connection:
        key = {"username": "204417", "encrypted_key": "of another key", "last_step": 0, "made_at": clock.now()}
        connection.execute(insert(second_factor).values(key | {"confirmed_at": clock.now()}))
    [found] = [one for one in check_database(council) if one.about == "codes"]
    assert found.level is Level.ERROR and "the codes of 1 account cannot be checked" in found.words
    assert "reset-second-factor" in found.fix and "204417" not in found.words + found.fix
