"""A manager's spot checks when they have been made for a year: their outcomes by team, one check, one access."""

from datetime import timedelta
from pathlib import Path

from config import clock
from config.environment import ROOT
from config.reading import read_council
from docs.camera import Camera, change, start
from docs.states import STOCKPORT
from tests.browser.server import server_on
from tests.data_access.oversight.checked_teams import save_checked


def outcomes(camera: Camera, data_folder: Path) -> None:
    """The outcomes of three teams, one of them too small to be told of by name; the newest check."""
    page = camera.page
    # Those of the walk at the other width.
    for emptied in ("DELETE FROM spot_check_access", "DELETE FROM spot_check"):
        change(data_folder / STOCKPORT / "app.db", emptied)
    with server_on(data_folder).here():
        _check_teams()
    start(page, data_folder, STOCKPORT, "sam.carter")
    page.get_by_role("button", name="Spot checks").click()
    page.get_by_role("heading", name="Outcomes by team").wait_for()
    camera.take("by-team")
    page.get_by_role("table", name="Spot checks").get_by_role("button").first.click()
    page.get_by_role("table", name="Accesses").wait_for()
    camera.take("check")
    page.get_by_role("button", name="View access").first.click()
    page.get_by_role("heading", name="Was this access right?").wait_for()
    camera.take("access")


def _check_teams() -> None:
    council = read_council(ROOT / "config" / "councils" / f"{STOCKPORT}.yaml")
    for quarters_ago in (3, 2, 1, 0):
        day = clock.today() - timedelta(days=91 * quarters_ago)
        expected = 30 - 4 * quarters_ago
        save_checked(council, "North", 7, {"as_expected": expected, "to_follow_up": 6, "not_justified": 1}, day=day)
        save_checked(council, "South locality and duty", 6, {"as_expected": expected // 2, "to_follow_up": 5}, day=day)
        save_checked(council, "Adoption", 2, {"as_expected": 8}, day=day)
