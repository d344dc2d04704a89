"""The pages of this repository, and how the tests read them."""

import re
from pathlib import Path

from config.environment import ROOT

PAGES = {path: path.read_text(encoding="utf-8") for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]}


def code_in(text: str) -> list[str]:
    """Everything marked as code: each line of a fenced block, and each `piece` in a sentence."""
    blocks = re.findall(r"^ *```.*?\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)
    rest = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.DOTALL | re.MULTILINE)
    return [line.strip() for block in blocks for line in block.splitlines()] + re.findall(r"`([^`]+)`", rest)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def section(page: str, heading: str) -> str:
    """The text under a heading of a page."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)
    assert found, f"the page has no heading {heading}"
    return found[1]


def table(page: str, heading: str) -> list[list[str]]:
    """The cells of the rows of the table under a heading."""
    rows = [line for line in section(page, heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows[2:]]
