"""docs/single-sign-on.md: its settings can be read, and its table has every key."""

import re

import pytest
import yaml

from config.environment import ROOT
from config.sign_on import SignOn
from data_access.accounts.sessions import HARD_LIMIT, IDLE_LIMIT
from server.provider import CLOCKS_APART, TRY_SECONDS

PAGE = (ROOT / "docs" / "single-sign-on.md").read_text(encoding="utf-8")


@pytest.fixture
def settings() -> SignOn:
    [block] = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return SignOn.model_validate(yaml.safe_load(block))


def test_the_settings_of_the_page_are_read(settings: SignOn):
    assert settings.callback == "https://family-context.northshire.example/sign-on/callback"
    assert settings.callback in PAGE
    assert settings.read_user_name("Jane.Doe@northshire.example") == "jane.doe"
    assert [group.role for group in settings.groups] == ["manager", "social_worker"]


def test_the_table_has_every_key_and_what_it_is_without():
    rows = dict(re.findall(r"^\| `(\w+)` \| .* \| ([^|]*) \|$", PAGE, re.MULTILINE))
    assert set(rows) == set(SignOn.model_fields)
    for name, field in SignOn.model_fields.items():
        if field.is_required():
            assert rows[name] == "needed", name
        elif isinstance(field.default, str):
            assert rows[name].strip("`") == field.default, name
    assert rows["passwords"].startswith("`false`")


def test_the_figures_are_those_of_the_code():
    assert CLOCKS_APART == 60 and "give or take a minute" in PAGE
    assert TRY_SECONDS == 600 and "lasts ten minutes" in PAGE
    assert (IDLE_LIMIT.seconds // 60, HARD_LIMIT.seconds // 3600) == (15, 12) and "15 idle minutes, 12 hours" in PAGE
