"""Usage figures: they agree with an example worked by hand, and tell nothing of a worker or of a few families.

The example, of 200 records in the week from Monday, 2 November 2026:

* Duty, 5 workers: each signs in on both days (10). Each time: a search that shows somebody; their page; School opened
  20 seconds after the search, then the three other services; a search that finds nobody; the session ended.
* Locality, 6 workers: each signs in once, on the 2nd (6). A search that finds a crowd; a minute later one by case ID,
  straight to somebody; their page; Police opened 40 seconds after that search; the session ended.
* 2 of Court and 3 of no team: each signs in once, on the 3rd (5). Four search and are shown somebody; one gives the
  case ID of somebody of another name; the session ended.
* One of Duty on the 4th and the 5th: signs in, a search that shows somebody, their page, School 2 seconds after it.
* Beside them: 4 sign-ins of data officers, 20 refusals, 10 copies of contacts, 5 records of the Sunday before.
"""

from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest

from config import clock
from data_access.accounts import accounts
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Subject, Who
from data_access.errors import NotFound, WrongRole
from data_access.oversight import usage_figures
from data_access.oversight.hidden_counts import Count
from data_access.oversight.periods import Period
from data_access.oversight.usage_values import CROWD, FLAGS, NOBODY, OF_ANOTHER, OUT_OF_DATE, SHOWN, TeamLogins, Times
from data_access.people.services import answer_words
from data_access.storage.database import database_of
from data_access.values import Answer
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import actions, audit_rows

pytest_generate_tests = only_these_on_both(
    "test_the_figures_agree_with_the_example_worked_by_hand",
    "test_of_a_week_in_which_few_workers_signed_in_nothing_is_told",
    "test_hours_around_midnight_belong_to_the_week_in_london",
)

FIRST = date(2026, 11, 2)
WEEK = Period(FIRST, date(2026, 11, 8))
SOMEBODY = Subject("p1", "249012", "Ada Quill", date(2012, 5, 12))
FOUND = {"matches": 0, "similar": 0, "too_many": None, "direct": False, "case_id_of_another": False}
CHILD = {"school": "records found", "adult_social_care": "not shown at this age",
         "housing": "not checked", "police": "not shown at this age"}  # fmt: skip
ADULT = {"school": "not shown at this age", "adult_social_care": "no records found",
         "housing": "records found", "police": "records found"}  # fmt: skip
SERVICES = ("school", "adult_social_care", "housing", "police")


class Example:
    """Writes the records at their times."""

    def __init__(self, council, monkeypatch):
        self.database, self.patch = database_of(council), monkeypatch
        self.council, self.written, self.at = council, 0, None

    def write(self, who, action, after=1, **entry):
        self.at += timedelta(seconds=after)
        self.patch.setattr(clock, "now", lambda: self.at)
        chain.append(self.database, who, [Entry(action, **entry)])
        self.written += 1

    def session(self, worker, day, hour=9, role="social_worker"):
        self.at = datetime(2026, 11, day, hour, tzinfo=UTC)
        who = Who(worker, role, f"{worker}-{day}")
        self.write(who, Action.SIGNED_IN)
        return who

    def searched(self, who, after=1, **found):
        self.write(who, Action.SEARCHED, after, about={"terms": {}, "found": FOUND | found})

    def opened(self, who, service, after=1):
        self.write(who, Action.VIEWED_SERVICE, after, subjects=[SOMEBODY], service_id=service)

    def duty(self, worker, day):
        who = self.session(worker, day)
        self.searched(who, matches=1)
        self.write(who, Action.SHOWN_INDIVIDUALS, 0, subjects=[SOMEBODY])
        self.write(who, Action.VIEWED_PERSON, 5, subjects=[SOMEBODY], about={"flags": CHILD})
        self.opened(who, "school", after=15)
        for service in SERVICES[1:]:
            self.opened(who, service)
        self.searched(who)
        self.write(who, Action.SIGNED_OUT)

    def locality(self, worker, police):
        who = self.session(worker, 2)
        self.searched(who, too_many=80)
        self.searched(who, after=60, direct=True)
        self.write(who, Action.VIEWED_PERSON, 0, subjects=[SOMEBODY], about={"flags": ADULT | {"police": police}})
        self.opened(who, "police", after=40)
        self.write(who, Action.SIGNED_OUT)

    def other(self, worker, **found):
        who = self.session(worker, 3)
        self.searched(who, **found)
        self.write(who, Action.SIGNED_OUT)


@pytest.fixture
def lead(stockport, sign_in, databases):
    """A service lead, after the example."""
    databases.begin(stockport, lambda: write_example(stockport))
    return sign_in(stockport, "lee.lead", "service_lead")


def write_example(stockport):
    teams = (
        {f"d{n}": "Duty" for n in range(5)} | {f"l{n}": "Locality" for n in range(6)} | {"c0": "Court", "c1": "Court"}
    )
    for worker, team in teams.items():
        accounts.save_account(
            stockport, username=worker, display_name=worker, role="social_worker", password_hash="$2b$none", team=team
        )
    with pytest.MonkeyPatch.context() as patch:
        example = Example(stockport, patch)
        for number in range(5):
            example.duty(f"d{number}", 2)
            example.duty(f"d{number}", 3)
        for number in range(6):
            example.locality(f"l{number}", "records found" if number < 4 else "no records found")
        for worker in ("c0", "c1", "n0", "n1"):
            example.other(worker, similar=2)
        example.other("n2", case_id_of_another=True)
        for number in range(4):
            example.session(f"o{number}", 2, role="data_officer")
        for action, number in ((Action.REFUSED, 20), (Action.COPIED_CONTACTS, 10)):
            for _ in range(number):
                example.write(Who("d0", "social_worker", "d0-3"), action)
        for day in (1, 4, 5):
            who = example.session("d1", day)
            example.searched(who, matches=1)
            example.write(who, Action.VIEWED_PERSON, subjects=[SOMEBODY], about={"flags": CHILD})
            example.opened(who, "school")
            example.write(who, Action.SIGNED_OUT)
    assert example.written == 200


def exact(counts):
    return {name: count.shown if count.is_exact else None for name, count in counts.items()}


def test_the_flags_counted_are_those_the_audit_has():
    # Their kinds alone: what is in an answer does not change its words. That it may be out of date is signed beside it.
    kinds = [answer_words(object.__new__(kind)) for kind in get_args(Answer)]
    assert (*kinds[:2], OUT_OF_DATE, *kinds[2:]) == FLAGS


def test_the_figures_agree_with_the_example_worked_by_hand(lead):
    found = usage_figures.get_figures(lead, WEEK)
    assert (found.logins, found.searches, found.left_out) == (23, Count(39), ())
    assert found.logins_by_week == ((FIRST, 23),)
    assert found.logins_by_team == (TeamLogins("Duty", 12), TeamLogins("Locality", 6), TeamLogins("", 5))
    assert exact(found.opened) == {"school": 12, "adult_social_care": 10, "housing": 10, "police": 16}
    assert found.times == Times(searches=18, first_quarter=20, median=20, third_quarter=40)
    assert exact(found.flags["school"]) == {"records found": 12, "no records found": 0, OUT_OF_DATE: 0,
                                            "not checked": 0, "not shown at this age": 6}  # fmt: skip
    assert exact(found.flags["housing"]) == {"records found": 6, "no records found": 0, OUT_OF_DATE: 0,
                                             "not checked": 12, "not shown at this age": 0}  # fmt: skip


def test_a_count_of_few_families_is_hidden_and_one_alone_takes_another_with_it(lead):
    found = usage_figures.get_figures(lead, WEEK)
    # By hand: 22 shown, 6 crowds, 1 case ID of another, 10 nobody.
    assert exact(found.outcomes) == {SHOWN: 22, CROWD: None, OF_ANOTHER: None, NOBODY: 10}
    # By hand: police found 4, none 2, not shown 12.
    assert exact(found.flags["police"]) == {"records found": None, "no records found": None, OUT_OF_DATE: None,
                                            "not checked": None, "not shown at this age": 12}  # fmt: skip


def test_of_a_week_in_which_few_workers_signed_in_nothing_is_told(lead):
    monday = date(2026, 10, 26)
    found = usage_figures.get_figures(lead, Period(monday, date(2026, 11, 1)))
    assert (found.left_out, found.logins, found.logins_by_week, found.logins_by_team) == ((monday,), 0, (), ())
    assert found.searches.shown == 0 and found.times is None


def test_a_month_adds_up_what_its_weeks_show(lead, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 12, 7))
    november = Period(FIRST, date(2026, 12, 6))
    month, week = usage_figures.get_figures(lead, november), usage_figures.get_figures(lead, WEEK)
    assert (month.searches, month.outcomes, month.opened) == (week.searches, week.outcomes, week.opened)
    assert (month.flags, month.logins_by_team, month.times) == (week.flags, week.logins_by_team, week.times)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (FIRST, date(2026, 11, 7)),
        (FIRST, FIRST),
        (date(2026, 11, 3), date(2026, 11, 9)),
        (FIRST, date(2026, 11, 15)),
        (date(2020, 1, 6), date(2020, 1, 12)),
        (date(2030, 1, 7), date(2030, 1, 13)),
    ],
    ids=["six days", "a day", "from a Tuesday", "two weeks", "before the audit", "not over yet"],
)
def test_there_are_no_figures_for_any_other_days(lead, first, last):
    """Before, the figures from Monday to Friday beside those from Monday to Saturday told what Saturday had."""
    with pytest.raises(NotFound):
        usage_figures.get_figures(lead, Period(first, last))
    assert actions(lead.council)[-1] != "read_figures"


def test_the_week_that_is_not_over_is_not_offered(lead, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 8))
    assert usage_figures.list_periods(lead)[0].last_day == date(2026, 11, 1)
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 9))
    assert usage_figures.list_periods(lead)[0] == WEEK


def test_no_worker_stands_alone_in_a_team():
    few = [("a", "Duty", 1), ("b", "Duty", 1), ("c", "Duty", 1), ("d", "Duty", 1), ("e", "Duty", 1), ("f", "", 9)]
    assert usage_figures._by_team([few]) == (TeamLogins("", 14),)


def test_reading_the_figures_is_recorded_and_says_whether_as_a_file(lead):
    usage_figures.get_figures(lead, WEEK, taken_away=True)
    assert actions(lead.council)[-1] == "read_figures"
    assert '"about":{"first_day":"2026-11-02","last_day":"2026-11-08","taken_away":true}' in (
        audit_rows(lead.council)[-1].record
    )


@pytest.mark.parametrize("role", ["social_worker", "data_officer", "researcher", "administrator"])
def test_whoever_may_not_see_them_is_refused_and_that_is_recorded(stockport, sign_in, role):
    actor = sign_in(stockport, "not.mine", role)
    with pytest.raises(WrongRole):
        usage_figures.get_figures(actor, WEEK)
    assert actions(stockport)[-1] == "refused"


def test_hours_around_midnight_belong_to_the_week_in_london(lead, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: datetime(2026, 6, 28, 23, 30, tzinfo=UTC))
        for number in range(5):
            who = Who(f"d{number}", "social_worker", "june")
            chain.append(database_of(lead.council), who, [Entry(Action.SIGNED_IN)])
    week = Period(date(2026, 6, 29), date(2026, 7, 5))
    assert usage_figures.get_figures(lead, week).logins_by_week == ((date(2026, 6, 29), 5),)
