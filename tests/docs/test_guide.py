"""docs/researchers-guide.md names every key of the files it explains, and shows the pictures taken for it."""

import re

from config.environment import ROOT
from config.research import Document, Scenario, ServiceVariation, Variation
from demo_data.workers import DEMO_WORKERS
from docs.take_screenshots import FOR_GUIDE, GUIDE_FOLDER

GUIDE = (ROOT / "docs" / "researchers-guide.md").read_text(encoding="utf-8")


def test_every_key_of_a_variation_and_a_scenario_is_in_the_guide():
    keys = {key for model in (Variation, ServiceVariation, Scenario, Document) for key in model.model_fields}
    assert {key for key in keys if f"`{key}`" not in GUIDE} == set()


def test_the_pictures_are_those_that_are_taken_and_small():
    shown = set(re.findall(r"!\[[^\]]+\]\(guide/([^)]+)\)", GUIDE))
    assert shown == set(FOR_GUIDE.values()) == {path.name for path in GUIDE_FOLDER.iterdir()}
    assert all(path.stat().st_size < 200_000 for path in GUIDE_FOLDER.iterdir())


def test_the_researchers_are_those_of_the_demonstration():
    assert all(f"`{one.username}`" in GUIDE for one in DEMO_WORKERS if one.role == "researcher")
