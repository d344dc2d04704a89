"""The web server in front: whether its settings are of this version, and whether the tool sees browsers' addresses."""

import http.client
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

from config.environment import Environment
from doctor import Finding, error, fine, warning

INSTALLED = Path("/etc/nginx/sites-available/family-context")
HEADERS_FILE = "include /etc/nginx/family-context-headers.conf;"
NEW_FILES = "Run deploy/install.sh of this version again, with the same --host, --certificate and --key."
ALLOWED_HOSTS = "server.allowedHosts"
SOURCE, CLAIMED = "127.0.0.2", "203.0.113.7"
"""Where the doctor comes from, which is this machine too, and where it claims to come from (RFC 5737: no one's)."""
PATIENCE_SECONDS = 5


def check_web_server(
    environment: Environment, get_option: Callable[[str], object], *, installed: Path = INSTALLED, port: int = 443
) -> Iterator[Finding]:
    """All checks of the web server; none for a demonstration, which needs none."""
    if not environment.is_production:
        return
    host = str(get_option("browser.serverAddress"))
    yield from check_allowed_hosts(get_option, host)
    yield from check_nginx_settings(installed)
    yield from check_address(host, port)


def check_allowed_hosts(get_option: Callable[[str], object], host: str) -> Iterator[Finding]:
    """Whether requests for other names are refused: settings of 0.3 do not say which names are ours."""
    if get_option(ALLOWED_HOSTS):
        yield fine("web server", "Requests for other host names are refused.")
        return
    yield warning(
        "web server",
        f"{ALLOWED_HOSTS} is not set, so pages of another site could be pointed at this server (DNS rebinding).",
        f"Add STREAMLIT_SERVER_ALLOWED_HOSTS={host} to /etc/family-context/settings.env, and restart.",
    )


def check_nginx_settings(installed: Path) -> Iterator[Finding]:
    """Whether nginx has this version's settings. Those of 0.3 let a browser choose the address that is recorded."""
    try:
        text = installed.read_text(encoding="utf-8")
    except OSError:
        yield fine("web server", f"Not checked: there is no {installed} that can be read here.")
        return
    places = [place.partition("}")[0] for place in text.split("location ")[1:]]
    passing = [place for place in places if "proxy_pass" in place]
    if not passing or not all(HEADERS_FILE in place for place in passing):
        yield error(
            "web server",
            f"{installed} is of version 0.3: browsers can claim any address, and the audit records it.",
            NEW_FILES,
        )
    elif '"blockErrorDialogs":true' not in text or "/sign-on/callback" not in text:
        yield warning("web server", f"{installed} is of an earlier version.", NEW_FILES)
    else:
        yield fine("web server", "nginx has the settings of this version.")


def check_address(host: str, port: int) -> Iterator[Finding]:
    """Ask the tool through the web server which address it sees: it must be the socket's, and not a claimed one."""
    try:
        seen = _address_seen(host, port)
    except OSError:
        yield fine("web server", "Not checked: no web server answers on this machine.")
        return
    if seen == SOURCE:
        yield fine("web server", "The tool sees the address that a browser comes from.")
    elif seen == CLAIMED:
        yield error("web server", "The web server passes on whatever address a browser claims.", NEW_FILES)
    elif seen is None:
        yield warning("web server", "The tool does not answer through the web server, or is of an earlier version.",
                      "Open the site in a browser, and look at the web server's error log.")  # fmt: skip
    else:
        yield error(
            "web server",
            f"The web server hides browsers' addresses: the tool sees {seen or 'none'} for everyone. The audit then "
            "says nothing, and one person's wrong passwords slow everyone.",
            "In every location that passes requests on, set X-Forwarded-For to the address of the socket: "
            "deploy/nginx-headers.conf.",
        )


def _address_seen(host: str, port: int) -> str | None:
    """None if the answer is not the tool's. Raises OSError."""
    # To this machine, and nothing secret is sent: whether the certificate is right is another check.
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    asked = http.client.HTTPSConnection(
        "127.0.0.1", port, context=context, source_address=(SOURCE, 0), timeout=PATIENCE_SECONDS
    )
    try:
        asked.request("GET", "/health/address", headers={"Host": host, "X-Forwarded-For": CLAIMED})
        answer = asked.getresponse()
        said = answer.read(100).decode(errors="replace")
        return said.removeprefix("address ") if answer.status == 200 and said.startswith("address ") else None
    except http.client.HTTPException:
        return None
    finally:
        asked.close()
