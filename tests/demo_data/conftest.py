"""Demonstration extracts written once a session, and read back as plain rows."""

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest

from config.council import Council
from config.reading import read_councils
from demo_data import writing

COUNCILS = {council.id: council for council in read_councils(Path(__file__).parents[2] / "config" / "councils")}
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FEW = 1_000
"""Residents enough for every worker's caseload, where a test asks what the day makes of the files."""


@dataclass
class Written:
    """One council's files as rows of text, by file name without .csv."""

    council: Council
    now: datetime
    files: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo("Europe/London")).date()

    def age(self, person: dict[str, str]) -> int | None:
        """Counted here afresh: birthdays passed, a 29 February's on 1 March."""
        if not person["date_of_birth"]:
            return None
        born = date.fromisoformat(person["date_of_birth"])
        return self.today.year - born.year - ((self.today.month, self.today.day) < (born.month, born.day))

    def by_key(self) -> dict[str, dict[str, str]]:
        return {person["person_key"]: person for person in self.files["people"]}

    def person(self, **values: str) -> dict[str, str]:
        """The one person with these values."""
        [found] = [one for one in self.files["people"] if all(one[name] == value for name, value in values.items())]
        return found

    def rows(self, name: str, person: dict[str, str]) -> list[dict[str, str]]:
        return [row for row in self.files[name] if row["person_key"] == person["person_key"]]


@pytest.fixture(scope="session")
def write(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Written]:
    """Write a council's extract for some `now`, of so many residents, and read it back."""
    known: dict[tuple[str, datetime, int], Written] = {}

    def write_once(council_id: str, now: datetime = NOON, residents: int = writing.RESIDENTS) -> Written:
        key = council_id, now, residents
        if key not in known:
            folder = tmp_path_factory.mktemp("extract")
            with patch.object(writing, "RESIDENTS", residents):
                writing.write_extract(COUNCILS[council_id], folder, now=now)
            files = {}
            for path in folder.iterdir():
                with path.open(encoding="utf-8", newline="") as file:
                    files[path.stem] = list(csv.DictReader(file, strict=True))
            known[key] = Written(COUNCILS[council_id], now, files)
        return known[key]

    return write_once


@pytest.fixture(params=sorted(COUNCILS))
def written(request: pytest.FixtureRequest, write: Callable[..., Written]) -> Written:
    """Each council's extract on one ordinary day."""
    return write(request.param)
