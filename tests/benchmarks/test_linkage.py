"""The figures of `make linkage` are those of the sets they are printed for, and other people's files can be scored."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.linkage.files import read_set
from benchmarks.linkage.records import make_set
from benchmarks.linkage.score import Score, count_weak, lower_bound, missed_report, report, run, score, weak_report
from matching.record_linkage import PEOPLE, Matches, match_records

PEOPLE_FILE = """id,first_name,family_name,date_of_birth,gender,address,postcode,other
1,Kate,Murgatroyd,1990-02-03,F,320 Overdale Road,SK6 3HL,x
2,Dominic,Quill,03/04/1988,male,14 Hollow Lane,M14 5QX,x
3,Nora,Undated,,,5 Mist Road,,x
"""
RECORDS_FILE = """id,first_name,family_name,date_of_birth,address,postcode
a,Katherine,Murgatroyd,19900203,320 Overdale Rd,sk63hl
b,Dominic,Quill,1988-04-03,,
c,Nora,Undated,1970-01-09,5 Mist Road,
d,Oonagh,Elsewhere,1970-01-09,5 Mist Road,
"""
TRUTH_FILE = "record,person\na,1\nb,2\nc,3\nd,nobody\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    texts = {"people": PEOPLE_FILE, "records": RECORDS_FILE, "truth": TRUTH_FILE}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "people", tmp_path / "records", tmp_path / "truth"


def test_other_peoples_files_are_read_whatever_their_dates_and_genders(files):
    known = read_set(*files).people
    assert list(known["date_of_birth"]) == [date(1990, 2, 3), date(1988, 4, 3), None]
    assert list(known["gender"]) == ["Female", "Male", "Unknown"]
    assert known["address"][0] == "320 Overdale Road\nSK6 3HL"


def test_other_peoples_files_are_scored(files):
    found = run(read_set(*files), match_records)
    assert (found.records, found.true_links, found.same_day) == (4, 3, 2)
    assert (found.linked, found.right) == (2, 2)
    assert (found.waiting, found.found_waiting, found.first_right, found.candidates) == (1, 1, 1, 1)


def test_a_file_without_a_needed_column_says_which(files):
    files[1].write_text("id,first_name\na,Kate\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="records: these columns are missing: family_name, date_of_birth"):
        read_set(*files)


def test_a_wrong_link_counts_against_precision_and_a_wrong_candidate_is_not_found(files):
    columns = ["source_id", "source_key", "person_source", "person_key"]
    links = pd.DataFrame([["records", "a", PEOPLE, "2"], ["records", "b", PEOPLE, "2"]], columns=columns)
    waiting = pd.DataFrame([["records", "c", PEOPLE, "1", 1], ["records", "c", PEOPLE, "3", 2]],
                           columns=[*columns, "rank"])  # fmt: skip
    waiting["why"] = "same first name; not linked: a date of birth is missing"
    found = score(read_set(*files), Matches(links, waiting.assign(for_review=True, probability=1.0), links.iloc[:0]))
    assert (found.linked, found.right) == (2, 1)
    assert "  0.3333 a date of birth is missing " in missed_report(found)
    assert " 1 wrong of 1 (1.0000)\n  0.3333 neither" in missed_report(found)
    assert (found.waiting, found.found_waiting, found.first_right) == (1, 1, 0)
    assert "precision   0.5000 of 2 linked" in report("these", found)


def test_links_with_a_weak_detail_are_counted_and_the_wrong_ones_too(files):
    columns = ["source_id", "source_key", "person_source", "person_key", "why"]
    links = pd.DataFrame([["records", "a", PEOPLE, "1", "first and family name the other way round"],
                          ["records", "b", PEOPLE, "1", "same first name, different genders"],
                          ["records", "c", PEOPLE, "3", "same first name"]], columns=columns)  # fmt: skip
    counts = count_weak(read_set(*files), links)
    assert (counts["first and family name swapped"], counts["another gender"]) == ((1, 0), (1, 1))
    assert "any of these                         1 wrong of 2" in weak_report(counts)


def test_the_lower_bound_is_wilsons():
    assert lower_bound(0, 0) == 0.0
    # 9 of 10: Wilson's 95 % interval is 0.596 to 0.982.
    assert lower_bound(9, 10) == pytest.approx(0.5958, abs=1e-4)
    assert lower_bound(10_000, 10_000) > 0.9996


def test_scores_add_up():
    assert Score(records=1, right=2) + Score(records=3, seconds=1.5) == Score(records=4, right=2, seconds=1.5)


def test_a_made_up_set_is_the_same_each_time_and_matched_well():
    made, again = make_set(7, 1_500), make_set(7, 1_500)
    pd.testing.assert_frame_equal(made.records, again.records)
    found = run(made, match_records)
    assert found.true_links > 300
    assert found.right >= 0.99 * found.linked
    assert found.right > 0.6 * found.same_day
