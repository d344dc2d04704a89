"""Over TLS, as a council's workers reach it: the cookies a browser keeps there hold the session, and an end ends it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser, BrowserContext, expect

from data_access.accounts import accounts
from tests.browser import steps
from tests.browser.production import Production, serve_councils

WORKER = "helen.pierce"


def write_certificate(path: Path, *, begins: datetime | None = None, ends: datetime | None = None) -> Path:
    """A certificate of this machine's own, and its key, in one file; good for a day unless it is said."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins or now - timedelta(hours=1))
        .not_valid_after(ends or now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    own_format = serialization.PrivateFormat.PKCS8
    path.write_bytes(certificate.public_bytes(pem) + key.private_bytes(pem, own_format, serialization.NoEncryption()))
    return path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    """One council in production, over TLS, with the small extract and one worker."""
    folder = tmp_path_factory.mktemp("tls")
    with serve_councils(folder, "managed", certificate=write_certificate(folder / "own.pem")) as served:
        served.fill("managed", {WORKER: ("Helen Pierce", "social_worker")})
        yield served


@pytest.fixture
def its_browser(browser: Browser, served: Production) -> Iterator[BrowserContext]:
    """A browser that trusts this certificate, and has nothing in it yet."""
    context = browser.new_context(ignore_https_errors=True, locale="en-GB")
    context.set_default_timeout(30_000)
    steps.hold_ten_seconds(context)
    yield context
    context.close()


def test_over_tls_a_refresh_and_a_second_tab_hold_and_revoking_ends_both(its_browser, served):
    first = its_browser.new_page()
    steps.sign_in_at_only_council(first, served.url, WORKER)
    steps.expect_heading(first, "Why are you searching?")
    first.reload()
    steps.expect_heading(first, "Why are you searching?")
    second = its_browser.new_page()
    second.goto(served.url)
    steps.expect_heading(second, "Why are you searching?")
    kept = {cookie["name"]: cookie for cookie in its_browser.cookies() if cookie["name"].startswith("__Host-")}
    assert set(kept) == {"__Host-family-context", "__Host-family-context-browser"}
    assert all(cookie["secure"] and cookie["httpOnly"] for cookie in kept.values())
    with served.server.here():
        accounts.end_every_session(served.council("managed"), by="it")
    for page in (first, second):
        steps.ten_seconds_pass(page)
        expect(page.get_by_role("heading", name="Sign in to Family Context")).to_be_visible()
