"""What leaves on paper: plain words for families, and lists made from the settings alone."""

import re
from datetime import date

import pytest

from config.council import Notices, Section
from config.environment import ROOT
from config.reading import read_councils
from config.service import Agreement
from data_access.review.subject_report_values import Line, Part, SubjectReport
from pages.components.disclosure import agreements, family_notice, subject_report
from tests.pages.components.sources import FRESH

COUNCILS = {one.id: one for one in read_councils(ROOT / "config" / "councils")}
TODAY = date(2026, 11, 29)


def grade(text: str) -> float:
    """The school grade a text asks for (Flesch and Kincaid, 1975), with syllables counted as groups of vowels."""
    sentences = [one for one in re.split(r"[.!?]+(?:\s|$)", text) if one.strip()]
    words = re.findall(r"[A-Za-z’']+", text)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


@pytest.mark.parametrize("council_id", sorted(COUNCILS))
def test_the_notice_is_in_words_for_a_reader_of_eleven(council_id):
    """Without the council's own words, the names of details and addresses to write to. Grade 6 is age 11 to 12."""
    council = COUNCILS[council_id].model_copy(update={"notices": Notices()})
    lawful = council.guidance.lawful_basis
    sections = [one for one in family_notice.notice_sections(council) if not one.heading.startswith("If you are not")]
    said = [text for one in sections for text in one.paragraphs if text != lawful and not text.startswith("From ")]
    assert grade(" ".join(said)) <= 6
    assert max(len(sentence.split()) for text in said for sentence in re.split(r"[.!?]", text)) <= 25


@pytest.mark.parametrize("council_id", sorted(COUNCILS))
def test_the_notice_says_what_by_whom_why_who_sees_it_and_how_to_object(council_id):
    council = COUNCILS[council_id]
    said = " ".join(text for one in family_notice.notice_sections(council) for text in one.paragraphs)
    for service in council.services:
        assert service.title in said
        of_worker = service.contact.name, service.contact.role, service.contact.phone, service.contact.email
        for field in service.fields:
            is_told = field.id not in of_worker and field.type != "involvement"
            assert (family_notice._lower(field.label) in said) == is_told
    for words in (council.cms.name, council.guidance.lawful_basis, council.notices.data_protection_officer, "object"):
        assert words in said


def test_a_council_adds_its_own_sections():
    own = Section(heading="In other languages", paragraphs=("Call us.",))
    council = COUNCILS["leeds"].model_copy(update={"notices": Notices(families=(own,))})
    assert own in family_notice.notice_sections(council)


@pytest.mark.parametrize(
    ("agreement", "state"),
    [
        ({"approved": date(2025, 3, 3)}, agreements.IN_FORCE),
        ({"approved": date(2023, 11, 29)}, agreements.IN_FORCE),
        ({"approved": date(2023, 11, 28)}, agreements.OVERDUE),
        ({"approved": date(2025, 3, 3), "review": date(2026, 11, 28)}, agreements.OVERDUE),
        ({"approved": date(2020, 3, 3), "review": date(2027, 1, 1)}, agreements.IN_FORCE),
        ({"approved": date(2026, 12, 1)}, agreements.NOT_YET),
        ({"approved": date(2025, 3, 3), "reference": "TO DO"}, agreements.MISSING),
    ],
    ids=str,
)
def test_an_agreement_says_whether_its_review_is_overdue(agreement, state):
    assert agreements.state_words(Agreement(**({"reference": "DSA-1"} | agreement)), TODAY) == state


def test_every_agreement_is_listed_with_its_fields():
    council = COUNCILS["stockport"]
    listed = agreements.listed_agreements(council)
    assert [one.title for one in listed] == [service.title for service in council.services]
    assert "Tenancy start" in listed[2].fields and "Type of offence" in listed[3].fields
    row = agreements.agreement_rows(council, TODAY)[0]
    assert row == ("School", "DSA-STK-014", "03/03/2025", "03/03/2028", agreements.IN_FORCE)


def test_the_annex_says_what_from_whom_how_long_and_who_sees_it():
    council = COUNCILS["stockport"]
    page = agreements.annex_page(council, {"housing": "Northgate"}, {"Social worker": ("search",)}, TODAY).decode()
    for words in ("Northgate", "police (not loaded yet)", "Tenancy start", "5 years (convictions)", "DSA-STK-021",
                  "kept for six years", "Social worker", "aged 18 and over"):  # fmt: skip
        assert words in page


def test_a_report_to_a_person_is_escaped_and_says_the_same_sentence():
    line = Line(Part.DETAILS, "LiquidLogic", "Address", "<img src=x> & Sons")
    page = subject_report.report_page(
        SubjectReport("249012", (line,), FRESH.current_as_of), COUNCILS["stockport"]
    ).decode()
    assert "<img" not in page and "&lt;img src=x&gt; &amp; Sons" in page
    assert subject_report.WITHHELD in page and "dpo@stockport.example" in page


def test_the_notice_says_that_a_reason_is_written_down_only_where_one_is_asked():
    said = {
        council_id: " ".join(text for one in family_notice.notice_sections(council) for text in one.paragraphs)
        for council_id, council in COUNCILS.items()
    }
    assert {council_id: "who it was and why" in words for council_id, words in said.items()} == {
        council_id: council.reason.ask for council_id, council in COUNCILS.items()
    }
