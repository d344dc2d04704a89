"""The settings: councils' files, agreements, what the tool needs to start, and connections to other machines."""

from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import parse_qs, urlsplit

from config import clock
from config.council import Council
from config.environment import EXAMPLES, Environment
from config.sign_on import read_sign_on
from doctor import Finding, error, fine, warning
from server import provider
from server.start import find_faults

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def check_councils(councils: tuple[Council, ...]) -> Iterator[Finding]:
    """The councils' files, which have been read by now, and the dates of the agreements."""
    names = ", ".join(council.name for council in councils)
    yield fine("settings", f"The councils' files are correct: {names}.")
    today = clock.today()
    for council in councils:
        late = list(_agreements(council, today))
        yield from _relationships(council)
        yield from late or [fine("agreements", f"{council.name}: every service has an agreement in force.")]


def _relationships(council: Council) -> Iterator[Finding]:
    """Journey 2: settings of 0.3 list only what is excluded, so a kind that is new in the CMS would be shown."""
    if council.journey == 2 and council.shown_relationships is None:
        yield warning(
            "relationships",
            f"{council.name}: shown_relationships is not set, so every kind that is not excluded is shown.",
            f"Run python manage.py relationships --council {council.id}, check its lists, and put them into "
            f"{council.id}.yaml.",
        )


def _agreements(council: Council, today: date) -> Iterator[Finding]:
    shown_under = [(service.title, service.id, service.agreement) for service in council.services]
    if council.family_at_a_glance is not None:
        shown_under.append(("the family at a glance", "family_at_a_glance", council.family_at_a_glance.agreement))
    for title, key, agreement in shown_under:
        which = f"{council.name}, {title}: the agreement {agreement.reference}"
        if agreement.is_missing:
            yield warning(
                "agreements",
                f"{council.name}, {title}: its agreement is still to be written into the draft.",
                f"Write its reference and date into {council.id}.yaml. Production does not start until then.",
            )
        elif agreement.approved > today:
            yield error(
                "agreements",
                f"{which} is not approved until {agreement.approved:%d/%m/%Y}.",
                f"Take {key} out of {council.id}.yaml until then, or correct the date.",
            )
        elif agreement.review_by < today:
            yield warning(
                "agreements",
                f"{which} was to be reviewed by {agreement.review_by:%d/%m/%Y}.",
                "Ask information governance whether it is still valid, and set the new date of review.",
            )


def check_start(
    environment: Environment, councils: tuple[Council, ...], get_option: Callable[[str], object]
) -> Iterator[Finding]:
    """Anything that stops the server from starting: demonstration data, the key, folders, Streamlit's settings."""
    faults = find_faults(councils, get_option)
    for fault in faults:
        yield error("start", fault, "Do as it says. The tool does not start until then.")
    if environment.is_production and environment.councils == EXAMPLES:
        fix = "Put your councils' files into a folder of their own, and set FAMILY_CONTEXT_COUNCILS to it."
        yield warning("start", "The sign-in page offers the councils of the demonstration.", fix)
    if not environment.is_production:
        fix = "For real families set FAMILY_CONTEXT_MODE=production, or leave it out."
        yield warning("start", "It runs as a demonstration.", fix)
    elif not faults:
        yield fine("start", "It can start in production: no demonstration data or workers, and its own audit key.")


def check_connections(environment: Environment, get_option: Callable[[str], object]) -> Iterator[Finding]:
    """Connections to or from other machines."""
    found = list(_connections(environment, get_option))
    yield from found or [fine("connections", "No connection goes beyond this machine.")]


def _connections(environment: Environment, get_option: Callable[[str], object]) -> Iterator[Finding]:
    address = get_option("server.address")
    if address not in LOOPBACK:
        yield error(
            "connections",
            f"The server listens on {address or 'every address'}, so browsers can bypass the web server and its TLS.",
            'Set server.address = "127.0.0.1" in .streamlit/config.toml.',
        )
    if environment.is_production and get_option("browser.serverAddress") in LOOPBACK:
        yield error(
            "connections",
            "Streamlit does not know its own name, so it refuses websockets and asks the internet for its address.",
            "Set STREAMLIT_BROWSER_SERVER_ADDRESS to the name workers use, such as family-context.council.example.",
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
        yield fine("connections", f"{host} confirms who is signing in, over TLS.")
    except provider.ProviderFailed as why:
        yield error(
            "connections",
            f"{host} cannot confirm who is signing in ({why}), so no one can use single sign-on.",
            "Check that the service can reach it (IPAddressAllow=, HTTPS_PROXY): docs/single-sign-on.md.",
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
            f"The database is on {host}, and nothing ensures encrypted connections to the right server.",
            "Add ?sslmode=verify-full&sslrootcert=/path/to/ca.pem to FAMILY_CONTEXT_DATABASE_URL.",
        )
    else:
        yield fine("connections", f"The database is on another machine, {host}, over verified TLS.")
