"""The settings: the councils' files, their agreements, what a start needs, and that nothing reaches another machine."""

from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import parse_qs, urlsplit

from config import clock
from config.council import Council
from config.environment import Environment
from config.sign_on import read_sign_on
from doctor import Finding, error, fine, warning
from server import provider
from server.start import find_faults

AGREEMENT_YEARS = 3
"""An agreement approved longer ago should have been looked at again."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def check_councils(councils: tuple[Council, ...]) -> Iterator[Finding]:
    """The files could be read, else nobody would be here; the days of the agreements."""
    names = ", ".join(council.name for council in councils)
    yield fine("settings", f"The councils' files are as they should be: {names}.")
    today = clock.today()
    for council in councils:
        late = list(_agreements(council, today))
        yield from late or [fine("agreements", f"{council.name}: every service has an agreement that is in force.")]


def _agreements(council: Council, today: date) -> Iterator[Finding]:
    for service in council.services:
        agreement = service.agreement
        which = f"{council.name}, {service.title}: the agreement {agreement.reference}"
        if agreement.approved > today:
            yield error(
                "agreements",
                f"{which} is approved only from {agreement.approved:%d/%m/%Y}.",
                f"Take {service.id} out of {council.id}.yaml until then, or correct the date.",
            )
        elif agreement.approved < clock.years_before(today, AGREEMENT_YEARS):
            yield warning(
                "agreements",
                f"{which} was approved on {agreement.approved:%d/%m/%Y}, over {AGREEMENT_YEARS} years ago.",
                "Ask information governance whether it still holds, and set the new date.",
            )


def check_start(
    environment: Environment, councils: tuple[Council, ...], get_option: Callable[[str], object]
) -> Iterator[Finding]:
    """What would stop the server from starting: demonstration leftovers, the key, folders, Streamlit's settings."""
    faults = find_faults(councils, get_option)
    for fault in faults:
        yield error("start", fault, "The sentence says how. The tool does not start until then.")
    if not environment.is_production:
        fix = "For real people set FAMILY_CONTEXT_MODE=production, or leave it out."
        yield warning("start", "It runs as a demonstration.", fix)
    elif not faults:
        yield fine("start", "It can start in production: no demonstration data or workers, a key of its own.")


def check_connections(environment: Environment, get_option: Callable[[str], object]) -> Iterator[Finding]:
    """Whether anything that is configured reaches, or is reached from, another machine."""
    found = list(_connections(environment, get_option))
    yield from found or [fine("connections", "Nothing that is configured reaches beyond this machine.")]


def _connections(environment: Environment, get_option: Callable[[str], object]) -> Iterator[Finding]:
    address = get_option("server.address")
    if address not in LOOPBACK:
        yield error(
            "connections",
            f"The server listens on {address or 'every address'}, so browsers get round the web server and its TLS.",
            'Set server.address = "127.0.0.1" in .streamlit/config.toml.',
        )
    if environment.is_production and get_option("browser.serverAddress") in LOOPBACK:
        yield error(
            "connections",
            "Streamlit does not know its own name: it takes no websocket, and asks the internet for its address.",
            "Set STREAMLIT_BROWSER_SERVER_ADDRESS to the name people use, such as family-context.council.example.",
        )
    if get_option("browser.gatherUsageStats"):
        yield error(
            "connections",
            "Browsers would report to Streamlit's makers.",
            "Set browser.gatherUsageStats = false in .streamlit/config.toml.",
        )
    yield from _provider_connection(environment)
    if environment.database_url is not None:
        yield from _database_connection(environment.database_url)


def _provider_connection(environment: Environment) -> Iterator[Finding]:
    settings = read_sign_on(environment)
    if settings is None:
        return
    host = urlsplit(settings.provider).hostname
    try:
        provider.require(settings)
        yield fine("connections", f"{host} is asked who somebody is who signs in, over TLS.")
    except provider.ProviderFailed as why:
        yield error(
            "connections",
            f"{host} cannot be asked who somebody is ({why}), so nobody can sign in by single sign-on.",
            "See that the service may reach it (IPAddressAllow=, HTTPS_PROXY): docs/single-sign-on.md.",
        )


def _database_connection(url: str) -> Iterator[Finding]:
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    host = options.get("host") or parts.hostname or ""
    if host.startswith("/") or host in ("", *LOOPBACK):
        return
    if options.get("sslmode") != "verify-full":
        yield error(
            "connections",
            f"The database is on {host}, and its connections are not sure to be encrypted to the right server.",
            "Add ?sslmode=verify-full&sslrootcert=/path/to/ca.pem to FAMILY_CONTEXT_DATABASE_URL.",
        )
    else:
        yield fine("connections", f"Only the database is on another machine, {host}, over TLS that is verified.")
