"""The parts drawn by Streamlit, run with AppTest: frame, summary, date of birth, tables and sections."""

from streamlit.testing.v1 import AppTest

from pages.components.forms.error_summary import field_error_html, page_title
from pages.components.forms.text_field import field_words_html
from pages.components.frame import banner_html, header_html


def _section(answer_kind: str = "found") -> None:
    from datetime import UTC, date, datetime
    from pathlib import Path

    import streamlit as st

    import config.reading
    from data_access.values import NotChecked, Record, RecordsFound, SourceState, WhyNotChecked
    from pages.components.services.service_section import show_open_close_all, show_service

    root = Path(config.reading.__file__).parent
    council = config.reading.read_council(root / "councils" / "stockport.yaml")
    source = SourceState(
        "N", datetime(2020, 2, 20, tzinfo=UTC), date(2010, 1, 1), date(2020, 2, 20), "", "1 day", False
    )

    def fetch() -> object:
        st.session_state["fetched"] = st.session_state.get("fetched", 0) + 1
        if answer_kind == "broken":
            return NotChecked(WhyNotChecked.RECORD_UNREADABLE, source)
        if answer_kind == "empty":
            return RecordsFound(source, ())
        return RecordsFound(source, (Record("r1", {"service_involvement": "Current"}), Record("r2", {})))

    def report(record_id: str) -> None:
        st.session_state["reported"] = record_id

    show_open_close_all(["housing_1"])
    show_service(
        council, council.service("housing"), RecordsFound(source), key="housing_1", fetch=fetch, on_report=report
    )


def _html(at: AppTest) -> str:
    return " ".join(element.proto.body for element in at.get("html"))


def test_a_closed_section_fetches_nothing() -> None:
    at = AppTest.from_function(_section).run()
    assert not at.exception
    assert "fetched" not in at.session_state
    assert "Records available" in _html(at)


def test_open_all_opens_and_fetches_and_close_all_closes() -> None:
    at = AppTest.from_function(_section).run()
    at.button(key="open_all").click().run()
    assert at.session_state["fetched"] == 1
    assert "Record 1 of 2" in _html(at)
    at.button(key="close_all").click().run()
    assert at.session_state["fetched"] == 1
    assert "Record 1 of 2" not in _html(at)


def test_this_is_not_right_names_the_record() -> None:
    at = AppTest.from_function(_section)
    at.session_state["housing_1"] = True
    at.run()
    at.button(key="housing_1_not_right_2").click().run()
    assert at.session_state["reported"] == "r2"


def test_an_opened_section_that_cannot_be_read_says_so() -> None:
    for kind in ("broken", "empty"):
        at = AppTest.from_function(_section, kwargs={"answer_kind": kind})
        at.session_state["housing_1"] = True
        at.run()
        assert not at.exception
        assert "There is a record, but it could not be read." in _html(at)
        assert "No records found" not in _html(at)


def _parts() -> None:
    from datetime import date

    from data_access.values import Individual
    from pages.components.forms.date_of_birth import DateProblem, show_date_of_birth
    from pages.components.forms.error_summary import FieldError, set_title, show_error_summary
    from pages.components.forms.text_field import show_text_field
    from pages.components.frame import show_back_and_new_search, show_frame, show_page_heading
    from pages.components.person_table import show_individuals

    show_frame(None, "helen.marks", on_end_session=lambda: None)
    problem = DateProblem("Date of birth must include a month", ("month",))
    set_title("Search", error=True)
    show_error_summary([FieldError("dob_month", problem.message)])
    show_back_and_new_search("Back", None, lambda: None)
    show_page_heading("<b>Kate</b>", "Mother of <i>Tommy</i>")
    show_text_field("Case ID", key="case_id", hint="The number in Mosaic")
    show_date_of_birth("dob", problem)
    person = Individual("p", None, "A", "B", None, "")
    pressed: list[int] = []
    show_individuals(
        [person],
        caption="1 individual",
        cms_name="Mosaic",
        family_name_first=False,
        today=date(2026, 1, 1),
        key="found",
        on_view=pressed.append,
    )
    assert not pressed


def test_the_parts_run_and_components_are_known_to_a_second_runtime() -> None:
    for _ in range(2):
        at = AppTest.from_function(_parts).run()
        assert not at.exception
        assert [one.key for one in at.text_input] == ["case_id", "dob_day", "dob_month", "dob_year"]
        assert [one.key for one in at.button] == ["end_session", "new_search"]
        assert "&lt;b&gt;Kate&lt;/b&gt;" in _html(at)
        assert "<i>" not in _html(at)


def test_the_frame_escapes_who_and_where() -> None:
    assert "<img" not in header_html("<img>", "<img>") + banner_html('"><img>', "<img>")


def test_the_banner_carries_words_and_feedback() -> None:
    html = banner_html("family.context@leeds.example", "This is a new tool.")
    assert 'href="mailto:family.context@leeds.example?' in html
    assert "This is a new tool. <a" in html


def test_errors_are_said_and_escaped() -> None:
    assert field_error_html("<b>", element_id='a"b').count("<b>") == 0
    assert "Error:" in field_error_html("Enter a family name")
    assert page_title("Search") == "Search – Family Context"
    assert page_title("Search", error=True) == "Error: Search – Family Context"


def test_a_field_says_that_it_is_optional_and_what_is_wrong() -> None:
    html = field_words_html("x", "First name", hint="As in Mosaic", error="Enter a first name", optional=True)
    assert "(optional)" in html
    assert html.index("First name") < html.index("As in Mosaic") < html.index("Enter a first name")
