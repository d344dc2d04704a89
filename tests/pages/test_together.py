"""The possible matches of a page, decided side by side: nothing saved before one confirmation, and undone at once."""

import pytest

from config.council import Council
from data_access.review import possible_matches
from pages.screens.data_officer import review, together
from pages.visit import memory
from tests.data_access.conftest import actions, person_id
from tests.data_access.unkeyed import UnkeyedExtract, without_shared_key
from tests.pages.conftest import Visit
from tests.pages.test_spot_checks import press


def three_tenancies(council: Council) -> UnkeyedExtract:
    """Without a date of birth."""
    extract = UnkeyedExtract(without_shared_key(council))
    for key, who in (("T1", "kate"), ("T2", "dominic"), ("T3", "carer")):
        extract.tenant(key, who, date_of_birth="")
    return extract


@pytest.fixture
def officer(visit) -> Visit:
    return visit("stockport", role="data_officer", extract=three_tenancies)


def key(visit: Visit, record: str, who: str) -> str:
    return f"{together.ANSWER}housing_{record}_{person_id(visit.council, who)}"


def opened(visit: Visit) -> Visit:
    return press(visit.open("review"), "to_together")


def choose(visit: Visit) -> Visit:
    opened(visit)
    visit.at.radio(key=key(visit, "T1", "kate")).set_value(together.SAME)
    visit.at.radio(key=key(visit, "T2", "dominic")).set_value(together.NOT_SAME)
    return press(visit, "together_on")


def test_all_are_side_by_side_and_nothing_is_chosen(officer):
    opened(officer)
    assert [box.value for box in officer.at.radio] == [together.LATER] * 3
    assert officer.sent().count("fc-compare") == 3
    assert actions(officer.council).count("viewed_match") == 3


def test_with_nothing_chosen_nothing_is_asked(officer):
    press(opened(officer), "together_on")
    assert together.NONE in officer.sent() and "accepted_match" not in actions(officer.council)


def test_nothing_is_saved_before_the_confirmation_and_going_back_loses_nothing(officer):
    choose(officer)
    assert "Save 2 decisions?" in officer.heading() and "accepted_match" not in actions(officer.council)
    press(officer, "together_change")
    assert officer.at.radio(key=key(officer, "T1", "kate")).value == together.SAME
    assert officer.at.radio(key=key(officer, "T3", "carer")).value == together.LATER


def test_saved_counted_and_undone_at_once(officer):
    press(choose(officer), "together_save")
    assert "Saved: 2 decisions." in officer.sent() and "To review: 1 possible match" in officer.sent()
    press(officer, "undo_together")
    assert "Undone: 2 decisions." in officer.sent() and "To review: 3 possible matches" in officer.sent()
    assert "undo_together" not in [button.key for button in officer.at.button]


def test_what_someone_else_decided_meanwhile_stops_all(officer):
    choose(officer)
    possible_matches.decide(officer.actor(), "housing", "T1", person_id(officer.council, "kate"), accept=False)
    press(officer, "together_save")
    assert together.GONE in officer.sent()
    assert "accepted_match" not in actions(officer.council)


def test_the_order_is_one_press_away(officer):
    press(officer.open("review"), "order")
    assert review.ORDER_WORDS[review.OLDEST] in officer.sent()
    assert officer.at.session_state[memory.CHOSEN] == ("matches", (0, review.OLDEST))


def test_the_count_on_the_quality_page_moves_at_once(officer):
    assert "To review now: 3 possible matches" in officer.open("quality").sent()
    possible_matches.decide(officer.actor(), "housing", "T1", person_id(officer.council, "kate"), accept=False)
    assert "To review now: 2 possible matches" in officer.open("quality").sent()
    for record, who in (("T2", "dominic"), ("T3", "carer")):
        possible_matches.decide(officer.actor(), "housing", record, person_id(officer.council, who), accept=False)
    assert "To review now: no possible matches" in officer.open("quality").sent()
