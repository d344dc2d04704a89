"""Whatever is written in the fields of an extract: it is read or refused by the named error, and nothing else."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from config import clock
from config.environment import ROOT
from config.reading import read_council
from data_access.loading.extract_building import Builder
from data_access.loading.linking import link_people
from extracts import quality
from extracts.checks import ExtractRefused, read_extract
from tests.data_access.unkeyed import UnkeyedExtract, without_shared_key
from tests.small_extract import SmallExtract

COUNCILS = [read_council(ROOT / "config" / "councils" / f"{name}.yaml") for name in ("stockport", "leeds")]
SAID = st.sampled_from([
    "", "NULL", "#N/A", "N/K", "-", ".", "Not known", "Unknown", "Baby", "Twin 1", "Unborn", "Mr", "Na", "Null", "K",
    "\u200b", "00/00/0000", "01/01/1900", "31/12/9999", "00/01/1900", "29/02/2015", "2026-13-45", "9999-99-99",
    "No fixed abode", "ZZ99 3VZ", "c/o", ",", ", ,", "PO Box", "Yes", "No", "Current", "None found", "Case open",
    "Female", "current", "pending", "tommy", "kate", "Mother", "mothers", "Convicted",
    "\uff10\uff10/\uff10\uff11/\uff11\uff19\uff10\uff10", "\u0661/\u0661/\u0662",
])  # fmt: skip
ANY_TEXT = SAID | st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


@given(st.data())
@settings(max_examples=15, deadline=None)
def test_a_load_ends_or_is_refused_by_name(data):
    council = data.draw(st.sampled_from(COUNCILS))
    is_keyed = data.draw(st.booleans())
    extract = SmallExtract(council) if is_keyed else UnkeyedExtract(without_shared_key(council))
    if not is_keyed:
        extract.tenant("H1", "kate").offender("P1", "dominic")
    for _ in range(data.draw(st.integers(1, 6))):
        lines = data.draw(st.sampled_from([lines for lines in extract.files.values() if lines]))
        line = data.draw(st.sampled_from(lines))
        line[data.draw(st.sampled_from(sorted(line)))] = data.draw(ANY_TEXT)
    with TemporaryDirectory() as folder:
        try:
            files = read_extract(extract.council, extract.write(Path(folder)))
        except ExtractRefused as refused:
            assert all(problem.problem for problem in refused.problems)
            return
    files = link_people(extract.council, files)
    # A load adds it to what waits (first_seen.py).
    files = replace(files, waiting=files.waiting.assign(since=clock.today()))
    quality.measure(extract.council, files, extract=1)
    builder = Builder(extract.council, files)
    for _, table, rows, _ in (*builder.steps(), *builder.steps_of_lines()):
        keys = [tuple(row[: len(table.primary_key.columns)]) for row in rows]
        assert len(keys) == len(set(keys)), table.name
