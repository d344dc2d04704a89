"""Whom a council hides, and whether an address is theirs now: what a flag is about is said by its name."""

from pathlib import Path

import pytest

from tests.extracts.drafting.test_not_silently_wrong import PERSON, REF, Cell, of, service

HOME: dict[str, Cell] = {"Address": lambda place, _: f"{place} High Street, Fernley SK1 1AA"}


@pytest.mark.parametrize("name", [
    "Restricted", "Hidden", "Address hidden", "Do not disclose", "DoNotDisclose", "Witness protection", "VIP", "Locked",
    "Locked record", "Security marker", "Safe address", "Confidential address", "Non-disclosure", "Sealed record",
    "Anonymity order",
])  # fmt: skip
@pytest.mark.parametrize("values", [("Y", "N", ""), ("y", "n", "N")])
def test_whom_a_system_hides_is_said_however_it_is_called(tmp_path: Path, name: str, values: tuple[str, ...]):
    found = service(tmp_path, REF | PERSON | HOME | {name: of(*values)})
    said = [words for words in found["to_do"] if "must be restricted before anyone searches" in words]
    assert len(said) == 1 and f"12 lines have something in {name}" in said[0]
    assert "address_status" not in found["columns"]


@pytest.mark.parametrize("name", ["Child protection plan", "Locksmith", "Secure tenancy", "Witness name"])
def test_what_hides_nobody_is_not_said_to(tmp_path: Path, name: str):
    found = service(tmp_path, REF | PERSON | {name: of("Y", "N")})
    assert not any("must be restricted" in words for words in found["to_do"])


@pytest.mark.parametrize(("name", "values", "is_taken"), [
    ("Current address", ("Y", "N"), True), ("Main address Y/N", ("Y", "N"), True),
    ("Address kind", ("CURR", "PREV"), True), ("Address archived", ("Y", "N"), False),
    ("Address verified", ("Y", "N"), False), ("Address on file", ("1", "0"), False),
    ("Current address confidential", ("Y", "N"), False),
])  # fmt: skip
def test_a_yes_says_that_an_address_is_current_only_where_its_name_asks_that(
    tmp_path: Path, name: str, values: tuple[str, ...], is_taken: bool
):
    """Seen to fail: an address that had been archived was the current one."""
    found = service(tmp_path, REF | PERSON | HOME | {name: of(*values)})
    assert ("address_status" in found["columns"]) == is_taken
