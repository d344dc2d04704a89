"""Starting a server that nobody has visited: a council's file decides the journey, and one that cannot be used stops
the start in plain words."""

import shutil

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.production import Production
from tests.browser.server import PRODUCTION, ROOT, serve


@pytest.fixture
def councils(tmp_path):
    """A folder with a copy of both councils' files, to be changed."""
    return shutil.copytree(ROOT / "config" / "councils", tmp_path / "councils")


def change(path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_settings_that_cannot_be_used_stop_the_start(tmp_path, councils):
    change(councils / "stockport.yaml", "journey: 1", "journey: 3")
    said = "stockport.yaml: journey: found 3; allowed: 1 or 2"
    with pytest.raises(RuntimeError, match=said), serve(tmp_path / "data", councils):
        pass


def test_changing_the_journey_in_the_file_changes_the_app(tmp_path, councils, open_page):
    page = open_page(tolerate=r"Failed to load resource: the server responded with a status of 404")
    change(councils / "stockport.yaml", "journey: 1", "journey: 2")
    change(councils / "stockport.yaml", "ask: true", "ask: false")
    (councils / "leeds.yaml").unlink()
    with serve(tmp_path, councils, **PRODUCTION) as server:
        Production(server, councils).fill("stockport", {"204417": ("Priya Shah", "social_worker")})
        # Streamlit runs pages/*.py without app.py when that is the first thing asked of a server; ours lie deeper.
        page.goto(server.url + "/person")
        steps.expect_heading(page, "Sign in to Family Context")
        # The only council is not asked for.
        page.get_by_label("User name (firstname.lastname)").fill("204417")
        steps.start_session(page)
        expect(page.get_by_text("Search for a child by name or")).to_be_visible()
        steps.search(page, "Dominic", "Pierce")
        steps.expect_heading(page, "No one found")
        page.get_by_role("button", name="New search").click()
        steps.open_case_id(page, "249012")
        expect(page.get_by_role("heading", name="linked to Tommy Williams in LiquidLogic")).to_be_visible()
        page.close()
