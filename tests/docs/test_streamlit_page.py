"""docs/streamlit.md lists every name of Streamlit that is used, and `make upgrade-check` finds a missing one."""

import re

import pytest

from config.environment import ROOT
from docs.upgrade_check import PAGE, browser_words, problems, rows

TEXT = PAGE.read_text(encoding="utf-8")
LISTED = re.findall(r"`([^`]+)`", "".join(cell for row in rows(TEXT, "Names in the browser") for cell in row[:2]))
# A kind of button is looked for by the beginning that all kinds share.
WHOLE = [name for name in LISTED if not name.startswith("-")]
PARTS = ROOT / "pages" / "components"
NAME = re.compile(
    r"""data-testid[*^$]?=["']?([\w-]+)|(?<=[.])(st[A-Z]\w+|react-aria-\w+)|\[(data-(?!testid)[\w-]+)[\]=]|#(MainMenu)"""
)


@pytest.fixture(scope="module")
def words() -> frozenset[str]:
    """Of a million words those that matter here."""
    return browser_words() & set(LISTED)


def names_in(text: str) -> set[str]:
    """Streamlit's names in a stylesheet or script."""
    return {name for found in NAME.finditer(text) for name in found.groups() if name}


def test_names_are_found_in_a_stylesheet():
    assert names_in('.stHtml [data-testid="stMain"] button[data-testid*="-primary"], #MainMenu [data-selected]') == {
        "stHtml", "stMain", "-primary", "MainMenu", "data-selected",
    }  # fmt: skip


@pytest.mark.parametrize("path", [*PARTS.rglob("*.css"), *PARTS.rglob("*.js")], ids=lambda path: path.name)
def test_the_page_lists_every_name_that_a_stylesheet_or_script_uses(path):
    """Seen to fail with `stMain` struck from the page."""
    assert names_in(path.read_text(encoding="utf-8")) - set(LISTED) == set()


def test_every_private_import_of_the_tool_is_on_the_page():
    imported = r"^from (streamlit\.runtime[\w.]*|streamlit\.(?:web|proto|delta\w*)[\w.]*) import (\w+)"
    files = [ROOT / "app.py", *(path for name in ("pages", "server") for path in (ROOT / name).rglob("*.py"))]
    found = [f"{module}:{name}" for path in files
             for module, name in re.findall(imported, path.read_text(encoding="utf-8"), re.MULTILINE)]  # fmt: skip
    assert found
    listed = [row[0] for row in rows(TEXT, "Names in Python")]
    assert [name for name in found if not any(name in one for one in listed)] == []


def test_the_installed_streamlit_has_every_name(words):
    assert problems(TEXT, words) == []


def test_only_kinds_of_buttons_are_looked_for_as_part_of_another_name():
    kinds = {"-primary", "-secondary", "-tertiary", "-primaryFormSubmit"}
    assert set(LISTED) - set(WHOLE) == kinds and "stBaseButton-" in WHOLE


@pytest.mark.parametrize("name", WHOLE)
def test_each_name_that_is_gone_is_found(name, words):
    """As an upgrade would take it away."""
    said = problems(TEXT, words - {name})
    assert any(f"`{name}`" in sentence for sentence in said)


def test_a_private_name_a_test_and_a_table_that_are_gone_are_found(words):
    changed = TEXT.replace("PagesManager.uses_pages_directory", "PagesManager.uses_a_folder")
    changed = changed.replace("test_no_mixing.py", "test_mixing.py").replace("## Names in the browser", "## Names")
    said = " ".join(problems(changed, words))
    assert "uses_a_folder` is no longer in Python" in said and "test_mixing.py" in said and "lost" in said
