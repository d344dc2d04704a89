"""The day on which people of these tests are as old as they are."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from config import clock


@pytest.fixture(autouse=True, scope="module")
def _day() -> Iterator[None]:
    """Ages count in matching: Kate is 36."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: datetime(2026, 11, 1, 12, tzinfo=UTC))
        yield
