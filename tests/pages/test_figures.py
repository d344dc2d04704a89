"""The usage figures on their page: told with their counts, few families hidden, days checked, a file recorded."""

from datetime import date, timedelta

import pytest

from config import clock
from data_access.audit import chain
from data_access.audit.chain import Action, Entry, Who
from data_access.errors import Unavailable
from data_access.oversight import usage_figures
from data_access.oversight.usage_values import OUTCOMES, Figures, TeamLogins
from data_access.storage.database import database_of
from pages.components.documents import usage_html
from pages.components.documents.usage_csv import figures_csv
from pages.screens.manager import usage_figures as screen
from tests.data_access.conftest import actions, audit_rows
from tests.pages.conftest import Visit, assert_nobody_is_shown, fail_with

FOUND = {"matches": 1, "similar": 0, "too_many": None, "direct": False, "case_id_of_another": False}


def search(council, number: int, **found) -> None:
    who = Who("helen.marks", "social_worker", "one session")
    entries = [Entry(Action.SEARCHED, about={"terms": {}, "found": FOUND | found}) for _ in range(number)]
    chain.append(database_of(council), who, [Entry(Action.SIGNED_IN), *entries])


@pytest.fixture
def lead(visit) -> Visit:
    """A service lead, after ten searches that showed somebody and six that showed nobody."""
    found = visit("stockport", role="service_lead")
    search(found.council, 10)
    search(found.council, 6, matches=0)
    return found


def test_a_service_lead_begins_here_and_sees_figures_with_their_counts(lead):
    lead.run()
    assert "Usage figures" in lead.heading()
    for words in ("16 searches in 2 sign-ins", "62%", "10 of 16 searches", "82%", "What an audit cannot show"):
        assert words in lead.sent()
    assert_nobody_is_shown(lead)
    assert actions(lead.council)[-1] == "read_figures"


def test_looking_on_asks_and_records_nothing_more(lead):
    lead.run()
    lead.run()
    assert actions(lead.council).count("read_figures") == 1


def test_a_count_of_few_is_hidden_on_the_page_and_in_the_file(lead):
    search(lead.council, 2, matches=0, too_many=70)
    lead.run()
    assert usage_html.HIDDEN in lead.sent()
    told = lead.at.session_state[screen.FETCHED]
    lines = figures_csv(told, lead.council).decode("utf-8-sig").splitlines()
    assert lines[0].startswith(f'"Usage figures, {lead.council.name}') or lines[0].startswith("Usage figures")
    crowd = [line for line in lines if "Too many to show" in line]
    assert [line.rsplit(",", 1)[1] for line in crowd] == [""]


def test_other_days_are_shown_when_asked_for(lead):
    lead.run()
    day = clock.today() - timedelta(days=40)
    for key in (screen.FROM, screen.TO):
        lead.at.text_input(key=key).set_value(f"{day:%d/%m/%Y}")
    lead.at.button(key="show_figures").click()
    assert "No one signed in on these days" in lead.run().sent()


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        (screen.FROM, "", "Enter the day for From"),
        (screen.TO, "31/2/2026", "To must be a real date"),
        (screen.TO, "1/1/2020", "To must be the same day as From, or later"),
    ],
)
def test_what_is_wrong_is_said_and_the_figures_before_stay(lead, key, typed, said):
    lead.run()
    lead.at.text_input(key=key).set_value(typed)
    lead.at.button(key="show_figures").click()
    assert lead.run().sent().count(said) >= 2 and "16 searches in 2 sign-ins" in lead.sent()
    assert actions(lead.council).count("read_figures") == 1


def test_with_the_database_gone_the_page_says_so_and_asks_again_later(lead, monkeypatch):
    with monkeypatch.context() as patch:
        fail_with(patch, usage_figures, "get_figures", Unavailable())
        assert "not available" in lead.run().heading()
    assert "Usage figures" in lead.run().heading()


def test_the_file_is_the_same_figures_and_is_recorded_as_taken_away(lead):
    usage_figures.get_figures(lead.actor(), clock.today(), clock.today(), taken_away=True)
    assert '"taken_away":true' in audit_rows(lead.council)[-1].record


def told(**changed) -> Figures:
    """Figures of a whole year."""
    nothing = {"first_day": date(2026, 1, 1), "last_day": date(2026, 12, 31), "logins": 9, "searches": 0,
               "logins_by_day": ((date(2026, 1, 1), 4), (date(2026, 12, 31), 5)), "logins_by_team": (),
               "outcomes": dict.fromkeys(OUTCOMES, 0), "opened": {}, "flags": {}, "times": None}  # fmt: skip
    return Figures(**nothing | changed)


def test_a_long_time_is_shown_by_weeks_with_every_week_in_it():
    steps = usage_html.logins_by_step(told())
    assert (len(steps), steps[0], steps[-1]) == (53, (date(2025, 12, 29), 4), (date(2026, 12, 28), 5))
    assert sum(number for _, number in steps) == 9


def test_a_team_called_like_a_formula_or_markup_is_only_text(lead):
    shown = usage_html.figures_html(told(logins_by_team=(TeamLogins("=1+1<b>", 5),)), lead.council)
    assert "=1+1&lt;b&gt;" in shown and "=1+1<b>" not in shown


def test_without_searches_no_share_is_made_up(lead):
    shown = usage_html.figures_html(told(), lead.council)
    assert ">0%<" not in shown and f"<b>{usage_html.TOO_FEW}</b>" in shown
