"""The settings of Streamlit itself: names it knows, and what must never change."""

import tomllib
from pathlib import Path

import pytest
from streamlit import config

ROOT = Path(__file__).parents[3]
SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
NAMES = [f"{section}.{name}" for section, values in SETTINGS.items() for name in values]


@pytest.mark.parametrize("name", NAMES)
def test_streamlit_knows_every_option(name: str) -> None:
    assert name in config._config_options_template


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        ("server", "address", "127.0.0.1"),
        ("server", "enableCORS", True),
        ("server", "enableXsrfProtection", True),
        ("server", "enableStaticServing", False),
        ("browser", "gatherUsageStats", False),
        ("client", "showErrorDetails", "none"),
        ("client", "disableDataExport", True),
    ],
)
def test_what_keeps_the_tool_closed(section: str, name: str, value: object) -> None:
    assert SETTINGS[section][name] == value


def test_no_run_ends_with_a_collection_of_garbage_for_which_everybody_waits() -> None:
    assert SETTINGS["runner"]["postScriptGC"] is False


def test_the_stylesheet_asks_no_other_host() -> None:
    parts = ROOT / "pages" / "components"
    for file in [*parts.rglob("*.css"), *parts.rglob("*.js")]:
        text = file.read_text(encoding="utf-8")
        assert "http" not in text and "url(" not in text and "@import" not in text, file.name


def test_components_never_read_text_as_html() -> None:
    for file in (ROOT / "pages" / "components").rglob("*.js"):
        text = file.read_text(encoding="utf-8")
        assert not [
            word for word in ("innerHTML", "insertAdjacentHTML", "outerHTML", "document.write", "eval(") if word in text
        ]
