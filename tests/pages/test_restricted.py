"""The data officer's page of people nobody may see: marked, listed without names, taken back, mistakes said."""

import pytest
from sqlalchemy import insert

from config import clock
from config.council import Council
from data_access.errors import NotFound, Unavailable
from data_access.loading.extracts import load_extract
from data_access.people.restricting import restricted_people, restrictions
from data_access.storage.app_tables import unsettled_restriction as unsettled_restriction_table
from data_access.storage.database import database_of
from extracts.checks import read_extract
from pages.screens.data_officer import restricted as screen
from pages.screens.data_officer import unsettled_restriction
from pages.visit import memory
from tests.data_access.conftest import actions, person_id
from tests.pages.conftest import Visit, fail_with
from tests.pages.test_spot_checks import press, rows_of
from tests.ready_made import load_files
from tests.small_extract import PEOPLE, SmallExtract, _person


@pytest.fixture
def officer(visit) -> Visit:
    return visit("stockport", role="data_officer")


def fill(visit: Visit, which="249014", family="Pierce", reason: str | None = "Adoption", note="") -> Visit:
    visit.open("restricted")
    visit.at.text_input(key=screen.WHICH).set_value(which)
    visit.at.text_input(key=screen.FAMILY).set_value(family)
    visit.at.radio(key=screen.REASON).set_value(reason)
    visit.at.text_area(key=screen.NOTE).set_value(note)
    return press(visit, "mark")


def recorded(visit: Visit) -> list[str]:
    return [action for action in actions(visit.council) if action != "listed_restricted"]


def test_somebody_is_marked_and_listed_without_a_name(officer):
    fill(officer, note="Asked for by the court")
    assert "The person with 249014 is restricted" in officer.sent()
    assert rows_of(officer, "marks")[0][:3] == ["249014", "Adoption", "helen.marks"]
    assert "Dominic" not in officer.sent() and "Asked for by the court" not in officer.sent()
    assert recorded(officer) == ["restricted_person"]
    assert officer.at.text_input(key=screen.WHICH).value == ""


def test_a_mark_is_taken_back(officer):
    fill(officer)
    officer.put(memory.CHOSEN, ("restricted", person_id(officer.council, "dominic")))
    assert "Remove this restriction?" in officer.open("restricted").heading()
    press(officer, "unmark")
    assert "Restriction removed." in officer.sent() and "No one is restricted" in officer.sent()
    assert recorded(officer) == ["restricted_person", "unrestricted_person"]


def test_a_mark_that_stays_though_it_may_be_of_the_same_person_is_said_before_and_after(officer, tmp_path):
    second = _person("second", "cms", "777001", "Dominic", "Pierce", 36, "Male", PEOPLE["dominic"][6])
    extract = SmallExtract(officer.council)
    extract.files["people"].append(second)
    load_another(officer, extract, tmp_path)
    fill(officer)
    officer.put(memory.CHOSEN, ("restricted", person_id(officer.council, "dominic")))
    assert "Still restricted: 777001." in officer.open("restricted").sent()
    press(officer, "unmark")
    assert "opened again. Still restricted: 777001." in officer.sent()
    assert [row[0] for row in rows_of(officer, "marks")] == ["777001"]


def test_too_long_a_note_takes_no_mark_back_and_is_said_beside_it(officer):
    fill(officer)
    officer.put(memory.CHOSEN, ("restricted", person_id(officer.council, "dominic")))
    officer.open("restricted").at.text_area(key=screen.NOTE).set_value("x" * 501)
    press(officer, "unmark")
    assert officer.sent().count("Note must be 500 characters or fewer") >= 2
    assert recorded(officer) == ["restricted_person"]


def test_what_somebody_else_took_back_in_the_meantime_is_said(officer):
    fill(officer)
    officer.put(memory.CHOSEN, ("restricted", person_id(officer.council, "dominic")))
    officer.open("restricted")
    restrictions.unrestrict_person(officer.council, "249014", by="it")
    press(officer, "unmark")
    assert screen.GONE in officer.sent()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"which": ""}, "Enter a case ID"),
        ({"family": ""}, "Enter a family name"),
        ({"reason": None}, "Choose a reason"),
        ({"which": "x" * 101}, "Case ID must be 100 characters or fewer"),
        ({"note": "x" * 501}, "Note must be 500 characters or fewer"),
        ({"which": "999999"}, screen.NOT_FOUND),
        ({"family": "Williams"}, screen.NOT_TOGETHER),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nobody_is_marked(officer, typed, said):
    fill(officer, **typed)
    assert officer.sent().count(said) >= 2
    assert restricted_people.list_marks(officer.council) == []
    assert officer.at.text_input(key=screen.WHICH).value == typed.get("which", "249014")


def test_what_was_wrong_is_not_said_again_on_the_way_back(officer):
    fill(officer, which="999999").open("review")
    assert screen.NOT_FOUND not in officer.open("restricted").sent()


def test_with_the_database_gone_nobody_is_said_to_be_marked(officer, monkeypatch):
    officer.open("restricted")
    fail_with(monkeypatch, restrictions, "restrict_as_officer", Unavailable())
    fill(officer)
    assert "not available" in officer.heading() and "is marked" not in officer.sent()


@pytest.fixture
def unsettled(visit, tmp_path) -> Visit:
    """The restricted person has another name and no number he had; somebody else has his number."""

    def restrict_and_load(council: Council) -> None:
        restrictions.restrict_person(council, "249014", reason="Adoption", by="it")
        extract = SmallExtract(council)
        extract.line("people", person_key="dominic")["cms_id"] = "777001"
        extract.files["people"].append(_person("ivy", "cms", "249014", "Ivy", "Newcomer", 20, "Female", ""))
        load_files(council, extract.write(tmp_path / "another"))

    return visit("stockport", role="data_officer", after=restrict_and_load).open("restricted")


def load_another(officer, extract, tmp_path) -> None:
    load_files(officer.council, extract.write(tmp_path / "another"))


def test_what_a_load_could_not_tell_is_listed_without_names(unsettled):
    assert "To settle: 1" in unsettled.sent()
    assert rows_of(unsettled, "unsettled") == [
        ["777001", "They have a number that the restricted person had", "249014", "Adoption"]
    ]
    assert "Newcomer" not in unsettled.sent() and "Dominic" not in unsettled.sent()


@pytest.mark.parametrize(
    ("button", "said", "left"), [("is_same", "the restriction stays", 2), ("is_other", "found", 1)]
)
def test_it_is_settled(unsettled, button, said, left):
    [one] = restricted_people.list_unsettled(unsettled.council)
    unsettled.put(memory.CHOSEN, ("unsettled", (one.restricted_id, one.person_id)))
    assert "Is this the restricted person?" in unsettled.open("restricted").heading()
    press(unsettled, button)
    assert said in unsettled.sent() and "To settle" not in unsettled.sent()
    assert len(restricted_people.list_marks(unsettled.council)) == left
    assert "settled_restriction" in recorded(unsettled)


def test_that_another_restriction_still_hides_somebody_is_said(unsettled):
    """Ivy may be Dominic, and is Kate, as the officer has said. Seen to fail: it read that she can be found."""
    [one] = restricted_people.list_unsettled(unsettled.council)
    kate = person_id(unsettled.council, "kate")
    restrictions.restrict_person(unsettled.council, "249013", reason="Adoption", by="it")
    row = {"restricted_id": kate, "person_id": one.person_id, "why": "has a key of the restricted person",
           "noticed_at": clock.now(), "settled_by": "it", "settled_at": clock.now(), "is_same": True}  # fmt: skip
    with database_of(unsettled.council).writing() as connection:
        connection.execute(insert(unsettled_restriction_table).values(row))
    unsettled.put(memory.CHOSEN, ("unsettled", (one.restricted_id, one.person_id)))
    unsettled.open("restricted")
    press(unsettled, "is_other")
    assert "Settled, but another restriction still hides that person." in unsettled.sent()


@pytest.mark.parametrize("button", ["is_same", "is_other"])
def test_too_long_a_note_settles_nothing_and_is_said_beside_it(unsettled, button):
    [one] = restricted_people.list_unsettled(unsettled.council)
    unsettled.put(memory.CHOSEN, ("unsettled", (one.restricted_id, one.person_id)))
    unsettled.open("restricted").at.text_area(key=unsettled_restriction.NOTE).set_value("x" * 501)
    press(unsettled, button)
    assert unsettled.sent().count("Note must be 500 characters or fewer") >= 2
    press(unsettled, "later")
    assert "To settle: 1" in unsettled.sent() and "There is a problem" not in unsettled.sent()


def test_what_somebody_else_settled_in_the_meantime_is_said(unsettled, monkeypatch):
    [one] = restricted_people.list_unsettled(unsettled.council)
    unsettled.put(memory.CHOSEN, ("unsettled", (one.restricted_id, one.person_id)))
    unsettled.open("restricted")
    fail_with(monkeypatch, restrictions, "settle", NotFound)
    press(unsettled, "is_same")
    assert unsettled_restriction.GONE in unsettled.sent()


def test_where_no_one_fits_the_restriction_can_be_kept(officer, tmp_path):
    restrictions.restrict_person(officer.council, "249014", reason="Adoption", by="it")
    extract = SmallExtract(officer.council)
    for name, lines in extract.files.items():
        extract.files[name] = [line for line in lines if "dominic" not in line.values()]
    files = read_extract(officer.council, extract.write(tmp_path / "another"))
    load_extract(officer.council, files, loaded_by="test", accept_fall=True)
    [one] = restricted_people.list_unsettled(officer.council)
    officer.put(memory.CHOSEN, ("unsettled", (one.restricted_id, one.person_id)))
    assert "Who is this restriction about?" in officer.open("restricted").heading()
    press(officer, "is_same")
    assert "To settle" not in officer.sent() and "Restricted now: 1" in officer.sent()
