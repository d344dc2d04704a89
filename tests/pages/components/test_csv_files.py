"""CSV: no spreadsheet runs a cell, whatever stands before the sign, however it is written, whatever the separator."""

import sys
import unicodedata

import pytest

from pages.components.documents.files import csv_text, safe_cell

SIGNS = "=+-@" + "\uff1d\uff0b\uff0d\uff20" + "\ufe62\ufe63\ufe66\ufe6b" + "\u207a\u208a\u207c\u208c"
UNSEEN = ("Zs", "Zl", "Zp", "Cf", "Cc")


@pytest.mark.parametrize("sign", SIGNS)
def test_every_form_of_a_sign_is_defused(sign):
    """Failed in 0.3 for all but the four plain ones."""
    assert safe_cell(f"{sign}1+1").startswith("'")


def test_everything_unseen_before_a_sign_is_looked_through():
    """Failed in 0.3 for all but tab and line ends."""
    unseen = [chr(one) for one in range(sys.maxunicode + 1) if unicodedata.category(chr(one)) in UNSEEN]
    assert len(unseen) > 200
    for before in [*unseen, *"\u115f\u1160\u2800\u3164\uffa0"]:
        defused = safe_cell(f"{before}=1+1")
        assert "'" in defused[: defused.index("=")], repr(before)
        assert "'" in safe_cell(f"\u00a0{before} =1+1")


@pytest.mark.parametrize("separator", ["\t", ";", "|", "\n", "\r", "\r\n", "; ", ";\u00a0"])
def test_after_a_separator_a_sign_is_defused_too(separator):
    """Failed in 0.3: read with semicolons, the second part is a cell of its own."""
    line = csv_text([["Leeds", f"a{separator}=1+1{separator}@x"]]).replace("\u00a0", "").replace(" ", "")
    assert "'=1+1" in line and "'@x" in line


@pytest.mark.parametrize("text", ["", "Leeds", "-1.24", "12", "O'Neil", "a=b", "x - y", "Leeds; York", "Zoë"])
def test_ordinary_text_and_numbers_stay_as_they_are(text):
    assert safe_cell(text) == text
