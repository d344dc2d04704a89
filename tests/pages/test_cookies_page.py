"""The cookies page names what there is: in production the web server's too, and with single sign-on its two."""

import pytest
import yaml

from config.environment import ROOT
from pages.screens.everyone.cookies import ROUTE
from tests.config.test_sign_on import GOOD


@pytest.mark.parametrize(
    ("mode", "single", "number"),
    [
        ("demonstration", False, "three"),
        ("production", False, "four"),
        ("demonstration", True, "five"),
        ("production", True, "six"),
    ],
)
def test_the_number_and_the_names_are_right(visit, tmp_path, monkeypatch, mode, single, number):
    if single:
        path = tmp_path / "sign-on.yaml"
        path.write_text(yaml.safe_dump(GOOD))
        monkeypatch.setenv("FAMILY_CONTEXT_SIGN_ON", str(path))
    monkeypatch.setenv("FAMILY_CONTEXT_MODE", mode)
    sent = visit("leeds", signed_in=False).open("cookies").sent()
    assert f"needs {number} to work" in sent
    assert (ROUTE in sent) == (mode == "production")
    assert ("family-context-sign-on-said" in sent) == single


def test_the_web_server_sets_the_cookie_that_is_named():
    assert f'default "{ROUTE}=$request_id; Path=/; Secure' in (ROOT / "deploy" / "nginx.conf").read_text()
