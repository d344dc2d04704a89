"""docs/speed.md: every target of `make bench`, whether it was met, and the reason if it was not."""

import re

import pytest

from benchmarks.together.table import PARTS, TARGETS
from config.environment import ROOT

PAGE = (ROOT / "docs" / "speed.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| ([^|]+) \| ([\d.]+) (\w+) \| ([\d.]+) (\w+) \|[^|]*\| (met|missed: .+) \|$", re.MULTILINE)
ROWS = {what: row for what, *row in ROW.findall(PAGE)}


def test_every_target_is_on_the_page_and_no_other():
    assert {what: float(target) for what, (target, *_) in ROWS.items()} == TARGETS


@pytest.mark.parametrize("what", TARGETS)
def test_a_target_is_met_or_the_reason_is_given(what):
    target, unit, measured, measured_in, said = ROWS[what]
    assert unit == measured_in
    assert (float(measured) <= float(target)) is (said == "met")


def test_the_command_has_only_parts_that_there_are():
    [parts] = re.findall(r"--only ([a-z ]+)", PAGE)
    assert set(parts.split()) <= PARTS.keys()
