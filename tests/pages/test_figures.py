"""The usage figures on their page: with their counts, few families hidden, fixed weeks and months, a file recorded."""

from datetime import date, timedelta

import pytest

from config import clock
from data_access.errors import Unavailable
from data_access.oversight import usage_figures
from data_access.oversight.hidden_counts import Count
from data_access.oversight.periods import WEEK, Period, monday_of
from data_access.oversight.usage_values import OUTCOMES, Figures, TeamLogins
from pages.components.documents import usage_html
from pages.components.documents.usage_csv import figures_csv
from pages.screens.manager import usage_figures as screen
from tests.data_access.conftest import actions, audit_rows
from tests.pages.conftest import Visit, assert_nobody_is_shown, fail_with
from tests.pages.past_weeks import LAST_WEEK, write


@pytest.fixture
def lead(visit) -> Visit:
    """A service lead, after a week of six workers with ten searches that showed somebody and six that showed nobody."""
    found = visit("stockport", role="service_lead")
    write(found.council, 6, 10)
    write(found.council, 6, 6, matches=0)
    return found


def test_a_service_lead_begins_here_and_sees_figures_with_their_counts(lead):
    lead.run()
    assert "Usage figures" in lead.heading()
    for words in ("16 searches in 12 sign-ins", "62%", "10 of 16 searches", "82%", "What an audit cannot show"):
        assert words in lead.sent()
    assert_nobody_is_shown(lead)
    assert actions(lead.council)[-1] == "read_figures"


def test_looking_on_asks_and_records_nothing_more(lead):
    lead.run()
    lead.run()
    assert actions(lead.council).count("read_figures") == 1


def test_a_count_of_few_is_hidden_on_the_page_and_in_the_file(lead):
    write(lead.council, 6, 2, matches=0, too_many=70)
    lead.run()
    assert usage_html.HIDDEN in lead.sent()
    told = lead.at.session_state[screen.FETCHED]
    lines = figures_csv(told, lead.council).decode("utf-8-sig").splitlines()
    assert lines[0].startswith(f'"Usage figures, {lead.council.name}') or lines[0].startswith("Usage figures")
    crowd = [line for line in lines if "Too many to show" in line]
    assert [line.rsplit(",", 2)[1:] for line in crowd] == [["", "no"]]


def test_another_week_is_shown_when_it_is_chosen_and_the_file_of_this_one_is_taken_away(lead):
    write(lead.council, 2, 9, monday=LAST_WEEK - 2 * WEEK)
    lead.run()
    lead.at.button(key="figures_csv").click()
    assert "Download usage-figures.csv" in str(lead.run().sent())
    weeks = [one for one in usage_figures.list_periods(lead.actor()) if not one.is_month]
    lead.at.selectbox(key=screen.PERIOD).select(weeks[1])
    assert "No one signed in" in lead.run().sent()
    lead.at.selectbox(key=screen.PERIOD).select(weeks[2])
    assert "Too few workers for figures" in lead.run().sent() and "might point to one of them" in lead.sent()
    assert "Download usage-figures.csv" not in str(lead.sent())


def test_before_a_week_has_ended_the_page_says_when_the_first_figures_come(visit):
    found = visit("stockport", role="service_lead")
    monday = monday_of(clock.today()) + WEEK
    assert f"will be here on Monday {monday:%d/%m/%Y}" in found.run().sent()
    assert "read_figures" not in actions(found.council)


def test_with_the_database_gone_the_page_says_so_and_asks_again_later(lead, monkeypatch):
    with monkeypatch.context() as patch:
        fail_with(patch, usage_figures, "get_figures", Unavailable())
        assert "not available" in lead.run().heading()
    assert "Usage figures" in lead.run().heading()


def test_the_file_is_the_same_figures_and_is_recorded_as_taken_away(lead):
    usage_figures.get_figures(lead.actor(), usage_figures.list_periods(lead.actor())[0], taken_away=True)
    assert '"taken_away":true' in audit_rows(lead.council)[-1].record


def told(**changed) -> Figures:
    """Figures of a month of which one week is told."""
    monday = date(2026, 11, 2)
    nothing = {"period": Period(monday, monday + 5 * WEEK - timedelta(days=1)), "left_out": (monday + WEEK,),
               "logins_by_week": ((monday, 9),), "searches": Count(0), "logins_by_team": (),
               "outcomes": dict.fromkeys(OUTCOMES, Count(0)), "opened": {}, "flags": {}, "times": None}  # fmt: skip
    return Figures(**nothing | changed)


def test_a_month_says_which_of_its_weeks_are_left_out(lead):
    assert "4 workers or fewer signed in: the week from 09/11/2026." in usage_html.figures_html(told(), lead.council)


def test_a_team_called_like_a_formula_or_markup_is_only_text(lead):
    shown = usage_html.figures_html(told(logins_by_team=(TeamLogins("=1+1<b>", 5),)), lead.council)
    assert "=1+1&lt;b&gt;" in shown and "=1+1<b>" not in shown


def test_without_searches_no_share_is_made_up(lead):
    shown = usage_html.figures_html(told(), lead.council)
    assert ">0%<" not in shown and f"<b>{usage_html.TOO_FEW}</b>" in shown
