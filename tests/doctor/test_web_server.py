"""What the doctor says of the web server in front: settings of 0.3, missing names, addresses that are hidden."""

import pytest

from config.environment import ROOT
from doctor import web_server

NGINX = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
OF_0_3 = """server {
    proxy_set_header X-Forwarded-For $remote_addr;
    location / { proxy_pass http://family_context; }
    location = /_stcore/stream {
        proxy_set_header Upgrade $http_upgrade;
        proxy_pass http://family_context;
    }
}
"""


@pytest.mark.parametrize(
    ("text", "level"),
    [
        (NGINX, "FINE"),
        (OF_0_3, "ERROR"),
        (NGINX.replace(web_server.HEADERS_FILE, "", 1), "ERROR"),
        (NGINX.replace('"blockErrorDialogs":true', '"blockErrorDialogs":false'), "WARNING"),
        ("", "ERROR"),
        (None, "FINE"),
    ],
)
def test_settings_of_an_earlier_version_are_named_with_what_to_do(tmp_path, text, level):
    if text is not None:
        (tmp_path / "site").write_text(text)
    (found,) = web_server.check_nginx_settings(tmp_path / "site")
    assert found.level.name == level
    assert level == "FINE" or "deploy/install.sh" in found.fix


@pytest.mark.parametrize(("names", "level"), [((), "WARNING"), (None, "WARNING"), (("a.example",), "FINE")])
def test_missing_host_names_are_named_with_the_line_to_add(names, level):
    (found,) = web_server.check_allowed_hosts({"server.allowedHosts": names}.get, "family-context.council.example")
    assert found.level.name == level
    assert level == "FINE" or "STREAMLIT_SERVER_ALLOWED_HOSTS=family-context.council.example" in found.fix


@pytest.mark.parametrize(
    ("seen", "level", "words"),
    [
        ("127.0.0.2", "FINE", "comes from"),
        ("203.0.113.7", "ERROR", "claims"),
        ("127.0.0.1", "ERROR", "hides"),
        ("", "ERROR", "hides"),
        (None, "WARNING", "does not answer"),
    ],
)
def test_a_web_server_that_hides_addresses_or_passes_on_claims_is_named(monkeypatch, seen, level, words):
    monkeypatch.setattr(web_server, "_address_seen", lambda host, port: seen)
    (found,) = web_server.check_address("family-context.council.example", 443)
    assert found.level.name == level and words in found.words
