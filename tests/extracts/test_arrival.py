"""A marker written after the last file: before it is there, and with a younger file, nothing is loaded."""

import os

import pytest

from config.environment import ROOT
from config.reading import read_council
from extracts.arrival import divided
from extracts.checks import ExtractRefused, read_extract
from tests.small_extract import SmallExtract

COUNCIL = read_council(ROOT / "config" / "councils" / "stockport.yaml")
WITH_MARKER = COUNCIL.model_copy(update={"extract": COUNCIL.extract.model_copy(update={"done": "extract.done"})})


@pytest.fixture
def folder(tmp_path):
    SmallExtract(COUNCIL).write(tmp_path)
    for path in tmp_path.iterdir():
        os.utime(path, (1_000_000_000, 1_000_000_000))
    return tmp_path


def refused(folder) -> list[str]:
    with pytest.raises(ExtractRefused) as problems:
        read_extract(WITH_MARKER, folder)
    return [str(problem) for problem in problems.value.problems]


def test_without_the_marker_nothing_is_read(folder):
    assert refused(folder) == ["extract.done: this marker (`done`) is missing, so the files may still be arriving"]


@pytest.mark.parametrize("file", ["people.csv", "housing.csv", "police_offences.csv", "sources.csv"])
def test_a_file_younger_than_the_marker_may_be_half_written(folder, file):
    (folder / "extract.done").touch()
    os.utime(folder / "extract.done", (1_000_000_100, 1_000_000_100))
    assert read_extract(WITH_MARKER, folder).rows["people"] == 9
    os.utime(folder / file, (1_000_000_200, 1_000_000_200))
    assert refused(folder) == [f"{file}: was written after the marker extract.done (`done`), so it may not be complete"]


def test_a_council_without_a_marker_loads_as_before(folder):
    assert read_extract(COUNCIL, folder).rows["people"] == 9


def test_a_link_that_leads_nowhere_has_no_size_and_stops_nothing(tmp_path):
    """Seen to fail: the whole load was refused, and not only this service was late."""
    (tmp_path / "housing.csv").symlink_to(tmp_path / "gone.csv")
    here, others = divided(tmp_path, COUNCIL.extract, list(COUNCIL.services))
    assert len(here) == len(COUNCIL.services) and not others
