"""Two records side by side: the verdict is said in words, and nothing held is never taken for the same."""

from datetime import date

import pytest

from data_access.values import SourcePerson
from pages.components.comparison import Compared, Verdict, compare_people, comparison_html, verdict_html

CMS = SourcePerson("249014", "Dominic", "Pierce", date(1990, 4, 3), "Male", ("14 Hollow Lane, Manchester M14 5QX",))
ELSEWHERE = ("14 Hollow Lane\nManchester  m14 5qx", "1 Elsewhere")
POLICE = SourcePerson("P-1", "DOMINIC", "O'Pierce", None, "Unknown", ELSEWHERE)


def test_each_detail_is_compared():
    verdicts = {row.label: row.verdict for row in compare_people([CMS], [POLICE])}
    assert verdicts == {
        "First name": Verdict.SAME,
        "Family name": Verdict.DIFFERENT,
        "Date of birth": Verdict.ONE_ONLY,
        "Gender": Verdict.ONE_ONLY,
        "Address": Verdict.ONE_OF_THEM,
    }


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        (("Ann-Marie",), ("ann marie",), Verdict.SAME),
        (("Ann",), ("Anne",), Verdict.DIFFERENT),
        (("Ann",), (), Verdict.ONE_ONLY),
        ((), ("Ann",), Verdict.ONE_ONLY),
        ((), (), Verdict.NEITHER),
        (("1 A Street", "2 B Street"), ("2 B Street",), Verdict.ONE_OF_THEM),
        (("1 A Street", "2 B Street"), ("2 b street", "1 a street"), Verdict.SAME),
        (("Zoë",), ("Zoe",), Verdict.DIFFERENT),
    ],
)
def test_nothing_held_is_neither_the_same_nor_different(left, right, verdict):
    assert Compared("First name", left, right).verdict is verdict


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_is_said_in_words_and_its_sign_is_for_the_eye(verdict):
    words, sign, _ = verdict.value
    html = verdict_html(verdict)
    assert words in html.replace(f'<span class="fc-sign" aria-hidden="true">{sign}</span>', "")
    assert len({one.value[0] for one in Verdict}) == len(Verdict)


def test_what_several_sources_say_stands_once_each():
    twice = compare_people([CMS, POLICE], [])
    said = {row.label: row.left for row in twice}
    assert said["First name"] == ("Dominic",)
    assert said["Family name"] == ("Pierce", "O'Pierce")
    assert said["Address"] == ("14 Hollow Lane, Manchester M14 5QX", "1 Elsewhere")


def test_the_table_has_a_row_header_and_a_cell_for_each_column_and_shows_hostile_text_as_text():
    hostile = SourcePerson("x", "<img src=x>", "", None, "", ("<script>1</script>",))
    html = comparison_html(compare_people([CMS], [hostile]), caption="What both say", left="<b>CMS", right="Police")
    assert html.count('role="rowheader"') == 5
    assert html.count('role="cell"') == 15
    assert html.count('role="columnheader"') == 4
    assert "<img" not in html and "<script" not in html and "<b>" not in html
    assert "&lt;img src=x&gt;" in html and "Not held" in html
