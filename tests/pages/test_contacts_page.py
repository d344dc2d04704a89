"""Who to call, person by person: what was opened, the services without a sure answer, and every number to print."""

import re

import pytest

from config.environment import ROOT
from config.reading import read_council
from data_access.audit.chain import Subject
from data_access.people.opened.contacts import Contact
from data_access.values import NoRecordsFound, NotChecked, RecordsFound, WhyNotChecked
from pages.components.services.numbers_table import numbers_html
from pages.screens.social_worker.contacts import person_html
from tests.pages.components.test_contact_card import CONTACT
from tests.pages.components.test_service_words import FRESH, STALE
from tests.pages.conftest import assert_nobody_is_shown

KATE = Subject("p", "249013", "Kate Williams", None)


@pytest.fixture(scope="module")
def stockport():
    return read_council(ROOT / "config" / "councils" / "stockport.yaml")


def read(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", html)).strip()


@pytest.mark.parametrize(
    ("answer", "flags"),
    [
        (NoRecordsFound(FRESH), "– No records found"),
        (NoRecordsFound(STALE), "◷ May be out of date"),
        (NotChecked(WhyNotChecked.MATCH_PENDING, FRESH), "! Could not be checked"),
        (RecordsFound(STALE), "✓ Records available ◷ May be out of date"),
    ],
)
def test_a_service_without_a_sure_answer_has_its_flag_and_its_own_number(stockport, answer, flags):
    said = read(person_html(stockport, [Contact("housing", KATE, {}, answer)]))
    assert said == (
        f"Kate Williams Born Not known Housing {flags} Stockport Homes customer service 0161 496 0203 "
        "Monday to Friday, 9am to 5pm Out of hours: 0161 496 0303"
    )


def test_a_persons_services_stand_under_one_name(stockport):
    contacts = [Contact("housing", KATE, dict(CONTACT)), Contact("police", KATE, {}, NoRecordsFound(FRESH))]
    said = read(person_html(stockport, contacts))
    assert said.count("Kate Williams") == 1
    assert said.index("Raymond Fenton") < said.index("If they are away: Stockport Homes") < said.index("Police – No")


def test_whoever_is_open_is_on_the_page_with_who_to_call(visit):
    page = visit("stockport").open_person("kate").open("contacts")
    sent = page.sent()
    assert "Kate Williams" in sent and "0161 496 0202" in sent
    assert "Stockport emergency duty team" in sent and "Who is not covered" in sent


def test_before_anybody_was_opened_there_is_only_the_emergency_duty_team(visit):
    page = visit("stockport").open("contacts")
    assert "No contacts yet" in page.sent() and "0161 496 0111" in page.sent()


def test_the_page_of_all_numbers_has_every_service_and_the_emergency_duty_team(stockport):
    html = numbers_html(stockport)
    for service in stockport.services:
        assert f'<th scope="row" role="rowheader">{service.title}</th>' in html
        assert service.general_contact.phone in html
    assert "0161 496 0111" in html
    without = stockport.model_copy(update={"emergency_duty_team": None})
    assert "mergency" not in numbers_html(without)
    assert html.count("Not given") == 2  # school and the team itself have no number for other times


def test_the_page_of_all_numbers_shows_nobody(visit):
    page = visit("leeds").open("numbers")
    assert "All services" in page.heading()
    assert_nobody_is_shown(page)
