"""The words, tables and files of a data quality report."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from commands.load_words import table_lines
from extracts.quality_report import Kind, Part, Quality, QualityReport, Share, SourceQuality, rank_findings
from pages.components.documents.files import safe_cell
from pages.components.documents.load_table import load_table
from pages.components.documents.quality_files import csv_bytes, quality_page, write_quality_files
from pages.components.documents.quality_html import FINDINGS_SHOWN, report_html
from pages.components.documents.quality_words import finding_words, percent_words, points_words

LOADED = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOSTILE = '<img src=x onerror=alert(1)> & "Homes"'


def report(*, extract: int = 2, having: int = 90, system: str = "Northgate", title: str = "Housing", notes=()):
    shares = (Share("field.contact_name", "Contact name", having, 100), Share("none", "Eviction", 0, 0))
    part = Part("Who to call", "records", shares)
    housing = SourceQuality("housing", title, system, LOADED, True, False, 100, (part,))
    police = SourceQuality("police", "Police", "Hub", LOADED, False, True, None)
    sources = (housing, police)
    return QualityReport("stockport", "Stockport Council", "LiquidLogic", extract, LOADED, 9, 1, 5, 2, notes, sources)


COMPARED = Quality(report(having=90), report(extract=1, having=95))
FIRST = Quality(report())


@pytest.mark.parametrize(
    ("having", "of", "words"),
    [(7, 7, "100%"), (0, 7, "0%"), (1999, 2000, "99.9%"), (1_999_999, 2_000_000, "99.9%"), (1, 2_000_000, "0.1%"),
     (1, 3, "33.3%"), (2, 3, "66.6%"), (0, 0, "None to measure")],
)  # fmt: skip
def test_all_and_none_are_said_only_where_they_are_true(having, of, words):
    assert percent_words(having, of) == words


@pytest.mark.parametrize(
    ("points", "words"),
    [(1.26, "Up 1.3 points"), (-5.0, "Down 5.0 points"), (0.0, "No change"), (-0.001, "Down less than 0.1 points"),
     (None, "Nothing to compare with")],
)  # fmt: skip
def test_a_change_is_said_in_points(points, words):
    assert points_words(points) == words


class Parsed(HTMLParser):
    """What a page holds: tags with their attributes, and whether every one is closed in order."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("quality", [FIRST, COMPARED], ids=["first load", "compared"])
def test_every_row_has_a_cell_for_each_column(quality):
    tables = re.findall("<table.*?</table>", report_html(quality), re.DOTALL)
    assert len(tables) == 2, "the sources, and the shares of the one that was read"
    for html in tables:
        tags = [tag for tag in Parsed(html).tags if "role" in tag[1]]
        columns = sum(attributes["role"] == "columnheader" for _, attributes in tags)
        rows = [[]]
        for _, attributes in tags:
            if attributes["role"] == "row":
                rows.append([])
            elif attributes["role"] in ("cell", "rowheader") and "colspan" not in attributes:
                rows[-1].append(attributes["role"])
        body = [row for row in rows[2:] if row]
        assert body and all(row == ["rowheader"] + ["cell"] * (columns - 1) for row in body)


def test_only_a_load_that_can_be_compared_has_a_column_for_it():
    assert "Since the last load" not in quality_page(FIRST)
    assert "Down 5.0 points" in quality_page(COMPARED)


def test_a_bar_is_hidden_from_those_who_hear_the_figure_beside_it():
    shown = report_html(FIRST)
    assert '<span class="fc-bar" aria-hidden="true"><span class="fc-bar-held" style="width: 90.0%">' in shown
    assert shown.count("fc-percent") == 2 and shown.count("fc-bar-held") == 1, "a share of nothing has no bar"


def test_a_bar_has_a_line_where_it_ended_before_and_none_where_nothing_changed():
    assert "left: 95.0%" in report_html(COMPARED)
    assert "fc-bar-before" not in report_html(FIRST) + report_html(Quality(report(), report(extract=1)))


def test_the_page_asks_no_other_machine_for_anything_and_runs_nothing():
    tags = Parsed(quality_page(COMPARED)).tags
    assert not {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "object"}
    addresses = [value for _, attributes in tags for name, value in attributes.items() if name in ("href", "src")]
    assert addresses and all(value.startswith("#source-") for value in addresses)
    assert "url(" not in quality_page(COMPARED) and "@import" not in quality_page(COMPARED)
    assert any("default-src 'none'" in attributes.get("content", "") for _, attributes in tags)


def test_the_page_is_whole_and_names_its_language_and_title():
    page = quality_page(COMPARED)
    assert Parsed(page).open == []
    assert '<html lang="en-GB">' in page and "<title>Data quality – Stockport Council</title>" in page
    assert page.count("<h1>") == 1


def test_hostile_words_of_an_extract_are_shown_and_not_read():
    hostile = report(system=HOSTILE, title=HOSTILE, notes=(HOSTILE,))
    page = quality_page(Quality(hostile, report(extract=1, title=HOSTILE)))
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "img" not in {tag for tag, _ in Parsed(page).tags}


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_begins_a_formula(text):
    assert safe_cell(text) == f"'{text}"


def test_the_csv_has_a_line_a_figure_and_numbers_stay_numbers():
    hostile = report(system="=1+1", title="=2+2", notes=("@planned",))
    written = csv_bytes(Quality(hostile, report(extract=1, having=95))).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(written)))
    assert {row["source"] for row in rows} == {"'=2+2", "Police", ""}
    [contact] = [row for row in rows if row["what"] == "Contact name"]
    assert (contact["having"], contact["of"], contact["percent"], contact["points_since_last_load"]) == (
        "90", "100", "90.00", "-5.00",
    )  # fmt: skip
    assert [row["what"] for row in rows if row["part"] == "Left out or kept from before"] == ["'@planned"]
    assert not any(value.startswith(("=", "+", "@")) for row in rows for value in row.values())


def test_the_files_are_written_whole_and_for_the_owner_alone(tmp_path):
    write_quality_files(FIRST, tmp_path / "stockport")
    page, table = write_quality_files(COMPARED, tmp_path / "stockport")
    assert sorted(path.name for path in page.parent.iterdir()) == ["data-quality.csv", "data-quality.html"]
    assert page.read_text(encoding="utf-8") == quality_page(COMPARED)
    assert table.read_bytes().startswith(b"\xef\xbb\xbfsource,")
    assert {path.stat().st_mode & 0o777 for path in (page, table)} == {0o600}


# What the load said, and how figures went over the loads

OVER_LOADS = Quality(
    report(extract=9, having=90),
    report(extract=8, having=95),
    tuple(report(extract=number, having=having) for number, having in ((7, 70), (8, 95), (9, 90))),
)


def test_a_trend_has_its_picture_and_its_lowest_and_highest_share_in_words():
    shown = report_html(OVER_LOADS)
    assert "Last 3 loads" in shown
    assert "70% to 95%" in shown.replace(".0%", "%")
    assert shown.count('<span class="fc-trend" aria-hidden="true">') == 2, "of the rows, and of the one share"
    assert "always 100" in shown, "the rows were 100 each time"


def test_two_loads_show_no_trend():
    assert "fc-trend" not in report_html(COMPARED)
    assert " loads</th>" not in report_html(COMPARED)


def test_the_sources_open_on_the_screen_and_are_open_on_paper():
    assert "<details" in report_html(COMPARED) and " open><summary>" not in report_html(COMPARED)
    assert quality_page(COMPARED).count(" open><summary>") == len(COMPARED.report.sources)


def test_the_page_names_a_few_findings_and_opens_the_others():
    low = tuple(Share(f"field.{number}", f"Field {number}", 40 + number, 100) for number in range(9))
    high = tuple(Share(share.key, share.label, 90, 100) for share in low)
    housing = [
        SourceQuality("housing", "Housing", "N", LOADED, True, False, 100, (Part("Other", "records", shares),))
        for shares in (low, high)
    ]
    now, before = (replace(report(extract=2 - place), sources=(one,)) for place, one in enumerate(housing))
    first, _, others = report_html(Quality(now, before)).partition("6 more to look at")
    assert first.count('class="fc-finding') == FINDINGS_SHOWN + 1, "and their list"
    assert others.count('class="fc-finding') == 6 + 1


def test_the_page_has_the_table_of_the_command_line():
    columns, rows = load_table(COMPARED)
    shown = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", report_html(COMPARED)))
    assert " ".join(columns) in shown
    assert "In brackets: more or fewer than in extract 1, loaded on 24/11/2026 at 02:00." in shown
    for line in table_lines(COMPARED)[1:-1]:
        assert [cell for row in rows for cell in row if cell in line]
    assert rows[1] == ("Police", *["not read"] * 6)


@pytest.mark.parametrize(
    ("shares", "kinds"),
    [
        ((("rejected.rows", 1), ("rejected.of_no_one", 0)), [Kind.REJECTED]),
        ((("rejected.rows", 3), ("rejected.of_no_one", 1)), [Kind.OF_NO_ONE, Kind.REJECTED]),
    ],
)
def test_rejected_rows_are_named_before_what_only_changed(shares, kinds):
    part = Part("Rejected", "rows", tuple(Share(key, key, having, 100, False) for key, having in shares))
    housing = SourceQuality("housing", "Housing", "N", LOADED, True, False, 100, (part,))
    found = rank_findings(Quality(replace(report(), sources=(housing,)), report(extract=1)))
    assert [one.kind for one in found] == kinds
    words = [" ".join(finding_words(one)) for one in found]
    assert all("Could not be checked" in one for one in words)
    assert ("1 row does not say whose it is" in words[0]) == (len(kinds) == 2)
