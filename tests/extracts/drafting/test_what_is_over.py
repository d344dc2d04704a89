"""A status that calls every record current, beside another column that says which of them are over."""

from pathlib import Path

import pytest

from tests.extracts.drafting.shapes import drafted, load
from tests.extracts.drafting.test_not_silently_wrong import PERSON, REF, Cell, days, of, service

CURRENT = REF | PERSON | {"Tenancy status": of("Current")}


@pytest.mark.parametrize("flag", ["Closed", "Inactive Y/N", "Is closed?", "Archived"])
@pytest.mark.parametrize("answers", [("Y", "N"), ("Y", ""), ("yes", "No"), ("y", "N", "Y", "n")])
def test_a_flag_decides_where_a_status_calls_every_record_current(tmp_path: Path, flag: str, answers: tuple[str, ...]):
    """Seen to fail: whatever had been closed was current, and nobody was told."""
    service(tmp_path, CURRENT | {flag: of(*answers)})
    draft = drafted(tmp_path)
    assert f"Tenancy status calls every record current, so {flag} decides" in draft.text
    states = load(tmp_path, draft).services["housing"]["service_involvement"].tolist()
    assert states == ["Historic", "Current"] * 18


@pytest.mark.parametrize(("name", "over"), [
    ("Date of leaving", of("05/03/2024", "06/03/2023")), ("Date of leaving", of("05/03/2024")),
    ("Tenancy end date", days()), ("Closed", of("Y")),
])  # fmt: skip
def test_a_status_that_calls_every_record_current_and_an_end_of_them_all_is_left_to_do(
    tmp_path: Path, name: str, over: Cell
):
    """Seen to fail: a list of leavers was one of pupils, without a word."""
    said = service(tmp_path, CURRENT | {name: over})["to_do"]
    assert any(f"Tenancy status calls every record current, and {name} says that every one is over" in words
               for words in said)  # fmt: skip


@pytest.mark.parametrize("name", ["Tenancy end date", "Closed"])
def test_an_end_that_no_record_has_come_to_is_nothing_to_do(tmp_path: Path, name: str):
    value = "N" if name == "Closed" else "20/07/2099"
    said = service(tmp_path, CURRENT | {name: of(value, "")})["to_do"]
    assert not any("service_involvement" in words for words in said)
    states = load(tmp_path, drafted(tmp_path)).services["housing"]["service_involvement"]
    assert set(states) == {"Current"}


def test_a_flag_with_other_answers_too_decides_nothing_and_is_said(tmp_path: Path):
    columns = CURRENT | {"Closed": of("Y", "N", "see the notes")}
    assert service(tmp_path, columns)["columns"]["service_involvement"] == "Tenancy status"
    assert "also those over by Closed; if that ends it" in drafted(tmp_path).text
