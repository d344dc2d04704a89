"""Spot checks: drawn at random from what was opened, kept with an outcome, and every step recorded."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from config import clock
from data_access.audit import retention
from data_access.audit.chain import Action, Entry, Who, append
from data_access.errors import NotFound, WrongRole
from data_access.oversight import spot_checks
from data_access.people import person_page, services
from data_access.storage.app_tables import worker_session
from data_access.storage.audit_tables import spot_check
from data_access.storage.database import database_of
from tests.data_access.audit_chains import tamper
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, actions, audit_rows, person_id

pytest_generate_tests = only_these_on_both(
    "test_what_is_drawn_is_an_access_of_those_days_and_that_is_recorded",
    "test_a_few_accesses_among_many_other_records_are_found",
    "test_days_without_an_access_give_no_check",
    "test_an_outcome_is_kept_and_recorded_and_can_be_noted_anew",
    "test_an_access_that_was_deleted_since_keeps_its_outcome",
)


@pytest.fixture
def sam(helen, sign_in):
    """A manager, after Helen opened two people and one of their services."""
    for key in ("dominic", "kate"):
        person_page.get_person(helen, person_id(helen.council, key), grounds=STOCKPORT_GROUNDS)
    services.get_service(helen, person_id(helen.council, "kate"), "housing", grounds=STOCKPORT_GROUNDS)
    return sign_in(helen.council, "sam.carter", "manager")


def draw(actor, number=2, days_ago=1):
    # Since yesterday: midnight may have passed since the accesses.
    day = clock.today() - timedelta(days=days_ago)
    return spot_checks.draw(actor, number=number, first_day=day, last_day=clock.today())


def test_what_is_drawn_is_an_access_of_those_days_and_that_is_recorded(sam):
    assert draw(sam) == 1
    found = spot_checks.get_check(sam, 1)
    assert len(found) == 2 and len({one.seq for one in found}) == 2
    assert {one.record.action for one in found} <= {"viewed_person", "viewed_service"}
    assert actions(sam.council)[-2:] == ["drew_spot_check", "read_audit"]
    assert f'"drawn":[{found[0].seq},{found[1].seq}]' in audit_rows(sam.council)[-2].record


def test_where_there_are_fewer_all_are_drawn_once(sam):
    draw(sam, 50)
    assert len(spot_checks.get_check(sam, 1)) == 3


def test_every_access_is_as_likely_as_any_other(sam):
    """200 draws of one in three: each comes 67 times on average, and 30 or fewer once in a hundred million runs."""
    counts: dict[int, int] = {}
    yesterday = clock.today() - timedelta(days=1)
    with database_of(sam.council).reading_app() as connection:
        for _ in range(200):
            [seq] = spot_checks._select_at_random(connection, 1, yesterday, clock.today())
            counts[seq] = counts.get(seq, 0) + 1
    assert len(counts) == 3 and min(counts.values()) > 30


def test_a_few_accesses_among_many_other_records_are_found(sam):
    who = Who("many", "system")
    append(database_of(sam.council), who, [Entry(Action.LOADED_EXTRACT) for _ in range(3_000)])
    draw(sam, 3)
    assert len(spot_checks.get_check(sam, 1)) == 3


def test_days_without_an_access_give_no_check(sam, monkeypatch):
    day = clock.today() - timedelta(days=9)
    assert spot_checks.draw(sam, number=5, first_day=day, last_day=day) is None
    assert spot_checks.list_checks(sam) == []


def test_an_outcome_is_kept_and_recorded_and_can_be_noted_anew(sam):
    draw(sam)
    seq = spot_checks.get_check(sam, 1)[0].seq
    spot_checks.save_outcome(sam, 1, seq, outcome="to_follow_up", note="  Asked\nHelen ")
    spot_checks.save_outcome(sam, 1, seq, outcome="as_expected", note="")
    first = spot_checks.get_check(sam, 1)[0]
    assert (first.outcome, first.note, first.noted_by) == ("as_expected", "", "sam.carter")
    [check] = spot_checks.list_checks(sam)
    assert (check.accesses, check.waiting, check.drawn_by) == (2, 1, "sam.carter")
    noted = [row.record for row in audit_rows(sam.council) if row.action == "noted_outcome"]
    assert len(noted) == 2
    assert '"outcome":"to_follow_up"' in noted[0] and '"note":"Asked Helen"' in noted[0]


def test_nobody_judges_their_own_access(sam):
    """Seen to fail with the question of whose access it is removed from save_outcome()."""
    person_page.get_person(sam, person_id(sam.council, "dominic"), grounds=STOCKPORT_GROUNDS)
    draw(sam, 50)
    [own] = [one.seq for one in spot_checks.get_check(sam, 1) if one.record.username == "sam.carter"]
    with pytest.raises(ValueError, match="your own access"):
        spot_checks.save_outcome(sam, 1, own, outcome="as_expected", note="")
    assert "noted_outcome" not in actions(sam.council)


def test_what_is_not_there_or_not_an_outcome_is_refused(sam):
    draw(sam)
    with pytest.raises(NotFound):
        spot_checks.get_check(sam, 2)
    with pytest.raises(NotFound):
        spot_checks.save_outcome(sam, 1, 10**6, outcome="as_expected", note="")
    with pytest.raises(ValueError, match="outcome"):
        spot_checks.save_outcome(sam, 1, 1, outcome="fine", note="")
    for number in (0, 51):
        with pytest.raises(ValueError, match="1 to 50"):
            draw(sam, number)


def test_an_access_that_was_deleted_since_keeps_its_outcome(sam, monkeypatch):
    draw(sam)
    seq = spot_checks.get_check(sam, 1)[0].seq
    spot_checks.save_outcome(sam, 1, seq, outcome="not_justified", note="")
    later = clock.now() + timedelta(days=9)
    tamper(sam.council, update(spot_check).values(drawn_at=later))
    tamper(sam.council, update(worker_session).values(started_at=later))
    with monkeypatch.context() as moved:
        moved.setattr(clock, "now", lambda: later)
        retention.purge(sam.council, before=clock.today() - timedelta(days=2), reason="x", by="it")
    first = spot_checks.get_check(sam, 1)[0]
    assert first.record is None and first.outcome == "not_justified"


@pytest.mark.parametrize("role", ["social_worker", "data_officer"])
def test_only_a_manager_checks(sam, sign_in, role):
    """Seen to fail with require_role() removed from each of the four functions."""
    draw(sam)
    other = sign_in(sam.council, "other", role)
    calls = (
        lambda: draw(other),
        lambda: spot_checks.list_checks(other),
        lambda: spot_checks.get_check(other, 1),
        lambda: spot_checks.save_outcome(other, 1, 1, outcome="as_expected", note=""),
    )
    for call in calls:
        with pytest.raises(WrongRole):
            call()
    assert actions(sam.council)[-4:] == ["refused"] * 4
